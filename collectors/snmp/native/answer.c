#include "answer.h"

#include <math.h>
#include <string.h>

enum {
    INTEGER = 0x02,
    OCTETS = 0x04,
    NOTHING = 0x05,
    OID = 0x06,
    SEQUENCE = 0x30,
    IP_ADDRESS = 0x40,
    COUNTER32 = 0x41,
    GAUGE32 = 0x42,
    TIMETICKS = 0x43,
    OPAQUE = 0x44,
    COUNTER64 = 0x46,
    UINTEGER32 = 0x47,
    NO_SUCH_OBJECT = 0x80,
    NO_SUCH_INSTANCE = 0x81,
    END_OF_MIB_VIEW = 0x82,
    RESPONSE = 0xA2,
};

enum { V2C = 1, ID_OCTETS = 4, MOST_COMPONENTS = 128 };

/* The first component joins two and may exceed 32 bits by as much. */
static const uint64_t LARGEST_COMPONENT = UINT64_C(0xFFFFFFFF) + 80;

static size_t left(Span span) { return (size_t)(span.end - span.at); }

/* Take one element off the front. */
static bool take(Span *from, uint8_t *tag, Span *content) {
    if (left(*from) < 2) {
        return false;
    }
    *tag = from->at[0];
    size_t length = from->at[1];
    const uint8_t *start = from->at + 2;
    if (length & 0x80) {
        size_t octets = length & 0x7F;
        if (octets < 1 || octets > 4 || octets > (size_t)(from->end - start)) {
            return false;
        }
        for (length = 0; octets; octets--) {
            length = length << 8 | *start++;
        }
    }
    if (length > (size_t)(from->end - start)) {
        return false;
    }
    *content = (Span){start, start + length};
    from->at = start + length;
    return true;
}

static bool take_tagged(Span *from, uint8_t tag, Span *content) {
    uint8_t found;
    return take(from, &found, content) && found == tag;
}

/* An INTEGER of exactly so many octets: the header's numbers, whose lengths are never written long. */
static bool take_integer(Span *from, size_t octets, const uint8_t **content) {
    if (left(*from) < 2 + octets || from->at[0] != INTEGER || from->at[1] != octets) {
        return false;
    }
    *content = from->at + 2;
    from->at += 2 + octets;
    return true;
}

bool answer_open(Span message, uint32_t *request_id, Span *bindings) {
    Span inside, community, pdu;
    const uint8_t *version, *id, *status, *index;
    if (!take_tagged(&message, SEQUENCE, &inside) || left(message) || !take_integer(&inside, 1, &version) ||
        version[0] > V2C || !take_tagged(&inside, OCTETS, &community) || !take_tagged(&inside, RESPONSE, &pdu) ||
        left(inside) || !take_integer(&pdu, ID_OCTETS, &id) || !take_integer(&pdu, 1, &status) || status[0] ||
        !take_integer(&pdu, 1, &index) || !take_tagged(&pdu, SEQUENCE, bindings) || left(pdu)) {
        return false;
    }
    *request_id = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    return true;
}

static uint64_t big_endian(Span content) {
    uint64_t number = 0;
    while (content.at < content.end) {
        number = number << 8 | *content.at++;
    }
    return number;
}

static bool read_signed(Span content, double *value) {
    size_t octets = left(content);
    if (octets < 1 || octets > 8) {
        return false;
    }
    uint64_t number = big_endian(content);
    if (content.at[0] & 0x80) { /* of two's complement, the magnitude: no conversion the standard leaves open */
        uint64_t above = octets < 8 ? UINT64_C(1) << 8 * octets : 0;
        *value = -(double)(above - number);
    } else {
        *value = (double)number;
    }
    return true;
}

/* Without a sign, even where an agent forgot the zero octet before a large number. */
static bool read_unsigned(Span content, double *value) {
    size_t octets = left(content);
    if (octets < 1 || octets > 9 || (octets == 9 && content.at[0])) {
        return false;
    }
    *value = (double)big_endian(content);
    return true;
}

static bool is_oid(Span content) {
    size_t components = 0;
    uint64_t number = 0;
    if (!left(content) || content.end[-1] & 0x80) {
        return false;
    }
    for (; content.at < content.end; content.at++) {
        number = number << 7 | (*content.at & 0x7F);
        if (number > LARGEST_COMPONENT) {
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
    size_t octets = left(content);
    if (octets == 7 && !memcmp(content.at, "\x9f\x78\x04", 3)) {
        uint32_t bits = (uint32_t)big_endian((Span){content.at + 3, content.end});
        float single;
        memcpy(&single, &bits, sizeof single);
        *value = single;
        return true;
    }
    if (octets == 11 && !memcmp(content.at, "\x9f\x79\x08", 3)) {
        uint64_t bits = big_endian((Span){content.at + 3, content.end});
        memcpy(value, &bits, sizeof *value);
        return true;
    }
    return false;
}

/* Read a value: `value` is NaN beforehand, `octets` whether its content is octets somebody may want. */
static bool read_value(uint8_t tag, Span content, double *value, bool *octets) {
    switch (tag) {
    case INTEGER:
        return read_signed(content, value);
    case COUNTER32:
    case GAUGE32:
    case TIMETICKS:
    case COUNTER64:
    case UINTEGER32:
        return read_unsigned(content, value);
    case NOTHING:
    case NO_SUCH_OBJECT:
    case NO_SUCH_INSTANCE:
    case END_OF_MIB_VIEW:
        return !left(content);
    case OCTETS:
        *octets = true;
        return true;
    case OID:
        *octets = true;
        return is_oid(content);
    case IP_ADDRESS:
        *octets = true;
        return left(content) == 4;
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
        if (!take_tagged(&bindings, SEQUENCE, &binding) || left(binding) < object->head_size ||
            memcmp(binding.at, object->head, object->head_size)) {
            return false;
        }
        binding.at += object->head_size;
        values[at] = NAN;
        if (!take(&binding, &tag, &content) || left(binding) || !read_value(tag, content, &values[at], &octets)) {
            return false;
        }
        if (octets && object->text) {
            texts[found++] = (Text){at, content};
        }
    }
    *text_count = found;
    return !left(bindings);
}
