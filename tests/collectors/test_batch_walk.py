from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from snmp_agents import integer, octets, respond

from collectors.snmp import ber
from collectors.snmp import walk as walks
from collectors.snmp.engine import INDEX_WIDTHS, TableQuestion, target
from collectors.snmp.walk import decode_index

ROOT = "1.3.6.1.2.1.10.7.1"


def table(rows, columns=(1, 2, 3)):
    return {f"{ROOT}.{column}.{row}": integer(column * 100_000 + row) for column in columns for row in rows}


async def walk(engine, targets, question):
    """Return the job and all its rows, taken as they come."""
    job = engine.walk(targets, question)
    parts = []
    while not job.finished:
        await job.wait(0.005)
        parts.append(job.rows())
    parts.append(job.rows())
    rows = {
        (int(row), int(index)): part.values[at].tolist()
        for part in parts
        for at, (row, index) in enumerate(zip(part.row, part.index, strict=True))
    }
    assert len(rows) == sum(map(len, parts)), "a row came in two pieces"
    return job, rows


COLUMNS = tuple(f"{ROOT}.{column}" for column in (1, 2, 3))


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("count", [0, 1, 25, 26, 333])
async def test_a_table_is_walked_to_its_end_and_no_further(agent, engine, version, count):
    rows = [row * 7 for row in range(1, count + 1)]
    one = await agent({**table(rows), f"{ROOT}.4.1": integer(4), "1.3.6.1.2.1.11.1.0": integer(11)})
    job, got = await walk(engine, [target(one.address, one.port, version)], TableQuestion(COLUMNS))
    assert got == {(0, row): [100_000 + row, 200_000 + row, 300_000 + row] for row in rows}
    assert job.complete.tolist() == [True]
    assert not job.errors


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_walk_ends_with_the_agents_last_object(agent, engine, version):
    one = await agent(table([1, 2, 3], columns=(3,)))
    job, got = await walk(engine, [target(one.address, one.port, version)], TableQuestion(COLUMNS[2:]))
    assert list(got) == [(0, 1), (0, 2), (0, 3)]
    assert job.complete.all()


async def test_rows_with_holes_are_joined_on_their_index(agent, engine):
    objects = table(range(1, 101))
    for row in range(1, 101):
        if row % 3 == 0:
            del objects[f"{ROOT}.2.{row}"]
    one = await agent(objects)
    _, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert len(got) == 100
    assert np.isnan(got[0, 99][1])
    assert got[0, 99][2] == 300_099
    assert got[0, 100] == [100_100, 200_100, 300_100]


async def test_many_tables_are_walked_side_by_side(agent, engine):
    agents = [await agent(table(range(1, 20 + number))) for number in range(12)]
    job, got = await walk(engine, [target(one.address, one.port) for one in agents], TableQuestion(COLUMNS))
    assert job.complete.all()
    for number in range(12):
        assert sum(row == number for row, _ in got) == 19 + number


async def test_octets_and_two_part_indices_are_read(agent, engine):
    mac = "1.3.6.1.4.1.4491.2.1.20.1.4.1"
    objects = {
        f"{mac}.2.{cm}.{channel}": octets(bytes([cm % 256] * 6)) for cm in (5, 4_000_000_000) for channel in (3, 4)
    }
    one = await agent(objects)
    job = engine.walk([target(one.address, one.port)], TableQuestion((f"{mac}.2",), frozenset({0}), index_parts=2))
    await job.wait(5)
    rows = job.rows()
    assert rows.index.tolist() == [5 << 32 | 3, 5 << 32 | 4, 4_000_000_000 << 32 | 3, 4_000_000_000 << 32 | 4]
    text, length = rows.octets[0]
    assert length.tolist() == [6] * 4
    assert bytes(text[0]) == b"\5" * 6 + b"\0" * 10


async def test_an_agent_whose_answers_may_only_be_short_is_walked_in_smaller_steps(agent, engine):
    one = await agent(table(range(1, 60)), largest=400)
    job, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert len(got) == 59
    assert job.complete.all()


async def test_too_big_halves_the_step_and_then_the_columns(agent, engine):
    def grudging(request, answer):
        if len(request.oids) * request.opened.error_index <= 1:
            return [answer]
        null = [(oid, b"\x05\x00") for oid in request.oids]
        return [respond(request.version, request.community, request.opened.request_id, null, status=1)]

    one = await agent(table(range(1, 6)), spoil=grudging)
    job, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert got == {(0, row): [100_000 + row, 200_000 + row, 300_000 + row] for row in range(1, 6)}
    assert job.complete.all()


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_an_agent_that_runs_in_circles_is_left_and_what_it_gave_is_kept(agent, engine, version):
    one = await agent({f"{ROOT}.1.{row}": integer(row) for row in (1, 2, 3)})
    normal = one.after
    one.after = lambda oid: f"{ROOT}.1.1" if oid.endswith(".3") else normal(oid)
    job, got = await walk(engine, [target(one.address, one.port, version)], TableQuestion(COLUMNS[:1]))
    assert list(got) == [(0, 1), (0, 2), (0, 3)]
    assert not job.complete[0]
    assert job.errors[0].endswith("broke off: its table runs in circles")


async def test_a_walk_that_breaks_off_midway_keeps_what_it_has(agent, engine):
    def dying(request, answer):
        return [] if len(one.asked) > 3 else [answer]

    one = await agent(table(range(1, 500)), spoil=dying)
    job, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert len(got) == 75
    assert job.answered[0]
    assert not job.complete[0]
    assert "fell silent during a walk" in job.errors[0]


async def test_a_silent_device_is_no_empty_table(agent, engine):
    one = await agent(silent=True)
    job, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert not got
    assert not job.answered[0]
    assert not job.complete[0]


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=2))
def test_an_index_keeps_its_order_as_one_number(parts):
    suffix = ber.encode_oid(".".join(map(str, [1, 3, *parts])))[1:]
    index = sum(part << 32 * place for place, part in enumerate(reversed(parts)))
    assert decode_index(suffix, INDEX_WIDTHS[len(parts)]) == index
    forgiven = len(parts) == 2 and parts[1] == 0  # a zero too many, see test_index.py
    assert decode_index(suffix, INDEX_WIDTHS[3 - len(parts)]) == (parts[0] if forgiven else -1)


@given(st.binary(min_size=1, max_size=20))
def test_no_octets_make_an_index_raise(suffix):
    assert -1 <= decode_index(suffix, INDEX_WIDTHS[1]) < 2**32
    assert -1 <= decode_index(suffix, INDEX_WIDTHS[2]) < 2**64


async def test_a_number_of_more_than_64_bits_is_no_number_and_its_neighbours_stand(agent, engine):
    one = await agent(table([7]) | {f"{ROOT}.2.7": ber.encode_tlv(ber.COUNTER64, b"\x01" + bytes(8))})
    _, got = await walk(engine, [target(one.address, one.port)], TableQuestion(COLUMNS))
    assert np.array_equal(got[0, 7], [100_007, np.nan, 300_007], equal_nan=True)


@pytest.mark.parametrize("suffix", [b"\x80\x07", b"\x07\x80\x00", b"\x90\x80\x80\x80\x00", b"\xff" * 60_000 + b"\x7f"])
def test_an_index_has_one_form_and_32_bits_to_a_part(suffix):
    began = process_time()
    assert decode_index(suffix, INDEX_WIDTHS[1]) == -1
    assert process_time() - began < 0.05  # however long it is


@pytest.mark.parametrize("bound", ["MOST_ANSWERS", "LONGEST_MS"])
async def test_a_table_without_an_end_holds_nobody_up(agent, engine, monkeypatch, bound):
    monkeypatch.setattr(walks, bound, {"MOST_ANSWERS": 5, "LONGEST_MS": 50}[bound])

    def invent(request, _):
        rows = [int(oid.rpartition(".")[2]) if oid != COLUMNS[0] else 0 for oid in request.oids]
        one_more = [(f"{COLUMNS[0]}.{row + 1}", integer(row)) for row in rows]
        return [respond(request.version, request.community, request.opened.request_id, one_more)]

    endless, there = await agent(spoil=invent), await agent(table([1, 2, 3]))
    job, got = await walk(
        engine, [target(one.address, one.port) for one in (endless, there)], TableQuestion(COLUMNS[:1])
    )
    assert job.complete.tolist() == [False, True]
    assert job.errors == {0: f"{endless.address}:{endless.port}: walk of {COLUMNS[0]} broke off: its table has no end"}
    assert [index for row, index in got if row == 1] == [1, 2, 3]
    assert (0, 1) in got, "what was read stands"
