/* Receiving: what is plain goes into columns, the rest to Python. */
#include "lane.h"

#include <arpa/inet.h>
#include <math.h>

/* Looks at the socket in one call; datagrams for Python to judge before it is called again. */
enum { ROUNDS = 8, MOST_HANDED_BACK = 64 };

static bool same_source(const struct sockaddr_in *one, const struct sockaddr_in *other) {
    return one->sin_family == other->sin_family && one->sin_port == other->sin_port &&
           one->sin_addr.s_addr == other->sin_addr.s_addr;
}

/* READ, or for Python to look at; JUDGE where what comes behind must wait for that: it may have the same id. */
typedef enum { READ, PASS_ON, JUDGE } Outcome;

/* Read one datagram. Called without the interpreter's lock. */
static Outcome take(Lane *self, Span data, const struct sockaddr_in *source, int64_t now_ms, double now) {
    uint32_t id;
    Span bindings;
    if (!answer_open(data, &id, &bindings)) {
        return JUDGE;
    }
    const Place *place = id_find(&self->requests, id);
    if (!place || place->request == NOBODY) {
        return PASS_ON;
    }
    uint32_t which = place->request;
    Request request = self->requests.all[which];
    if (!same_source(source, &self->requests.devices[request.device].address)) {
        return JUDGE;
    }
    Get *job = request.job;
    if (job->cancelled) {
        return lane_settle(self, which) ? READ : JUDGE;
    }
    const Part *part = &job->parts[request.part];
    size_t count = part->stop - part->start, texts_count = 0;
    double values[MOST_OBJECTS];
    Text texts[MOST_OBJECTS];
    if (count > MOST_OBJECTS ||
        !answer_read(bindings, job->objects + part->start, count, values, texts, &texts_count) ||
        !lane_settle(self, which)) {
        return JUDGE;
    }
    get_store(job, request.row, request.part, values, now_ms);
    if (!isnan(now)) {
        device_answered(&self->requests, request.device, now - request.sent_at);
    }
    for (size_t at = 0; at < texts_count; at++) {
        self->found[self->found_count++] =
            (Found){job, request.row, part->start + (uint32_t)texts[at].object, texts[at].content};
    }
    return READ;
}

static bool keep_texts(Lane *self) {
    for (size_t at = 0; at < self->found_count; at++) {
        const Found *found = &self->found[at];
        PyObject *where = Py_BuildValue("II", found->row, found->column);
        PyObject *octets =
            PyBytes_FromStringAndSize((const char *)found->content.at, found->content.end - found->content.at);
        bool kept = where && octets && !PyDict_SetItem(found->job->texts, where, octets);
        Py_XDECREF(where);
        Py_XDECREF(octets);
        if (!kept) {
            return false;
        }
    }
    return true;
}

static bool hand_back(Lane *self, int from, PyObject *back) {
    for (int at = from; at < self->read_count; at++) {
        if (!self->handed_back[at]) {
            continue;
        }
        char host[INET_ADDRSTRLEN] = "";
        inet_ntop(AF_INET, &self->sources[at].sin_addr, host, sizeof host);
        PyObject *datagram = Py_BuildValue("y#(si)", (char *)self->arrived_at[at].iov_base,
                                           (Py_ssize_t)self->arrived[at].msg_len, host,
                                           (int)ntohs(self->sources[at].sin_port));
        bool listed = datagram && !PyList_Append(back, datagram);
        Py_XDECREF(datagram);
        if (!listed) {
            return false;
        }
    }
    return true;
}

/* Fill the inbox; returns 0 or errno. */
static int fetch(Lane *self) {
    for (size_t at = 0; at < BATCH; at++) {
        self->arrived[at].msg_hdr = (struct msghdr){
            .msg_name = &self->sources[at],
            .msg_namelen = sizeof(struct sockaddr_in),
            .msg_iov = &self->arrived_at[at],
            .msg_iovlen = 1,
        };
    }
    int count = recvmmsg(self->socket, self->arrived, BATCH, MSG_DONTWAIT, NULL);
    self->arrived_count = count > 0 ? count : 0;
    self->read_count = 0;
    return count < 0 ? errno : 0;
}

/* Read what is in the inbox, up to the first datagram that what follows must wait for. */
static void read_on(Lane *self, int64_t now_ms, double now) {
    self->found_count = 0;
    Outcome outcome = READ;
    while (self->read_count < self->arrived_count && outcome != JUDGE) {
        int at = self->read_count++;
        const uint8_t *start = self->arrived_at[at].iov_base;
        outcome = take(self, (Span){start, start + self->arrived[at].msg_len}, &self->sources[at], now_ms, now);
        self->handed_back[at] = outcome != READ;
    }
}

const char receive_doc[] = PyDoc_STR(
    "receive(now_ms, now=nan) -> (datagrams, state, errno)\n\n"
    "Read what has arrived, some hundreds at most. What is not a plain answer to a request of\n"
    "ours is returned, each as (octets, (host, port)). With UNREAD, call again once those were\n"
    "judged: datagrams stay in their order. With DRAINED the socket was seen empty. errno is 0\n"
    "or the socket's error. Round trips are measured where `now` is told, by the clock of `send`.");

PyObject *lane_receive(Lane *self, PyObject *arguments) {
    long long now_ms;
    double now = NAN;
    if (!PyArg_ParseTuple(arguments, "L|d:receive", &now_ms, &now) || !lane_enter(self)) {
        return NULL;
    }
    PyObject *back = PyList_New(0);
    bool fine = back != NULL;
    bool unread = self->read_count < self->arrived_count, again = true, drained = false;
    int error = 0;
    for (int round = 0; fine && again && round < ROUNDS; round++) {
        int from = unread ? self->read_count : 0;
        Py_BEGIN_ALLOW_THREADS
        error = unread ? 0 : fetch(self);
        read_on(self, now_ms, now);
        Py_END_ALLOW_THREADS
        fine = keep_texts(self) && hand_back(self, from, back);
        unread = self->read_count < self->arrived_count;
        drained = would_block(error) || (!error && self->arrived_count < BATCH);
        again = !unread && !drained && !error && PyList_GET_SIZE(back) < MOST_HANDED_BACK;
    }
    self->in_use = false;
    if (!fine) {
        Py_XDECREF(back);
        return NULL;
    }
    int state = unread ? UNREAD : drained ? DRAINED : MAYBE_MORE;
    return Py_BuildValue("Nii", back, state, would_block(error) || error == EINTR ? 0 : error);
}
