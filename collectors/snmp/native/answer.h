/* Reading a plain answer: SNMP v1 or v2c, no error, the objects asked for in the order asked for.
 *
 * Nothing here knows Python or sockets. What is not plain is left to the decoder in Python, which says
 * what is wrong with it or finds that nothing is: what is read here reads the same there, never the reverse.
 */
#ifndef PLANTWATCH_ANSWER_H
#define PLANTWATCH_ANSWER_H

#include "ber.h"

/* An object asked for: its identifier as it is encoded, and whether its octets are wanted as they are. */
typedef struct {
    const uint8_t *head;
    size_t head_size;
    bool text;
} Object;

/* Octets wanted as they are, where they lie in the answer. */
typedef struct {
    size_t object;
    Span content;
} Text;

/* Read up to the first binding; false where the answer is not plain. */
bool answer_open(Span message, uint32_t *request_id, Span *bindings);

/* Read one binding for each of `count` objects: a number, or NaN where there is none, into `values`; texts
 * (room for `count`) and how many. False where the answer is not plain; what was written then means nothing. */
bool answer_read(Span bindings, const Object *objects, size_t count, double *values, Text *texts, size_t *text_count);

#endif
