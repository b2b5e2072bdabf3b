/* A GET job's columns: which objects whom is asked for, and the arrays of Python that answers go into. */
#ifndef PLANTWATCH_GET_H
#define PLANTWATCH_GET_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "answer.h"
#include "requests.h"

typedef struct {
    uint32_t start;
    uint32_t stop; /* objects of one request, in one stretch */
} Part;

/* A request but for the four octets of its id, which come between. */
typedef struct {
    const uint8_t *before;
    const uint8_t *after;
    size_t before_size;
    size_t after_size;
} Template;

typedef struct {
    PyObject_HEAD
    Py_buffer values;   /* float64[rows, width] */
    Py_buffer time_ms;  /* int64[rows] */
    Py_buffer answered; /* bool[rows] */
    Py_buffer left;     /* int32[rows]: parts still open */
    Py_buffer devices;  /* uint32[rows], NOBODY where Python asks */
    Py_buffer kinds;    /* uint32[rows]: which run of templates */
    PyObject *heads, *texts, *encoded;
    Object *objects;
    Part *parts;
    Template *templates; /* of every kind, part by part */
    uint32_t rows, width, part_count, kind_count;
    uint32_t next_row, next_part;
    uint32_t token;
    uint32_t open; /* requests that exist, sent or waiting */
    int64_t *closed;
    uint32_t closed_count;
    size_t largest; /* octets of the longest request */
    bool cancelled;
} Get;

extern PyTypeObject GetType;

/* Put the next request's row and part; false when all were handed out or the job was cancelled. */
bool get_next(Get *job, uint32_t *row, uint32_t *part);
const Template *get_template(const Get *job, uint32_t row, uint32_t part);
/* Store one answer's values, and close the row behind the last. */
void get_store(Get *job, uint32_t row, uint32_t part, const double *values, int64_t now_ms);

#endif
