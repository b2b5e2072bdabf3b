"""Whoever is meant is found, by whatever somebody typed or a switchboard sent; what means nobody is said to."""

from __future__ import annotations

import base64
from collections.abc import Callable

import numpy as np
import pytest

from monitor.care.answers import Answer
from monitor.care.asked import asked
from monitor.care.finding import find, one
from monitor.ledger import blobs
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger

NOW_MS = 1_800_000_000_000
NUMBER = "13800000101"


@pytest.fixture
def question(ledger: Ledger) -> Callable[..., Answer]:
    """Return a function that answers any question; `houses` are the accounts of the house an address means."""

    def answer(text: str, houses: tuple[str, ...] = ()) -> Answer:
        with ledger.read() as connection:
            return find(connection, text, "CN", lambda _: houses, NOW_MS, 90_000)

    return answer


def accounts(answer: Answer) -> list[str]:
    return [home.subscriber.account for home in answer.homes]


@pytest.mark.parametrize(
    "text",
    [
        "tel:+86-138-0000-0101",
        "tel:13800000101;ext=5",
        "sip:13800000101@pbx.example.net:5060;transport=udp",
        '"A. Caller" <sip:+8613800000101@pbx>',
        "callto://13800000101",
        base64.b64encode(NUMBER.encode()).decode(),
        base64.urlsafe_b64encode(b"tel:+8613800000101").decode().rstrip("="),
        "tel:%2B8613800000101",
        "T1-1",
        "02-00-00-00-01-01",
        "0200.0000.0101",
    ],
)
def test_one_subscriber_is_found_in_many_ways(question: Callable[..., Answer], text: str) -> None:
    assert accounts(question(text)) == ["T1-1"]


def test_a_card_number_finds_the_home_it_serves(question: Callable[..., Answer]) -> None:
    assert accounts(question("8001")) == ["T1-0"]


def test_a_terminal_is_found_by_the_address_it_was_last_given(ledger: Ledger, question: Callable[..., Answer]) -> None:
    slot = load_roster(ledger).slots(["02:00:00:00:01:01"])
    packed = np.frombuffer(b"\0" * 10 + b"\xff\xff" + bytes((10, 9, 8, 7)), np.uint8)
    with ledger.write("core") as connection:
        blobs.save_columns(connection, "address", NOW_MS, {"slot": slot, "packed": packed})
    assert accounts(question("10.9.8.7")) == ["T1-1"]
    assert accounts(question("::ffff:10.9.8.7")) == ["T1-1"]
    assert accounts(question("10.9.8.6")) == []


@pytest.mark.parametrize(
    "text",
    [
        "4" * 40,
        "'; DROP TABLE account; --",
        "📞📞📞",
        "\x00\x00",
        "x" * 5000,
        "tel:",
        "sip:@",
        "%%%",
        "=" * 12,
        "١٣٨",
        "<script>alert(1)</script>",
    ],
)
def test_what_is_nobody_is_an_answer(question: Callable[..., Answer], text: str) -> None:
    answer = question(text)
    assert (answer.homes, answer.candidates, answer.e164) == ((), (), "")


def test_several_homes_of_a_house_are_offered_and_one_is_answered(question: Callable[..., Answer]) -> None:
    several = question("Mill Lane", ("T1-0", "T1-1"))
    assert ([who.account for who in several.candidates], several.homes) == (["T1-0", "T1-1"], ())
    assert accounts(question("Mill Lane 1", ("T1-1",))) == ["T1-1"]


def test_an_account_is_answered_by_its_id(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert accounts(one(connection, "T2-3", NOW_MS, 90_000)) == ["T2-3"]
        assert accounts(one(connection, "T2", NOW_MS, 90_000)) == []


def test_a_number_in_forty_digits_is_no_number_and_has_no_words() -> None:
    read = asked("4" * 40, "CN")
    assert (read.e164, read.wordy, read.packed) == ("", False, b"")
