/* Sending: whose request goes next, and all that may go in one system call. */
#include "lane.h"

#include <arpa/inet.h>
#include <string.h>

/* ---- Whose request goes next. */

static bool admit(Lane *self, uint32_t which) {
    Request *request = &self->requests.all[which];
    Device *device = &self->requests.devices[request->device];
    if (device->busy >= self->outstanding) {
        queue_push(&self->requests, &device->parked, which);
        return false;
    }
    device->busy++;
    return true;
}

static uint32_t next_released(Lane *self) {
    Requests *requests = &self->requests;
    while (requests->released.first != NOBODY) {
        uint32_t which = requests->released.first;
        queue_remove(requests, &requests->released, which);
        if (((Get *)requests->all[which].job)->cancelled) {
            uint32_t device = requests->all[which].device;
            lane_drop(self, which);
            device_release(requests, device);
        } else if (admit(self, which)) {
            return which;
        }
    }
    return NOBODY;
}

/* The next fresh request, one job after the other; NOBODY with an exception set when memory is short. */
static uint32_t next_fresh(Lane *self) {
    size_t idle = 0;
    while (idle < self->job_count) {
        Get *job = self->jobs[self->turn++ % self->job_count];
        uint32_t row, part;
        if (!get_next(job, &row, &part)) {
            idle++;
            continue;
        }
        idle = 0;
        uint32_t device = ((const uint32_t *)job->devices.buf)[row];
        uint32_t which = request_new(&self->requests, job, row, part, device);
        if (which == NOBODY) {
            PyErr_NoMemory();
            return NOBODY;
        }
        job->open++;
        if (admit(self, which)) {
            return which;
        }
    }
    return NOBODY;
}

/* ---- Sending. */

/* Take back what could not be sent, to go first next time. */
static void put_back(Lane *self, uint32_t which) {
    Request *request = &self->requests.all[which];
    id_forget(&self->requests, request->id);
    request->id = 0;
    self->requests.devices[request->device].busy--;
    queue_push_first(&self->requests, &self->requests.released, which);
}

static uint32_t gather(Lane *self, uint32_t room) {
    uint32_t count = 0;
    for (; count < room; count++) {
        uint32_t which = next_released(self);
        which = which == NOBODY ? next_fresh(self) : which;
        if (which == NOBODY) {
            break;
        }
        uint32_t id = id_draw(&self->requests, which);
        Request *request = &self->requests.all[which];
        request->id = id;
        if (!id) {
            PyErr_NoMemory();
            put_back(self, which);
            break;
        }
        self->sent[count] = which;
    }
    return count;
}

/* Encode what was gathered, side by side. */
static bool encode(Lane *self, uint32_t count) {
    size_t size = 0;
    for (uint32_t at = 0; at < count; at++) {
        Request *request = &self->requests.all[self->sent[at]];
        const Template *ready = get_template(request->job, request->row, request->part);
        size += ready->before_size + 4 + ready->after_size;
    }
    if (size > self->outbox_size) {
        uint8_t *outbox = PyMem_Realloc(self->outbox, size);
        if (!outbox) {
            PyErr_NoMemory();
            return false;
        }
        self->outbox = outbox;
        self->outbox_size = size;
    }
    uint8_t *to = self->outbox;
    for (uint32_t at = 0; at < count; at++) {
        Request *request = &self->requests.all[self->sent[at]];
        const Template *ready = get_template(request->job, request->row, request->part);
        uint32_t id = htonl(request->id);
        self->leaving_from[at].iov_base = to;
        memcpy(to, ready->before, ready->before_size);
        memcpy(to + ready->before_size, &id, 4);
        memcpy(to + ready->before_size + 4, ready->after, ready->after_size);
        to += ready->before_size + 4 + ready->after_size;
        self->leaving_from[at].iov_len = (size_t)(to - (uint8_t *)self->leaving_from[at].iov_base);
        self->leaving[at].msg_hdr = (struct msghdr){
            .msg_name = &self->requests.devices[request->device].address,
            .msg_namelen = sizeof(struct sockaddr_in),
            .msg_iov = &self->leaving_from[at],
            .msg_iovlen = 1,
        };
    }
    return true;
}

const char send_doc[] = PyDoc_STR(
    "send(room, now) -> (sent, blocked, failures)\n\n"
    "Send up to `room` requests, each with its device's time-out; `now` never goes back.\n"
    "Failures are (device, errno); such a request counts as sent and will time out.");

PyObject *lane_send(Lane *self, PyObject *arguments) {
    unsigned int room;
    double now;
    if (!PyArg_ParseTuple(arguments, "Id:send", &room, &now) || !lane_enter(self)) {
        return NULL;
    }
    uint32_t count = gather(self, room < MOST_SENT ? room : MOST_SENT), done = 0;
    PyObject *failures = PyList_New(0);
    bool fine = failures && !PyErr_Occurred() && encode(self, count), blocked = false;
    while (fine && !blocked && done < count) {
        int sent, error;
        Py_BEGIN_ALLOW_THREADS
        sent = sendmmsg(self->socket, self->leaving + done, count - done, MSG_DONTWAIT);
        error = errno;
        Py_END_ALLOW_THREADS
        if (sent < 0 && error == EINTR) {
            fine = !PyErr_CheckSignals();
            continue;
        }
        blocked = sent < 0 && would_block(error);
        uint32_t past = sent < 0 ? !blocked : (uint32_t)sent;
        if (sent < 0 && !blocked) {
            PyObject *failure = Py_BuildValue("Ii", self->requests.all[self->sent[done]].device, error);
            fine = failure && !PyList_Append(failures, failure);
            Py_XDECREF(failure);
        }
        for (; past; past--, done++) {
            request_sent(&self->requests, self->sent[done], now);
        }
    }
    for (uint32_t at = count; at > done; at--) {
        put_back(self, self->sent[at - 1]);
    }
    self->in_use = false;
    if (!fine) {
        Py_XDECREF(failures);
        return NULL;
    }
    return Py_BuildValue("INN", done, PyBool_FromLong(blocked), failures);
}
