"""What a test of a terminal comes to."""

import pytest

from monitor.care.tested import Finding, beyond_limits, counted, finding
from monitor.ledger.terminal_tests import GIVEN_UP_MS, Progress, TerminalAnswer, TerminalTest
from thresholds.model import Rule, RuleType

T0 = 1_800_000_000_000


def a_test(own, beside=(), state=Progress.DONE):
    """A test that found the terminal so: True there, False silent, None nothing yet, "-" not asked."""
    answers = (own, *beside)
    return TerminalTest(
        1, "m0", T0, "ann", state, None if state is Progress.RUNNING else T0 + 900,
        tuple(
            TerminalAnswer(f"m{at}", at == 0, asked=said != "-", answered=None if said == "-" else said)
            for at, said in enumerate(answers)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("own", "beside", "state", "said"),
    [
        (True, [], Progress.DONE, Finding.GOOD),
        (True, [], Progress.RUNNING, Finding.WAITING),
        (False, [True, True, False], Progress.DONE, Finding.ALONE),
        (False, [False, True, False], Progress.DONE, Finding.TOGETHER),
        (False, [True, "-", "-"], Progress.DONE, Finding.SILENT),
        (False, [True] * 4, Progress.RUNNING, Finding.WAITING),
        ("-", [True] * 4, Progress.DONE, Finding.NOT_ASKED),
        (True, [], Progress.FAILED, Finding.FAILED),
    ],
)
def test_a_finding_follows_from_who_answered(own, beside, state, said):
    assert finding(a_test(own, beside, state), (), T0 + 1000) is said


def test_a_terminal_that_answers_badly_is_poor():
    assert finding(a_test(own=True), ("ds_power_dbmv",), T0) is Finding.POOR


def test_a_test_that_nobody_runs_has_failed_after_a_while():
    waiting = a_test(None, state=Progress.RUNNING)
    assert finding(waiting, (), T0 + GIVEN_UP_MS) is Finding.WAITING
    assert finding(waiting, (), T0 + GIVEN_UP_MS + 1) is Finding.FAILED


def test_only_limits_of_its_kind_beyond_which_service_suffers_count():
    rules = [
        Rule("power", RuleType.LIMIT, "ds_power_dbmv", frozenset({"cable_modem"}), lolo=-15.0, lo=-10.0, hihi=15.0),
        Rule("onu", RuleType.LIMIT, "ds_snr_db", frozenset({"onu"}), lolo=30.0),
    ]
    assert beyond_limits({"ds_power_dbmv": -15.1, "ds_snr_db": 20.0}, "cable_modem", rules) == ("ds_power_dbmv",)
    assert beyond_limits({"ds_power_dbmv": -12.0}, "cable_modem", rules) == ()
    assert beyond_limits({"ds_power_dbmv": 15.1}, "cable_modem", rules) == ("ds_power_dbmv",)


def test_neighbours_are_counted_without_the_terminal_itself():
    assert counted(a_test(own=True, beside=[True, False, None, "-"]).answers) == (3, 1, 1)
