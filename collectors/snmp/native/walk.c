#include "walk.h"

#include <string.h>

#include "cells.h"

const char walk_read_doc[] = PyDoc_STR(
    "read_cells(data, start, stop, shapes, columns, last) -> (breach, [column, ...]) | None\n\n"
    "Read the bindings between two offsets; None where that takes Python. A shape is (root, widths of the\n"
    "index's parts, bits cut off the index, octets kept or 0); `columns` are those asked for, `last` the index each of\n"
    "all columns was last read at, -1 for none. What comes back for a column is (ended, last, identifier read last,\n"
    "uint64[n] indices, float64[n] numbers or uint8[n, k] octets, uint8[n] lengths of those), arrays as bytes.");

typedef struct {
    Span bindings;
    Column *columns;
    Cell *cells;
    unsigned *cut; /* bits of each column's index that do not count where rows are joined */
    size_t width, cell_count;
    Breach breach;
} Reading;

static bool read_column(PyObject *shape, PyObject *last, Column *column, unsigned *cut) {
    const char *root, *widths;
    Py_ssize_t root_size, parts;
    unsigned octets;
    int beyond;
    if (!PyTuple_Check(shape)) {
        PyErr_SetString(PyExc_TypeError, "a shape is a tuple");
        return false;
    }
    if (!PyArg_ParseTuple(shape, "y#y#II", &root, &root_size, &widths, &parts, cut, &octets)) {
        return false;
    }
    long long small = PyLong_AsLongLongAndOverflow(last, &beyond);
    unsigned bits = 0;
    for (Py_ssize_t at = 0; at < parts; at++) {
        bits += (uint8_t)widths[at];
    }
    if (PyErr_Occurred()) {
        return false;
    }
    if (!parts || bits > 64 || *cut > 63) {
        PyErr_SetString(PyExc_ValueError, "an index is of one part at least, and 64 bits at most");
        return false;
    }
    if (octets > UINT8_MAX) {
        PyErr_SetString(PyExc_ValueError, "255 octets of a string are kept at most");
        return false;
    }
    *column = (Column){
        .root = {(const uint8_t *)root, (const uint8_t *)root + root_size},
        .widths = {(const uint8_t *)widths, (const uint8_t *)widths + parts},
        .octets = octets,
        .begun = beyond > 0 || small >= 0,
        .last = beyond > 0 ? PyLong_AsUnsignedLongLongMask(last) : (uint64_t)small,
    };
    return true;
}

static bool read_columns(Reading *reading, PyObject *shapes, PyObject *chosen, PyObject *last) {
    for (size_t at = 0; at < reading->width; at++) {
        Py_ssize_t which = PyNumber_AsSsize_t(PyTuple_GET_ITEM(chosen, (Py_ssize_t)at), PyExc_IndexError);
        if (PyErr_Occurred()) {
            return false;
        }
        if (which < 0 || which >= PyTuple_GET_SIZE(shapes) || which >= PyList_GET_SIZE(last)) {
            PyErr_SetString(PyExc_IndexError, "no such column");
            return false;
        }
        if (!read_column(PyTuple_GET_ITEM(shapes, which), PyList_GET_ITEM(last, which), &reading->columns[at],
                         &reading->cut[at])) {
            return false;
        }
    }
    return true;
}

static void write_octets(Span from, size_t room, uint8_t *text, uint8_t *length) {
    size_t size = span_left(from), kept = size < room ? size : room;
    memcpy(text, from.at, kept);
    memset(text + kept, 0, room - kept);
    *length = size < UINT8_MAX ? (uint8_t)size : UINT8_MAX;
}

/* Make the arrays of one column. */
static PyObject *tell_column(const Reading *reading, size_t which) {
    const Column *column = &reading->columns[which];
    Py_ssize_t count = (Py_ssize_t)column->count;
    PyObject *indices = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(uint64_t));
    size_t size = column->octets ? column->octets : sizeof(double);
    PyObject *values = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)size);
    PyObject *lengths = PyBytes_FromStringAndSize(NULL, column->octets ? count : 0);
    if (!indices || !values || !lengths) {
        Py_XDECREF(indices);
        Py_XDECREF(values);
        Py_XDECREF(lengths);
        return NULL;
    }
    char *index_at = PyBytes_AS_STRING(indices), *value_at = PyBytes_AS_STRING(values);
    uint8_t *length_at = (uint8_t *)PyBytes_AS_STRING(lengths);
    for (const Cell *cell = reading->cells; cell < reading->cells + reading->cell_count; cell++) {
        if (cell->column != which) {
            continue;
        }
        uint64_t index = cell->index >> reading->cut[which];
        memcpy(index_at, &index, sizeof index);
        index_at += sizeof index;
        if (column->octets) {
            write_octets(cell->octets, size, (uint8_t *)value_at, length_at++);
        } else {
            memcpy(value_at, &cell->number, sizeof cell->number);
        }
        value_at += size;
    }
    return Py_BuildValue("NKy#NNN", PyBool_FromLong(column->ended), (unsigned long long)column->last,
                         count ? (const char *)column->cursor.at : "", (Py_ssize_t)span_left(column->cursor), indices,
                         values, lengths);
}

static PyObject *tell(const Reading *reading) {
    PyObject *told = PyList_New((Py_ssize_t)reading->width);
    for (size_t at = 0; told && at < reading->width; at++) {
        PyObject *column = tell_column(reading, at);
        if (!column) {
            Py_CLEAR(told);
        } else {
            PyList_SET_ITEM(told, (Py_ssize_t)at, column);
        }
    }
    return told ? Py_BuildValue("iN", (int)reading->breach, told) : NULL;
}

static bool make_room(Reading *reading) {
    reading->columns = PyMem_Calloc(reading->width, sizeof(Column));
    reading->cut = PyMem_Calloc(reading->width, sizeof(unsigned));
    reading->cells = PyMem_Malloc((span_left(reading->bindings) / SHORTEST_BINDING + 1) * sizeof(Cell));
    if (!reading->columns || !reading->cut || !reading->cells) {
        PyErr_NoMemory();
        return false;
    }
    return true;
}

PyObject *walk_read(PyObject *module, PyObject *arguments) {
    (void)module;
    PyObject *data, *shapes, *chosen, *last, *told = NULL;
    Py_ssize_t start, stop;
    if (!PyArg_ParseTuple(arguments, "SnnO!O!O!:read_cells", &data, &start, &stop, &PyTuple_Type, &shapes,
                          &PyTuple_Type, &chosen, &PyList_Type, &last)) {
        return NULL;
    }
    if (start < 0 || stop < start || stop > PyBytes_GET_SIZE(data) || !PyTuple_GET_SIZE(chosen)) {
        PyErr_SetString(PyExc_ValueError, "no bindings between these offsets, or no column asked for");
        return NULL;
    }
    const uint8_t *octets = (const uint8_t *)PyBytes_AS_STRING(data);
    Reading reading = {.bindings = {octets + start, octets + stop}, .width = (size_t)PyTuple_GET_SIZE(chosen)};
    if (make_room(&reading) && read_columns(&reading, shapes, chosen, last)) {
        if (cells_read(reading.bindings, reading.columns, reading.width, reading.cells, &reading.cell_count,
                       &reading.breach)) {
            told = tell(&reading);
        } else {
            told = Py_NewRef(Py_None);
        }
    }
    PyMem_Free(reading.columns);
    PyMem_Free(reading.cut);
    PyMem_Free(reading.cells);
    return told;
}
