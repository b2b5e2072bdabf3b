#include "cells.h"

#include <math.h>
#include <string.h>

enum { LONGEST_COMPONENT = 5, ADDRESS_OCTETS = 4 }; /* octets of 32 bits in an object identifier, and of IPv4 */

/* Take a binding off the front. Where its length is a single octet, so are those within. */
static bool take_binding(Span *from, Span *identifier, uint8_t *tag, Span *content) {
    if (span_left(*from) < 2) {
        return false;
    }
    bool brief = from->at[1] < 0x80;
    Span binding;
    if (!ber_take_tagged(from, SEQUENCE, &binding)) {
        return false;
    }
    const uint8_t *start = binding.at;
    if (!ber_take_tagged(&binding, OID, identifier) || (brief && identifier->at != start + 2)) {
        return false;
    }
    start = binding.at;
    return ber_take(&binding, tag, content) && !span_left(binding) && (!brief || content->at == start + 2);
}

static bool is_below(Span identifier, Span root) {
    return span_left(identifier) > span_left(root) && !memcmp(identifier.at, root.at, span_left(root));
}

/* Join the parts of a table's index into one number; false for another shape. Some agents end it with a 0 too many. */
static bool join_index(Span suffix, Span widths, uint64_t *index) {
    size_t parts = span_left(widths), found = 0;
    uint64_t part = 0, joined = 0;
    if (suffix.end[-1] & 0x80 || span_left(suffix) > LONGEST_COMPONENT * (parts + 1)) {
        return false;
    }
    for (; suffix.at < suffix.end; suffix.at++) {
        if (*suffix.at == 0x80 && !part) { /* of the same index there would be two forms */
            return false;
        }
        part = part >> 32 ? part : part << 7 | (*suffix.at & 0x7F); /* too wide stays too wide */
        if (*suffix.at & 0x80) {
            continue;
        }
        if (found > parts || (found == parts && part) || (found < parts && part >> widths.at[found])) {
            return false;
        }
        joined = found < parts ? joined << widths.at[found] | part : joined;
        found++;
        part = 0;
    }
    *index = joined;
    return found >= parts;
}

static bool read_cell(const Column *column, uint8_t tag, Span content, Cell *cell) {
    size_t octets = span_left(content);
    cell->number = NAN;
    cell->octets = (Span){content.end, content.end};
    if (column->octets) {
        if (tag == OCTETS || (tag == IP_ADDRESS && octets == ADDRESS_OCTETS)) {
            cell->octets = content;
        }
        return true;
    }
    switch (tag) {
    case INTEGER:
        return !octets || octets > 9 || ber_signed(content, &cell->number);
    case COUNTER32:
    case GAUGE32:
    case TIMETICKS:
    case COUNTER64:
    case UINTEGER32:
        return !octets || octets > 9 || ber_unsigned(content, &cell->number);
    default:
        return true;
    }
}

bool cells_read(Span bindings, Column *columns, size_t width, Cell *cells, size_t *cell_count, Breach *breach) {
    size_t count = 0;
    if (!span_left(bindings)) {
        return false;
    }
    *breach = SOUND;
    for (size_t place = 0; span_left(bindings); place = (place + 1) % width) {
        Column *column = &columns[place];
        Span identifier, content;
        uint8_t tag;
        if (!take_binding(&bindings, &identifier, &tag, &content)) {
            return false;
        }
        if (column->ended) {
            continue;
        }
        if (tag == END_OF_MIB_VIEW || !is_below(identifier, column->root)) {
            column->ended = true;
            continue;
        }
        Cell *cell = &cells[count];
        Span suffix = {identifier.at + span_left(column->root), identifier.end};
        bool fits = join_index(suffix, column->widths, &cell->index);
        if (!fits || (column->begun && cell->index <= column->last)) {
            *breach = fits ? CIRCLES : OTHER_SHAPE;
            column->ended = true;
            continue;
        }
        if (!read_cell(column, tag, content, cell)) {
            return false;
        }
        cell->column = place;
        column->begun = true;
        column->last = cell->index;
        column->cursor = identifier;
        column->count++;
        count++;
    }
    *cell_count = count;
    return true;
}
