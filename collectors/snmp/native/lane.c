/* The fast lane: first tries of plain GETs, hundreds to a system call, from one socket that Python owns.
 *
 * What is not a first try, or not answered plainly, belongs to Python: it gets datagrams as they came, and
 * requests that timed out. Columns are written without the interpreter's lock; objects only with it.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>

#include "answer.h"
#include "cells.h"
#include "get.h"
#include "requests.h"
#include "walk.h"

enum { BATCH = 64, ROUNDS = 8, MOST_HANDED_BACK = 64, LARGEST = 65535, MOST_SENT = 256, MOST_OBJECTS = 256 };

/* A text found while the interpreter's lock was let go. */
typedef struct {
    Get *job;
    uint32_t row, column;
    Span content;
} Found;

typedef struct {
    PyObject_HEAD
    Requests requests;
    int socket;
    uint32_t outstanding;
    Get **jobs; /* in turns */
    size_t job_count, job_room, turn;
    bool in_use;
    /* Receiving. */
    uint8_t *inbox;
    struct mmsghdr arrived[BATCH];
    struct iovec arrived_at[BATCH];
    struct sockaddr_in sources[BATCH];
    bool handed_back[BATCH];
    int arrived_count, read_count; /* what has arrived, and how much of it was read */
    Found *found;
    size_t found_count;
    /* Sending. */
    uint8_t *outbox;
    size_t outbox_size;
    struct mmsghdr leaving[MOST_SENT];
    struct iovec leaving_from[MOST_SENT];
    uint32_t sent[MOST_SENT];
} Lane;

/* ---- One caller at a time: the lock is let go of in between. */

static bool idle(const Lane *self) {
    if (self->in_use) {
        PyErr_SetString(PyExc_RuntimeError, "the fast lane is used by two threads at once");
    }
    return !self->in_use;
}

static bool enter(Lane *self) { return idle(self) && (self->in_use = true); }

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

static void drop(Lane *self, uint32_t which) {
    Get *job = self->requests.all[which].job;
    job->open--;
    request_drop(&self->requests, which);
}

static uint32_t next_released(Lane *self) {
    Requests *requests = &self->requests;
    while (requests->released.first != NOBODY) {
        uint32_t which = requests->released.first;
        queue_remove(requests, &requests->released, which);
        if (((Get *)requests->all[which].job)->cancelled) {
            uint32_t device = requests->all[which].device;
            drop(self, which);
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

static bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

PyDoc_STRVAR(send_doc, "send(room, now) -> (sent, blocked, failures)\n\n"
                       "Send up to `room` requests, each with its device's time-out; `now` never goes back.\n"
                       "Failures are (device, errno); such a request counts as sent and will time out.");

static PyObject *lane_send(Lane *self, PyObject *arguments) {
    unsigned int room;
    double now;
    if (!PyArg_ParseTuple(arguments, "Id:send", &room, &now) || !enter(self)) {
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

/* ---- Receiving. */

/* Close a request that was answered; its place on the wire is free. */
static bool settle(Lane *self, uint32_t which) {
    Request *request = &self->requests.all[which];
    if (!device_free(&self->requests, request->device)) {
        return false;
    }
    id_forget(&self->requests, request->id);
    request_unqueue(&self->requests, which);
    drop(self, which);
    return true;
}

static bool same_source(const struct sockaddr_in *one, const struct sockaddr_in *other) {
    return one->sin_family == other->sin_family && one->sin_port == other->sin_port &&
           one->sin_addr.s_addr == other->sin_addr.s_addr;
}

/* READ, or for Python to look at; JUDGE where what comes behind must wait for that: it may have the same id. */
typedef enum { READ, PASS_ON, JUDGE } Outcome;

/* Read one datagram. Called without the interpreter's lock. */
static Outcome take(Lane *self, Span data, const struct sockaddr_in *source, int64_t now_ms, double now) {
    uint32_t id;
    Span bindings;
    if (!answer_open(data, &id, &bindings)) {
        return JUDGE;
    }
    const Place *place = id_find(&self->requests, id);
    if (!place || place->request == NOBODY) {
        return PASS_ON;
    }
    uint32_t which = place->request;
    Request request = self->requests.all[which];
    if (!same_source(source, &self->requests.devices[request.device].address)) {
        return JUDGE;
    }
    Get *job = request.job;
    if (job->cancelled) {
        return settle(self, which) ? READ : JUDGE;
    }
    const Part *part = &job->parts[request.part];
    size_t count = part->stop - part->start, texts_count = 0;
    double values[MOST_OBJECTS];
    Text texts[MOST_OBJECTS];
    if (count > MOST_OBJECTS ||
        !answer_read(bindings, job->objects + part->start, count, values, texts, &texts_count) ||
        !settle(self, which)) {
        return JUDGE;
    }
    get_store(job, request.row, request.part, values, now_ms);
    if (!isnan(now)) {
        device_answered(&self->requests, request.device, now - request.sent_at);
    }
    for (size_t at = 0; at < texts_count; at++) {
        self->found[self->found_count++] =
            (Found){job, request.row, part->start + (uint32_t)texts[at].object, texts[at].content};
    }
    return READ;
}

static bool keep_texts(Lane *self) {
    for (size_t at = 0; at < self->found_count; at++) {
        const Found *found = &self->found[at];
        PyObject *where = Py_BuildValue("II", found->row, found->column);
        PyObject *octets =
            PyBytes_FromStringAndSize((const char *)found->content.at, found->content.end - found->content.at);
        bool kept = where && octets && !PyDict_SetItem(found->job->texts, where, octets);
        Py_XDECREF(where);
        Py_XDECREF(octets);
        if (!kept) {
            return false;
        }
    }
    return true;
}

static bool hand_back(Lane *self, int from, PyObject *back) {
    for (int at = from; at < self->read_count; at++) {
        if (!self->handed_back[at]) {
            continue;
        }
        char host[INET_ADDRSTRLEN] = "";
        inet_ntop(AF_INET, &self->sources[at].sin_addr, host, sizeof host);
        PyObject *datagram = Py_BuildValue("y#(si)", (char *)self->arrived_at[at].iov_base,
                                           (Py_ssize_t)self->arrived[at].msg_len, host,
                                           (int)ntohs(self->sources[at].sin_port));
        bool listed = datagram && !PyList_Append(back, datagram);
        Py_XDECREF(datagram);
        if (!listed) {
            return false;
        }
    }
    return true;
}

/* Fill the inbox; returns 0 or errno. */
static int fetch(Lane *self) {
    for (size_t at = 0; at < BATCH; at++) {
        self->arrived[at].msg_hdr = (struct msghdr){
            .msg_name = &self->sources[at],
            .msg_namelen = sizeof(struct sockaddr_in),
            .msg_iov = &self->arrived_at[at],
            .msg_iovlen = 1,
        };
    }
    int count = recvmmsg(self->socket, self->arrived, BATCH, MSG_DONTWAIT, NULL);
    self->arrived_count = count > 0 ? count : 0;
    self->read_count = 0;
    return count < 0 ? errno : 0;
}

/* Read what is in the inbox, up to the first datagram that what follows must wait for. */
static void read_on(Lane *self, int64_t now_ms, double now) {
    self->found_count = 0;
    Outcome outcome = READ;
    while (self->read_count < self->arrived_count && outcome != JUDGE) {
        int at = self->read_count++;
        const uint8_t *start = self->arrived_at[at].iov_base;
        outcome = take(self, (Span){start, start + self->arrived[at].msg_len}, &self->sources[at], now_ms, now);
        self->handed_back[at] = outcome != READ;
    }
}

/* What is left after a look: datagrams to be read once those handed back were judged; maybe more in the
 * socket; nothing. */
enum { UNREAD, MAYBE_MORE, DRAINED };

PyDoc_STRVAR(receive_doc, "receive(now_ms, now=nan) -> (datagrams, state, errno)\n\n"
                          "Read what has arrived, some hundreds at most. What is not a plain answer to a request of\n"
                          "ours is returned, each as (octets, (host, port)). With UNREAD, call again once those were\n"
                          "judged: datagrams stay in their order. With DRAINED the socket was seen empty. errno is 0\n"
                          "or the socket's error. Round trips are measured where `now` is told, by the clock of `send`.");

static PyObject *lane_receive(Lane *self, PyObject *arguments) {
    long long now_ms;
    double now = NAN;
    if (!PyArg_ParseTuple(arguments, "L|d:receive", &now_ms, &now) || !enter(self)) {
        return NULL;
    }
    PyObject *back = PyList_New(0);
    bool fine = back != NULL;
    bool unread = self->read_count < self->arrived_count, again = true, drained = false;
    int error = 0;
    for (int round = 0; fine && again && round < ROUNDS; round++) {
        int from = unread ? self->read_count : 0;
        Py_BEGIN_ALLOW_THREADS
        error = unread ? 0 : fetch(self);
        read_on(self, now_ms, now);
        Py_END_ALLOW_THREADS
        fine = keep_texts(self) && hand_back(self, from, back);
        unread = self->read_count < self->arrived_count;
        drained = would_block(error) || (!error && self->arrived_count < BATCH);
        again = !unread && !drained && !error && PyList_GET_SIZE(back) < MOST_HANDED_BACK;
    }
    self->in_use = false;
    if (!fine) {
        Py_XDECREF(back);
        return NULL;
    }
    int state = unread ? UNREAD : drained ? DRAINED : MAYBE_MORE;
    return Py_BuildValue("Nii", back, state, would_block(error) || error == EINTR ? 0 : error);
}

/* ---- What Python looks up and takes over. */

PyDoc_STRVAR(expire_doc, "expire(now, most) -> [(token, row, part, id), ...]\n\n"
                         "Hand over requests that timed out; their ids stay known until forgotten.");

static PyObject *lane_expire(Lane *self, PyObject *arguments) {
    double now;
    int most;
    if (!PyArg_ParseTuple(arguments, "di:expire", &now, &most) || !enter(self)) {
        return NULL;
    }
    PyObject *late = PyList_New(0);
    bool fine = late != NULL;
    Requests *requests = &self->requests;
    for (uint32_t which; fine && most-- > 0 && (which = request_first_due(requests)) != NOBODY;) {
        if (requests->all[which].deadline > now) {
            break;
        }
        Request request = requests->all[which];
        Get *job = request.job;
        PyObject *told = Py_BuildValue("IIII", job->token, request.row, request.part, request.id);
        fine = told && !PyList_Append(late, told);
        Py_XDECREF(told);
        if (fine) {
            fine = device_free(requests, request.device);
            id_find(requests, request.id)->request = NOBODY;
            request_unqueue(requests, which);
            device_timed_out(requests, request.device, request.rank);
            drop(self, which);
        }
    }
    self->in_use = false;
    if (!fine) {
        Py_XDECREF(late);
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    return late;
}

PyDoc_STRVAR(find_doc, "find(id) -> (token, row, part) | None\n\nTell whose open request of ours has this id.");

static PyObject *lane_find(Lane *self, PyObject *number) {
    unsigned long id = PyLong_AsUnsignedLong(number);
    if (PyErr_Occurred() || !idle(self)) {
        return NULL;
    }
    const Place *place = id <= LAST_ID ? id_find(&self->requests, (uint32_t)id) : NULL;
    if (!place || place->request == NOBODY) {
        Py_RETURN_NONE;
    }
    const Request *request = &self->requests.all[place->request];
    return Py_BuildValue("III", ((Get *)request->job)->token, request->row, request->part);
}

static PyObject *lane_forget(Lane *self, PyObject *number) {
    unsigned long id = PyLong_AsUnsignedLong(number);
    if (PyErr_Occurred() || !enter(self)) {
        return NULL;
    }
    const Place *place = id <= LAST_ID ? id_find(&self->requests, (uint32_t)id) : NULL;
    bool fine = true;
    if (place && place->request != NOBODY) {
        fine = settle(self, place->request);
    } else if (place) {
        id_forget(&self->requests, (uint32_t)id);
    }
    self->in_use = false;
    if (!fine) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}

static PyObject *lane_claim(Lane *self, PyObject *nothing) {
    (void)nothing;
    if (!enter(self)) {
        return NULL;
    }
    uint32_t id = id_draw(&self->requests, NOBODY);
    self->in_use = false;
    return id ? PyLong_FromUnsignedLong(id) : PyErr_NoMemory();
}

PyDoc_STRVAR(add_doc, "add(get, token)\n\nLet a job take turns; the token names it wherever it is told of.");

static PyObject *lane_add(Lane *self, PyObject *arguments) {
    Get *job;
    unsigned int token;
    if (!PyArg_ParseTuple(arguments, "O!I:add", &GetType, &job, &token)) {
        return NULL;
    }
    const uint32_t *devices = job->devices.buf;
    for (uint32_t row = 0; row < job->rows; row++) {
        if (devices[row] != NOBODY && (devices[row] >= self->requests.device_count ||
                                       self->requests.devices[devices[row]].address.sin_family != AF_INET)) {
            PyErr_SetString(PyExc_ValueError, "a row of a device that is not known here");
            return NULL;
        }
    }
    if (!idle(self)) {
        return NULL;
    }
    if (self->job_count == self->job_room) {
        size_t room = self->job_room * 2 + 8;
        Get **jobs = PyMem_Realloc(self->jobs, room * sizeof *jobs);
        if (!jobs) {
            return PyErr_NoMemory();
        }
        self->jobs = jobs;
        self->job_room = room;
    }
    job->token = token;
    Py_INCREF(job);
    self->jobs[self->job_count++] = job;
    Py_RETURN_NONE;
}

static bool is_over(const Get *job) { return !job->open && (job->cancelled || job->next_row >= job->rows); }

static PyObject *lane_retire(Lane *self, PyObject *nothing) {
    (void)nothing;
    PyObject *tokens = PyList_New(0);
    if (!tokens || !enter(self)) {
        Py_XDECREF(tokens);
        return NULL;
    }
    size_t kept = 0;
    bool fine = true;
    for (size_t at = 0; at < self->job_count; at++) {
        Get *job = self->jobs[at];
        PyObject *token = fine && is_over(job) ? PyLong_FromUnsignedLong(job->token) : NULL;
        if (token && !PyList_Append(tokens, token)) {
            Py_DECREF(job);
        } else {
            self->jobs[kept++] = job;
            fine = !PyErr_Occurred();
        }
        Py_XDECREF(token);
    }
    self->job_count = kept;
    self->in_use = false;
    if (!fine) {
        Py_DECREF(tokens);
        return NULL;
    }
    return tokens;
}

/* ---- Devices. */

static PyObject *lane_device(Lane *self, PyObject *arguments) {
    const char *host;
    unsigned short port;
    if (!PyArg_ParseTuple(arguments, "sH:device", &host, &port) || !enter(self)) {
        return NULL;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        address.sin_family = AF_UNSPEC;
    }
    uint32_t device = device_new(&self->requests, &address);
    self->in_use = false;
    if (device == NOBODY) {
        return PyErr_NoMemory();
    }
    return Py_BuildValue("IN", device, PyBool_FromLong(address.sin_family == AF_INET));
}

static Device *device_of(Lane *self, PyObject *number) {
    unsigned long which = PyLong_AsUnsignedLong(number);
    if (PyErr_Occurred() || !idle(self)) {
        return NULL;
    }
    if (which >= self->requests.device_count) {
        PyErr_SetString(PyExc_IndexError, "no such device");
        return NULL;
    }
    return &self->requests.devices[which];
}

static PyObject *lane_take(Lane *self, PyObject *number) {
    Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    if (device->busy >= self->outstanding) {
        Py_RETURN_FALSE;
    }
    device->busy++;
    Py_RETURN_TRUE;
}

static PyObject *lane_free(Lane *self, PyObject *number) {
    Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    if (!device->busy) {
        PyErr_SetString(PyExc_ValueError, "nothing is on the wire there");
        return NULL;
    }
    device->busy--; /* Python knows which of its own requests wait there */
    device_release(&self->requests, (uint32_t)(device - self->requests.devices));
    Py_RETURN_NONE;
}

static PyObject *lane_rank(Lane *self, PyObject *number) {
    const Device *device = device_of(self, number);
    return device ? PyLong_FromUnsignedLong(device->rank) : NULL;
}

static PyObject *lane_answered(Lane *self, PyObject *arguments) {
    PyObject *number;
    double seconds;
    if (!PyArg_ParseTuple(arguments, "Od:answered", &number, &seconds)) {
        return NULL;
    }
    const Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    device_answered(&self->requests, (uint32_t)(device - self->requests.devices), seconds);
    Py_RETURN_NONE;
}

static PyObject *lane_timed_out(Lane *self, PyObject *arguments) {
    PyObject *number;
    unsigned int rank;
    if (!PyArg_ParseTuple(arguments, "OI:timed_out", &number, &rank)) {
        return NULL;
    }
    const Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    device_timed_out(&self->requests, (uint32_t)(device - self->requests.devices), rank);
    Py_RETURN_NONE;
}

static PyObject *lane_watch(Lane *self, PyObject *arguments) {
    PyObject *number;
    int watched;
    if (!PyArg_ParseTuple(arguments, "Op:watch", &number, &watched)) {
        return NULL;
    }
    Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    device->watched = watched;
    Py_RETURN_NONE;
}

static PyObject *lane_freed(Lane *self, PyObject *nothing) {
    (void)nothing;
    if (!idle(self)) {
        return NULL;
    }
    size_t count = self->requests.freed_count;
    PyObject *devices = PyList_New((Py_ssize_t)count);
    for (size_t at = 0; devices && at < count; at++) {
        PyObject *device = PyLong_FromUnsignedLong(self->requests.freed[at]);
        if (!device) {
            Py_CLEAR(devices);
            break;
        }
        PyList_SET_ITEM(devices, (Py_ssize_t)at, device);
    }
    if (devices) {
        self->requests.freed_count = 0;
    }
    return devices;
}

/* ---- The object. */

static PyObject *lane_next_deadline(Lane *self, void *nothing) {
    (void)nothing;
    uint32_t first = request_first_due(&self->requests);
    return PyFloat_FromDouble(first == NOBODY ? INFINITY : self->requests.all[first].deadline);
}

static PyObject *lane_fresh_jobs(Lane *self, void *nothing) {
    (void)nothing;
    long count = 0;
    for (size_t at = 0; at < self->job_count; at++) {
        count += !self->jobs[at]->cancelled && self->jobs[at]->next_row < self->jobs[at]->rows;
    }
    return PyLong_FromLong(count);
}

static PyObject *lane_has_released(Lane *self, void *nothing) {
    (void)nothing;
    return PyBool_FromLong(self->requests.released.first != NOBODY);
}

static PyObject *lane_open(Lane *self, void *nothing) {
    (void)nothing;
    return PyLong_FromUnsignedLong(self->requests.taken);
}

static PyObject *lane_last_id(Lane *self, void *nothing) {
    (void)nothing;
    return PyLong_FromUnsignedLong(self->requests.last_id);
}

static PyObject *lane_wrapped(Lane *self, void *nothing) {
    (void)nothing;
    return PyBool_FromLong(self->requests.wrapped);
}

static bool read_time_outs(PyObject *told, double *time_outs, uint32_t *count) {
    Py_ssize_t size = PyTuple_GET_SIZE(told);
    if (size < 1 || size > MOST_TIME_OUTS) {
        PyErr_Format(PyExc_ValueError, "from one to %d kinds of time-out", MOST_TIME_OUTS);
        return false;
    }
    for (Py_ssize_t at = 0; at < size; at++) {
        time_outs[at] = PyFloat_AsDouble(PyTuple_GET_ITEM(told, at));
        if (PyErr_Occurred()) {
            return false;
        }
    }
    *count = (uint32_t)size;
    return true;
}

static PyObject *lane_make(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    (void)named;
    int socket;
    unsigned int outstanding, last_id;
    PyObject *told = NULL;
    double time_outs[MOST_TIME_OUTS] = {2.0};
    uint32_t time_out_count = 1;
    if (!PyArg_ParseTuple(arguments, "iII|O!:Lane", &socket, &outstanding, &last_id, &PyTuple_Type, &told) ||
        (told && !read_time_outs(told, time_outs, &time_out_count))) {
        return NULL;
    }
    if (!outstanding || last_id < FIRST_ID || last_id > LAST_ID) {
        PyErr_SetString(PyExc_ValueError, "a device takes one request at least, and an id four octets");
        return NULL;
    }
    Lane *self = (Lane *)type->tp_alloc(type, 0);
    if (!self) {
        return NULL;
    }
    self->socket = socket;
    self->outstanding = outstanding;
    self->inbox = PyMem_Malloc((size_t)BATCH * LARGEST);
    /* A text takes six octets of an answer at least. */
    self->found = PyMem_Calloc((size_t)BATCH * MOST_OBJECTS, sizeof *self->found);
    if (!requests_begin(&self->requests, last_id, time_outs, time_out_count) || !self->inbox || !self->found) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    for (size_t at = 0; at < BATCH; at++) {
        self->arrived_at[at] = (struct iovec){self->inbox + at * LARGEST, LARGEST};
    }
    return (PyObject *)self;
}

static void lane_end(Lane *self) {
    for (size_t at = 0; at < self->job_count; at++) {
        Py_DECREF(self->jobs[at]);
    }
    PyMem_Free(self->jobs);
    PyMem_Free(self->inbox);
    PyMem_Free(self->outbox);
    PyMem_Free(self->found);
    requests_end(&self->requests);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef lane_methods[] = {
    {"add", (PyCFunction)lane_add, METH_VARARGS, add_doc},
    {"send", (PyCFunction)lane_send, METH_VARARGS, send_doc},
    {"receive", (PyCFunction)lane_receive, METH_VARARGS, receive_doc},
    {"expire", (PyCFunction)lane_expire, METH_VARARGS, expire_doc},
    {"find", (PyCFunction)lane_find, METH_O, find_doc},
    {"forget", (PyCFunction)lane_forget, METH_O, "Close an id: its request was answered or given up."},
    {"claim", (PyCFunction)lane_claim, METH_NOARGS, "Return an id for a request of Python's."},
    {"retire", (PyCFunction)lane_retire, METH_NOARGS, "Let go of jobs with nothing open; return their tokens."},
    {"device", (PyCFunction)lane_device, METH_VARARGS,
     "device(host, port) -> (number, served)\n\nRegister a device; only IPv4 is served here."},
    {"take", (PyCFunction)lane_take, METH_O, "Take a place on the wire for Python; False when all are taken."},
    {"free", (PyCFunction)lane_free, METH_O, "Let go of a place that Python took."},
    {"watch", (PyCFunction)lane_watch, METH_VARARGS, "Say whether requests of Python's wait for a place at a device."},
    {"rank", (PyCFunction)lane_rank, METH_O, "Return which time-out a device is given next."},
    {"answered", (PyCFunction)lane_answered, METH_VARARGS, "Learn from the round trip of a request of Python's."},
    {"timed_out", (PyCFunction)lane_timed_out, METH_VARARGS, "Give a device the next longer time-out."},
    {"freed", (PyCFunction)lane_freed, METH_NOARGS, "Return watched devices where a place became free meanwhile."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef lane_values[] = {
    {"next_deadline", (getter)lane_next_deadline, NULL, "When the oldest request times out; infinity for none.", NULL},
    {"fresh_jobs", (getter)lane_fresh_jobs, NULL, "Jobs that have not asked everything yet.", NULL},
    {"has_released", (getter)lane_has_released, NULL, "Whether requests that had to wait may go now.", NULL},
    {"open", (getter)lane_open, NULL, "Ids not yet forgotten.", NULL},
    {"last_id", (getter)lane_last_id, NULL, "The id drawn last.", NULL},
    {"wrapped", (getter)lane_wrapped, NULL, "Whether every id was drawn once.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject LaneType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "collectors.snmp._native.Lane",
    .tp_doc = "Lane(socket, outstanding, last_id, time_outs=(2.0,)): first tries of plain GETs, from one socket.",
    .tp_basicsize = sizeof(Lane),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = lane_make,
    .tp_dealloc = (destructor)lane_end,
    .tp_methods = lane_methods,
    .tp_getset = lane_values,
};

static PyMethodDef functions[] = {
    {"read_cells", walk_read, METH_VARARGS, walk_read_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_native",
    .m_doc = "The C core of the batch engine.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__native(void) {
    PyObject *made = PyModule_Create(&module);
    if (made && (PyModule_AddType(made, &LaneType) < 0 || PyModule_AddType(made, &GetType) < 0 ||
                 PyModule_AddIntMacro(made, UNREAD) < 0 || PyModule_AddIntMacro(made, DRAINED) < 0 ||
                 PyModule_AddIntMacro(made, CIRCLES) < 0 || PyModule_AddIntMacro(made, OTHER_SHAPE) < 0)) {
        Py_CLEAR(made);
    }
    return made;
}
