"""Whoever is meant is found, by whatever somebody typed or a switchboard sent; what means nobody is said to."""

from __future__ import annotations

import base64
from collections.abc import Callable

import numpy as np
import pytest

from maps.addresses import AddressBook, Home
from maps.model import Account, Element, Kind, Plant
from monitor.care.answers import Answer
from monitor.care.asked import asked
from monitor.care.finding import find, one
from monitor.ledger import blobs
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant

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


NUMBERED = "+8613800000101"


@pytest.mark.parametrize(
    "text",
    [
        "Zhang San <sip:13800000101@pbx>",
        '"Z" <sip:13800000101:secret@pbx>;tag=1',
        '"Z" <13800000101>',
        "13800000101@pbx.example.net",
        "%2B8613800000101",
        "%252B86%2013800000101",
        "tel:13800000101;phone-context=+86",
        "tel:13800000101;phone-context=pbx.example.net",
        "\u202a138 0000 0101\u202c",
    ],
)
def test_a_number_is_read_however_the_switchboard_wraps_it(text: str) -> None:
    assert asked(text, "CN").e164 == NUMBERED


def test_the_context_of_a_local_number_is_its_area() -> None:
    assert asked("tel:8765-4321;phone-context=+86571", "CN").e164 == "+8657187654321"
    assert asked("tel:0571-87654321;phone-context=+86571", "CN").e164 == "+8657187654321"


@pytest.mark.parametrize(
    "text", ["sip:alice@pbx", "tel:anonymous", '"Mill Lane" <sip:alice@pbx>', "02:00:00:00:01:01", "fe80::1"]
)
def test_what_is_something_else_is_no_address_of_a_house(text: str) -> None:
    assert not asked(text, "CN").wordy
    assert asked("Mill Lane", "CN").wordy


@pytest.mark.parametrize(
    "text", ["0200-0000-0101", "020000000101", "0200:0000:0101", "020000-000101", "02.00.00.00.01.01"]
)
def test_a_modem_is_found_in_any_grouping_of_its_mac(question: Callable[..., Answer], text: str) -> None:
    assert accounts(question(text)) == ["T1-1"]


def test_digits_that_are_one_homes_card_and_anothers_modem_are_offered(
    ledger: Ledger, question: Callable[..., Answer]
) -> None:
    with ledger.write("test") as connection:
        connection.execute(t.service.update().where(t.service.c.account == "T2-2").values(terminal="020000000101"))
    answer = question("020000000101")
    assert ([who.account for who in answer.candidates], answer.homes) == (["T2-2", "T1-1"], ())


def test_letters_in_a_number_answer_nobody(question: Callable[..., Answer]) -> None:
    answer = question("1380000O1O1")
    assert (answer.e164, answer.homes, answer.candidates) == ("", (), ())


@pytest.fixture
def at(ledger: Ledger) -> Callable[..., Answer]:
    """Return a function that answers a question about a book of accounts and their addresses."""

    def answer(text: str, book: dict[str, str]) -> Answer:
        homes = tuple(Account(account, account, (), address) for account, address in book.items())
        replace_plant(ledger, Plant(elements=(Element("HE1", Kind.HEADEND),), accounts=homes), "test")
        houses = AddressBook(Home(address, "HE1", account) for account, address in book.items())
        with ledger.read() as connection:
            return find(connection, text, "CN", lambda said: alike(houses, said), NOW_MS, 90_000)

    return answer


def alike(book: AddressBook, text: str) -> list[str]:
    found = book.find(text, 5)
    best = max((match.score for match in found), default=0.0)
    return [account for match in found if match.score >= best - 0.05 for account in match.accounts]


def offered(answer: Answer) -> list[str]:
    return [who.account for who in answer.candidates]


@pytest.mark.parametrize(
    "text", ["Mill Lane 9", "Mill Ln 27", "Hill Lane", "mill", "Miller Lane 80", "Mill Lane 3, Flat 2"]
)
def test_another_house_is_offered_and_never_answered(at: Callable[..., Answer], text: str) -> None:
    answer = at(text, {"T1-3": "Mill Lane 3"})
    assert (offered(answer), answer.homes) == (["T1-3"], ())


@pytest.mark.parametrize("text", ["Mill Lane 3", "3 mill ln", "No. 3, MILL LANE"])
def test_the_house_itself_is_answered(at: Callable[..., Answer], text: str) -> None:
    assert accounts(at(text, {"T1-3": "Mill Lane 3", "T1-9": "Mill Lane 9"})) == ["T1-3"]


TOWER = {f"H{floor:02}{room:02}": f"人民路5号3幢{floor}{room:02}室" for floor in range(1, 31) for room in range(1, 5)}
ESTATE = {
    f"Z{floor:02}{room:02}": f"阳光小区5幢2单元{floor}{room:02}" for floor in range(1, 11) for room in range(1, 5)
}


@pytest.mark.parametrize(
    "text", ["人民路5号3幢3002室", "人民路5号3幢3002", "人民路5号3#3002", "人民路5号3栋30楼3002", "人民路五號三棟3002"]
)
def test_a_flat_of_a_tower_is_answered(at: Callable[..., Answer], text: str) -> None:
    answer = at(text, TOWER)
    assert accounts(answer) + offered(answer) == ["H3002"]


@pytest.mark.parametrize("text", ["人民路5号3-3002", "rml 5 3-3002", "renminlu 5hao 3dong 3002"])
def test_a_flat_that_may_be_another_is_offered_alone(at: Callable[..., Answer], text: str) -> None:
    answer = at(text, TOWER)
    assert (offered(answer), answer.homes) == (["H3002"], ())


@pytest.mark.parametrize("text", ["阳光小区5幢2单元1002", "阳光小区5幢2单元1002室", "阳光小区5-2-1002"])
def test_a_flat_that_was_recorded_without_its_sign_is_answered(at: Callable[..., Answer], text: str) -> None:
    assert accounts(at(text, ESTATE)) == ["Z1002"]


def test_a_flat_in_an_unnamed_unit_is_offered_alone_and_a_building_with_all_its_homes(
    at: Callable[..., Answer],
) -> None:
    assert offered(at("阳光小区5栋1002", ESTATE)) == ["Z1002"]
    assert offered(at("ygxq 5-2-1002", ESTATE)) == ["Z1002"]
    assert offered(at("阳光小区5幢", ESTATE)) == sorted(ESTATE)


def test_where_nobody_is_there_to_choose_no_address_is_looked_for(ledger: Ledger) -> None:
    with ledger.read() as connection:
        answer = find(connection, "1 Mill Lane", "CN", None, NOW_MS, 90_000)
    assert (answer.homes, answer.candidates) == ((), ())
