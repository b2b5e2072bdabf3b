"""Who is missing from the tables of EoC heads, over real agents: absence from a whole table, and from nothing less."""

import asyncio
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snmp_agents import Agent, integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp import ber, message
from collectors.snmp.batch import BatchEngine
from collectors.states import TerminalState as S
from collectors.sweep import Sweeper

PROFILES = load_profiles()
EOC = "1.3.6.1.4.1.17409.2.4"
_hosts = itertools.count(1)


def key(unit):
    return f"02:00:5e:0b:00:{unit:02x}"


def table(units, counted=None):
    """Return a head's objects: unit → authorised; `counted` is how many it says there are, "" where it cannot."""
    rows = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
    if counted != "":
        rows[f"{EOC}.5.2.2.0"] = integer(len(units) if counted is None else counted)
    for unit, authorised in units.items():
        rows[f"{EOC}.5.2.4.1.3.1.{unit}"] = octets(bytes.fromhex(key(unit).replace(":", "")))
        rows[f"{EOC}.5.2.4.1.6.1.{unit}"] = integer(authorised)
    return rows


class Heads:
    """EoC heads on loopback addresses, and one that sweeps them."""

    def __init__(self, expected=None, timeout_ms=150):
        self.engine = BatchEngine(AnchoredClock(), timeout_ms=timeout_ms, retries=0, max_repetitions=2)
        self.roster = Roster()
        self.expected = expected or {}
        self.agents = {}
        self.sweeper = self.fresh()

    def fresh(self):
        """Return a sweeper that remembers nothing, as after a restart."""
        return Sweeper(
            self.engine, PROFILES, self.roster, AnchoredClock(), {"default": "public"},
            lambda head: self.roster.admit(map(key, self.expected.get(head, ()))),
        )  # fmt: skip

    async def head(self, name, **how):
        number = next(_hosts)
        _, agent = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Agent(**how), local_addr=(f"127.79.{number >> 8}.{number & 255}", 0)
        )
        agent.address, agent.port = agent.transport.get_extra_info("sockname")[:2]
        self.agents[name] = agent

    def say(self, name, units, counted=None, rows_answered=None):
        """Have a head list units; rows_answered: it falls silent in its table after so many answers of two rows."""
        agent = self.agents[name]
        agent.objects = table(dict.fromkeys(units, 1) if not isinstance(units, dict) else units, counted)
        agent.ordered.clear()
        agent.silent = rows_answered == "none at all"
        left = [2 * rows_answered if isinstance(rows_answered, int) else 10_000]

        def spoil(request, answer):
            if request.opened.kind != message.GET:
                left[0] -= max(1, request.opened.error_index)  # who fell silent before is asked for one at a time
            return [answer] if left[0] >= 0 else []

        agent.spoil = spoil

    async def sweep(self):
        """Return what was said of each unit, in order."""
        devices = [Device(name, agent.address, "eoc-head", port=agent.port) for name, agent in self.agents.items()]
        said = {}
        async for batch in self.sweeper.sweep("state", devices, Cadence.STATE):
            for slot, state, observer in zip(batch.states.slot, batch.states.state, batch.states.observer, strict=True):
                assert self.roster.key(observer) in self.agents
                said.setdefault(int(self.roster.key(slot)[-2:], 16), []).append(S(int(state)))
        return said

    def close(self):
        self.engine.close()
        for agent in self.agents.values():
            agent.transport.close()


@pytest.fixture
async def heads():
    made = Heads()
    for name in ("A", "B"):
        await made.head(name)
        made.say(name, ())
    yield made
    made.close()


async def test_a_unit_that_was_listed_and_is_not_is_dark(heads):
    heads.say("A", {1: 1, 2: 0, 3: 1})
    assert await heads.sweep() == {1: [S.REGISTERED], 2: [S.BARRED], 3: [S.REGISTERED]}
    heads.say("A", (1,))
    for _ in range(2):
        assert await heads.sweep() == {1: [S.REGISTERED], 2: [S.DARK], 3: [S.DARK]}
    heads.say("A", (1, 2))
    assert await heads.sweep() == {1: [S.REGISTERED], 2: [S.REGISTERED], 3: [S.DARK]}


async def test_after_a_restart_whom_the_plant_has_there_is_missed_all_the_same(heads):
    heads.say("A", (1, 2, 3))
    await heads.sweep()
    heads.expected = {"A": (1, 2)}
    heads.sweeper = heads.fresh()
    heads.say("A", (1,))
    assert await heads.sweep() == {1: [S.REGISTERED], 2: [S.DARK]}, "nobody remembers the third"


async def test_a_table_that_breaks_off_says_nothing_of_those_it_did_not_come_to(heads):
    heads.say("A", range(1, 9))
    await heads.sweep()
    heads.say("A", range(1, 9), rows_answered=2)
    assert await heads.sweep() == {unit: [S.REGISTERED] for unit in range(1, 5)}


async def test_the_units_of_a_head_that_is_silent_are_not_dark(heads):
    heads.expected = {"A": (1, 2)}
    heads.say("A", (1,))
    await heads.sweep()
    heads.say("A", (), rows_answered="none at all")
    assert await heads.sweep() == {}


@pytest.mark.parametrize(
    ("counted", "said"),
    [(0, {1: [S.DARK], 2: [S.DARK]}), (7, {}), ("", {})],
    ids=["it counts none", "it counts more than it lists", "it has no such table"],
)
async def test_an_empty_table_is_believed_when_the_head_itself_counts_nobody(heads, counted, said):
    heads.say("A", (1, 2))
    await heads.sweep()
    heads.say("A", (), counted)
    assert await heads.sweep() == said


async def test_a_unit_that_moved_to_another_head_is_not_dark(heads):
    heads.expected = {"A": (1,)}
    heads.say("A", (1,))
    await heads.sweep()
    heads.say("A", ())
    heads.say("B", (1,))
    for _ in range(2):
        assert await heads.sweep() == {1: [S.REGISTERED]}
    heads.sweeper = heads.fresh()
    assert await heads.sweep() == {1: [S.REGISTERED]}, "wherever the plant file has it"
    heads.say("B", (), rows_answered="none at all")
    assert await heads.sweep() == {}, "who listed it last does not answer"
    heads.say("B", ())
    assert (await heads.sweep())[1][-1] is S.DARK


WORLDS, UNITS, STEPS = 10, 4, 4
SILENCE = st.sampled_from([None, None, None, 1, 0, "none at all"])
PLACE = st.sampled_from([0, 1, None])
WORLD = st.fixed_dictionaries(
    {
        "plant": st.lists(PLACE, min_size=UNITS, max_size=UNITS),
        "steps": st.lists(
            st.tuples(st.lists(PLACE, min_size=UNITS, max_size=UNITS), st.tuples(SILENCE, SILENCE)),
            min_size=STEPS,
            max_size=STEPS,
        ),
    }
)


@settings(max_examples=3)
@given(st.lists(WORLD, min_size=WORLDS, max_size=WORLDS))
def test_only_who_listed_a_unit_last_can_miss_it_and_only_with_a_whole_table(worlds):
    """Worlds of two heads, swept together: `plant` is where the file has each unit, a step where each is.

    With a step, a head may answer nothing (`none at all`), the GET only (0) or one answer of its table (1).
    """
    asyncio.run(_live(worlds))


async def _live(worlds):
    name = "{}:{}".format
    units = {world: [world * UNITS + unit + 1 for unit in range(UNITS)] for world in range(WORLDS)}
    heads = Heads(timeout_ms=400)
    lister, dark = {}, set()
    for number, world in enumerate(worlds):
        for head in (0, 1):
            await heads.head(name(number, head))
        for unit, place in zip(units[number], world["plant"], strict=True):
            if place is not None:
                heads.expected.setdefault(name(number, place), []).append(unit)
                lister[unit] = name(number, place)
    try:
        for step in range(STEPS):
            at, whole = {}, {}
            for number, world in enumerate(worlds):
                places, silences = world["steps"][step]
                for head in (0, 1):
                    me, silence = name(number, head), silences[head]
                    here = [unit for unit, place in zip(units[number], places, strict=True) if place == head]
                    at |= dict.fromkeys(here, me)
                    # One answer holds two rows: who has fewer has told all with it.
                    whole[me] = silence is None or (silence == 1 and len(here) < 2)
                    heads.say(me, here, rows_answered=silence)
            said = await heads.sweep()
            for unit in itertools.chain(*units.values()):
                final = said.get(unit, [None])[-1]
                if unit in at and (final is S.REGISTERED or whole[at[unit]]):
                    assert final is S.REGISTERED
                    lister[unit] = at[unit]
                    dark.discard(unit)
                elif whole.get(lister.get(unit)):
                    assert final is S.DARK, (step, unit)
                    dark.add(unit)
                else:  # who is dark may be missed again, by the head the plant file names
                    assert final is None or unit in dark, (step, unit)
    finally:
        heads.close()


def test_a_head_whose_tree_hangs_under_another_root_is_a_profile_with_one_line_changed(root, tmp_path):
    text = (root / "collectors" / "profiles" / "devices" / "eoc-head.toml").read_text(encoding="utf-8")
    (tmp_path / "eoc-head.toml").write_text(text.replace(EOC, "1.3.6.1.4.1.99999.4"), encoding="utf-8")
    moved = load_profiles(tmp_path)["eoc-head"].states[0]
    assert (moved.mac, moved.present) == ("1.3.6.1.4.1.99999.4.5.2.4.1.3", "1.3.6.1.4.1.99999.4.5.2.2.0")
    assert np.count_nonzero(moved.states) == 2
