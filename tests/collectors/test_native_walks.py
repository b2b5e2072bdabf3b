"""A walk that the C core reads goes as the walk that Python reads: same rows, same steps, same complaints."""

import numpy as np
import pytest
from ber_strategies import MUTATIONS, STANDARD, spoil
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder
from pyasn1.type import univ
from pysnmp.proto.api import v2c
from snmp_agents import respond

from collectors.snmp import ber, message
from collectors.snmp.engine import INDEX_WIDTHS, TableQuestion, index_number, target
from collectors.snmp.repetitions import Repetitions
from collectors.snmp.walk import BatchWalk

pytest.importorskip("collectors.snmp._native")

from collectors.snmp import _native
from collectors.snmp.fast_walk import FastWalk

ROOT = "1.3.6.1.2.1.10.127.1"
WHOM = target("127.0.0.1")
NULL = b"\x05\x00"

ARC = st.one_of(st.integers(0, 300), st.sampled_from([127, 128, 65535, 65536, 2**32 - 1]))


@st.composite
def questions(draw):
    """A table of one to four columns, some of octets, some of a shorter index."""
    width, parts = draw(st.integers(1, 3)), draw(st.sampled_from([1, 2, 3, 6]))
    some = st.frozensets(st.integers(0, width - 1))
    return TableQuestion(
        tuple(f"{ROOT}.{column + 1}" for column in range(width)),
        draw(some),
        parts,
        draw(some) if parts > 1 else frozenset(),
        draw(st.integers(1, parts)),
        draw(st.sampled_from([1, 16, 100, 255])),
    )


@st.composite
def bindings(draw, question):
    """Rows as an agent walks them, now and then out of order, of another shape, or beyond the table."""
    count = draw(st.integers(0, 5))
    shapes = st.lists(ARC, min_size=question.index_parts, max_size=question.index_parts)
    rows = draw(st.lists(shapes, min_size=count, max_size=count))
    if draw(st.booleans()):
        rows.sort()
    found = []
    for arcs in rows:
        for column, root in enumerate(question.columns):
            kept = arcs[: question.shorter_parts] if column in question.shorter else arcs
            oid = ".".join(map(str, [root, *kept]))
            if draw(st.integers(0, 15)) == 0:
                oid = draw(st.sampled_from([f"{oid}.0", f"{oid}.1", f"{root}.1", root, "1.3.6.1.2.1.11.1.0", "1.3"]))
            found.append((oid, draw(STANDARD)))
    return found[: draw(st.integers(0, len(found)))] if draw(st.booleans()) else found


class Pair:
    """The same walk read by Python and by the core."""

    def __init__(self, question):
        self.walks = [kind([WHOM], question, Repetitions(25)) for kind in (BatchWalk, FastWalk)]
        self.asks = [walk.next_ask() for walk in self.walks]

    def hear(self, data):
        """Let both read an answer; return whether it was sound. What they ask next is checked to be the same."""
        outcomes = []
        for walk, ask in zip(self.walks, self.asks, strict=True):
            try:
                walk.on_answer(ask, data, message.open_message(data), 5)
            except ber.Malformed as error:
                outcomes.append(str(error))
            else:
                outcomes.append("")
        assert outcomes[0] == outcomes[1]
        if not outcomes[0]:
            self.asks = [walk.next_ask() for walk in self.walks]
            one, other = self.asks
            assert (one is None) == (other is None)
            assert one is None or (one.columns, one.before, one.after) == (other.columns, other.before, other.after)
        return not outcomes[0]

    def compare(self):
        """Check what both gathered; return the rows."""
        python, core = self.walks
        assert python.errors == core.errors
        assert np.array_equal(python.complete, core.complete)
        assert np.array_equal(python.answered, core.answered)
        assert python.finished == core.finished
        one, other = python.rows(), core.rows()
        for name in ("row", "index", "time_ms"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
        assert np.array_equal(one.values, other.values, equal_nan=True)
        assert one.octets.keys() == other.octets.keys()
        for column, (text, length) in one.octets.items():
            assert np.array_equal(text, other.octets[column][0])
            assert np.array_equal(length, other.octets[column][1])
        return other


@settings(max_examples=150)
@given(st.data())
def test_a_walk_takes_the_same_course_whoever_reads_it(data):
    question = data.draw(questions())
    pair = Pair(question)
    while pair.asks[0] is not None and data.draw(st.booleans()):
        pair.hear(respond(1, b"public", 1, data.draw(bindings(question))))
    pair.compare()


@settings(max_examples=200)
@given(st.data(), st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3))
def test_a_mutated_answer_is_read_alike_or_leaves_no_trace(data, mutations):
    question = data.draw(questions())
    pair = Pair(question)
    spoilt = spoil(respond(1, b"public", 1, data.draw(bindings(question))), mutations, data.draw)
    try:
        message.open_message(spoilt)
    except ber.Malformed:
        return
    pair.hear(spoilt)
    pair.compare()


def by_pysnmp(data, octets):
    """Return OID, number and octets of each binding as pysnmp decodes them."""
    whole, rest = decoder.decode(data, asn1Spec=v2c.Message())
    assert not rest
    for oid, value in v2c.apiPDU.get_varbinds(v2c.apiMessage.get_pdu(whole)):
        text = b"" if isinstance(value, v2c.Opaque) or not isinstance(value, univ.OctetString) else value.asOctets()
        yield tuple(oid), int(value) if isinstance(value, univ.Integer) and not octets else np.nan, text


@settings(max_examples=100)
@given(st.sets(ARC, min_size=1, max_size=8), st.booleans(), st.data())
def test_a_column_is_read_as_pysnmp_decodes_it(indices, octets, data):
    question = TableQuestion((f"{ROOT}.1",), frozenset({0} if octets else ()))
    values = st.one_of(STANDARD.filter(lambda tlv: tlv[0] != ber.END_OF_MIB_VIEW))
    answer = respond(1, b"public", 1, [(f"{ROOT}.1.{index}", data.draw(values)) for index in sorted(indices)])
    pair = Pair(question)
    assert pair.hear(answer)
    pair.hear(respond(1, b"public", 1, [("1.3.6.1.2.1.11.1.0", NULL)]))
    rows = pair.compare()
    expected = list(by_pysnmp(answer, octets))
    assert rows.index.tolist() == [index_number(oid[-1:], INDEX_WIDTHS[1]) for oid, _, _ in expected]
    if octets:
        text, length = rows.octets[0]
        assert [bytes(one) for one in text] == [value[:16].ljust(16, b"\0") for _, _, value in expected]
        assert length.tolist() == [min(len(value), 255) for _, _, value in expected]
    else:
        assert np.array_equal(rows.values[:, 0], [float(value) for _, value, _ in expected], equal_nan=True)


def test_a_plain_answer_does_not_take_python():
    walk = FastWalk([WHOM], TableQuestion((f"{ROOT}.1",)), Repetitions(25))
    data = respond(1, b"public", 1, [(f"{ROOT}.1.{row}", ber.encode_integer(-row)) for row in (1, 200)])
    opened = message.open_message(data)
    read = _native.read_cells(data, opened.start, opened.stop, walk._shapes, (0,), [-1])
    breach, ((ended, last, cursor, indices, values, lengths),) = read
    assert (breach, ended, last, cursor) == (0, False, 200, ber.encode_oid(f"{ROOT}.1.200"))
    assert np.frombuffer(indices, np.uint64).tolist() == [1, 200]
    assert np.frombuffer(values).tolist() == [-1, -200]
    assert lengths == b""


@pytest.mark.parametrize(
    ("shapes", "columns", "last"),
    [
        (((b"+", b" ", 0, 0),), (1,), [-1]),
        (((b"+", b" ", 0, 0),), (-1,), [-1]),
        (((b"+", b" ", 0, 0),), (0,), []),
        (((b"+", b" ", 0, 0),), (), [-1]),
        (((b"+", b"", 0, 0),), (0,), [-1]),
        (((b"+", b"   ", 0, 0),), (0,), [-1]),
        (((b"+", b" ", 64, 0),), (0,), [-1]),
        (((b"+", b" ", 0, 256),), (0,), [-1]),
        (((b"+", b" ", 0, -1),), (0,), [-1]),
        ((None,), (0,), [-1]),
        (((b"+", b" ", 0, 0),), (0,), ["0"]),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(shapes, columns, last):
    with pytest.raises((ValueError, IndexError, TypeError)):
        _native.read_cells(b"", 0, 0, shapes, columns, last)
