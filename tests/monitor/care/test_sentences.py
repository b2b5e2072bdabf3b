"""What the agent reads out exists for every verdict, in both languages, with the facts in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from collectors.states import TerminalState
from monitor.care.answers import Answer
from monitor.care.sentences import LANGUAGES, catalogue, moment, say, say_nobody
from monitor.care.verdict import Reason, Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON_MS = 1_800_000_000_000 - 4 * 3_600_000  # 2027-01-15 12:00 in Shanghai
Call = Callable[..., Answer]


def test_every_reason_has_exactly_one_sentence_in_every_language() -> None:
    for language in LANGUAGES:
        reasons = sorted(key.split(".")[1] for key in catalogue(language) if key.split(".")[0] in list(Verdict))
        assert reasons == sorted(Reason)


def test_the_languages_say_the_same_with_the_same_facts() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(re.findall(r"{\w+}", zh[key])) == set(re.findall(r"{\w+}", en[key])), key


@pytest.mark.parametrize(
    ("at_ms", "zh", "en"),
    [
        (NOON_MS - 3_600_000, "11:00", "11:00"),
        (NOON_MS - 13 * 3_600_000, "1月14日23:00", "23:00 on 14 January"),
        (None, "—", "—"),
    ],
)
def test_a_time_is_said_as_on_the_telephone(at_ms: int | None, zh: str, en: str) -> None:
    assert moment(at_ms, "zh", SHANGHAI, NOON_MS) == zh
    assert moment(at_ms, "en", SHANGHAI, NOON_MS) == en


@pytest.mark.usefixtures("everybody_up")
def test_the_sentence_names_the_incident_and_never_the_equipment(
    call: Call, say_state: None, outage: Callable[..., object]
) -> None:
    outage(["T1-1"], ["02:00:00:00:01:01"])
    (home,) = call("13800000101").homes
    for language in LANGUAGES:
        sentence = say(home, language, SHANGHAI, 1_800_000_000_000)
        assert "INC-000007" in sentence
        assert "A1" not in sentence


@pytest.fixture
def say_state(say: Callable[..., None]) -> None:
    say(TerminalState.DARK, "02:00:00:00:01:01")


def test_nobodys_number_and_no_number_are_told_apart(call: Call) -> None:
    assert say_nobody(call("13912345678"), "en") == "No account has the number +8613912345678."
    assert say_nobody(call("reception"), "en").startswith("Nothing fits “reception”")
    assert say_nobody(call("4" * 40), "en").endswith("is not a telephone number.")
