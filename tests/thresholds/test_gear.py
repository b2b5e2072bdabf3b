"""Gear that is well raises no alarm, and what ails it is told: default rules over dumps that snmpsim answers."""

from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Cadence, Device
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp.batch import BatchEngine
from collectors.sweep import Sweeper
from maps.model import Kind
from thresholds.derive import Derivation
from thresholds.judge import Judge
from thresholds.model import DEFAULT_SEVERITY, Level
from thresholds.rules import load_rules

GEAR = Path(__file__).parents[1] / "collectors" / "gear"
KINDS = [str(kind) for kind in Kind]
AN_HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def gear(serve_dumps):
    return serve_dumps(GEAR)


@pytest.fixture
async def alarms(gear):
    """Return a function: dump, profile, kind → {rule: {(level, severity)}} after both sweeps and an hour."""
    engine = BatchEngine(AnchoredClock(), timeout_ms=3000, retries=3)

    async def judged(dump, profile, kind, terminals=""):
        roster = Roster()
        sweeper = Sweeper(engine, load_profiles(), roster, AnchoredClock(), {"default": dump})
        judge, derivation, rules = Judge(load_rules(), KINDS), Derivation(), load_rules()
        device, end_ms = Device("it", gear.address, profile, port=gear.port), 0
        for cadence in (Cadence.STATE, Cadence.LEVEL):
            async for batch in sweeper.sweep(str(cadence), [device], cadence):
                of_slot = [kind if slot == 0 else terminals or kind for slot in range(len(roster))]
                judge.place(np.array([KINDS.index(one) for one in of_slot], np.uint8))
                whole = tuple(derivation.derive(block) for block in batch.readings)
                judge.judge(Batch(batch.sweep, 0, 0, whole, batch.states, batch.contacts))
                end_ms = batch.ended_ms
        judge.due(end_ms + AN_HOUR_MS)
        held = judge.standing()
        found = {}
        for number, after in zip(held.rule.tolist(), held.after.tolist(), strict=True):
            rule, level = rules[number], Level(after)
            severity = rule.severity.get(level, DEFAULT_SEVERITY[level])
            found.setdefault(rule.id, set()).add((level.name, severity.name))
        return found

    yield judged
    engine.close()


@pytest.mark.parametrize(
    ("dump", "profile", "kind", "terminals"),
    [
        ("nscrtv-amplifier-line-extender", "nscrtv-amplifier", "amplifier", ""),
        ("hms-amplifier-two-ports", "hms-amplifier", "amplifier", ""),
        ("hms-supply-on-mains", "hms-supply", "line_power_supply", ""),
        ("hms-supply-testing-itself", "hms-supply", "line_power_supply", ""),
        ("hms-supply-that-measures-little", "hms-supply", "line_power_supply", ""),
        ("eoc-head-three-online", "eoc-head", "eoc_head", "eoc_unit"),
        ("switch-one-port-empty", "interfaces", "switch", ""),
    ],
)
async def test_gear_that_is_well_raises_nothing(alarms, dump, profile, kind, terminals):
    assert await alarms(dump, profile, kind, terminals) == {}


async def test_a_supply_on_battery_is_a_warning_until_the_battery_is_low(alarms):
    found = await alarms("hms-supply-on-battery", "hms-supply", "line_power_supply")
    assert found == {
        "supply-on-battery": {("STATE", "MINOR")},
        "supply-battery": {("LO", "MAJOR")},
        "supply-minor": {("STATE", "WARNING")},
    }


async def test_light_that_is_lost_and_a_receiver_that_is_off_are_told(alarms):
    found = await alarms("nscrtv-node-four-ports", "nscrtv-node", "optical_node")
    assert found == {"optical-rx": {("LOLO", "MAJOR")}, "optical-receiver": {("STATE", "MINOR")}}


async def test_weak_light_at_a_home_is_told_of_that_home(alarms):
    found = await alarms("olt-epon-three-ports", "olt-epon", "olt", "onu")
    assert found == {"onu-rx": {("LO", "WARNING")}}
