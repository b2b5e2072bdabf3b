/* Devices: places on the wire, and time-outs, for the core's requests and Python's together. */
#include "lane.h"

#include <arpa/inet.h>

PyObject *lane_device(Lane *self, PyObject *arguments) {
    const char *host;
    unsigned short port;
    if (!PyArg_ParseTuple(arguments, "sH:device", &host, &port) || !lane_enter(self)) {
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
    if (PyErr_Occurred() || !lane_idle(self)) {
        return NULL;
    }
    if (which >= self->requests.device_count || !self->requests.devices[which].known) {
        PyErr_SetString(PyExc_IndexError, "no such device");
        return NULL;
    }
    return &self->requests.devices[which];
}

PyObject *lane_forget_device(Lane *self, PyObject *number) {
    const Device *device = device_of(self, number);
    if (!device) {
        return NULL;
    }
    return PyBool_FromLong(device_forget(&self->requests, (uint32_t)(device - self->requests.devices)));
}

PyObject *lane_take(Lane *self, PyObject *number) {
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

PyObject *lane_free(Lane *self, PyObject *number) {
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

PyObject *lane_rank(Lane *self, PyObject *number) {
    const Device *device = device_of(self, number);
    return device ? PyLong_FromUnsignedLong(device->rank) : NULL;
}

PyObject *lane_answered(Lane *self, PyObject *arguments) {
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

PyObject *lane_timed_out(Lane *self, PyObject *arguments) {
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

PyObject *lane_watch(Lane *self, PyObject *arguments) {
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

PyObject *lane_freed(Lane *self, PyObject *nothing) {
    (void)nothing;
    if (!lane_idle(self)) {
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
