"""Values of every type of the SMI, and ways to spoil a message made of them."""

import struct

from hypothesis import strategies as st

from collectors.snmp import ber, message


def unsigned(tag, bits):
    return st.integers(0, 2**bits - 1).map(lambda value: ber.encode_integer(value, tag))


ARCS = st.integers(0, 2**32 - 1)
IDENTIFIERS = st.lists(ARCS, max_size=12).map(lambda arcs: ".".join(map(str, [1, 3, *arcs])))
NUMBERS = st.one_of(
    st.integers(-(2**31), 2**31 - 1).map(ber.encode_integer),
    *(unsigned(tag, 32) for tag in (ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS)),
    unsigned(ber.COUNTER64, 64),
)
STANDARD = st.one_of(
    NUMBERS,
    st.binary(max_size=200).map(lambda value: ber.encode_tlv(ber.OCTETS, value)),
    IDENTIFIERS.map(lambda oid: ber.encode_tlv(ber.OID, ber.encode_oid(oid))),
    st.binary(min_size=4, max_size=4).map(lambda value: ber.encode_tlv(ber.IP_ADDRESS, value)),
    st.floats(width=32).map(lambda value: ber.encode_tlv(ber.OPAQUE, b"\x9f\x78\x04" + struct.pack(">f", value))),
    st.floats().map(lambda value: ber.encode_tlv(ber.OPAQUE, b"\x9f\x79\x08" + struct.pack(">d", value))),
    st.binary(max_size=12).map(lambda value: ber.encode_tlv(ber.OPAQUE, value)),
    st.sampled_from([bytes((tag, 0)) for tag in (ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW)]),
)


def elements(data, start=0, stop=None):
    """Yield (tag at, length at, content from, content to) of every element, those within others too."""
    at, stop = start, len(data) if stop is None else stop
    while at < stop:
        tag, begin, end = ber.header(data, at, stop)
        yield at, begin, end
        if tag in {ber.SEQUENCE, message.RESPONSE}:
            yield from elements(data, begin, end)
        at = end


def flip(data, draw):
    at = draw(st.integers(0, len(data) * 8 - 1))
    return data[: at // 8] + bytes((data[at // 8] ^ 1 << at % 8,)) + data[at // 8 + 1 :]


def retag(data, draw):
    at, _, _ = draw(st.sampled_from(list(elements(data))))
    return data[:at] + bytes((draw(st.integers(0, 255)),)) + data[at + 1 :]


def relength(data, draw):
    at, begin, _ = draw(st.sampled_from(list(elements(data))))
    octets = draw(st.one_of(st.binary(min_size=1, max_size=6), st.sampled_from([b"\x80", b"\x84\xff\xff\xff\xff"])))
    return data[: at + 1] + octets + data[begin:]


def lengthen(data, draw):
    """Write a length in more octets than it needs, or the same element with its outer lengths wrong by that."""
    at, begin, end = draw(st.sampled_from(list(elements(data))))
    octets = draw(st.integers(1 + (end - begin > 255), 5))
    return data[: at + 1] + bytes((0x80 | octets,)) + (end - begin).to_bytes(octets, "big") + data[begin:]


def cut(data, draw):
    return data[: draw(st.integers(0, len(data)))]


def append(data, draw):
    return data + draw(st.binary(min_size=1, max_size=9))


def nest(data, draw):
    at, _, end = draw(st.sampled_from(list(elements(data))))
    return data[:at] + ber.encode_tlv(ber.SEQUENCE, data[at:end]) + data[end:]


def repeat(data, draw):
    at, _, end = draw(st.sampled_from(list(elements(data))))
    return data[:end] + data[at:]


def remove(data, draw):
    at, _, end = draw(st.sampled_from(list(elements(data))))
    return data[:at] + data[end:]


MUTATIONS = (flip, retag, relength, lengthen, cut, append, nest, repeat, remove)


def spoil(data, mutations, draw):
    for mutation in mutations:
        try:
            data = mutation(data, draw) or b"\0"
        except ber.Malformed:  # no longer made of elements
            data = flip(data, draw)
    return data
