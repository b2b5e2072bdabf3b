#include "ber.h"

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
