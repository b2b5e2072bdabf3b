/* What Python calls to read an answer of a walk into columns. */
#ifndef PLANTWATCH_WALK_H
#define PLANTWATCH_WALK_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern const char walk_read_doc[];
PyObject *walk_read(PyObject *module, PyObject *arguments);

#endif
