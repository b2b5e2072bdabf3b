"""Equalisers read by SNMP: of modems as they see their cable, of a CMTS as it sees the rest, seldom and by itself."""

import csv
import math

import numpy as np
import pytest
from snmp_agents import integer, octets

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.poll import poll_once
from collectors.profiles.loading import ProfileError, load_profiles
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.snmp.choice import engine_class
from collectors.sweep import Sweeper
from simulator import running
from simulator.levels.echo import modem_taps, residual_taps

PROFILES = load_profiles()
UPTIME = {"1.3.6.1.2.1.1.3.0": integer(4711, ber.TIMETICKS)}
MAC = "02:00:00:00:00:05"
IDENTITY = {"1.3.6.1.2.1.2.2.1.6.2": octets(bytes.fromhex(MAC.replace(":", "")))}
PER_CHANNEL, OF_OLD = "1.3.6.1.4.1.4491.2.1.20.1.2.1.6", "1.3.6.1.2.1.10.127.1.2.2.1.17"
WIDTH = "1.3.6.1.2.1.10.127.1.1.2.1.3"
CMTS_MAC, CMTS_TAPS = "1.3.6.1.2.1.10.127.1.3.3.1.2", "1.3.6.1.2.1.10.127.1.3.3.1.8"
SOUND, DAMAGED = modem_taps(1, []), modem_taps(1, [(120.0, 15.0, 0.4)])


async def read(sweeper, *devices, cadence=Cadence.PNM):
    """Return family.metric → {(subject, instance): value} of one sweep."""
    found = {}
    async for batch in sweeper.sweep("pnm", devices, cadence):
        for part in batch.readings:
            for metric, values in part.values.items():
                for slot, instance, value in zip(part.slot, part.instance, values.tolist(), strict=True):
                    if not np.isnan(value):
                        key = sweeper._roster.key(slot), int(instance)
                        found.setdefault(f"{part.family}.{metric}", {})[key] = value
    return found


@pytest.fixture
def sweeper(engine):
    return Sweeper(engine, PROFILES, Roster(), AnchoredClock(), {"default": "public"})


async def test_each_channel_of_a_modem_has_its_echo_and_the_metres_of_it(agent, sweeper):
    channels = {4: (SOUND, 6_400_000), 80: (DAMAGED, 6_400_000), 81: (DAMAGED, 3_200_000)}
    objects = UPTIME | IDENTITY
    for index, (taps, width) in channels.items():
        objects |= {f"{PER_CHANNEL}.{index}": octets(taps), f"{WIDTH}.{index}": integer(width)}
    one = await agent(objects)
    found = await read(sweeper, Device(MAC, one.address, "docsis-modem", port=one.port))
    assert found["cm_equaliser.us_nmter_db"].keys() == {(MAC, index) for index in channels}
    assert found["cm_equaliser.us_nmter_db"][MAC, 4] < -27 < -16 < found["cm_equaliser.us_nmter_db"][MAC, 80]
    assert found["cm_equaliser.us_mtc_db"][MAC, 80] == pytest.approx(0.15, abs=0.05)
    assert found["cm_equaliser.us_echo_db"][MAC, 80] == pytest.approx(-15.0, abs=1.5)
    metres = found["cm_equaliser.us_echo_distance_m"]
    assert metres.keys() == {(MAC, 80), (MAC, 81)}, "a sound cable has no echo"
    assert metres[MAC, 80] == pytest.approx(120.0, abs=13.0)
    assert metres[MAC, 81] == pytest.approx(2 * metres[MAC, 80]), "a symbol of half the channel lasts twice as long"


async def test_a_modem_of_old_has_one_equaliser_and_no_metres(agent, sweeper):
    one = await agent(UPTIME | IDENTITY | {f"{OF_OLD}.2": octets(DAMAGED), f"{WIDTH}.4": integer(6_400_000)})
    found = await read(sweeper, Device(MAC, one.address, "docsis-modem", port=one.port))
    assert found["cm_equaliser.us_post_mtter_db"].keys() == {(MAC, 2)}
    assert "cm_equaliser.us_echo_distance_m" not in found


async def test_equalisers_are_asked_for_seldom_and_nothing_else_is_then(agent, sweeper):
    one = await agent(UPTIME | IDENTITY | {f"{PER_CHANNEL}.4": octets(SOUND), f"{WIDTH}.4": integer(6_400_000)})
    device = Device(MAC, one.address, "docsis-modem", port=one.port)
    levels = await read(sweeper, device, cadence=Cadence.LEVEL)
    assert not any(name.startswith("cm_equaliser") for name in levels)
    assert not any(oid.startswith(PER_CHANNEL) for request in one.asked for oid in request.oids)
    assert {name.partition(".")[0] for name in await read(sweeper, device)} == {"cm_equaliser"}


async def test_a_cmts_tells_what_each_modem_left_it_to_correct(agent, sweeper):
    modems = {f"02:00:00:00:01:{at:02x}": at for at in range(1, 60)}
    objects = UPTIME | {
        f"{column}.{at}": octets(said)
        for mac, at in modems.items()
        for column, said in (
            (CMTS_MAC, bytes.fromhex(mac.replace(":", ""))),
            (CMTS_TAPS, b"" if at == 7 else residual_taps(at)),
        )
    }
    one = await agent(objects)
    found = await read(sweeper, Device("C1", one.address, "docsis-cmts", port=one.port))
    assert {name.partition(".")[0] for name in found} == {"cmts_cm_equaliser"}
    assert found["cmts_cm_equaliser.us_nmter_db"].keys() == {(mac, 0) for mac, at in modems.items() if at != 7}
    assert max(found["cmts_cm_equaliser.us_nmter_db"].values()) < -28


async def test_a_device_asked_by_hand_tells_of_its_equaliser_too(agent, engine):
    one = await agent(UPTIME | IDENTITY | {f"{PER_CHANNEL}.4": octets(SOUND)})
    device = Device(MAC, one.address, "docsis-modem", port=one.port)
    polled = await poll_once(engine, PROFILES["docsis-modem"], device, "public", AnchoredClock())
    families = {part.family for batch in polled.batches for part in batch.readings}
    assert families == {"system", "cm_equaliser"}


async def test_only_who_has_an_equaliser_is_asked_for_it(sweeper):
    devices = [Device(name, "127.0.0.1", name) for name in PROFILES]
    devices += [
        Device("may have one", "127.0.0.1", "interfaces", candidates=("interfaces", "docsis31-modem")),
        Device("has none", "127.0.0.1", "interfaces", candidates=("interfaces", "hms-node")),
    ]
    asked = {one.device.key for _, herd in sweeper._herds(devices, 0.0, Cadence.PNM) for one in herd}
    assert asked == {"docsis-modem", "docsis31-modem", "docsis-cmts", "may have one"}


@pytest.mark.parametrize(
    ("part", "line", "why"),
    [
        ('[[table]]\nfamily = "x"\ncadence = ["pnm"]\n[table.metrics]\n', 7, "equaliser 'mtc' is none of"),
        ('[[scalars]]\nfamily = "x"\ncadence = ["pnm"]\n[scalars.metrics]\n', 7, "equaliser"),
    ],
)
def test_a_figure_that_nobody_knows_is_refused_with_its_line(tmp_path, part, line, why):
    metric = 'us_mtc_db = { object = "a", oid = "1.3.6.1.1.0", equaliser = "mtc" }\n'
    (tmp_path / "x.toml").write_text(f'title = "X"\nsource = "Y"\n{part}{metric}')
    with pytest.raises(ProfileError, match=rf"x\.toml:{line}: .*{why}"):
        load_profiles(tmp_path)


def metres_between(one, other):
    """Return how far two rows of elements.csv stand apart."""
    east = (float(one["lon"]) - float(other["lon"])) * 111_320 * math.cos(math.radians(float(one["lat"])))
    return math.hypot(east, (float(one["lat"]) - float(other["lat"])) * 110_950)


@pytest.mark.timeout(120)
async def test_a_crushed_span_is_as_long_as_the_modems_behind_it_say():
    """A town's CMTS tells where its modems are; they tell of the span, as do none elsewhere."""
    quiet = {"notice_delay": "0-0.2", "night_off": 0, "always_off": 0, "calls": "calls=0"}
    engine = engine_class()(AnchoredClock(), timeout_ms=2000, retries=3)
    sweeper = Sweeper(engine, PROFILES, Roster(), AnchoredClock(), {"default": "public"})
    with running(seed=5, network="127.86", hostile="off", **quiet) as town:
        with (town.plant / "elements.csv").open(encoding="utf-8") as file:
            elements = {row["id"]: row for row in csv.DictReader(file)}
        length = {
            one: metres_between(elements[one], elements[elements[one]["parent"]])
            for one in town.candidates("span_damage")
            if elements[one]["kind"] == "amplifier" and elements[one]["lon"]
        }
        crushed = max(length, key=lambda one: length[one])
        town.break_down("span_damage", crushed)
        behind = set(town.element(crushed)["terminals"])
        cmts = Device("CMTS1", "127.86.0.1", "docsis-cmts", port=town.snmp_port)
        modems = [
            Device(sweeper._roster.key(slot), ".".join(map(str, packed[12:])), "docsis-modem", port=town.snmp_port)
            async for batch in sweeper.sweep("level", [cmts], Cadence.LEVEL)
            for slot, packed in zip(batch.addresses.slot, batch.addresses.packed, strict=True)
        ]
        found = await read(sweeper, *modems)
        residual = await read(sweeper, cmts)
    engine.close()
    told = {mac for mac, _ in found["cm_equaliser.us_nmter_db"]}
    assert len(told) > 200
    echoes = {mac: metres for (mac, _), metres in found["cm_equaliser.us_echo_distance_m"].items()}
    assert echoes.keys() == behind & told
    assert list(echoes.values()) == pytest.approx([length[crushed]] * len(echoes), abs=13.0)
    assert min(value for (mac, _), value in found["cm_equaliser.us_nmter_db"].items() if mac in behind) > -25
    assert {mac for mac, _ in residual["cmts_cm_equaliser.us_nmter_db"]} == told
    alike = {}
    for (mac, _), ticks in residual["cmts_cm_ranging.us_timing_offset_ticks"].items():
        alike.setdefault((elements[mac]["parent"], mac[:8]), []).append(ticks)
    spread = [max(ticks) - min(ticks) for ticks in alike.values() if len(ticks) > 1]
    assert len(spread) > 30
    assert max(spread) <= 10, "behind one tap modems of one maker are as far, but for a drop, a model, and ranging"
    assert np.ptp([ticks[0] for ticks in alike.values()]) > 60
