/* Requests until they are answered or given up, by id, by time-out, and by the device they wait for. */
#ifndef PLANTWATCH_REQUESTS_H
#define PLANTWATCH_REQUESTS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOBODY UINT32_MAX /* no request, no device */

/* Ids of four octets that are no negative number, so a request's id is patched in place. */
#define FIRST_ID UINT32_C(0x01000000)
#define LAST_ID UINT32_C(0x7FFFFFFF)

/* Kinds of time-out, at most. */
#define MOST_TIME_OUTS 8

typedef struct {
    void *job;
    double deadline;
    double sent_at;
    uint32_t row;
    uint32_t part;
    uint32_t device;
    uint32_t id;   /* 0 until it was sent */
    uint32_t next; /* in the one queue it stands in */
    uint32_t before;
    uint32_t rank; /* of its time-out: the queue it stands in while it is open */
} Request;

typedef struct {
    uint32_t first;
    uint32_t last;
} Queue;

typedef struct {
    struct sockaddr_in address; /* of no family where only Python can send to it */
    uint32_t busy;              /* requests on the wire, whoever sent them */
    Queue parked;               /* requests that wait for one of them */
    bool watched;               /* requests of Python's wait as well */
    bool measured;              /* whether a round trip was */
    bool known;                 /* false once it was forgotten */
    uint32_t rank;              /* which time-out it is given */
    uint32_t rows;              /* of jobs that may ask it */
    uint32_t next;              /* of the forgotten ones */
    double smooth_s, varies_s;  /* its round trips, as RFC 6298 has them */
} Device;

/* An id and whose it is: a request here, or NOBODY for one that Python keeps. */
typedef struct {
    uint32_t id; /* 0 for a free place */
    uint32_t request;
} Place;

typedef struct {
    Request *all;
    uint32_t count, room;
    uint32_t unused; /* first of the free ones, linked by `next` */
    Queue released;  /* may go now, before what is fresh */
    double time_outs[MOST_TIME_OUTS]; /* seconds, shortest first */
    uint32_t time_out_count;
    Queue open[MOST_TIME_OUTS]; /* sent, oldest first: by kind of time-out, so that they time out in order */
    Device *devices;
    uint32_t device_count, device_room;
    uint32_t unused_device; /* first of the forgotten ones, whose numbers are given to others */
    Place *places;   /* open addressing; never more than half full */
    uint32_t place_bits, taken;
    uint32_t last_id;
    bool wrapped;
    uint32_t *freed; /* watched devices where a place became free */
    size_t freed_count, freed_room;
} Requests;

/* All that return bool or an index return false or NOBODY when memory is short, and have then done nothing. */
bool requests_begin(Requests *these, uint32_t last_id, const double *time_outs, uint32_t time_out_count);
void requests_end(Requests *these);

uint32_t request_new(Requests *these, void *job, uint32_t row, uint32_t part, uint32_t device);
void request_drop(Requests *these, uint32_t which);

void queue_push(Requests *these, Queue *queue, uint32_t which);
void queue_push_first(Requests *these, Queue *queue, uint32_t which);
void queue_remove(Requests *these, Queue *queue, uint32_t which);

/* Note that a request is on the wire, and when it times out. */
void request_sent(Requests *these, uint32_t which, double now);
void request_unqueue(Requests *these, uint32_t which);
/* Return the open request that times out first, NOBODY for none. */
uint32_t request_first_due(const Requests *these);

/* Draw an id for a request, or for Python; 0 when memory is short. */
uint32_t id_draw(Requests *these, uint32_t request);
/* Return where an id stands, NULL for one that is not open. */
Place *id_find(Requests *these, uint32_t id);
void id_forget(Requests *these, uint32_t id);

uint32_t device_new(Requests *these, const struct sockaddr_in *address);
/* Forget a device; false where a request or a job may still come back to it. */
bool device_forget(Requests *these, uint32_t device);
/* Let go of a request's place on the wire, and let one go that waited for it. */
bool device_free(Requests *these, uint32_t device);
void device_release(Requests *these, uint32_t device);
/* Learn from the round trip of a request that was sent once. */
void device_answered(Requests *these, uint32_t device, double seconds);
/* Give a device that did not answer within this time-out the next longer one. */
void device_timed_out(Requests *these, uint32_t device, uint32_t rank);

#endif
