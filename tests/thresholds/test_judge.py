"""What an operator may expect of the judge, one expectation a test."""

from __future__ import annotations

import math

import numpy as np
import pytest

from collectors.model import Batch, Contacts
from collectors.states import TerminalState
from thresholds.judge import Judge
from thresholds.keep import KeptError
from thresholds.model import Level, Rule, RuleType
from thresholds.placement import NOWHERE
from thresholds.rules import load_rules

KINDS = ("optical_node", "cable_modem", "cmts")
NODE, MODEM, CMTS = range(3)
POWER = Rule("power", RuleType.LIMIT, "ds_power_dbmv", lolo=-15, lo=-12, hi=12, hihi=15, deadband=1, hold_s=60)
AT_ONCE = Rule("power", RuleType.LIMIT, "ds_power_dbmv", lolo=-15, lo=-12, hi=12, hihi=15, deadband=1)
SILENT = Rule("silent", RuleType.NO_ANSWER, misses=3)


def judge_of(*rules, kind=(MODEM,)):
    judge = Judge(rules, KINDS)
    judge.place(np.array(kind, dtype=np.uint8))
    return judge


def levels(transitions):
    return [(Level(before), Level(after)) for before, after in zip(transitions.before, transitions.after, strict=True)]


def test_a_level_is_announced_after_its_hold_and_dated_from_its_beginning(reading):
    judge = judge_of(POWER)
    assert len(judge.judge(reading(100, ds_power_dbmv=-13.0))) == 0
    assert len(judge.judge(reading(159.999, ds_power_dbmv=-13.2))) == 0
    changes = judge.judge(reading(160, ds_power_dbmv=-13.1))
    assert levels(changes) == [(Level.NORMAL, Level.LO)]
    assert (changes.slot[0], changes.instance[0], changes.rule[0]) == (0, 0, 0)
    assert (changes.value[0], changes.since_ms[0]) == (-13.1, 100_000)


def test_a_standing_level_is_announced_once(reading):
    judge = judge_of(AT_ONCE)
    announced = [len(judge.judge(reading(at_s, ds_power_dbmv=-13.0))) for at_s in range(5)]
    assert announced == [1, 0, 0, 0, 0]


def test_a_dip_shorter_than_the_hold_is_not_announced(reading):
    judge = judge_of(POWER)
    for at_s, power in ((0, -20.0), (30, 0.0), (60, -20.0), (90, 0.0)):
        assert len(judge.judge(reading(at_s, ds_power_dbmv=power))) == 0
    assert len(judge.due(1_000_000)) == 0
    assert len(judge.save()["slot"]) == 0


def test_a_value_that_swings_between_lo_and_lolo_stands_in_lo(reading):
    judge = judge_of(POWER)
    changes = [
        change
        for at_s in range(0, 300, 20)
        for change in levels(judge.judge(reading(at_s, ds_power_dbmv=-20.0 if at_s % 40 else -13.0)))
    ]
    assert changes == [(Level.NORMAL, Level.LO)]


def test_lolo_after_lo_has_a_hold_of_its_own(reading):
    judge = judge_of(POWER)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    assert len(judge.judge(reading(40, ds_power_dbmv=-16.0))) == 0
    assert levels(judge.judge(reading(60, ds_power_dbmv=-16.0))) == [(Level.NORMAL, Level.LO)]
    changes = judge.judge(reading(100, ds_power_dbmv=-16.0))
    assert (levels(changes), changes.since_ms[0]) == ([(Level.LO, Level.LOLO)], 40_000)


@pytest.mark.parametrize(
    ("power", "change"),
    [
        (-11.1, []),
        (-11.0, [(Level.LO, Level.NORMAL)]),
        (-15.0, []),
        (-15.1, [(Level.LO, Level.LOLO)]),
        (12.0, [(Level.LO, Level.NORMAL)]),
        (12.1, [(Level.LO, Level.HI)]),
        (15.1, [(Level.LO, Level.HIHI)]),
        (math.nan, []),
        (-math.inf, [(Level.LO, Level.LOLO)]),
    ],
)
def test_lo_is_left_past_its_deadband_or_for_a_worse_level(reading, power, change):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    assert levels(judge.judge(reading(1, ds_power_dbmv=power))) == change


def test_a_value_on_the_limit_is_inside_whatever_its_last_binary_digit(reading):
    rule = Rule("snr", RuleType.LIMIT, "ds_snr_db", lo=26.9)
    judge = judge_of(rule)
    assert 269 * 0.1 > 26.9 > 26.9 - 1e-14
    assert len(judge.judge(reading(0, ds_snr_db=26.9 - 1e-14))) == 0
    assert len(judge.judge(reading(1, ds_snr_db=26.8))) == 1
    assert levels(judge.judge(reading(2, ds_snr_db=26.9 - 1e-14))) == [(Level.LO, Level.NORMAL)]


def test_no_reading_neither_clears_a_level_nor_starts_its_hold_again(reading):
    judge = judge_of(POWER)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    assert len(judge.judge(reading(30, ds_power_dbmv=math.nan))) == 0
    changes = judge.judge(reading(60, ds_power_dbmv=-13.0))
    assert (levels(changes), changes.since_ms[0]) == ([(Level.NORMAL, Level.LO)], 0)
    assert len(judge.judge(reading(600, ds_power_dbmv=math.nan))) == 0
    assert len(judge.due(10_000_000)) == 0
    assert levels(judge.standing()) == [(Level.NORMAL, Level.LO)]


def test_a_hold_runs_out_between_two_sweeps(reading):
    judge = judge_of(POWER)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    assert len(judge.due(59_999)) == 0
    changes = judge.due(60_000)
    assert (levels(changes), changes.value[0], changes.since_ms[0]) == ([(Level.NORMAL, Level.LO)], -13.0, 0)
    assert len(judge.due(60_001)) == 0


def test_a_device_that_died_is_not_reported_by_its_last_words(reading, contact):
    judge = judge_of(POWER)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    judge.judge(contact(30, answered=False))
    assert len(judge.due(60_000)) == 0
    judge.judge(contact(90, answered=True))
    assert levels(judge.due(90_001)) == [(Level.NORMAL, Level.LO)]


def test_the_third_unanswered_question_in_a_row_counts_and_dates_from_the_first(contact):
    judge = judge_of(SILENT)
    answers = [True, False, False, True, False, False, False]
    changes = [judge.judge(contact(30 * turn, answered=answered)) for turn, answered in enumerate(answers)]
    assert [len(change) for change in changes] == [0, 0, 0, 0, 0, 0, 1]
    assert levels(changes[-1]) == [(Level.NORMAL, Level.NO_ANSWER)]
    assert changes[-1].since_ms[0] == 4 * 30_000
    assert math.isnan(changes[-1].value[0])
    back = judge.judge(contact(300, answered=True))
    assert (levels(back), back.since_ms[0]) == ([(Level.NO_ANSWER, Level.NORMAL)], 300_000)


def test_three_misses_in_one_batch_count_as_three():
    judge = judge_of(SILENT)
    contacts = Contacts(np.zeros(3, np.int32), np.zeros(3, np.bool_), np.arange(3, dtype=np.int64))
    assert levels(judge.judge(Batch("state:test", 0, 2, contacts=contacts))) == [(Level.NORMAL, Level.NO_ANSWER)]


def test_a_device_that_answers_now_and_then_does_not_end_the_hold_of_its_return(contact):
    judge = judge_of(Rule("silent", RuleType.NO_ANSWER, misses=3, hold_s=60))
    for turn in range(4):
        judge.judge(contact(turn * 30, answered=False))
    judge.judge(contact(200, answered=True))
    judge.judge(contact(230, answered=False))
    assert len(judge.due(260_000)) == 0
    assert levels(judge.judge(contact(270, answered=True))) == [(Level.NO_ANSWER, Level.NORMAL)]


def test_by_default_a_silent_terminal_is_no_alarm_and_a_silent_cmts_is(contact):
    judge = judge_of(*load_rules(), kind=(MODEM, CMTS))
    for turn in range(10):
        assert len(judge.judge(contact(30 * turn, answered=False, slot=0))) == 0
    changes = [judge.judge(contact(30 * turn, answered=False, slot=1)) for turn in range(3)]
    assert [len(change) for change in changes] == [0, 0, 1]


def test_by_default_a_terminal_that_does_not_get_registered_shows_after_a_quarter_of_an_hour(state):
    judge = judge_of(*load_rules())
    judge.judge(state(0, TerminalState.REGISTERED))
    judge.judge(state(100, TerminalState.RANGING))
    judge.judge(state(400, TerminalState.UNREGISTERED))
    judge.judge(state(800, TerminalState.UNKNOWN))
    assert len(judge.due(999_999)) == 0
    changes = judge.due(1_000_000)
    assert levels(changes) == [(Level.NORMAL, Level.STATE)]
    assert (changes.since_ms[0], changes.value[0]) == (100_000, float(TerminalState.UNREGISTERED))


def test_by_default_a_dark_terminal_is_the_maps_business(state):
    judge = judge_of(*load_rules())
    judge.judge(state(0, TerminalState.DARK))
    assert len(judge.due(10_000_000)) == 0


def test_optical_power_that_flickers_by_one_step_does_not_flap(reading):
    judge = judge_of(*load_rules(), kind=(NODE,))
    for step in range(1, 30):
        judge.judge(reading(step * 1000, optical_rx_dbm=10 * math.log10(step / 10)))
        judge.due(step * 1000_000 + 900_000)
        changes = 0
        for turn in range(1, 9):
            raw = step + turn % 2
            changes += len(judge.judge(reading(step * 1000 + 100 * turn, optical_rx_dbm=10 * math.log10(raw / 10))))
            changes += len(judge.due((step * 1000 + 100 * turn + 99) * 1000))
        assert changes <= 1, f"{step / 10} mW"


def test_a_clock_set_back_does_not_hold_an_alarm_for_ever(reading):
    judge = judge_of(POWER)
    judge.judge(reading(1_000_000, ds_power_dbmv=-13.0))
    judge.judge(reading(1_000, ds_power_dbmv=-13.0))
    changes = judge.judge(reading(1_060, ds_power_dbmv=-13.0))
    assert (levels(changes), changes.since_ms[0]) == ([(Level.NORMAL, Level.LO)], 1_000_000)


def test_each_channel_of_a_modem_is_judged_by_itself(reading):
    judge = judge_of(AT_ONCE)
    assert len(judge.judge(reading(0, instance=3, ds_power_dbmv=-13.0))) == 1
    assert len(judge.judge(reading(0, instance=4, ds_power_dbmv=0.0))) == 0
    assert judge.standing().instance.tolist() == [3]


def test_rules_are_for_the_kinds_they_name(reading):
    judge = judge_of(
        Rule("node", RuleType.LIMIT, "temperature_c", frozenset({"optical_node"}), hi=65), kind=(MODEM, NODE)
    )
    assert len(judge.judge(reading(0, slot=0, temperature_c=90.0))) == 0
    assert len(judge.judge(reading(0, slot=1, temperature_c=90.0))) == 1
    assert len(judge.judge(reading(0, slot=2, temperature_c=90.0))) == 0
    judge.place(np.array([MODEM, NODE, NODE], dtype=np.uint8))
    assert len(judge.judge(reading(0, slot=2, temperature_c=90.0))) == 1


def test_an_element_taken_out_of_the_plant_takes_its_alarm_with_it(reading):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    judge.place(np.array([NOWHERE], dtype=np.uint8))
    changes = judge.due(5_000)
    assert (levels(changes), changes.since_ms[0]) == ([(Level.LO, Level.NORMAL)], 5_000)
    assert len(judge.standing()) == 0
    assert len(judge.judge(reading(6, ds_power_dbmv=-13.0))) == 0


def test_a_restart_in_the_middle_of_a_hold_changes_nothing(reading, contact):
    judge = judge_of(POWER, SILENT)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    judge.judge(contact(10, answered=False, slot=1))
    judge.judge(contact(20, answered=False, slot=1))
    saved = {name: np.frombuffer(column.tobytes(), column.dtype) for name, column in judge.save().items()}
    again = judge_of(POWER, SILENT)
    again.load(saved)
    changes = again.judge(reading(60, ds_power_dbmv=-13.0))
    assert (levels(changes), changes.since_ms[0]) == ([(Level.NORMAL, Level.LO)], 0)
    silent = again.judge(contact(30, answered=False, slot=1))
    assert (levels(silent), silent.since_ms[0]) == ([(Level.NORMAL, Level.NO_ANSWER)], 10_000)


def test_an_instance_of_32_bits_keeps_its_level_over_a_restart(reading):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, instance=4_194_312_192, ds_power_dbmv=-13.0))
    again = judge_of(AT_ONCE)
    again.load(judge.save())
    assert again.standing().instance.tolist() == [4_194_312_192]
    changes = again.judge(reading(1, instance=4_194_312_192, ds_power_dbmv=0.0))
    assert (levels(changes), changes.instance.tolist()) == ([(Level.LO, Level.NORMAL)], [4_194_312_192])


def test_state_that_was_saved_with_narrower_instances_is_taken_over(reading):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, instance=48, ds_power_dbmv=-13.0))
    saved = judge.save()
    again = judge_of(AT_ONCE)
    again.load(saved | {"instance": saved["instance"].astype(np.int32)})
    assert levels(again.judge(reading(1, instance=48, ds_power_dbmv=0.0))) == [(Level.LO, Level.NORMAL)]


def test_new_limits_take_over_the_level_and_judge_the_next_value(reading):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    wider = judge_of(Rule("power", RuleType.LIMIT, "ds_power_dbmv", lo=-20, hi=20))
    wider.load(judge.save())
    assert levels(wider.standing()) == [(Level.NORMAL, Level.LO)]
    assert levels(wider.judge(reading(1, ds_power_dbmv=-13.0))) == [(Level.LO, Level.NORMAL)]


def test_a_rule_that_is_gone_leaves_nothing_standing(reading):
    judge = judge_of(SILENT, AT_ONCE)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    without = judge_of(SILENT)
    without.load(judge.save())
    assert len(without.standing()) == 0
    reordered = judge_of(AT_ONCE, SILENT)
    reordered.load(judge.save())
    assert reordered.standing().rule.tolist() == [0]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda saved: saved.pop("seen"), "column seen is missing"),
        (lambda saved: saved.update(slot=saved["slot"].astype(np.int64)), "column slot is int64, not int32"),
        (lambda saved: saved.update(row_ms=0, value=saved["value"][:0]), "differ in length"),
    ],
)
def test_damaged_state_is_refused_with_a_sentence(reading, damage, sentence):
    judge = judge_of(AT_ONCE)
    judge.judge(reading(0, ds_power_dbmv=-13.0))
    saved = judge.save()
    damage(saved)
    with pytest.raises(KeptError, match=sentence):
        judge_of(AT_ONCE).load(saved)


def test_a_judge_without_rules_decides_nothing(reading, contact):
    judge = judge_of()
    assert len(judge.judge(reading(0, ds_power_dbmv=-99.0))) == 0
    assert len(judge.judge(contact(0, answered=False))) == 0
    assert len(judge.due(0)) == len(judge.standing()) == 0
    judge_of().load(judge.save())
