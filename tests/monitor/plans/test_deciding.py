"""Which plan is for an incident, and what a running one does next."""

from datetime import datetime
from pathlib import Path

import pytest

from monitor.plans import book
from monitor.plans.book import PlanError, from_toml, parsed
from monitor.plans.matching import Facts, against
from monitor.plans.model import Conditions, Plan, StepState
from monitor.plans.steps import StepRun, deadline_ms, is_over, next_steps, planned_ms, quiet_until_ms
from monitor.plans.storms import Work, crew_list, is_past, is_storm
from thresholds.model import Severity

MINUTE = 60_000
NIGHT = datetime.fromisoformat("2026-09-21T23:30")  # a Monday
FACTS = Facts(Severity.MAJOR, 60, "element", "amplifier", ("dig", "north"), "town", frozenset({"hospital"}), NIGHT)


@pytest.mark.parametrize(
    ("conditions", "missing"),
    [
        ({}, ()),
        ({"severity": "major", "subscribers": 60, "causes": ["element"], "kinds": ["amplifier"]}, ()),
        ({"severity": "critical"}, ("severity",)),
        ({"subscribers": 61}, ("subscribers",)),
        ({"causes": ["power"], "kinds": ["tap"]}, ("causes", "kinds")),
        ({"units": ["north"], "areas": ["town"]}, ()),  # what the unit is part of counts
        ({"units": ["south"], "areas": ["city"]}, ("units", "areas")),
        ({"hours": "22:00-06:00"}, ()),
        ({"hours": "08:00-22:00"}, ("hours",)),
        ({"hours": "23:30-23:31"}, ()),
        ({"weekdays": "67"}, ("weekdays",)),
        ({"classes": ["hospital", "government"]}, ()),
        ({"classes": ["government"]}, ("classes",)),
    ],
)
def test_every_condition_has_to_hold_and_those_that_do_not_are_named(conditions, missing) -> None:
    assert against(Conditions.model_validate(conditions), FACTS) == missing


PLAN = parsed(
    {
        "name": "night",
        "title": {"zh": "夜", "en": "Night"},
        "steps": [
            {"do": "page_on_call", "receiver": "sms"},
            {"do": "escalate", "receiver": "sms", "after_min": 10},
            {"do": "note", "after_min": 5, "within_min": 20, "text": {"zh": "到场", "en": "On site"}},
            {"do": "open_ticket", "counted_from": "previous", "after_min": 1},
        ],
    }
)
WAITING = StepRun()


def decided(runs: list[StepRun], now_min: float, acknowledged_by: str | None = None) -> list[tuple[int, str]]:
    decisions = next_steps(PLAN, 0, runs, acknowledged_by, round(now_min * MINUTE))
    assert all((decision.reason is None) == (decision.becomes == "done") for decision in decisions)
    return [(decision.step, str(decision.becomes)) for decision in decisions]


def test_steps_are_done_when_their_time_comes() -> None:
    assert decided([WAITING] * 4, 0) == [(0, "done")]
    paged = StepRun(StepState.DONE, 0)
    assert decided([paged, WAITING, WAITING, WAITING], 9.9) == []
    assert decided([paged, WAITING, WAITING, WAITING], 10) == [(1, "done")]


def test_the_second_level_is_spared_once_somebody_has_acknowledged() -> None:
    runs = [StepRun(StepState.DONE, 0), WAITING, WAITING, WAITING]
    assert decided(runs, 10, "li") == [(1, "skipped")]


def test_what_people_do_not_say_in_time_is_overdue_and_the_next_step_goes_on() -> None:
    done = StepRun(StepState.DONE, 0)
    assert decided([done, done, WAITING, WAITING], 24.9) == []
    assert decided([done, done, WAITING, WAITING], 25) == [(2, "overdue")]
    late = StepRun(StepState.OVERDUE, 25 * MINUTE)
    assert decided([done, done, late, WAITING], 25.5) == []
    assert decided([done, done, late, WAITING], 26) == [(3, "done")]
    assert not is_over([done, done, late, done])  # it may still be done
    assert is_over([done, StepRun(StepState.FAILED, 1), StepRun(StepState.SKIPPED, 1), done])


def test_a_step_after_another_waits_until_that_one_has_ended() -> None:
    done = StepRun(StepState.DONE, 0)
    assert decided([done, done, WAITING, WAITING], 20) == []
    assert decided([done, done, StepRun(StepState.DONE, 7 * MINUTE), WAITING], 8) == [(3, "done")]


def test_a_plan_of_which_nothing_comes_for_a_while_says_until_when() -> None:
    paged = StepRun(StepState.DONE, 0)
    by_hand = parsed({**PLAN.model_dump(mode="json"), "steps": PLAN.model_dump(mode="json")["steps"][:3]})
    assert quiet_until_ms(by_hand, 0, [paged, WAITING, WAITING]) == 10 * MINUTE
    assert quiet_until_ms(by_hand, 0, [paged, paged, WAITING]) == 25 * MINUTE  # the note is overdue by then
    assert quiet_until_ms(PLAN, 0, [paged, WAITING, WAITING, WAITING]) is None  # whoever ticks the note off starts it
    late = StepRun(StepState.OVERDUE, 25 * MINUTE)
    assert (quiet_until_ms(by_hand, 0, [paged, paged, late]) or 0) > 10**15


def test_a_dry_run_tells_the_latest_times() -> None:
    assert [at_ms / MINUTE for at_ms in planned_ms(PLAN, 0)] == [0, 10, 5, 26]
    assert deadline_ms(PLAN.steps[2], 5 * MINUTE) == 25 * MINUTE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Night!"}, "name: "),
        ({"steps": []}, "steps: "),
        ({"steps": [{"do": "page_on_call"}]}, "steps.0: page_on_call needs a receiver"),
        ({"steps": [{"do": "note"}]}, "steps.0: a note needs a text"),
        ({"steps": [{"do": "fly"}]}, "steps.0.do: "),
        ({"steps": [{"do": "run_probe", "within_min": 3}]}, "steps.0: within_min is for notes"),
        ({"steps": [{"do": "run_probe", "after_min": -1}]}, "steps.0.after_min: "),
        ({"steps": [{"do": "set_etr"}]}, "steps.0: set_etr and etr_min belong together"),
        ({"steps": [{"do": "run_probe", "etr_min": [60, 90]}]}, "steps.0: set_etr and etr_min belong together"),
        ({"steps": [{"do": "set_etr", "etr_min": [90, 60]}]}, "steps.0: etr_min is the earliest and the latest"),
        ({"steps": [{"do": "set_etr", "etr_min": [0, 0]}]}, "steps.0: etr_min is the earliest and the latest"),
        ({"when": {"hours": "25:00-26:00"}}, "when.hours: hours are such as 22:00-06:00"),
        ({"when": {"severty": "major"}}, "when.severty: "),
        ({"when": {"causes": ["gremlins"]}}, "when.causes.0: "),
    ],
)
def test_a_plan_that_cannot_be_names_the_place(change, said) -> None:
    with pytest.raises(PlanError, match="^" + said.replace(".", r"\.").replace("(", r"\(")):
        parsed({**PLAN.model_dump(mode="json"), **change})


def test_the_examples_are_plans_of_the_names_of_their_files() -> None:
    files = sorted((Path(book.__file__).parent / "examples").glob("*.toml"))
    assert [from_toml(path.read_text("utf-8")).name for path in files] == [path.stem for path in files]
    assert [plan.name for plan in book.examples()] == ["priority-customer", "trunk-at-night"]


def test_a_plan_survives_its_stored_form() -> None:
    assert Plan.model_validate(PLAN.model_dump(mode="json")) == PLAN
    with pytest.raises(PlanError, match="end of document"):
        from_toml("name = ")


def test_many_incidents_at_once_are_a_storm_until_few_stand() -> None:
    opened = [0, 1, 2, 3]
    assert is_storm(opened, 5, more_than=3, within_ms=10)
    assert not is_storm(opened, 5, more_than=4, within_ms=10)
    assert not is_storm(opened, 12, more_than=3, within_ms=10)
    assert is_past(1, [], 12, more_than=3, within_ms=10)
    assert not is_past(2, [], 12, more_than=3, within_ms=10)
    assert not is_past(1, opened, 5, more_than=3, within_ms=10)


def test_the_crew_goes_where_most_come_back_and_does_what_is_at_one_place_in_one_visit() -> None:
    work = [Work(1, "A1", 30, "x"), Work(2, "A2", 50, "y"), Work(3, "A3", 25, "x"), Work(4, "A4", 50, "z")]
    visits = crew_list(work)
    assert [(visit.site, visit.incidents, visit.subscribers, visit.restored_by_then) for visit in visits] == [
        ("x", (1, 3), 55, 55),
        ("y", (2,), 50, 105),
        ("z", (4,), 50, 155),
    ]
    assert crew_list([]) == []
