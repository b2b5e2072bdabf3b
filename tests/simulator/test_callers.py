"""Who calls, when and why: by the hour, by what is lost, and for no fault of the plant at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from simulator.callers import Callers
from simulator.calling import SYMPTOMS, CallRates, dialled
from simulator.city import City
from simulator.households import Households
from simulator.plant import Delays, Plant

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
RATES = CallRates()
QUIET = replace(RATES, background_per_1000_day=0.0)


class Town:
    """A plant with its people, at a time of our choosing."""

    def __init__(self, city: City, hour: int, rates: CallRates, seed: int = 1) -> None:
        self.now_ms = 20_000 * DAY_MS
        self.plant = Plant(city, Delays((0, 0), (0, 0)), lambda: self.now_ms)
        while int(self.plant.hour(self.now_ms)) != hour:
            self.now_ms += HOUR_MS
        self.logged: list[tuple[str, int, dict[str, Any]]] = []
        households = Households(city, self.plant)
        self.callers = Callers(seed, households, rates, lambda *event: self.logged.append(event))
        self.callers.pass_time(self.now_ms)

    def wait(self, minutes: float, step_s: float = 20) -> list[dict[str, Any]]:
        """Let time pass; return the calls of it."""
        last = len(self.callers.calls())
        end_ms = self.now_ms + round(minutes * MINUTE_MS)
        while self.now_ms < end_ms:
            self.now_ms += round(step_s * 1000)
            self.plant.advance(self.now_ms)
            self.callers.pass_time(self.now_ms)
        return self.callers.calls(last)


@pytest.fixture
def town(tiny: City) -> Callable[..., Town]:
    return lambda hour=20, rates=QUIET, seed=1: Town(tiny, hour, rates, seed)


def homes_behind(city: City, element: str) -> set[str]:
    behind = city.behind(city.number[element])
    return {one.account for one in city.subscribers if one.home in behind}


def test_in_the_evening_the_share_that_calls_does_so_within_the_hour(town, tiny: City) -> None:
    counts = []
    for seed in range(8):
        evening = town(seed=seed)
        evening.plant.break_down("element_dead", "N1")
        first = [call for call in evening.wait(90) if not call["repeat"]]
        assert {call["account"] for call in first} <= homes_behind(tiny, "N1")
        assert len({call["account"] for call in first}) == len(first)
        counts.append(len(first))
    expected = len(homes_behind(tiny, "N1")) * RATES.affected_share
    assert sum(counts) / len(counts) == pytest.approx(expected, rel=0.25)
    assert len(set(counts)) > 1


def test_the_first_call_takes_minutes_not_seconds_and_the_bulk_comes_early(town) -> None:
    evening = town()
    broken_ms = evening.now_ms
    evening.plant.break_down("element_dead", "N1")
    after_min = sorted((call["at_ms"] - broken_ms) / MINUTE_MS for call in evening.wait(180) if not call["repeat"])
    assert after_min[0] > 0.5
    assert after_min[len(after_min) // 2] < 45


def test_at_night_hardly_anybody_notices_until_the_morning(town) -> None:
    night, evening = town(hour=2), town(hour=20)
    for one in (night, evening):
        one.plant.break_down("element_dead", "N1")
    asleep, awake = night.wait(120), evening.wait(120)
    assert len(asleep) * 4 < len(awake)
    assert len(night.wait(8 * 60)) > len(asleep)


def test_people_say_what_they_see_of_the_service_they_lost(town, tiny: City) -> None:
    evening = town()
    evening.plant.break_down("element_dead", "N1")
    bought = {one.account: {service for service, _ in one.services} for one in tiny.subscribers}
    calls = evening.wait(180)
    said = Counter((call["service"], call["symptom"]) for call in calls)
    assert {symptom for _, symptom in said} <= set(SYMPTOMS)
    assert all(call["service"] in bought[call["account"]] for call in calls)
    assert all(symptom == "phone" for service, symptom in said if service == "voice")
    assert said["tv", "no_signal"] + said["broadband", "no_signal"] > len(calls) / 2
    assert all(call["home"]["services"][call["service"]] == "lost" for call in calls)
    assert all(call["home"]["faults"] == ["F1"] for call in calls)
    assert {call["reason"] for call in calls} == {"plant"}


def test_nobody_calls_about_what_was_mended_before_he_lost_patience(town) -> None:
    evening = town()
    fault = evening.plant.break_down("element_dead", "N1")
    evening.wait(0.5)
    evening.plant.repair(fault.id)
    assert evening.wait(240) == []


def test_some_call_again_while_nothing_is_better(town) -> None:
    evening = town()
    evening.plant.break_down("element_dead", "N1")
    calls = evening.wait(240)
    again = [call for call in calls if call["repeat"]]
    assert 0 < len(again) < len(calls) * 0.6
    for call in again:
        earlier = [one for one in calls if one["account"] == call["account"] and one["at_ms"] < call["at_ms"]]
        assert len(earlier) == call["repeat"]


def test_low_levels_are_seen_as_mosaic_and_noise_as_slowness(town, tiny: City) -> None:
    evening = town(rates=replace(QUIET, poor_share=1.0))
    noisy_at = next(element.id for element in tiny.elements[tiny.number["N2"] :] if element.kind == "amplifier")
    evening.plant.break_down("level_drift", "A2", {"db": -9.0, "hours": 0.01})
    evening.plant.break_down("ingress", noisy_at, {"db": 20.0})
    calls = evening.wait(120)
    weak = [call for call in calls if call["account"] in homes_behind(tiny, "A2")]
    noisy = [call for call in calls if call["account"] in homes_behind(tiny, "N2")]
    assert Counter(call["symptom"] for call in weak if call["service"] == "tv").most_common(1)[0][0] == "mosaic"
    assert Counter(call["symptom"] for call in noisy).most_common(1)[0][0] == "slow"
    assert all(call["service"] != "tv" for call in noisy)
    assert len(weak) + len(noisy) == len(calls)


def test_a_box_that_is_switched_off_is_no_reason_to_call(town, tiny: City) -> None:
    evening = town(rates=replace(QUIET, affected_share=1.0))
    for terminal in tiny.terminals[:40]:
        evening.plant.break_down("modem_off", tiny.elements[terminal].id)
    assert evening.wait(180) == []


def test_without_addresses_broadband_is_gone_and_television_is_not(town, tiny: City) -> None:
    evening = town()
    evening.plant.break_down("provisioning_down", "CMTS1", {"at_once": 1})
    calls = evening.wait(120)
    assert calls
    assert {call["service"] for call in calls} <= {"broadband", "vod", "voice"}
    assert all(call["home"]["services"].get("tv", "good") == "good" for call in calls)


def test_calls_for_no_fault_come_at_the_usual_rate_by_day_and_rarely_by_night(town, tiny: City) -> None:
    rates = replace(RATES, background_per_1000_day=400.0)
    day = town(hour=0, rates=rates)
    calls = day.wait(24 * 60, step_s=60)
    expected = rates.background_per_1000_day * len(tiny.subscribers) / 1000
    assert len(calls) == pytest.approx(expected, rel=0.3)
    by_hour = Counter(int(day.plant.hour(call["at_ms"])) for call in calls)
    assert sum(by_hour[hour] for hour in range(1, 6)) * 5 < sum(by_hour[hour] for hour in range(18, 23))
    reasons = Counter(call["reason"] for call in calls)
    assert set(reasons) == set(Callers.OTHER_REASONS)
    people = {one.account: one.person for one in tiny.subscribers}
    for call in calls:
        assert (call["account"] == "") == (call["reason"] == "wrong_number")
        if call["reason"] == "arrears":
            assert people[call["account"]].status in {"arrears", "suspended"}
            assert call["symptom"] == "not_authorised"


def test_numbers_are_withheld_or_strange_now_and_then_and_else_the_customers_own(town, tiny: City) -> None:
    day = town(hour=0, rates=replace(RATES, background_per_1000_day=2000.0))
    calls = [call for call in day.wait(24 * 60, step_s=300) if call["account"]]
    own = {one.account: {digits(phone) for phone in one.person.phones} for one in tiny.subscribers}
    withheld = [call for call in calls if not call["phone"]]
    strange = [call for call in calls if call["phone"] and digits(call["phone"]) not in own[call["account"]]]
    assert len(withheld) / len(calls) == pytest.approx(RATES.withheld_share, abs=0.03)
    assert len(strange) / len(calls) == pytest.approx(RATES.stranger_share, abs=0.05)


def digits(phone: str) -> str:
    """The last digits of a number: what is the same however it is written."""
    return "".join(character for character in phone if character.isdigit())[-10:]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+86 138-1234-5678", {"13812345678", "+8613812345678", "013812345678"}),
        ("0086 13812345678", {"13812345678", "+8613812345678", "013812345678"}),
        ("(0816) 234 5678", {"08162345678", "+868162345678"}),
        ("+86 816 2345678", {"08162345678", "+868162345678"}),
    ],
)
def test_the_exchange_shows_a_number_in_its_own_ways(written: str, shown: set[str]) -> None:
    assert {dialled(Random(seed), written) for seed in range(60)} == shown


def test_the_same_seed_and_faults_give_the_same_calls(town) -> None:
    def evening(seed: int) -> list[dict[str, Any]]:
        one = town(rates=replace(RATES, background_per_1000_day=100.0), seed=seed)
        one.plant.break_down("element_dead", "A2")
        return one.wait(120)

    assert evening(3) == evening(3)
    assert evening(3) != evening(4)


def test_every_call_is_in_the_log_of_truth(town) -> None:
    evening = town()
    evening.plant.break_down("element_dead", "N1")
    calls = evening.wait(60)
    assert [(event, at_ms, facts["id"]) for event, at_ms, facts in evening.logged] == [
        ("call", call["at_ms"], call["id"]) for call in calls
    ]
