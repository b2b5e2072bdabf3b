#include "ber.h"

bool ber_take(Span *from, uint8_t *tag, Span *content) {
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

bool ber_take_tagged(Span *from, uint8_t tag, Span *content) {
    uint8_t found;
    return ber_take(from, &found, content) && found == tag;
}

uint64_t ber_big_endian(Span content) {
    uint64_t number = 0;
    while (content.at < content.end) {
        number = number << 8 | *content.at++;
    }
    return number;
}

bool ber_signed(Span content, double *value) {
    size_t octets = span_left(content);
    if (octets < 1 || octets > 8) {
        return false;
    }
    uint64_t number = ber_big_endian(content);
    if (content.at[0] & 0x80) { /* of two's complement, the magnitude: no conversion the standard leaves open */
        uint64_t above = octets < 8 ? UINT64_C(1) << 8 * octets : 0;
        *value = -(double)(above - number);
    } else {
        *value = (double)number;
    }
    return true;
}

bool ber_unsigned(Span content, double *value) {
    size_t octets = span_left(content);
    if (octets < 1 || octets > 9 || (octets == 9 && content.at[0])) {
        return false;
    }
    *value = (double)ber_big_endian(content);
    return true;
}
