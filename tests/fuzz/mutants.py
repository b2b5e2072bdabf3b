"""Mutants of BER: every kind of fault that an agent, a network or somebody malicious puts into a datagram."""

from typing import NamedTuple

SMI = (0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x47, 0x80, 0x81, 0x82)
NUMBERS = (0x02, 0x41, 0x42, 0x43, 0x46, 0x47)
LARGEST = 65_000


class Mutant(NamedTuple):
    data: bytes
    how: str
    spoofed: bool
    """Whether it comes from somebody who was not asked."""


class Node:
    """An element of a message: its content, or the elements within; a length of its own where that is spoilt."""

    __slots__ = ("body", "length", "tag")

    def __init__(self, tag, body, length=None):
        self.tag, self.body, self.length = tag, body, length

    def encode(self):
        inside = self.body if isinstance(self.body, bytes) else b"".join(node.encode() for node in self.body)
        return bytes((self.tag,)) + (size(len(inside)) if self.length is None else self.length) + inside


def size(length):
    """Return the octets of a length."""
    if length < 0x80:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((0x80 + len(octets),)) + octets


def parse(data):
    """Return the nodes of honest octets; an octet string that holds a SEQUENCE is opened too, as SNMPv3 wraps one."""
    nodes, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 0x7F:
            octets, length = length & 0x7F, int.from_bytes(data[at : at + (length & 0x7F)], "big")
            at += octets
        body = data[at : at + length]
        wraps = tag == 0x04 and body[:1] == b"\x30" and len(body) > 20 and len(body) == len(Node(0, body[2:]).encode())
        try:
            nodes.append(Node(tag, parse(body) if tag & 0x20 or wraps else body))
        except IndexError:  # octets that are hidden, and look like a SEQUENCE by chance
            nodes.append(Node(tag, body))
        at += length
    return nodes


def _everything(nodes):
    for node in nodes:
        yield nodes, node
        if not isinstance(node.body, bytes):
            yield from _everything(node.body)


def _pick(rng, tree, tags=None):
    """Return (siblings, node) of some element, with one of these tags where there is any such."""
    found = list(_everything(tree))
    wanted = [pair for pair in found if tags is None or pair[1].tag in tags]
    return rng.choice(wanted or found)


def _flat(node):
    return node.body if isinstance(node.body, bytes) else b"".join(each.encode() for each in node.body)


def _length(rng, tree):
    _, node = _pick(rng, tree)
    true = len(_flat(node))
    node.length = rng.choice((
        size(max(0, true + rng.choice((-2, -1, 1, 2, 127)))),
        bytes((0x80 + 4,)) + true.to_bytes(4, "big"),
        bytes((0x80 + 3,)) + true.to_bytes(3, "big"),
        b"\x85" + true.to_bytes(5, "big"),
        b"\x80",
        b"\xff",
        b"\x84\xff\xff\xff\xff",
        b"\x84\x7f\xff\xff\xff",
        rng.randbytes(rng.randint(1, 5)),
    ))  # fmt: skip


def _tag(rng, tree):
    _, node = _pick(rng, tree)
    node.tag = rng.choice((*SMI, 0x30, 0xA2, 0x24, 0x1F, 0x9F, rng.randrange(256)))


def _oid(rng, tree):
    _, node = _pick(rng, tree, (0x06,))
    body, at = _flat(node), rng.randrange(max(1, len(_flat(node))))
    node.body = rng.choice((
        b"",
        body[:at] + rng.randbytes(1) + body[at + 1 :],
        body[:at] + b"\x80" + body[at:],
        body + b"\x81",
        body[:-1],
        body + b"\0",
        body + b"\x01" * rng.choice((1, 119, 120, 130)),
        body[:at] + b"\x8f\xff\xff\xff\x7f" + body[at:],
        body[:at] + b"\x90\x80\x80\x80\x00" + body[at:],
        b"\xff" * rng.choice((3, 10, 60_000)) + b"\x7f",
        body + b"\xff" * 60_000 + b"\x7f",
        body + b"\x01" * 50_000,
    ))  # fmt: skip


def _integer(rng, tree):
    _, node = _pick(rng, tree, NUMBERS)
    octets = rng.randint(1, 11)
    node.body = rng.choice((
        b"",
        b"\0" * octets,
        b"\xff" * octets,
        b"\x80" + b"\0" * (octets - 1),
        b"\x7f" + b"\xff" * (octets - 1),
        b"\0" + b"\xff" * octets,
        b"\x01" + b"\0" * octets,
        rng.randbytes(octets),
        rng.randbytes(rng.choice((300, 60_000))),
    ))  # fmt: skip


def _negative(rng, tree):
    _, node = _pick(rng, tree, NUMBERS[1:])
    node.body = rng.choice((b"\xff", b"\x80", b"\xff" * 4, b"\x80\0\0\0", b"\xff" * 8))


def _kind(rng, tree):
    """A value of another type than before, well formed."""
    _, node = _pick(rng, tree, (*NUMBERS, 0x04, 0x05, 0x06))
    node.tag, node.body = rng.choice((
        (0x05, b""),
        (0x04, rng.randbytes(rng.choice((0, 4, 200)))),
        (0x40, rng.randbytes(rng.choice((3, 4, 16)))),
        (0x44, b"\x9f\x78\x04" + rng.randbytes(4)),
        (0x44, b"\x9f\x79\x08" + rng.randbytes(rng.choice((7, 8)))),
        (0x06, b"\x2b\x06\x01"),
        (rng.choice(NUMBERS), rng.randbytes(rng.randint(1, 9))),
        (rng.choice((0x80, 0x81, 0x82)), rng.choice((b"", b"\x07"))),
    ))  # fmt: skip


def _nesting(rng, tree):
    siblings, node = _pick(rng, tree)
    at = siblings.index(node)
    if rng.random() < 0.5:
        inside = node.encode()
        for _ in range(rng.choice((1, 2, 50, 2000))):
            inside = b"\x30" + size(len(inside)) + inside
            if len(inside) > LARGEST:
                break
        siblings[at] = Node(inside[0], inside[len(inside) - len(_opened(inside)) :])
    else:
        siblings[at : at + 1] = [node] if isinstance(node.body, bytes) else node.body


def _opened(tlv):
    return tlv[2 if tlv[1] < 0x80 else 2 + (tlv[1] & 0x7F) :]


def _truncation(rng, tree):
    siblings, node = _pick(rng, tree)
    if rng.random() < 0.3:
        siblings.remove(node)
    else:
        whole = _flat(node)
        node.length, node.body = size(len(whole)), whole[: rng.randrange(len(whole) + 1)]


def _number_of_message(tree):
    """Return the element of the request id, or of SNMPv3's message id."""
    inside = tree[0].body
    if isinstance(inside, bytes) or len(inside) < 2:
        return None
    holder = inside[1] if len(inside) == 4 else inside[-1]
    return None if isinstance(holder.body, bytes) or not holder.body else holder.body[0]


def _id(rng, tree):
    node = _number_of_message(tree) if tree else None
    if node is None:
        return
    body = _flat(node)
    near = (int.from_bytes(body[:4].rjust(4, b"\0"), "big") + rng.choice((-70, -1, 1, 5))) % 2**32
    node.body = rng.choice((
        near.to_bytes(4, "big"),
        rng.randbytes(4),
        b"\0" + body,
        b"\xff" + body,
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        body[:-1],
        rng.randbytes(8),
        b"",
    ))  # fmt: skip


def _repeat(rng, tree):
    siblings, node = _pick(rng, tree)
    times = rng.choice((1, 2, 2000)) if len(node.encode()) < 32 else 1
    siblings[siblings.index(node) : siblings.index(node)] = [node] * times


def _order(rng, tree):
    _, node = _pick(rng, tree, (0x30,))
    if not isinstance(node.body, bytes):
        rng.shuffle(node.body)


def _string(rng, tree):
    _, node = _pick(rng, tree, (0x04,))
    node.body = rng.choice((b"\0", b"\xff", b"x", b"\x30\x80")) * rng.choice((1, 1000, 30_000))


MUTATIONS = {
    "length": _length,
    "tag": _tag,
    "oid": _oid,
    "integer": _integer,
    "negative": _negative,
    "kind": _kind,
    "nesting": _nesting,
    "truncation": _truncation,
    "id": _id,
    "repeat": _repeat,
    "order": _order,
    "string": _string,
}
_NAMES = (*MUTATIONS, "source", "cut", "behind", "none")


def mutate(rng, data):
    """Return honest octets spoilt in one to three ways."""
    tree, how = parse(data), [rng.choice(_NAMES) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    for name in how:
        if name in MUTATIONS and tree:
            MUTATIONS[name](rng, tree)
    spoilt = b"".join(node.encode() for node in tree)[:LARGEST]
    if "cut" in how:
        spoilt = spoilt[: rng.randrange(len(spoilt) + 1)]
    if "behind" in how:
        spoilt += rng.choice((b"\0", b"\0" * 40, data, rng.randbytes(3)))[: LARGEST - len(spoilt)]
    return Mutant(spoilt or b"\0", "+".join(how), "source" in how)


def flip(rng, data):
    """Return honest octets with one bit turned over."""
    at = rng.randrange(len(data) * 8)
    spoilt = bytearray(data)
    spoilt[at >> 3] ^= 1 << (at & 7)
    return Mutant(bytes(spoilt), f"bit {at}", spoofed=False)
