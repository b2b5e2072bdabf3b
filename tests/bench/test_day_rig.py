import contextlib

import pytest

from bench.day.clock import HandClock
from bench.day.living import MORNING_MS
from bench.day.rig import Rig
from bench.day.standing import standing_city
from simulator.faults import FaultError


@pytest.fixture
def rig(tmp_path):
    clock = HandClock(MORNING_MS)
    with standing_city("district", 999331, clock, tmp_path / "plant", "127.99") as (rig, _server, _port):
        rig.pass_time(60.0)
        yield rig


def effects(rig: Rig) -> dict[str, float | None]:
    return {one.kind: one.effect_db for one in rig.happenings()}


def homes(rig: Rig) -> dict[str, int]:
    return {one.kind: one.homes for one in rig.happenings()}


def test_noise_behind_a_dead_port_that_goes_as_the_port_is_mended_was_nobodys_reading(rig):
    port = rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(180.0)
    noise = rig.break_down("ingress", "T227", {})
    rig.pass_time(300.0)
    rig.repair(port)
    rig.repair(noise)
    assert effects(rig) == {"port_fuse": None, "ingress": 0.0}


def test_noise_that_is_let_through_as_the_port_is_mended_counts_when_it_goes(rig):
    port = rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(180.0)
    rig.break_down("ingress", "T227", {})
    rig.repair(port)
    rig.pass_time(300.0)
    assert effects(rig)["ingress"] > 5.0


def test_noise_counts_from_the_moment_it_comes(rig):
    noise = rig.break_down("ingress", "T227", {})
    rig.pass_time(300.0)
    rig.repair(noise)
    assert effects(rig)["ingress"] > 5.0


def test_noise_touches_the_homes_of_its_node_that_suffer_by_it_and_slight_noise_none(rig):
    noise = rig.break_down("ingress", "T227", {"db": 18.0})
    rig.pass_time(300.0)
    rig.repair(noise)
    assert homes(rig)["ingress"] > 100


def test_a_slight_echo_touches_no_home(rig):
    crushed = rig.break_down("span_damage", "T227", {})
    rig.pass_time(300.0)
    rig.repair(crushed)
    assert homes(rig) == {"span_damage": 0}
    assert effects(rig)["span_damage"] > 0.0


def test_noise_behind_a_dead_port_touches_hardly_anybody(rig):
    port = rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(180.0)
    noise = rig.break_down("ingress", "T227", {"db": 18.0})
    rig.pass_time(300.0)
    rig.repair(port)
    rig.repair(noise)
    touched = homes(rig)
    assert touched["port_fuse"] > 200
    assert touched["ingress"] < 20


def test_of_who_calls_it_is_known_what_their_household_has_switched_off(rig):
    rig.break_down("element_dead", "HE1", {})
    heard = 0
    for _ in range(60):
        rig.pass_time(60.0)
        off = {one.account: home["off"] for one, home in zip(rig.city.subscribers, rig.homes(), strict=True)}
        for call in rig.calls():
            heard += 1
            assert call["home"]["off"] == off.get(call["account"], [])
    assert heard


def test_noise_is_shared_by_whoever_is_on_its_return_path(rig):
    noise = rig.break_down("ingress", "T227", {"db": 18.0})
    rig.pass_time(300.0)
    rig.repair(noise)
    (one,) = rig.happenings()
    assert len(one.noisy - one.touched) > 100


def test_who_goes_dark_while_a_battery_still_feeds_the_rest_was_not_taken_by_the_mains(rig):
    rig.break_down("zone_out", "UPS1", {})
    rig.pass_time(60.0)
    rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(300.0)
    lost = {one.kind: len(one.observable) for one in rig.happenings()}
    assert lost["port_fuse"] > 10


def test_homes_whose_mains_are_out_have_nothing_left_to_lose_by_a_dead_amplifier(rig):
    behind = {rig.city.elements[n].zone for n in rig.city.behind(rig.city.number["N3-P1"])} - {-1}
    alone = rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(300.0)
    rig.repair(alone)
    rig.pass_time(600.0)
    for zone in sorted(behind):
        with contextlib.suppress(FaultError):
            rig.break_down("zone_out", f"zone:{zone}", {})
    rig.pass_time(60.0)
    rig.break_down("port_fuse", "N3-P1", {})
    rig.pass_time(300.0)
    before, after = (one.homes for one in rig.happenings() if one.kind == "port_fuse")
    assert before > 50
    assert after < before / 5


def test_a_home_that_a_repair_in_part_left_dark_still_suffers_from_what_happened(rig):
    cut = rig.break_down("element_dead", "N3-P1", {})
    rig.pass_time(180.0)
    number = rig.city.number
    child = next(one.id for one in rig.city.elements if one.parent == number["N3-P1"])
    homes = rig.homes()
    behind = [place for place, one in enumerate(rig.city.subscribers) if one.home in rig.city.behind(number[child])]
    assert all(cut in homes[place]["faults"] for place in behind)
    (left,) = rig.repair_partly(cut, [child])
    rig.pass_time(60.0)
    homes = rig.homes()
    assert behind
    assert all(homes[place]["faults"] == [cut] for place in behind)
    assert left != cut
