"""GETBULK asks a device for as many rows as it can send in time, and remembers from walk to walk how many."""

from itertools import groupby

import pytest
from snmp_agents import integer, respond

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import message
from collectors.snmp.engine import TableQuestion, target
from collectors.snmp.repetitions import GOOD_WALKS, Repetitions
from collectors.sweep import Sweeper

COLUMN = "1.3.6.1.2.1.10.7.1.1"
UPTIME = "1.3.6.1.2.1.1.3.0"
TABLES = [
    [oid for metric in table.metrics for oid in (metric.oid, metric.otherwise, *metric.beside) if oid]
    for table in load_profiles()["hms-node"].tables
    if Cadence.LEVEL in table.cadence
]
WHERE = ("10.0.0.1", 161)
ROWS = {f"{COLUMN}.{row}": integer(row) for row in range(1, 61)}


async def walk(engine, one, version="2c"):
    """Walk the table; return (whether to its end, rows asked for by each request)."""
    before = len(one.asked)
    job = engine.walk([target(one.address, one.port, version)], TableQuestion((COLUMN,)))
    while not job.finished:
        await job.wait(1)
    return bool(job.complete[0]), [request.opened.error_index for request in one.asked[before:]]


def too_big(most):
    """Refuse to send more than so many rows."""

    def spoil(request, answer):
        if request.opened.error_index <= most:
            return [answer]
        nothing = [(oid, b"\x05\x00") for oid in request.oids]
        return [respond(request.version, request.community, request.opened.request_id, nothing, status=1)]

    return spoil


async def test_what_was_too_big_once_is_not_asked_for_again(agent, engine):
    one = await agent(ROWS, spoil=too_big(10))
    whole, first = await walk(engine, one)
    assert whole
    assert first[:3] == [25, 12, 6]
    whole, second = await walk(engine, one)
    assert whole
    assert set(second) == {6}


async def test_who_gave_no_answer_to_a_large_question_is_asked_a_smaller_one_next_time(agent, engine):
    def slow(request, answer):
        return [answer] if request.opened.error_index <= 6 else []

    one = await agent(ROWS, spoil=slow)
    assert await walk(engine, one) == (False, [25, 25]), "no more questions than to anybody who is silent"
    whole, asked = await walk(engine, one)
    assert whole
    assert set(asked) == {6}


async def test_who_needed_a_second_question_is_asked_for_half(agent, engine):
    def sluggish(_request, answer):
        return [answer] if len(one.asked) > 1 else []

    one = await agent(ROWS, spoil=sluggish)
    assert await walk(engine, one) == (True, [25, 25, 12, 12, 12])


async def test_others_are_asked_for_as_much_as_before(agent, engine):
    weak, strong = await agent(ROWS, spoil=too_big(1)), await agent(ROWS)
    await walk(engine, weak)
    assert (await walk(engine, strong))[1] == [25, 25, 25]


async def test_snmpv1_has_no_getbulk_to_adapt(agent, engine):
    one = await agent(ROWS)
    whole, asked = await walk(engine, one, "1")
    assert whole
    assert set(asked) == {0}
    assert {request.opened.kind for request in one.asked} == {message.GETNEXT}


def test_after_some_walks_without_trouble_more_is_tried():
    repetitions = Repetitions(24)
    assert repetitions.lower(WHERE, 24, 4) == 6
    for _ in range(GOOD_WALKS - 1):
        repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 6
    repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 12
    for _ in range(GOOD_WALKS):
        repetitions.went_well(WHERE)
    assert repetitions.of(WHERE) == 24


@pytest.mark.parametrize("most", [1, 2, 25])
def test_at_least_one_row_is_asked_for(most):
    repetitions = Repetitions(most)
    for _ in range(6):
        repetitions.lower(WHERE, repetitions.of(WHERE), 4)
    assert repetitions.of(WHERE) == 1


async def test_a_device_that_fell_silent_in_a_walk_is_walked_one_table_at_a_time_until_all_is_well(agent, engine):
    columns = {oid: table for table, oids in enumerate(TABLES) for oid in oids}
    one = await agent(
        {UPTIME: integer(4711), **{f"{oid}.{row}": integer(row) for oid in columns for row in range(1, 31)}}
    )
    sweeper = Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"})

    async def tables_asked():
        """Sweep; return the table of each request in order, repeats left out."""
        one.asked.clear()
        async for _ in sweeper.sweep("level", [Device("N1", one.address, "hms-node", port=one.port)], Cadence.LEVEL):
            pass
        walked = [request.oids[0] for request in one.asked if request.opened.kind == message.GETBULK]
        asked = [next(columns[oid] for oid in columns if f"{first}.".startswith(f"{oid}.")) for first in walked]
        return [table for table, _ in groupby(asked)]

    assert len(await tables_asked()) > len(TABLES), "side by side"
    one.spoil = lambda request, answer: [] if request.opened.kind == message.GETBULK else [answer]
    assert len(set(await tables_asked())) == len(TABLES), "all tables at once, as they are asked of the healthy"
    assert len(set(await tables_asked())) == 1, "the first table only: it is silent still"
    one.spoil = None
    assert len(await tables_asked()) == len(TABLES), "one after another"
    assert len(await tables_asked()) > len(TABLES), "all is well"
