#include "get.h"

#include <string.h>

static bool skip_rows_of_python(Get *job) {
    const uint32_t *devices = job->devices.buf;
    while (job->next_row < job->rows && devices[job->next_row] == NOBODY) {
        job->next_row++;
    }
    return job->next_row < job->rows;
}

bool get_next(Get *job, uint32_t *row, uint32_t *part) {
    if (job->cancelled || !skip_rows_of_python(job)) {
        return false;
    }
    *row = job->next_row;
    *part = job->next_part++;
    if (job->next_part == job->part_count) {
        job->next_part = 0;
        job->next_row++;
    }
    return true;
}

const Template *get_template(const Get *job, uint32_t row, uint32_t part) {
    return &job->templates[((const uint32_t *)job->kinds.buf)[row] * job->part_count + part];
}

void get_store(Get *job, uint32_t row, uint32_t part, const double *values, int64_t now_ms) {
    const Part *columns = &job->parts[part];
    double *whole = (double *)job->values.buf + (size_t)row * job->width + columns->start;
    memcpy(whole, values, (columns->stop - columns->start) * sizeof *values);
    ((uint8_t *)job->answered.buf)[row] = 1;
    int32_t *left = (int32_t *)job->left.buf + row;
    if (--*left == 0 && job->closed_count < job->rows) {
        ((int64_t *)job->time_ms.buf)[row] = now_ms;
        job->closed[job->closed_count++] = row;
    }
}

static bool read_objects(Get *self, PyObject *heads, const Py_buffer *wanted) {
    self->width = (uint32_t)PyTuple_GET_SIZE(heads);
    self->objects = PyMem_Calloc(self->width, sizeof(Object));
    if (!self->objects) {
        PyErr_NoMemory();
        return false;
    }
    if ((size_t)wanted->len != self->width) {
        PyErr_SetString(PyExc_ValueError, "one octet for each object says whether its text is wanted");
        return false;
    }
    for (uint32_t at = 0; at < self->width; at++) {
        char *head;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GET_ITEM(heads, at), &head, &size) < 0) {
            return false;
        }
        self->objects[at] = (Object){(uint8_t *)head, (size_t)size, ((uint8_t *)wanted->buf)[at]};
    }
    return true;
}

static bool read_parts(Get *self, PyObject *parts) {
    self->part_count = (uint32_t)PyTuple_GET_SIZE(parts);
    self->parts = PyMem_Calloc(self->part_count, sizeof(Part));
    if (!self->parts) {
        PyErr_NoMemory();
        return false;
    }
    for (uint32_t at = 0; at < self->part_count; at++) {
        Part *part = &self->parts[at];
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(parts, at), "II", &part->start, &part->stop)) {
            return false;
        }
        if (part->start >= part->stop || part->stop > self->width) {
            PyErr_SetString(PyExc_ValueError, "a part beyond the objects asked for");
            return false;
        }
    }
    return true;
}

static bool read_templates(Get *self, PyObject *encoded) {
    Py_ssize_t count = PyTuple_GET_SIZE(encoded);
    self->templates = PyMem_Calloc((size_t)count, sizeof(Template));
    if (!self->templates) {
        PyErr_NoMemory();
        return false;
    }
    if (!self->part_count || count % self->part_count) {
        PyErr_SetString(PyExc_ValueError, "every kind of request has a template for each part");
        return false;
    }
    self->kind_count = (uint32_t)(count / self->part_count);
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *halves = PyTuple_GET_ITEM(encoded, at), *before, *after;
        if (!PyTuple_Check(halves)) {
            PyErr_SetString(PyExc_TypeError, "a template is two halves");
            return false;
        }
        if (!PyArg_ParseTuple(halves, "SS", &before, &after)) {
            return false;
        }
        Template *ready = &self->templates[at];
        *ready = (Template){(uint8_t *)PyBytes_AS_STRING(before), (uint8_t *)PyBytes_AS_STRING(after),
                            (size_t)PyBytes_GET_SIZE(before), (size_t)PyBytes_GET_SIZE(after)};
        size_t size = ready->before_size + 4 + ready->after_size;
        self->largest = size > self->largest ? size : self->largest;
    }
    return true;
}

/* Check that the arrays are as long as they are said to be: beyond here, rows are trusted. */
static bool read_rows(Get *self) {
    size_t rows = (size_t)self->devices.len / sizeof(uint32_t);
    if (rows >= NOBODY || (size_t)self->kinds.len != rows * sizeof(uint32_t) ||
        (size_t)self->values.len != rows * self->width * sizeof(double) ||
        (size_t)self->time_ms.len != rows * sizeof(int64_t) || (size_t)self->answered.len != rows ||
        (size_t)self->left.len != rows * sizeof(int32_t)) {
        PyErr_SetString(PyExc_ValueError, "columns of different lengths");
        return false;
    }
    self->rows = (uint32_t)rows;
    for (uint32_t row = 0; row < self->rows; row++) {
        if (((const uint32_t *)self->kinds.buf)[row] >= self->kind_count) {
            PyErr_SetString(PyExc_ValueError, "a row of a kind there is no template for");
            return false;
        }
    }
    self->closed = PyMem_Calloc(rows, sizeof *self->closed);
    if (!self->closed) {
        PyErr_NoMemory();
        return false;
    }
    return true;
}

static PyObject *get_make(PyTypeObject *type, PyObject *arguments, PyObject *named) {
    if (named && PyDict_GET_SIZE(named)) {
        PyErr_SetString(PyExc_TypeError, "Get takes no named arguments");
        return NULL;
    }
    Get *self = (Get *)type->tp_alloc(type, 0);
    if (!self) {
        return NULL;
    }
    Py_buffer wanted = {0};
    PyObject *parts;
    bool made = false;
    if (PyArg_ParseTuple(arguments, "w*w*w*w*y*y*O!O!O!y*O!:Get", &self->values, &self->time_ms, &self->answered,
                         &self->left, &self->devices, &self->kinds, &PyTuple_Type, &self->heads, &PyTuple_Type, &parts,
                         &PyTuple_Type, &self->encoded, &wanted, &PyDict_Type, &self->texts)) {
        Py_INCREF(self->heads);
        Py_INCREF(self->encoded);
        Py_INCREF(self->texts);
        made = read_objects(self, self->heads, &wanted) && read_parts(self, parts) &&
               read_templates(self, self->encoded) && read_rows(self);
        PyBuffer_Release(&wanted);
    } else { /* what it had got by then was let go of again, or was never ours */
        self->heads = self->encoded = self->texts = NULL;
        memset(&self->values, 0, sizeof(Py_buffer));
        memset(&self->time_ms, 0, sizeof(Py_buffer));
        memset(&self->answered, 0, sizeof(Py_buffer));
        memset(&self->left, 0, sizeof(Py_buffer));
        memset(&self->devices, 0, sizeof(Py_buffer));
        memset(&self->kinds, 0, sizeof(Py_buffer));
    }
    if (!made) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void get_end(Get *self) {
    Py_buffer *all[] = {&self->values, &self->time_ms, &self->answered, &self->left, &self->devices, &self->kinds};
    for (size_t at = 0; at < sizeof all / sizeof *all; at++) {
        if (all[at]->obj) {
            PyBuffer_Release(all[at]);
        }
    }
    Py_XDECREF(self->heads);
    Py_XDECREF(self->encoded);
    Py_XDECREF(self->texts);
    PyMem_Free(self->objects);
    PyMem_Free(self->parts);
    PyMem_Free(self->templates);
    PyMem_Free(self->closed);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *get_cancel(Get *self, PyObject *nothing) {
    (void)nothing;
    self->cancelled = true;
    Py_RETURN_NONE;
}

static PyObject *get_closed(Get *self, PyObject *nothing) {
    (void)nothing;
    PyObject *rows =
        PyBytes_FromStringAndSize((char *)self->closed, (Py_ssize_t)(self->closed_count * sizeof *self->closed));
    if (rows) {
        self->closed_count = 0;
    }
    return rows;
}

static PyMethodDef methods[] = {
    {"cancel", (PyCFunction)get_cancel, METH_NOARGS, "Ask nothing more; drop what is still answered."},
    {"closed", (PyCFunction)get_closed, METH_NOARGS, "Return the rows closed since the last call, int64[n] as bytes."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject GetType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "collectors.snmp._native.Get",
    .tp_doc = "A GET job's columns.",
    .tp_basicsize = sizeof(Get),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = get_make,
    .tp_dealloc = (destructor)get_end,
    .tp_methods = methods,
};
