"""Work that was announced: whom it concerns, what they are told, and what it does not excuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from sqlalchemy import insert, select, update

from collectors.states import TerminalState
from maps.model import Cause
from monitor.care.answers import Answer
from monitor.care.planned import incidents_at, overlapping
from monitor.care.sentences import LANGUAGES, say
from monitor.care.verdict import Reason, Verdict
from monitor.incidents import read
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import FaultView
from monitor.incidents.scope import Scope
from monitor.ledger import planned_work
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.planned_work import Announced, WorkRefusedError
from tests.monitor.incidents.test_book import Heard
from thresholds.model import Severity

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_800_000_000_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
T1 = [f"02:00:00:00:01:0{i}" for i in range(4)]
WORK = Announced("A1", "", (), NOW_MS - HOUR_MS, NOW_MS + HOUR_MS, "更换放大器。", "We change an amplifier.")
Call = Callable[..., Answer]


@pytest.fixture
def say_states(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Return the fixture `say`, whose name is that of a function here."""
    recorded: Callable[..., None] = request.getfixturevalue("say")
    return recorded


@pytest.fixture
def announce(ledger: Ledger) -> Callable[..., int]:
    def enter(**changed: object) -> int:
        return planned_work.announce(ledger, "noc", replace(WORK, **changed), NOW_MS - 2 * HOUR_MS)

    return enter


@pytest.mark.usefixtures("everybody_up")
def test_a_dark_street_in_the_window_hears_of_the_work_and_until_when(
    call: Call, say_states: Callable[..., None], announce: Callable[..., int]
) -> None:
    announce()
    say_states(TerminalState.DARK, *T1, "02:00:00:00:02:00", "02:00:00:00:02:01")
    (home,) = call("13800000101").homes
    assert (home.verdict, home.reason, home.since_ms) == (Verdict.PLANNED_WORK, Reason.ANNOUNCED, WORK.from_ms)
    said = {language: say(home, language, SHANGHAI, NOW_MS) for language in LANGUAGES}
    assert "We change an amplifier." in said["en"]
    assert "更换放大器。" in said["zh"]
    assert "planned to end by 17:00" in said["en"]


@pytest.mark.usefixtures("everybody_up")
def test_an_incident_in_the_window_is_shown_as_the_work(
    call: Call, say_states: Callable[..., None], announce: Callable[..., int], outage: Callable[..., object]
) -> None:
    announce()
    say_states(TerminalState.DARK, *T1)
    outage([f"T1-{i}" for i in range(4)], T1)
    (home,) = call("13800000101").homes
    assert home.verdict is Verdict.PLANNED_WORK
    assert home.incident is not None


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize("state", [TerminalState.DARK, TerminalState.UNREGISTERED, TerminalState.RANGING])
def test_a_home_that_fails_alone_is_not_excused_and_one_that_works_is_only_warned(
    call: Call, say_states: Callable[..., None], announce: Callable[..., int], state: TerminalState
) -> None:
    announce()
    say_states(state, T1[1])
    assert call("13800000101").homes[0].verdict is Verdict.OWN_FAULT
    fine = call("13800000102").homes[0]
    assert fine.verdict is Verdict.NO_FAULT
    assert "Work on our network goes on at your address until 17:00" in say(fine, "en", SHANGHAI, NOW_MS)


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(
    "other",
    [
        {"services": ("tv",)},
        {"element": "T2"},
        {"from_ms": NOW_MS + 1},
        {"from_ms": NOW_MS - 3 * HOUR_MS, "to_ms": NOW_MS},
    ],
)
def test_work_on_other_services_elsewhere_or_at_another_time_explains_nothing(
    call: Call, say_states: Callable[..., None], announce: Callable[..., int], other: dict[str, object]
) -> None:
    announce(**other)
    say_states(TerminalState.DARK, *T1, "02:00:00:00:02:00", "02:00:00:00:02:01")
    assert call("13800000101").homes[0].verdict is Verdict.LIKELY_OUTAGE


@pytest.mark.usefixtures("everybody_up")
def test_work_in_an_area_concerns_who_lives_there_and_work_called_off_nobody(
    ledger: Ledger, call: Call, say_states: Callable[..., None], announce: Callable[..., int]
) -> None:
    with ledger.write("test") as connection:
        outline = shapely.to_wkb(shapely.box(120, 30, 121, 31))
        connection.execute(insert(t.area).values(id="north", position=0, name="", parent="", unit="", geometry=outline))
        connection.execute(update(t.account).where(t.account.c.account == "T1-1").values(lon=120.5, lat=30.5))
    number = announce(element="", area="north")
    say_states(TerminalState.DARK, *T1, "02:00:00:00:02:00", "02:00:00:00:02:01")
    assert call("13800000101").homes[0].verdict is Verdict.PLANNED_WORK
    assert call("13800000102").homes[0].verdict is Verdict.LIKELY_OUTAGE
    planned_work.cancel(ledger, "noc", number, NOW_MS)
    assert call("13800000101").homes[0].verdict is Verdict.LIKELY_OUTAGE
    with pytest.raises(WorkRefusedError):
        planned_work.cancel(ledger, "noc", number, NOW_MS)
    with ledger.read() as connection:
        trail = connection.execute(select(t.audit.c.action).where(t.audit.c.actor == "noc").order_by(t.audit.c.id))
        assert list(trail.scalars()) == ["work.announce", "work.cancel"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"element": ""},
        {"area": "north"},
        {"element": "A99"},
        {"to_ms": WORK.from_ms},
        {"to_ms": WORK.from_ms + 40 * 24 * HOUR_MS},
        {"from_ms": 0, "to_ms": 1},
        {"services": ("gas",)},
        {"text_en": "x" * 501},
    ],
)
def test_work_that_cannot_be_meant_is_refused(announce: Callable[..., int], wrong: dict[str, object]) -> None:
    with pytest.raises(WorkRefusedError):
        announce(**wrong)


def incident(ledger: Ledger, element: str, area: shapely.Geometry | None = None) -> int:
    book = IncidentBook(ledger, Heard())
    fault = FaultView(element, Cause.ELEMENT, 0.98, (), 1, 0, 1, NOW_MS - 2 * MINUTE_MS, NOW_MS - MINUTE_MS)
    slots, since = np.array([1], np.int32), np.array([NOW_MS - MINUTE_MS])
    return book.open_incident(Scope((fault,), Severity.MINOR, slots, since, (), area), NOW_MS)


def overlaps(ledger: Ledger, number: int, now_ms: int = NOW_MS) -> list[int]:
    with ledger.read() as connection:
        view = read.incident(connection, number)
        assert view is not None
        return [work.id for work in overlapping(connection, view, now_ms)]


@pytest.mark.parametrize(("element", "overlapped"), [("A1", True), ("T1", True), ("N1", True), ("elsewhere", False)])
def test_work_overlaps_with_what_fails_at_it_above_it_or_below_it(
    ledger: Ledger, announce: Callable[..., int], element: str, overlapped: bool
) -> None:
    made = announce()
    number = incident(ledger, element)
    assert overlaps(ledger, number) == ([made] if overlapped else [])
    with ledger.read() as connection:
        works = planned_work.current(connection, NOW_MS)
        assert incidents_at(connection, works, NOW_MS) == {made: ["INC-000001"] if overlapped else []}


def test_work_of_another_time_or_called_off_overlaps_with_nothing(ledger: Ledger, announce: Callable[..., int]) -> None:
    number = incident(ledger, "A1")
    announce(from_ms=NOW_MS - 2 * HOUR_MS, to_ms=NOW_MS - 10 * MINUTE_MS)
    announce(from_ms=NOW_MS + HOUR_MS, to_ms=NOW_MS + 2 * HOUR_MS)
    planned_work.cancel(ledger, "noc", announce(), NOW_MS)
    assert overlaps(ledger, number) == []
    assert overlaps(ledger, number, NOW_MS + 2 * HOUR_MS) == [2]  # it still stands by then


def test_work_in_an_area_overlaps_with_what_lies_in_it(ledger: Ledger, announce: Callable[..., int]) -> None:
    with ledger.write("test") as connection:
        outline = shapely.to_wkb(shapely.box(0, 0, 1, 1))
        connection.execute(insert(t.area).values(id="east", position=0, name="", parent="", unit="", geometry=outline))
    made = announce(element="", area="east")
    inside, outside = (
        incident(ledger, "A1", shapely.box(0.9, 0.9, 2, 2)),
        incident(ledger, "elsewhere", shapely.box(2, 2, 3, 3)),
    )
    assert (overlaps(ledger, inside), overlaps(ledger, outside)) == ([made], [])
