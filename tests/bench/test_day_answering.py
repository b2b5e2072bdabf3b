"""What callers were told is graded against what was true: right, honest, early, or confidently wrong."""

from __future__ import annotations

import pytest

from bench.day.answering import EARLY_MS, Answered, Grade, counts, grade_all
from bench.day.marking import LATE_MS, Happening

T0 = 1_000_000


def happening(kind: str = "span_cut", cut: int = 30, **changes: object) -> Happening:
    facts: dict[str, object] = {
        "id": "F1", "kind": kind, "element": "A1", "documented": "A1", "started_ms": T0, "ended_ms": T0 + 3_600_000,
        "homes": cut, "observable": frozenset(f"m{at}" for at in range(cut)), "noticed_ms": T0 + 30_000,
    }  # fmt: skip
    return Happening(**(facts | changes))  # type: ignore[arg-type]  # a row of plain values


def call(
    verdict: str, state: str = "good", *, at_ms: int = T0 + 600_000, status: str = "active",
    faults: tuple[str, ...] = (),
    known: bool = True, account: str = "a1",
) -> Answered:  # fmt: skip
    """Return a call about television whose home is so, and that was answered so."""
    accounts = [{"account": "a1", "verdict": verdict, "services": [{"service": "tv", "verdict": verdict}]}]
    home = {"status": status, "services": {"tv": state}, "faults": list(faults)}
    return Answered(
        {"at_ms": at_ms, "account": account, "service": "tv", "home": home},
        {"verdict": verdict, "accounts": accounts if known else []},
    )


@pytest.mark.parametrize(
    ("answered", "grade"),
    [
        (call("area_outage", "lost", faults=("F1",)), Grade.RIGHT),
        (call("likely_outage", "lost", faults=("F1",)), Grade.RIGHT),
        (call("no_fault"), Grade.RIGHT),
        (call("account", status="arrears"), Grade.RIGHT),
        (call("cannot_see", "lost", faults=("F1",)), Grade.UNSURE),
        (call("stale"), Grade.UNSURE),
        (call("unknown_phone", known=False), Grade.STRANGER),
        (call("no_fault", account=""), Grade.STRANGER),
        (call("no_fault", "lost", faults=("F1",), at_ms=T0 + EARLY_MS), Grade.EARLY),
        (call("no_fault", "lost", faults=("F1",), at_ms=T0 + EARLY_MS + 1), Grade.WRONG),
        (call("own_fault", "lost", faults=("F1",)), Grade.WRONG),
        (call("area_outage"), Grade.WRONG),
        (call("own_fault"), Grade.WRONG),
        (call("no_fault", status="arrears"), Grade.WRONG),
        (call("account", "lost", faults=("F1",)), Grade.WRONG),
        (call("area_outage", at_ms=T0 + 3_600_000 + 60_000), Grade.EARLY),
    ],
)
def test_an_answer_is_graded_by_what_was_true_of_the_home(answered: Answered, grade: Grade) -> None:
    (one,) = grade_all([answered], [happening()])
    assert one.grade is grade, one


def test_what_a_fault_takes_from_a_few_may_pass_for_their_own_trouble() -> None:
    (one,) = grade_all([call("own_fault", "lost", faults=("F1",))], [happening(cut=2)])
    assert one.grade is Grade.RIGHT


def test_what_has_just_been_repaired_in_part_may_still_be_told() -> None:
    mended = happening(mended_ms=(T0 + 900_000,))
    told = [call("area_outage", "lost", at_ms=T0 + 900_000 + later_ms) for later_ms in (60_000, LATE_MS + 1)]
    assert [one.grade for one in grade_all(told, [mended])] == [Grade.EARLY, Grade.WRONG]


def test_what_takes_nothing_from_anybody_is_no_reason_to_tell_of_an_outage() -> None:
    (one,) = grade_all([call("area_outage", "lost", faults=("F1",))], [happening("agent_silent", silent=True)])
    assert one.grade is Grade.WRONG


def test_grades_are_counted_the_absent_ones_as_none() -> None:
    found = counts(grade_all([call("no_fault"), call("area_outage")], [happening()]))
    assert (found[Grade.RIGHT], found[Grade.WRONG], found[Grade.EARLY]) == (1, 1, 0)
