"""Work that was announced: whom it concerns, what they are told, and what it does not excuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import insert, select, update

from collectors.states import TerminalState
from monitor.care.lookup import Answer
from monitor.care.sentences import LANGUAGES, say
from monitor.care.verdict import Reason, Verdict
from monitor.ledger import planned_work
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.planned_work import Announced, WorkRefusedError

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_800_000_000_000
HOUR_MS = 3_600_000
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
