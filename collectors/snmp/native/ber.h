/* BER as SNMP uses it: definite lengths, the SMI's types; each element is checked against the octets there are. */
#ifndef PLANTWATCH_BER_H
#define PLANTWATCH_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Octets still to be read. */
typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} Span;

static inline size_t span_left(Span span) { return (size_t)(span.end - span.at); }

/* Take one element off the front; false where it is cut off or its length is of more than four octets. */
static inline bool ber_take(Span *from, uint8_t *tag, Span *content) {
    if (span_left(*from) < 2) {
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

static inline bool ber_take_tagged(Span *from, uint8_t tag, Span *content) {
    uint8_t found;
    return ber_take(from, &found, content) && found == tag;
}

uint64_t ber_big_endian(Span content);
/* Read a number; false where it has no octets or more than 64 bits. */
bool ber_signed(Span content, double *value);
/* Without a sign, even where an agent forgot the zero octet before a large number. */
bool ber_unsigned(Span content, double *value);

#endif
