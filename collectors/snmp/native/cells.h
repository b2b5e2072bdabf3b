/* Reading the bindings of a walk's answer: columns of a table side by side, row by row.
 *
 * Nothing here knows Python. As everywhere in the core, what is not plain is left to the decoder in Python.
 */
#ifndef PLANTWATCH_CELLS_H
#define PLANTWATCH_CELLS_H

#include "ber.h"

/* No binding is shorter, so this many octets bound how many there are. */
#define SHORTEST_BINDING 7

typedef enum { SOUND, CIRCLES, OTHER_SHAPE } Breach;

/* One column, and how far its walk has come. */
typedef struct {
    Span root;     /* its identifier */
    Span widths;   /* of each part of the table's index, the bits it has in the number that stands for all */
    size_t octets; /* kept of each octet string, zeros behind; 0: numbers are wanted */
    bool begun;    /* an index was read before, */
    uint64_t last; /* and this is it */
    bool ended;    /* beyond this answer there is nothing to ask for */
    Span cursor;   /* the identifier read last in this answer; none where `count` is 0 */
    size_t count;  /* cells of this answer */
} Column;

typedef struct {
    uint64_t index;
    double number; /* of a column of numbers; NaN where it was none */
    Span octets;   /* of the others; empty where it was none */
    size_t column;
} Cell;

/* Read all bindings into `cells` (room for one in SHORTEST_BINDING octets), in order of arrival.
 * False where the answer is empty or not plain; columns and cells then mean nothing. */
bool cells_read(Span bindings, Column *columns, size_t width, Cell *cells, size_t *cell_count, Breach *breach);

#endif
