"""What a machine says exists for every verdict and every area, in both languages, and promises nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from collectors.states import TerminalState
from monitor.care.answers import Answer
from monitor.care.area import TELLING, AreaVerdict, area, say_area
from monitor.care.sentences import LANGUAGES, catalogue
from monitor.care.spoken import announcements, speak
from monitor.care.verdict import Reason, Verdict
from tests.monitor.care.conftest import NOW_MS, mac

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROMISED = re.compile(r"\bI\b|\bI'|\bme\b|\bmy\b|we will|log your call|send |pass it|我(?!们)|转交|登记您|核查|安排")
"""Words of somebody who is going to do something about it."""
Call = Callable[..., Answer]


def of_homes(keys: object) -> set[str]:
    return {key for key in keys if key.split(".")[0] in set(Verdict)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_an_agent_reads_out_a_machine_can_say(language) -> None:
    assert of_homes(announcements(language)) == of_homes(catalogue(language))
    assert {key.split(".")[1] for key in of_homes(announcements(language))} == set(Reason)
    assert {AreaVerdict(key.split(".")[1]) for key in announcements(language) if key.startswith("area.")} == set(
        TELLING
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_machine_promises_nothing_that_somebody_would_have_to_do(language) -> None:
    assert [key for key, words in announcements(language).items() if PROMISED.search(words)] == []


def test_the_languages_announce_the_same_with_the_same_facts() -> None:
    zh, en = announcements("zh"), announcements("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(re.findall(r"{\w+}", zh[key])) == set(re.findall(r"{\w+}", en[key])), key


@pytest.mark.usefixtures("everybody_up")
def test_an_announcement_says_what_is_wrong_how_long_still_and_what_works(
    call: Call, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    say(TerminalState.DARK, mac("T1", 1))
    outage(["T1-1"], [mac("T1", 1)], cause="power")
    (home,) = call("13800000101").homes
    english = speak(home, "en", SHANGHAI, NOW_MS)
    assert english.startswith("There is a network outage in your area.")
    assert "INC-000007" in english
    assert "The power supply of our equipment has failed." in english
    assert "under investigation" in english
    assert "INC-000007" in speak(home, "zh", SHANGHAI, NOW_MS)


@pytest.mark.usefixtures("everybody_up")
def test_of_an_area_nothing_is_told_that_is_so_of_the_home_alone(call: Call, say: Callable[..., None], outage) -> None:
    say(TerminalState.DARK, *(mac("T1", i) for i in range(4)), since_ms=NOW_MS - 610_000)
    say(TerminalState.REGISTERED, *(mac("T2", i) for i in range(4)))
    answer = call("13800000101")
    told = area(answer, answer.homes)
    assert told.verdict is AreaVerdict.LIKELY
    assert (answer.homes[0].since_ms, told.since_ms) == (NOW_MS - 610_000, None)
    said = say_area(told, "en", SHANGHAI, NOW_MS)
    assert said.startswith("Several homes in your area seem to be without service")
    assert "Your" not in said
