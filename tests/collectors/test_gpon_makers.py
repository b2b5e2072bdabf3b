"""GPON OLTs that say why an ONU went down: its power told from its light, whatever its maker counts."""

import numpy as np
import pytest
from snmp_agents import integer, octets

from collectors.choosing import SaysItIs, best
from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.profiles.loading import ProfileError, load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.states import TerminalState
from collectors.surveying import Surveyor
from collectors.sweep import Sweeper
from maps.model import Kind
from monitor.watch.asking.directory import PROFILES_OF_KIND

PROFILES = load_profiles()
UP, POWER, LIGHT, OTHER, NEVER = range(1, 6)
"""Numbers of ONUs: one that is up, and others by why they are down or were; the last never was."""
UPTIME = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
HUAWEI, ZTE = "1.3.6.1.4.1.2011.6.128.1.1.2", "1.3.6.1.4.1.3902"
FIBERHOME = "1.3.6.1.4.1.5875.800.3"


def serial(number):
    return b"ABCD\0\0\0" + bytes([number])


def written(number):
    return b"ABCD%08X" % number


def name(number):
    return f"ABCD{number:08X}"


def table(columns, pon=None, *, key=serial, of_port=()):
    """Return objects: OID of the serials' column first, then those of numbers, each with its numbers by ONU.

    of_port: OIDs of columns indexed by the ONU's port as well, each with its numbers by ONU.
    """
    serials, *rest = columns
    at = "" if pon is None else f".{pon}"
    objects = {f"{serials}{at}.{onu}": octets(key(onu)) for onu in range(UP, NEVER + 1)}
    for column, numbers in rest:
        objects |= {
            f"{column}{at}.{onu}": integer(said) for onu, said in zip(range(UP, NEVER + 1), numbers, strict=True)
        }
    for column, numbers in of_port:
        objects |= {
            f"{column}{at}.{onu}.1": integer(said) for onu, said in zip(range(UP, NEVER + 1), numbers, strict=True)
        }
    return UPTIME | objects


GONE = 2147483647
OLTS = {
    "olt-gpon-huawei": table(
        [
            f"{HUAWEI}.43.1.3",
            (f"{HUAWEI}.46.1.15", (1, 2, 2, 2, 1)),
            (f"{HUAWEI}.46.1.24", (2, 13, 1, 9, -1)),
            (f"{HUAWEI}.51.1.4", (-1852, GONE, GONE, GONE, -2011)),
        ],
        pon=4_194_312_192,
    ),
    "olt-gpon-zte": table(
        [
            f"{ZTE}.1012.3.28.1.1.5",
            (f"{ZTE}.1012.3.28.2.1.4", (3, 4, 1, 6, 3)),
            (f"{ZTE}.1012.3.28.2.1.7", (3, 9, 2, 12, 1)),
        ],
        pon=268_501_248,
        of_port=[
            (f"{ZTE}.1012.3.50.12.1.1.10", (5740, 65535, 0, 65535, 4995)),
            (f"{ZTE}.1012.3.50.12.1.1.14", (16050, 65535, 0, 65535, 65036)),
        ],
    ),
    "olt-gpon-zte-titan": table(
        [
            f"{ZTE}.1082.500.20.2.1.2.1.3",
            (f"{ZTE}.1082.500.10.2.3.8.1.4", (4, 5, 2, 7, 4)),
            (f"{ZTE}.1082.500.10.2.3.8.1.7", (3, 9, 2, 12, 1)),
        ],
        pon=285_278_465,
        of_port=[
            (f"{ZTE}.1082.500.20.2.2.2.1.10", (5740, -1, 0, 65535, 4995)),
            (f"{ZTE}.1082.500.20.2.2.2.1.14", (16050, -1, 0, 65535, -500)),
        ],
    ),
    "olt-gpon-fiberhome": table(
        [
            f"{FIBERHOME}.10.1.1.10",
            (f"{FIBERHOME}.10.1.1.11", (1, 2, 0, 3, 1)),
            (f"{FIBERHOME}.10.1.1.2", (1, 1, 1, 1, 1)),
            (f"{FIBERHOME}.10.1.1.3", (7, 7, 7, 7, 7)),
            (f"{FIBERHOME}.9.3.3.1.6", (-1852, 0, 0, 0, -2011)),
        ],
        key=written,
    ),
}
ZTES = ["olt-gpon-zte", "olt-gpon-zte-titan"]
WAS_LIGHT = {"olt-gpon-huawei", "olt-gpon-zte", "olt-gpon-zte-titan"}
"""Whose table goes on saying why an ONU that is up was down before."""


@pytest.fixture
def sweeper(engine):
    return Sweeper(engine, PROFILES, Roster(), AnchoredClock(), {"default": "public"})


async def ask(sweeper, agent, profile, cadence):
    """Return the states, and family.metric → values, by terminal."""
    one = await agent(OLTS[profile])
    device, key = Device("olt", one.address, profile, port=one.port), sweeper._roster.key
    states, read = {}, {}
    async for batch in sweeper.sweep("sweep", [device], cadence):
        for slot, state in zip(batch.states.slot, batch.states.state, strict=True):
            states[key(slot)] = TerminalState(int(state))
        for part in batch.readings:
            for metric, values in part.values.items():
                told = {key(slot): value for slot, value in zip(part.slot, values.tolist(), strict=True)}
                read[f"{part.family}.{metric}"] = {who: value for who, value in told.items() if not np.isnan(value)}
    return states, read


@pytest.mark.parametrize("profile", OLTS)
async def test_a_state_sweep_tells_lost_power_from_lost_light(agent, sweeper, profile):
    states, read = await ask(sweeper, agent, profile, Cadence.STATE)
    dark = dict.fromkeys(map(name, (POWER, LIGHT, OTHER)), TerminalState.DARK)
    assert states == dark | dict.fromkeys(map(name, (UP, NEVER)), TerminalState.REGISTERED)
    was = {name(UP): 2} if profile in WAS_LIGHT else {}
    assert read["onu_down.onu_down_cause_code"] == {name(POWER): 1, name(LIGHT): 2, name(OTHER): 3} | was


@pytest.mark.parametrize("profile", OLTS)
async def test_an_onu_that_is_gone_reads_no_light(agent, sweeper, profile):
    _, read = await ask(sweeper, agent, profile, Cadence.LEVEL)
    weak = -20.01 if profile in ZTES else -20.11
    assert read["onu.onu_rx_dbm"] == pytest.approx({name(UP): -18.52, name(NEVER): weak})


@pytest.mark.parametrize("profile", ZTES)
async def test_optics_indexed_by_a_port_as_well_are_their_onus(agent, sweeper, profile):
    _, read = await ask(sweeper, agent, profile, Cadence.LEVEL)
    assert read["onu.onu_tx_dbm"] == pytest.approx({name(UP): 2.1, name(NEVER): -31.0})


@pytest.mark.parametrize(
    ("profile", "segment"),
    [
        ("olt-gpon-huawei", "pon4194312192"),
        ("olt-gpon-zte", "pon268501248"),
        ("olt-gpon-zte-titan", "pon285278465"),
        ("olt-gpon-fiberhome", "pon1/7"),
    ],
)
async def test_an_onu_is_on_the_segment_of_its_pon(agent, engine, sweeper, profile, segment):
    one = await agent(OLTS[profile])
    surveyor = Surveyor(engine, sweeper, sweeper._roster)
    found = await surveyor.survey([Device("olt", one.address, profile, port=one.port)])
    assert {
        sweeper._roster.key(slot): found.segments[at].name for slot, at in zip(found.slot, found.segment, strict=True)
    } == {
        name(UP): segment,
        name(NEVER): segment,
    }


@pytest.mark.parametrize(
    ("object_id", "description", "profile"),
    [
        ("1.3.6.1.4.1.2011.2.248", "Huawei Integrated Access Software", "olt-gpon-huawei"),
        ("1.3.6.1.4.1.3902.1082.1001.320.2.1", "C320 Version V2.1.0", "olt-gpon-zte"),
        ("1.3.6.1.4.1.3902.1082.1001.600.2.1", "C600", "olt-gpon-zte-titan"),
        ("1.3.6.1.4.1.5875.800.1001.11", "AN5516-01", "olt-gpon-fiberhome"),
        ("1.3.6.1.4.1.17409.2.8", "", "olt-gpon"),
    ],
)
def test_an_olt_is_read_by_its_makers_profile(object_id, description, profile):
    of_kind = {one: PROFILES[one] for one in PROFILES_OF_KIND[Kind.OLT]}
    choice = best(of_kind, SaysItIs(object_id, description))
    assert choice is not None
    assert choice.profile == profile


@pytest.mark.parametrize("codes", ["{ 1 = [13], 2 = [13] }", "{ x = [13] }", "{ 1 = 13 }"])
def test_codes_that_cannot_be_meant_are_refused(tmp_path, codes):
    (tmp_path / "x.toml").write_text(
        f"""title = "X"
source = "Y"
[[scalars]]
family = "system"
cadence = ["state"]
[scalars.metrics]
onu_down_cause_code = {{ object = "a", oid = "1.3.6.1.1.0", codes = {codes} }}
"""
    )
    with pytest.raises(ProfileError, match=r"x\.toml:7: .*codes"):
        load_profiles(tmp_path)
