"""The physics of the simulated plant: a fault shows in the level, and where it would on a real one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from simulator.city import City
from simulator.drawing import draw_city
from simulator.levels import CHANNELS, UPSTREAMS, Levels
from simulator.levels.design import span_m
from simulator.levels.echo import MAIN, SYMBOL_NS, TAPS, VELOCITY
from simulator.levels.forward import AGC_RANGE_DB, ForwardPath
from simulator.levels.timing import COAX_VELOCITY, LIGHT_M_PER_S, MODELS, TICK_S
from simulator.plant import Delays, Plant
from simulator.sizes import SIZES

START_MS = 1_800_000_000_000
STEP_MS = 10_000


class HandClock:
    now_ms = START_MS

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture(scope="module")
def district() -> City:
    return draw_city(3, SIZES["district"])


@pytest.fixture
def bench(district: City):
    """A plant and its levels, told by hand what time it is."""
    clock = HandClock()
    plant = Plant(district, Delays(), clock)
    return plant, Levels(district, plant), clock


def later(levels: Levels, clock: HandClock, steps: int = 1) -> int:
    """Let time pass until levels have been worked out anew, and return it."""
    clock.now_ms += steps * STEP_MS
    levels._rested = 0.0  # the limit on how often they may be is of real time
    levels.at(clock.now_ms)
    return clock.now_ms


def received(levels: Levels, now_ms: int) -> np.ndarray:
    """Return dBmV[terminals, channels]."""
    return np.asarray(levels.at(now_ms).ds_power).reshape(-1, CHANNELS) / 10.0


def test_one_db_of_light_is_two_db_at_the_ports(district: City) -> None:
    levels = Levels(district, Plant(district, Delays(), HandClock()))
    path = ForwardPath(district, levels.design)
    splitter = next(n for n in district.of_kind("splitter") if any(p in district.behind(n) for p in district.nodes))
    down = np.zeros(len(district.elements), np.float32)
    whole = path.work_out(down, 20.0)
    down[splitter] = -1.0
    less = path.work_out(down, 20.0)
    nodes = [node for node in district.nodes if node in district.behind(splitter)]
    ports = [port for port in district.of_kind("node_port") if port in district.behind(splitter)]
    others = [port for port in district.of_kind("node_port") if port not in district.behind(splitter)]
    assert np.allclose(whole.optical_dbm[nodes] - less.optical_dbm[nodes], 1.0, atol=1e-5)
    assert np.allclose(whole.output_dev_db[ports] - less.output_dev_db[ports], 2.0, atol=1e-5)
    assert np.array_equal(whole.output_dev_db[others], less.output_dev_db[others])


def test_gain_control_holds_the_output_until_its_range_is_used_up(district: City) -> None:
    levels = Levels(district, Plant(district, Delays(), HandClock()))
    design = levels.design
    path = ForwardPath(district, design)
    with_agc = next(n for n in district.of_kind("amplifier") if design.agc[n])
    without = next(n for n in district.of_kind("amplifier") if not design.agc[n] and design.above[n] >= 0)

    def output(amplifier: int, db: float) -> float:
        down = np.zeros(len(district.elements), np.float32)
        down[design.above[amplifier]] = db
        at_rest = path.work_out(np.zeros_like(down), 20.0).output_dev_db[amplifier, 0]
        return float(path.work_out(down, 20.0).output_dev_db[amplifier, 0] - at_rest)

    # its feed may itself hold its output, but a fault of the feed's own output comes after that
    assert -1.0 < output(with_agc, -AGC_RANGE_DB) < 0.0
    assert output(with_agc, -AGC_RANGE_DB - 5.0) == pytest.approx(-5.0, abs=1.0)
    assert output(with_agc, -AGC_RANGE_DB - 8.0) - output(with_agc, -AGC_RANGE_DB - 5.0) == pytest.approx(-3.0)
    assert output(without, -3.0) == pytest.approx(-3.0, abs=0.01)


def test_a_level_drifts_behind_the_fault_and_nowhere_else(bench) -> None:
    plant, levels, clock = bench
    city = plant.city
    port = city.of_kind("node_port")[0]
    before = received(levels, later(levels, clock))
    plant.break_down("level_drift", city.elements[port].id, {"db": -7.0, "hours": 0.001})
    plant.advance(clock.now_ms + STEP_MS)
    change = received(levels, later(levels, clock)) - before
    behind = np.zeros(len(city.terminals), bool)
    inside = city.terminals_behind(port)
    behind[inside.start : inside.stop] = True
    assert np.abs(change[~behind]).max() < 1.5
    assert change[behind].max() < -1.5  # gain control takes back four of seven at most
    first = [t for t in inside if levels.design.feed[city.terminals[t]] == port]
    assert np.median(change[first]) == pytest.approx(-7.0, abs=0.3)


def test_ingress_runs_together_and_everybody_on_the_channel_hears_it(bench) -> None:
    plant, levels, clock = bench
    city, design = plant.city, levels.design
    amplifier = next(n for n in city.of_kind("amplifier") if len(city.terminals_behind(n)) >= 8)
    group = int(design.group[city.terminals_behind(amplifier).start])
    now_ms = later(levels, clock)
    snr = np.asarray(levels.at(now_ms).us_snr) / 10.0
    channel = [levels.channel_snr(group, at, now_ms) / 10.0 for at in range(UPSTREAMS)]
    clean = levels.return_noise_db(amplifier, now_ms)
    plant.break_down("ingress", city.elements[amplifier].id)
    now_ms = later(levels, clock)
    fall = snr - np.asarray(levels.at(now_ms).us_snr) / 10.0
    mine = design.group == group
    modems = np.array([city.elements[n].kind == "cable_modem" for n in city.terminals])
    assert fall[mine].min() > 5.0
    assert np.abs(fall[~mine & modems]).max() < 2.5
    assert [before - levels.channel_snr(group, at, now_ms) / 10.0 for at, before in enumerate(channel)] > [5.0, 5.0]
    assert levels.return_noise_db(amplifier, now_ms)[0] > clean[0] + 15.0
    early = levels.channel_codewords(group, 0, now_ms)
    soon = levels.channel_codewords(group, 0, now_ms + 5000)
    assert (soon[2] - early[2]) / (soon[0] - early[0]) > 0.01
    # what a cut keeps out is not heard
    plant.break_down("span_cut", city.elements[amplifier].id)
    assert levels.channel_snr(group, 0, later(levels, clock)) / 10.0 > channel[0] - 1.5


def test_an_echo_decodes_to_the_length_of_the_damaged_span_for_those_behind_it(bench) -> None:
    plant, levels, clock = bench
    city = plant.city
    amplifier = max(city.of_kind("amplifier"), key=lambda n: span_m(city.elements[n]))
    plant.break_down("span_damage", city.elements[amplifier].id)
    now_ms = later(levels, clock)
    behind = city.terminals_behind(amplifier)
    metres = span_m(city.elements[amplifier])
    assert metres > 40.0
    for terminal in (behind.start, behind.stop - 1):
        taps = decoded(levels.modem_taps(terminal, now_ms))
        late = max(range(MAIN + 1, TAPS), key=lambda at: abs(taps[at])) - (MAIN - 1)
        found = late * SYMBOL_NS * 0.299_792_458 * VELOCITY / 2.0
        assert abs(found - metres) <= 25.5
        assert post_energy_db(taps) > -24.0
    elsewhere = next(t for t in range(len(city.terminals)) if t not in behind)
    assert post_energy_db(decoded(levels.modem_taps(elsewhere, now_ms))) < -26.0


def test_a_corroded_connector_is_the_matter_of_one_home(bench) -> None:
    plant, levels, clock = bench
    city = plant.city
    home = next(t for t, n in enumerate(city.terminals) if city.elements[n].kind == "cable_modem")
    now_ms = later(levels, clock)
    before, tx = received(levels, now_ms), np.asarray(levels.at(now_ms).us_tx) / 10.0
    noise = np.asarray(levels.at(now_ms).us_snr) / 10.0
    plant.break_down("connector", city.elements[city.terminals[home]].id)
    now_ms = later(levels, clock)
    others = np.arange(len(city.terminals)) != home
    change = received(levels, now_ms) - before
    assert change[home].max() < -7.0
    assert np.abs(change[others]).max() < 1.5
    assert levels.us_tx(home, now_ms) / 10.0 > tx[home] + 3.0
    assert np.abs(np.asarray(levels.at(now_ms).us_snr) / 10.0 - noise)[others].max() < 2.5
    assert len(levels.echoes(home, now_ms)) == 1
    assert not any(levels.echoes(t, now_ms) for t in range(len(city.terminals)) if t != home)


def test_a_modem_that_has_given_all_is_received_too_low(bench) -> None:
    plant, levels, clock = bench
    city = plant.city
    home = next(t for t, n in enumerate(city.terminals) if city.elements[n].kind == "cable_modem")
    plant.break_down("connector", city.elements[city.terminals[home]].id, {"db": -40.0})
    now_ms = later(levels, clock)
    assert levels.us_tx(home, now_ms) == 540
    assert levels.us_rx(home, now_ms) < -30


def test_warm_cable_loses_more_and_nights_are_colder(district: City) -> None:
    levels = Levels(district, Plant(district, Delays(), HandClock()))
    path, nothing = ForwardPath(district, levels.design), np.zeros(len(district.elements), np.float32)
    bare = [n for n in district.of_kind("amplifier") if not levels.design.agc[n]]
    cold, warm = (path.work_out(nothing, degrees).output_dev_db[bare, 0] for degrees in (0.0, 30.0))
    assert (warm < cold).all()
    assert 0.05 < float((cold - warm).max()) < 6.0
    day = [levels.outside_c(START_MS + hour * 3_600_000) for hour in range(24)]
    assert 10.0 < max(day) - min(day) < 20.0


def test_counters_only_grow_whatever_happens(bench) -> None:
    plant, levels, clock = bench
    city = plant.city
    modem = next(t for t, n in enumerate(city.terminals) if city.elements[n].kind == "cable_modem")
    tap = city.elements[city.elements[city.terminals[modem]].parent].id
    seen = []
    for step in range(6):
        if step in {2, 4}:
            plant.break_down("element_dead" if step == 2 else "ingress", tap)
        if step == 3:
            plant.repair("F1")
        seen.append(levels.codewords(modem, CHANNELS, later(levels, clock)))
        clock.now_ms += 4000
        seen.append(levels.codewords(modem, CHANNELS, clock.now_ms))
    assert all(a <= b for one, two in itertools.pairwise(seen) for a, b in zip(one, two, strict=True))
    assert seen[5] == seen[4]  # in the dark nothing is counted


@pytest.mark.parametrize(("size", "seed"), [("tiny", 5), ("tiny", 2), ("district", 3), ("district", 11)])
def test_a_healthy_city_is_within_what_is_tolerated_but_for_a_few_homes(size: str, seed: int) -> None:
    city = draw_city(seed, SIZES[size])
    levels = Levels(city, Plant(city, Delays(), HandClock()))
    modems = np.array([city.elements[n].kind == "cable_modem" for n in city.terminals])
    for hour in range(0, 24, 3):
        now = levels._work_out(START_MS + hour * 3_600_000)
        power, mer = (np.asarray(one).reshape(-1, CHANNELS)[modems] / 10.0 for one in (now.ds_power, now.ds_snr))
        tx, rx, snr = (np.asarray(one)[modems] / 10.0 for one in (now.us_tx, now.us_rx, now.us_snr))
        good = (np.abs(power) < 11.5).all(1) & (mer > 32.0).all(1) & (tx > 36.0) & (tx < 49.5) & (np.abs(rx) < 5.0)
        good &= snr > 27.0
        assert (~good).sum() <= 0.005 * modems.sum()
        assert np.asarray(now.channel_snr).min() > 280
        light = np.asarray(now.optical_dbm)[list(city.nodes)]
        assert (np.abs(light + 1.0) < 1.5).all()


def decoded(octets: bytes) -> list[complex]:
    """Return taps by what the header says, relative to the main one."""
    assert len(octets) == 100
    assert octets[:4] == bytes((MAIN, 1, TAPS, 0))
    numbers = [int.from_bytes(octets[at : at + 2], "big", signed=True) for at in range(4, 100, 2)]
    assert max(map(abs, numbers)) == 2047
    main = complex(*numbers[2 * (MAIN - 1) : 2 * MAIN])
    return [complex(*pair) / main for pair in zip(numbers[::2], numbers[1::2], strict=True)]


def post_energy_db(taps: list[complex]) -> float:
    """Return the energy behind the main tap to all, dB. Source: CM-GL-PNMP PostMTTER."""
    energy = [abs(tap) ** 2 for tap in taps]
    return 10.0 * math.log10(sum(energy[MAIN:]) / sum(energy))


def test_timing_offsets_grow_by_the_cable_there_and_back(bench, district: City) -> None:
    _, levels, clock = bench
    modems = [one for one, number in enumerate(district.terminals) if district.elements[number].kind == "cable_modem"]
    by_parent: dict[int, dict[str, int]] = {}
    for one in modems:
        element = district.elements[district.terminals[one]]
        make = element.id[:8] + str(int(element.id.split(":")[4], 16) % MODELS)
        by_parent.setdefault(element.parent, {})[make] = levels.timing_offset(one, clock.now_ms)
    checked = 0
    for parent, here in by_parent.items():
        for further, there in by_parent.items():
            if district.elements[further].parent != parent or district.elements[further].kind != "tap":
                continue
            expected = 2.0 * span_m(district.elements[further]) / (COAX_VELOCITY * LIGHT_M_PER_S) / TICK_S
            for make in here.keys() & there.keys():
                assert there[make] - here[make] == pytest.approx(expected, abs=8)
                checked += 1
    assert checked > 20
