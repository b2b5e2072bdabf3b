"""The profiles against a town with everything in it, answered by agents that know nothing of them."""

import csv
import time
from collections import Counter, defaultdict

import pytest

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp.batch import BatchEngine
from collectors.states import TerminalState as S
from collectors.surveying import Surveyor
from collectors.sweep import Sweeper
from simulator import running

PATIENCE_S = 20.0
pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def town():
    options = {"notice_delay": "0-0.2", "night_off": 0, "always_off": 0, "calls": "calls=0"}
    with running(size="district", seed=3, network="127.84", hostile="off", **options) as simulator:
        yield simulator


@pytest.fixture
def devices(town):
    with (town.plant / "devices.csv").open(encoding="utf-8") as file:
        return [
            Device(
                row["element"], row["address"], row["profile"], port=int(row["port"]), snmp_version=row["snmp_version"]
            )
            for row in csv.DictReader(file)
        ]


@pytest.fixture
async def sweep(devices):
    """Return a function: sweep at a cadence → states by terminal, families by device profile, silent devices."""
    engine = BatchEngine(AnchoredClock(), timeout_ms=700, retries=1)
    roster = Roster()
    sweeper = Sweeper(engine, load_profiles(), roster, AnchoredClock(), {"default": "public"})
    profile = {device.key: device.profile for device in devices}

    async def once(cadence):
        states, families, silent = {}, defaultdict(Counter), set()
        async for batch in sweeper.sweep(str(cadence), devices, cadence):
            for slot, state, observer in zip(batch.states.slot, batch.states.state, batch.states.observer, strict=True):
                states[roster.key(slot)] = (S(int(state)), profile[roster.key(observer)], roster.key(observer))
            silent |= {roster.key(slot) for slot in batch.contacts.slot[~batch.contacts.answered]}
            for block in batch.readings:
                for slot in set(block.slot.tolist()):
                    families[profile.get(roster.key(slot), "terminal")][block.family] += 1
        return states, families, silent

    yield once
    engine.close()


async def test_every_device_says_what_its_profile_asks(sweep):
    states, families, silent = await sweep(Cadence.LEVEL)
    assert not silent
    told = {profile: set(found) - {"system"} for profile, found in families.items()}
    nodes = [told[profile] for profile in ("hms-node", "nscrtv-node") if profile in told]
    assert nodes, "nearly all nodes answer"
    assert all("optical_node" in read for read in nodes)
    assert told["hms-supply"] == {"power_supply"}
    assert told["eoc-head"] == {"eoc_head"}
    assert told["olt-epon"] == {"pon_port"}
    assert told["ups"] == {"ups"}
    assert told["interfaces"] == {"interface"}
    assert told["terminal"] >= {"cmts_cm", "eoc_unit", "onu"}
    by_observer = Counter(observer for _, observer, _ in states.values())
    assert set(by_observer) == {"docsis-cmts", "olt-epon", "eoc-head"}
    assert sum(state is S.REGISTERED for state, _, _ in states.values()) > 0.9 * len(states)


def heads_of(states):
    """Return head → its units that are in service."""
    found = defaultdict(set)
    for key, (state, profile, head) in states.items():
        if profile == "eoc-head" and state is S.REGISTERED:
            found[head].add(key)
    return found


async def test_a_dead_head_is_silent_and_its_onu_dark_while_its_units_are_unseen(town, sweep):
    before, _, _ = await sweep(Cadence.STATE)
    head, units = max(heads_of(before).items(), key=lambda pair: len(pair[1]))
    town.kill(head)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:  # until the OLT has noticed
        states, _, silent = await sweep(Cadence.STATE)
        dark = {key for key, (state, _, _) in states.items() if state is S.DARK and before[key][0] is S.REGISTERED}
        if dark:
            break
    town.repair()
    assert silent == {head}
    assert not units & states.keys(), "nobody can see them"
    assert [before[key][1] for key in dark] == ["olt-epon"]


async def test_behind_a_dead_tap_of_a_head_units_are_dark_and_the_others_are_not(town, sweep):
    with (town.plant / "elements.csv").open(encoding="utf-8") as file:
        parent = {row["id"].lower(): row["parent"] for row in csv.DictReader(file)}
    before, _, _ = await sweep(Cadence.STATE)
    of_head = heads_of(before)
    behind = Counter(parent[unit] for units in of_head.values() for unit in units if unit in parent)
    place = next(place for place, count in behind.most_common() if count > 2 and place not in of_head)
    lost = {unit for units in of_head.values() for unit in units if parent.get(unit) == place}
    fault = town.kill(place)
    dark = set()
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        states, _, silent = await sweep(Cadence.STATE)
        dark = {key for key, (state, _, _) in states.items() if state is S.DARK and before[key][0] is S.REGISTERED}
        if lost <= dark:
            break
    town.repair(fault)
    assert not silent
    assert lost <= dark
    assert {before[key][1] for key in dark} == {"eoc-head"}
    assert len({before[key][2] for key in dark}) == 1, "of one head"
    assert dark != set().union(*of_head.values())


async def test_a_survey_places_terminals_where_the_drawing_has_them(town, devices):
    engine = BatchEngine(AnchoredClock(), timeout_ms=700, retries=1)
    roster = Roster()
    sweeper = Sweeper(engine, load_profiles(), roster, AnchoredClock(), {"default": "public"})
    try:
        found = await Surveyor(engine, sweeper, roster).survey(devices)
    finally:
        engine.close()
    tellers = {device.key for device in devices if device.profile in {"docsis-cmts", "olt-epon", "eoc-head"}}
    assert {roster.key(slot) for slot in found.whole} == tellers == {one.teller for one in found.segments}
    with (town.plant / "elements.csv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    wrong = 0
    for slot, at in zip(found.slot, found.segment, strict=True):
        element, nodes = rows[roster.key(slot)], found.segments[at].nodes
        while nodes and element["kind"] != "optical_node" and element["parent"] in rows:
            element = rows[element["parent"]]
        wrong += bool(nodes) and element["id"] not in nodes
    assert len(found) > 500
    assert wrong <= 0.02 * len(found), "the drawing has few homes wrong"
