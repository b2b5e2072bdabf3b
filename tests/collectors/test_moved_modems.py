"""One modem in two tables: the row of the CMTS it left, or of an index it had, does not take it down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber, message
from collectors.states import TerminalState as S
from collectors.sweep import Sweeper
from collectors.words import Words, sources

REG = "1.3.6.1.4.1.4491.2.1.20.1.3.1"
OFFLINE, RANGING, ONLINE = 1, 2, 8


def table(*rows):
    """Return the objects of a CMTS that lists modems as (index, modem, state)."""
    objects = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
    for index, modem, state in rows:
        objects[f"{REG}.2.{index}"] = octets(b"\x00\x1c\xea\x00\x00" + bytes([modem]))
        objects[f"{REG}.6.{index}"] = integer(state)
    return objects


@pytest.fixture
async def watch(agent, engine):
    """Return a function: rows of the first CMTS, of the second → modem → what is last said of it, sweep after sweep."""
    sweeper = Sweeper(engine, load_profiles(), Roster(), AnchoredClock(), {"default": "public"})
    agents = [await agent(table()), await agent(table())]
    devices = [Device(f"CMTS{n}", one.address, "docsis-cmts", port=one.port) for n, one in enumerate(agents, start=1)]

    async def sweep(*tables, silent=(), broken=()):
        for number, (one, rows) in enumerate(zip(agents, tables, strict=True), start=1):
            one.objects, one.silent = table(*rows), number in silent
            one.ordered.clear()
            one.spoil = _drop_walks if number in broken else None
        said = {}
        async for batch in sweeper.sweep("state", devices, Cadence.STATE):
            for slot, state, observer in zip(batch.states.slot, batch.states.state, batch.states.observer, strict=True):
                modem = int(sweeper._roster.key(slot)[-2:], 16)
                said.setdefault(modem, []).append((S(int(state)), sweeper._roster.key(observer)))
        return {modem: each[-1] for modem, each in said.items()}

    return sweep


def _drop_walks(request, answer):
    return [answer] if request.opened.kind == message.GET else []


UP1, UP2 = (S.REGISTERED, "CMTS1"), (S.REGISTERED, "CMTS2")
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True], ids=["first to second", "second to first"])


@BOTH_WAYS
async def test_the_row_a_modem_left_behind_does_not_take_it_down(watch, turned):
    async def sweep(*tables):
        return await watch(*(reversed(tables) if turned else tables))

    left, joined = (UP2, UP1) if turned else (UP1, UP2)
    assert await sweep([(5, 1, ONLINE)], []) == {1: left}
    both = await sweep([(5, 1, ONLINE)], [(9, 1, ONLINE)])
    assert both[1][0] is S.REGISTERED, "the CMTS it left has not noticed"
    for stale in (OFFLINE, OFFLINE, RANGING, OFFLINE):
        assert await sweep([(5, 1, stale)], [(9, 1, ONLINE)]) == {1: joined}
    assert await sweep([], [(9, 1, ONLINE)]) == {1: joined}, "the row aged out"
    assert (await sweep([], [(9, 1, OFFLINE)]))[1][0] is S.DARK


async def test_a_modem_is_dark_when_everybody_who_lists_it_says_so(watch):
    await watch([(5, 1, OFFLINE)], [(9, 1, ONLINE)])
    assert (await watch([(5, 1, OFFLINE)], [(9, 1, OFFLINE)]))[1][0] is S.DARK


async def test_a_stale_row_says_nothing_while_the_cmts_that_has_the_modem_is_silent(watch):
    await watch([(5, 1, ONLINE)], [])
    await watch([(5, 1, OFFLINE)], [(9, 1, ONLINE)])
    for how in ({"silent": {2}}, {"broken": {2}}):
        assert await watch([(5, 1, OFFLINE)], [(9, 1, ONLINE)], **how) == {}


async def test_the_word_of_a_cmts_that_is_long_silent_keeps_no_modem_alive(watch):
    await watch([(5, 1, ONLINE)], [])
    await watch([], [(9, 1, ONLINE)], silent={1})
    assert await watch([], [(9, 1, OFFLINE)], silent={1}) == {1: (S.DARK, "CMTS2")}


@BOTH_WAYS
async def test_two_rows_of_one_cmts_are_told_apart_by_their_index(watch, turned):
    old, new = (90, 9) if turned else (9, 90)
    await watch([(old, 1, ONLINE)], [])
    for stale in (ONLINE, OFFLINE, OFFLINE):
        assert await watch([(old, 1, stale), (new, 1, ONLINE)], []) == {1: UP1}
    assert await watch([(old, 1, OFFLINE), (new, 1, OFFLINE)], []) == {1: (S.DARK, "CMTS1")}


async def test_a_cmts_that_numbers_its_rows_anew_is_believed_at_once(watch):
    await watch([(n, n, ONLINE) for n in range(1, 60)], [])
    said = await watch([(200 - n, n, OFFLINE if n % 2 else ONLINE) for n in range(1, 60)], [])
    assert {modem for modem, (state, _) in said.items() if state is S.DARK} == set(range(1, 60, 2))
    assert len(said) == 59


async def test_an_index_given_to_another_modem_is_the_other_modems(watch):
    await watch([(5, 1, ONLINE)], [])
    assert await watch([(5, 2, OFFLINE)], []) == {2: (S.DARK, "CMTS1")}, "of the first nobody says anything"


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(100, 101), st.sampled_from([S.DARK, S.REGISTERED])), max_size=30)
)
def test_what_one_source_alone_says_always_counts(rows):
    words = Words()
    alone = {}
    for at, (slot, device, state) in enumerate(rows):
        one = np.array([slot], np.int32)
        counts = words.hear(one, sources(np.array([device], np.int32)), np.array([state], np.uint8), at)
        alone.setdefault(slot, set()).add(device)
        assert counts[0] or (state is S.DARK and len(alone[slot]) > 1)
