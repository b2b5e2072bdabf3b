#include "requests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256, FIRST_PLACE_BITS = 10 };

static const Queue EMPTY = {NOBODY, NOBODY};

/* Make room for one more; capacity doubles, so a pointer into the array lives only until the next one is added. */
static bool grow(void **array, uint32_t count, uint32_t *room, size_t size) {
    if (count < *room) {
        return true;
    }
    uint32_t more = *room ? *room * 2 : FIRST_ROOM;
    void *moved = more > *room && more <= SIZE_MAX / size ? realloc(*array, more * size) : NULL;
    if (!moved) {
        return false;
    }
    *array = moved;
    *room = more;
    return true;
}

bool requests_begin(Requests *these, uint32_t last_id, const double *time_outs, uint32_t time_out_count) {
    memset(these, 0, sizeof *these);
    these->unused = these->unused_device = NOBODY;
    these->released = EMPTY;
    these->time_out_count = time_out_count;
    for (uint32_t rank = 0; rank < time_out_count; rank++) {
        these->time_outs[rank] = time_outs[rank];
        these->open[rank] = EMPTY;
    }
    these->last_id = last_id;
    these->place_bits = FIRST_PLACE_BITS;
    these->places = calloc((size_t)1 << FIRST_PLACE_BITS, sizeof(Place));
    return these->places != NULL;
}

void requests_end(Requests *these) {
    free(these->all);
    free(these->devices);
    free(these->places);
    free(these->freed);
    memset(these, 0, sizeof *these);
}

uint32_t request_new(Requests *these, void *job, uint32_t row, uint32_t part, uint32_t device) {
    uint32_t which = these->unused;
    if (which != NOBODY) {
        these->unused = these->all[which].next;
    } else {
        void *all = these->all;
        bool grown = these->count < NOBODY - 1 && grow(&all, these->count, &these->room, sizeof(Request));
        these->all = all;
        if (!grown) {
            return NOBODY;
        }
        which = these->count++;
    }
    these->all[which] = (Request){
        .job = job, .row = row, .part = part, .device = device, .next = NOBODY, .before = NOBODY};
    return which;
}

void request_drop(Requests *these, uint32_t which) {
    these->all[which].job = NULL;
    these->all[which].next = these->unused;
    these->unused = which;
}

void queue_push(Requests *these, Queue *queue, uint32_t which) {
    these->all[which].before = queue->last;
    these->all[which].next = NOBODY;
    if (queue->last == NOBODY) {
        queue->first = which;
    } else {
        these->all[queue->last].next = which;
    }
    queue->last = which;
}

void queue_push_first(Requests *these, Queue *queue, uint32_t which) {
    these->all[which].next = queue->first;
    these->all[which].before = NOBODY;
    if (queue->first == NOBODY) {
        queue->last = which;
    } else {
        these->all[queue->first].before = which;
    }
    queue->first = which;
}

void queue_remove(Requests *these, Queue *queue, uint32_t which) {
    uint32_t before = these->all[which].before, next = these->all[which].next;
    if (before == NOBODY) {
        queue->first = next;
    } else {
        these->all[before].next = next;
    }
    if (next == NOBODY) {
        queue->last = before;
    } else {
        these->all[next].before = before;
    }
}

void request_sent(Requests *these, uint32_t which, double now) {
    Request *request = &these->all[which];
    request->rank = these->devices[request->device].rank;
    request->sent_at = now;
    request->deadline = now + these->time_outs[request->rank];
    queue_push(these, &these->open[request->rank], which);
}

void request_unqueue(Requests *these, uint32_t which) {
    queue_remove(these, &these->open[these->all[which].rank], which);
}

uint32_t request_first_due(const Requests *these) {
    uint32_t first = NOBODY;
    for (uint32_t rank = 0; rank < these->time_out_count; rank++) {
        uint32_t oldest = these->open[rank].first;
        if (oldest != NOBODY && (first == NOBODY || these->all[oldest].deadline < these->all[first].deadline)) {
            first = oldest;
        }
    }
    return first;
}

/* Ids are drawn in turn: a multiplication spreads neighbours over the whole table. */
static uint32_t home(const Requests *these, uint32_t id) { return id * UINT32_C(2654435769) >> (32 - these->place_bits); }

static uint32_t following(const Requests *these, uint32_t at) {
    return (at + 1) & ((UINT32_C(1) << these->place_bits) - 1);
}

static void put(Requests *these, Place place) {
    uint32_t at = home(these, place.id);
    while (these->places[at].id) {
        at = following(these, at);
    }
    these->places[at] = place;
}

static bool widen(Requests *these) {
    uint32_t count = UINT32_C(1) << these->place_bits;
    if (these->taken < count / 2) {
        return true;
    }
    Place *old = these->places;
    Place *fresh = these->place_bits < 31 ? calloc((size_t)count * 2, sizeof(Place)) : NULL;
    if (!fresh) {
        return false;
    }
    these->places = fresh;
    these->place_bits++;
    for (uint32_t at = 0; at < count; at++) {
        if (old[at].id) {
            put(these, old[at]);
        }
    }
    free(old);
    return true;
}

uint32_t id_draw(Requests *these, uint32_t request) {
    if (!widen(these)) {
        return 0;
    }
    do {
        if (these->last_id >= LAST_ID) {
            these->last_id = FIRST_ID - 1;
            these->wrapped = true;
        }
        these->last_id++;
    } while (id_find(these, these->last_id));
    put(these, (Place){these->last_id, request});
    these->taken++;
    return these->last_id;
}

Place *id_find(Requests *these, uint32_t id) {
    if (!id) {
        return NULL;
    }
    for (uint32_t at = home(these, id); these->places[at].id; at = following(these, at)) {
        if (these->places[at].id == id) {
            return &these->places[at];
        }
    }
    return NULL;
}

/* Close the gap behind it, so that no search ends too early and no tombstones gather. */
void id_forget(Requests *these, uint32_t id) {
    Place *found = id_find(these, id);
    if (!found) {
        return;
    }
    uint32_t mask = (UINT32_C(1) << these->place_bits) - 1;
    uint32_t gap = (uint32_t)(found - these->places);
    for (uint32_t at = following(these, gap); these->places[at].id; at = following(these, at)) {
        uint32_t wants = home(these, these->places[at].id);
        if (((at - wants) & mask) >= ((at - gap) & mask)) {
            these->places[gap] = these->places[at];
            gap = at;
        }
    }
    these->places[gap] = (Place){0, 0};
    these->taken--;
}

uint32_t device_new(Requests *these, const struct sockaddr_in *address) {
    uint32_t which = these->unused_device;
    if (which != NOBODY) {
        these->unused_device = these->devices[which].next;
    } else {
        void *devices = these->devices;
        bool grown = these->device_count < NOBODY - 1 &&
                     grow(&devices, these->device_count, &these->device_room, sizeof(Device));
        these->devices = devices;
        if (!grown) {
            return NOBODY;
        }
        which = these->device_count++;
    }
    these->devices[which] = (Device){
        .address = *address, .parked = EMPTY, .known = true, .rank = these->time_out_count - 1, .next = NOBODY};
    return which;
}

bool device_forget(Requests *these, uint32_t which) {
    Device *device = &these->devices[which];
    if (device->rows || device->busy || device->watched || device->parked.first != NOBODY) {
        return false;
    }
    *device = (Device){.address.sin_family = AF_UNSPEC, .parked = EMPTY, .next = these->unused_device};
    these->unused_device = which;
    return true;
}

bool device_free(Requests *these, uint32_t which) {
    Device *device = &these->devices[which];
    if (device->watched) {
        if (these->freed_count == these->freed_room) {
            size_t more = these->freed_room ? these->freed_room * 2 : FIRST_ROOM;
            uint32_t *moved = realloc(these->freed, more * sizeof *moved);
            if (!moved) {
                return false;
            }
            these->freed = moved;
            these->freed_room = more;
        }
        these->freed[these->freed_count++] = which;
    }
    device->busy--;
    device_release(these, which);
    return true;
}

void device_release(Requests *these, uint32_t which) {
    Device *device = &these->devices[which];
    uint32_t waiting = device->parked.first;
    if (waiting != NOBODY) {
        queue_remove(these, &device->parked, waiting);
        queue_push(these, &these->released, waiting);
    }
}

void device_answered(Requests *these, uint32_t which, double seconds) {
    Device *device = &these->devices[which];
    if (!device->measured) {
        device->measured = true;
        device->smooth_s = seconds;
        device->varies_s = seconds / 2;
    } else {
        device->varies_s += (fabs(device->smooth_s - seconds) - device->varies_s) / 4;
        device->smooth_s += (seconds - device->smooth_s) / 8;
    }
    double wanted_s = device->smooth_s + 4 * device->varies_s;
    uint32_t longest = these->time_out_count - 1;
    for (device->rank = 0; device->rank < longest && wanted_s > these->time_outs[device->rank]; device->rank++) {
    }
}

void device_timed_out(Requests *these, uint32_t which, uint32_t rank) {
    Device *device = &these->devices[which];
    uint32_t longest = these->time_out_count - 1, longer = rank < longest ? rank + 1 : longest;
    if (device->measured && device->rank < longer) {
        device->rank = longer;
    }
}
