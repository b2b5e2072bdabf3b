#include "answer.h"

#include <math.h>
#include <string.h>

enum { V2C = 1, ID_OCTETS = 4, MOST_COMPONENTS = 128 };

static const uint64_t LARGEST_COMPONENT = UINT64_C(0xFFFFFFFF);

/* An INTEGER of exactly so many octets: the header's numbers, whose lengths are never written long. */
static bool take_integer(Span *from, size_t octets, const uint8_t **content) {
    if (span_left(*from) < 2 + octets || from->at[0] != INTEGER || from->at[1] != octets) {
        return false;
    }
    *content = from->at + 2;
    from->at += 2 + octets;
    return true;
}

bool answer_open(Span message, uint32_t *request_id, Span *bindings) {
    Span inside, community, pdu;
    const uint8_t *version, *id, *status, *index;
    if (!ber_take_tagged(&message, SEQUENCE, &inside) || span_left(message) || !take_integer(&inside, 1, &version) ||
        version[0] > V2C || !ber_take_tagged(&inside, OCTETS, &community) ||
        !ber_take_tagged(&inside, RESPONSE, &pdu) ||
        span_left(inside) || !take_integer(&pdu, ID_OCTETS, &id) || !take_integer(&pdu, 1, &status) || status[0] ||
        !take_integer(&pdu, 1, &index) || !ber_take_tagged(&pdu, SEQUENCE, bindings) || span_left(pdu)) {
        return false;
    }
    *request_id = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    return true;
}

static bool is_oid(Span content) {
    size_t components = 0;
    uint64_t number = 0;
    if (!span_left(content) || content.end[-1] & 0x80) {
        return false;
    }
    for (; content.at < content.end; content.at++) {
        bool empty = *content.at == 0x80 && !number; /* of the same component there would be two forms */
        number = number << 7 | (*content.at & 0x7F);
        if (empty || number > LARGEST_COMPONENT + (components ? 0 : 80)) { /* the first joins two */
            return false;
        }
        if (!(*content.at & 0x80)) {
            components++;
            number = 0;
        }
    }
    return components < MOST_COMPONENTS;
}

/* The float or double that Net-SNMP wraps in Opaque. */
static bool opaque_number(Span content, double *value) {
    size_t octets = span_left(content);
    if (octets == 7 && !memcmp(content.at, "\x9f\x78\x04", 3)) {
        uint32_t bits = (uint32_t)ber_big_endian((Span){content.at + 3, content.end});
        float single;
        memcpy(&single, &bits, sizeof single);
        *value = single;
        return true;
    }
    if (octets == 11 && !memcmp(content.at, "\x9f\x79\x08", 3)) {
        uint64_t bits = ber_big_endian((Span){content.at + 3, content.end});
        memcpy(value, &bits, sizeof *value);
        return true;
    }
    return false;
}

/* Read a value: `value` is NaN beforehand, `octets` whether its content is octets somebody may want. */
static bool read_value(uint8_t tag, Span content, double *value, bool *octets) {
    switch (tag) {
    case INTEGER:
        return ber_signed(content, value);
    case COUNTER32:
    case GAUGE32:
    case TIMETICKS:
    case COUNTER64:
    case UINTEGER32:
        return ber_unsigned(content, value);
    case NOTHING:
    case NO_SUCH_OBJECT:
    case NO_SUCH_INSTANCE:
    case END_OF_MIB_VIEW:
        return !span_left(content);
    case OCTETS:
        *octets = true;
        return true;
    case OID:
        *octets = true;
        return is_oid(content);
    case IP_ADDRESS:
        *octets = true;
        return span_left(content) == 4;
    case OPAQUE:
        *octets = !opaque_number(content, value);
        return true;
    default:
        return false;
    }
}

bool answer_read(Span bindings, const Object *objects, size_t count, double *values, Text *texts, size_t *text_count) {
    size_t found = 0;
    for (size_t at = 0; at < count; at++) {
        const Object *object = &objects[at];
        Span binding, content;
        uint8_t tag;
        bool octets = false;
        if (!ber_take_tagged(&bindings, SEQUENCE, &binding) || span_left(binding) < object->head_size ||
            memcmp(binding.at, object->head, object->head_size)) {
            return false;
        }
        binding.at += object->head_size;
        values[at] = NAN;
        if (!ber_take(&binding, &tag, &content) || span_left(binding) ||
            !read_value(tag, content, &values[at], &octets)) {
            return false;
        }
        if (octets && object->text) {
            texts[found++] = (Text){at, content};
        }
    }
    *text_count = found;
    return !span_left(bindings);
}
