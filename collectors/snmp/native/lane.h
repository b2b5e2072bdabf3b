/* The fast lane: first tries of plain GETs, hundreds to a system call, from one socket that Python owns.
 *
 * What is not a first try, or not answered plainly, belongs to Python: it gets datagrams as they came, and
 * requests that timed out. Columns are written without the interpreter's lock; objects only with it.
 */
#ifndef PLANTWATCH_LANE_H
#define PLANTWATCH_LANE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <errno.h>
#include <sys/socket.h>

#include "answer.h"
#include "get.h"
#include "requests.h"

enum { BATCH = 64, LARGEST = 65535, MOST_SENT = 256, MOST_OBJECTS = 256 };

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

/* What is left after a look: datagrams to be read once those handed back were judged; maybe more in the
 * socket; nothing. */
enum { UNREAD, MAYBE_MORE, DRAINED };

/* One caller at a time: the interpreter's lock is let go of in between. False with an exception set. */
bool lane_idle(const Lane *self);
bool lane_enter(Lane *self);

/* Let go of a request that is open no longer, and in no queue. */
void lane_drop(Lane *self, uint32_t which);
/* Close a request that was answered; its place on the wire is free. False when memory is short. */
bool lane_settle(Lane *self, uint32_t which);

static inline bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

/* What Python calls, by subject. */
extern const char send_doc[], receive_doc[];
PyObject *lane_send(Lane *self, PyObject *arguments);
PyObject *lane_receive(Lane *self, PyObject *arguments);
PyObject *lane_device(Lane *self, PyObject *arguments);
PyObject *lane_forget_device(Lane *self, PyObject *number);
PyObject *lane_take(Lane *self, PyObject *number);
PyObject *lane_free(Lane *self, PyObject *number);
PyObject *lane_rank(Lane *self, PyObject *number);
PyObject *lane_answered(Lane *self, PyObject *arguments);
PyObject *lane_timed_out(Lane *self, PyObject *arguments);
PyObject *lane_watch(Lane *self, PyObject *arguments);
PyObject *lane_freed(Lane *self, PyObject *nothing);

#endif
