/* The object itself: its jobs, its open requests, and what Python looks up and takes over. */
#include "lane.h"

#include <math.h>

#include "cells.h"
#include "walk.h"

bool lane_idle(const Lane *self) {
    if (self->in_use) {
        PyErr_SetString(PyExc_RuntimeError, "the fast lane is used by two threads at once");
    }
    return !self->in_use;
}

bool lane_enter(Lane *self) { return lane_idle(self) && (self->in_use = true); }

void lane_drop(Lane *self, uint32_t which) {
    Get *job = self->requests.all[which].job;
    job->open--;
    request_drop(&self->requests, which);
}

bool lane_settle(Lane *self, uint32_t which) {
    Request *request = &self->requests.all[which];
    if (!device_free(&self->requests, request->device)) {
        return false;
    }
    id_forget(&self->requests, request->id);
    request_unqueue(&self->requests, which);
    lane_drop(self, which);
    return true;
}

/* ---- What Python looks up and takes over. */

PyDoc_STRVAR(expire_doc, "expire(now, most) -> [(token, row, part, id), ...]\n\n"
                         "Hand over requests that timed out; their ids stay known until forgotten.");

static PyObject *lane_expire(Lane *self, PyObject *arguments) {
    double now;
    int most;
    if (!PyArg_ParseTuple(arguments, "di:expire", &now, &most) || !lane_enter(self)) {
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
            lane_drop(self, which);
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
    if (PyErr_Occurred() || !lane_idle(self)) {
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
    if (PyErr_Occurred() || !lane_enter(self)) {
        return NULL;
    }
    const Place *place = id <= LAST_ID ? id_find(&self->requests, (uint32_t)id) : NULL;
    bool fine = true;
    if (place && place->request != NOBODY) {
        fine = lane_settle(self, place->request);
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
    if (!lane_enter(self)) {
        return NULL;
    }
    uint32_t id = id_draw(&self->requests, NOBODY);
    self->in_use = false;
    return id ? PyLong_FromUnsignedLong(id) : PyErr_NoMemory();
}

/* Count a job's rows at the devices they are of: nobody forgets those meanwhile. */
static void count_rows(Lane *self, const Get *job, int by) {
    const uint32_t *devices = job->devices.buf;
    for (uint32_t row = 0; row < job->rows; row++) {
        if (devices[row] != NOBODY) {
            self->requests.devices[devices[row]].rows += (uint32_t)by;
        }
    }
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
    if (!lane_idle(self)) {
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
    count_rows(self, job, 1);
    self->jobs[self->job_count++] = job;
    Py_RETURN_NONE;
}

static bool is_over(const Get *job) { return !job->open && (job->cancelled || job->next_row >= job->rows); }

static PyObject *lane_retire(Lane *self, PyObject *nothing) {
    (void)nothing;
    PyObject *tokens = PyList_New(0);
    if (!tokens || !lane_enter(self)) {
        Py_XDECREF(tokens);
        return NULL;
    }
    size_t kept = 0;
    bool fine = true;
    for (size_t at = 0; at < self->job_count; at++) {
        Get *job = self->jobs[at];
        PyObject *token = fine && is_over(job) ? PyLong_FromUnsignedLong(job->token) : NULL;
        if (token && !PyList_Append(tokens, token)) {
            count_rows(self, job, -1);
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
    {"forget_device", (PyCFunction)lane_forget_device, METH_O,
     "Forget a device, whose number is then another's; False where something may come back to it."},
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
