"""Who is asked more often than the sweeps ask, through days of virtual time."""

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings, States
from collectors.states import TerminalState
from monitor.settings.model import Attention as Manners
from monitor.watch.asking.allowance import Allowance
from monitor.watch.asking.attention import NOBODY, Attention, Grade

T0 = 1_800_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
CMTS = 900


def slots(*numbers):
    return np.array(numbers, dtype=np.int32)


def no_tellers(asked):
    return np.full(len(asked), NOBODY, dtype=np.int32)


class Plant:
    """A machine, a clock, and terminals that are asked by it and by a sweep a day; all answer but the dead."""

    def __init__(self, count=100, **manners):
        self.attention = Attention(Manners(**manners))
        self.everybody = np.arange(count, dtype=np.int32)
        self.now_ms = T0
        self.bad, self.dead = set(), set()
        self.asked = {slot: [] for slot in range(count)}
        """When each was asked beyond the sweep."""
        self.swept_ms = None

    def behind(self, teller, *who):
        state = np.full(len(who), TerminalState.REGISTERED, dtype=np.uint8)
        times = np.full(len(who), self.now_ms, dtype=np.int64)
        self.attention.hear(States(slots(*who), state, times, np.full(len(who), teller, dtype=np.int32)))

    def meet(self, who):
        there = np.array([slot not in self.dead for slot in who.tolist()], dtype=np.bool_)
        self.attention.met(Contacts(who, there, np.full(len(who), self.now_ms, dtype=np.int64)))

    def load(self, teller, *percent):
        values = {"processor_load_percent": np.array(percent, dtype=np.float64)}
        at = np.full(len(percent), teller, dtype=np.int32)
        times = np.full(len(percent), self.now_ms, dtype=np.int64)
        self.attention.feel([Readings("processor", at, np.arange(len(percent), dtype=np.int32), times, values)], T0)

    def run(self, for_ms, step_ms=MINUTE):
        for _ in range(for_ms // step_ms):
            if self.swept_ms is None or self.now_ms - self.swept_ms >= DAY:
                self.meet(self.everybody)
                self.swept_ms = self.now_ms
            self.now_ms += step_ms
            self.attention.look(slots(*sorted(self.bad)), self.now_ms)
            due = self.attention.due(self.everybody, no_tellers, self.now_ms)
            for slot in due.tolist():
                self.asked[slot].append(self.now_ms)
            self.meet(due)

    def grade(self, slot):
        return Grade(self.attention.grade(slots(slot))[0])

    def pauses(self, slot):
        return np.diff(self.asked[slot]) / MINUTE


@pytest.fixture
def plant():
    return Plant()


def test_who_looks_good_is_asked_by_nobody_but_the_sweeps(plant):
    plant.run(3 * DAY, 10 * MINUTE)
    assert not any(plant.asked.values())


def test_a_suspect_is_asked_four_hours_later_and_one_still_bad_then_every_ten_minutes(plant):
    plant.bad = {7}
    plant.run(3 * HOUR)
    assert plant.grade(7) is Grade.SUSPECT
    assert not plant.asked[7]
    plant.run(2 * HOUR)
    assert plant.grade(7) is Grade.HOT
    plant.run(2 * HOUR)
    assert set(plant.pauses(7)) == {10}
    assert not any(times for slot, times in plant.asked.items() if slot != 7)


def test_a_suspect_that_is_good_when_asked_stays_one_for_two_days_at_the_slow_pace(plant):
    plant.bad = {7}
    plant.run(HOUR)
    plant.bad = set()
    plant.run(46 * HOUR)
    assert plant.grade(7) is Grade.SUSPECT
    assert min(plant.pauses(7)) >= 240
    plant.run(2 * HOUR)
    assert plant.grade(7) is Grade.NORMAL
    asked = len(plant.asked[7])
    plant.run(DAY, 10 * MINUTE)
    assert len(plant.asked[7]) == asked


def test_a_hot_one_that_is_mended_goes_down_step_by_step(plant):
    plant.bad = {7}
    plant.run(6 * HOUR)
    assert plant.grade(7) is Grade.HOT
    plant.bad = set()
    plant.run(HOUR)
    assert plant.grade(7) is Grade.HOT
    plant.run(HOUR + 2 * MINUTE)
    assert plant.grade(7) is Grade.SUSPECT
    plant.run(2 * DAY)
    assert plant.grade(7) is Grade.NORMAL


def test_who_was_asked_by_a_sweep_within_its_pace_is_not_asked_again(plant):
    plant.bad = {7}
    plant.run(6 * HOUR)
    asked = len(plant.asked[7])
    for _ in range(24):
        plant.meet(plant.everybody)
        plant.run(5 * MINUTE)
    assert len(plant.asked[7]) == asked


def test_who_does_not_answer_is_left_alone_until_a_sweep_has_heard_it_again(plant):
    plant.bad, plant.dead = {7}, set()
    plant.run(6 * HOUR)
    plant.dead = {7}
    plant.run(HOUR)
    asked = len(plant.asked[7])
    plant.run(4 * HOUR)
    assert len(plant.asked[7]) == asked
    assert plant.grade(7) is Grade.SUSPECT, "its last words are no news"
    plant.dead = set()
    plant.run(DAY)
    assert len(plant.asked[7]) > asked


def test_no_hour_behind_one_cmts_sees_more_than_its_budget():
    plant = Plant(300, budget_per_hour=60, suspect_interval_s=600, hot_interval_s=60)
    plant.behind(CMTS, *range(200))
    plant.behind(CMTS + 1, *range(200, 300))
    plant.bad = set(range(250))
    plant.run(8 * HOUR)
    for who in (range(200), range(200, 300)):
        times = np.sort([at for slot in who for at in plant.asked[slot]])
        within = np.searchsorted(times, times + HOUR) - np.arange(len(times))
        assert within.max() <= 60
        assert len(times) > 7 * 54, "and what there is of it is used"


def test_under_a_budget_the_hot_come_first_and_nobody_starves():
    plant = Plant(60, budget_per_hour=60, suspect_interval_s=4 * 3600, hot_interval_s=600)
    plant.behind(CMTS, *range(60))
    plant.bad = set(range(30))
    plant.run(10 * HOUR)
    assert {plant.grade(slot) for slot in range(30)} == {Grade.HOT}
    plant.bad, since_ms = set(range(60)), plant.now_ms
    plant.run(12 * HOUR)
    fresh = [plant.asked[slot] for slot in range(30, 60)]
    assert all(fresh), "who is suspect gets its turn although the hot alone could use the budget three times over"
    counts = [sum(at > since_ms for at in plant.asked[slot]) for slot in range(30)]
    assert max(counts) - min(counts) <= 2, "and the hot take turns"


def test_what_else_is_asked_beyond_the_sweeps_is_off_the_same_budget():
    plant = Plant(300, budget_per_hour=100)
    plant.behind(CMTS, *range(0, 300, 2))
    plant.behind(CMTS + 1, *range(1, 300, 2))
    wanted = slots(*range(30))
    allowed = plant.attention.allow(wanted, no_tellers, T0)
    assert wanted[allowed].tolist() == list(range(20)), "a tenth of the hour's at once, behind each"
    assert not plant.attention.allow(wanted, no_tellers, T0).any()
    plant.bad = {100}
    plant.attention.met(Contacts(slots(100), np.array([True]), np.array([T0 - DAY])))
    plant.attention.look(slots(100), T0)
    assert not len(plant.attention.due(slots(100), no_tellers, T0)), "and none is left for who looks bad"
    plant.attention.look(slots(100), T0 + HOUR)
    assert plant.attention.due(slots(100), no_tellers, T0 + HOUR).tolist() == [100]


def test_hot_goes_before_suspect_where_there_is_not_enough_for_both():
    plant = Plant(3, budget_per_hour=10)
    plant.bad = {0, 1}
    plant.run(5 * HOUR)
    assert {plant.grade(slot) for slot in plant.bad} == {Grade.HOT}
    plant.bad = {0, 1, 2}
    plant.run(3 * HOUR - 10 * MINUTE)
    assert plant.grade(2) is Grade.SUSPECT
    assert not plant.asked[2]
    plant.run(HOUR)
    assert plant.asked[2], "but not when it is late by its whole pace"


def spent_in_an_hour(budget, from_ms):
    return sum(budget.grant(10**6, from_ms + minute * MINUTE) for minute in range(60))


def test_a_busy_cmts_halves_the_budget_and_gives_it_back_when_it_is_well_below_the_limit():
    budget = Allowance(600, 70, T0)
    assert 590 <= spent_in_an_hour(budget, T0) <= 600
    budget.feel(71)
    assert 265 <= spent_in_an_hour(budget, T0 + HOUR) <= 300
    budget.feel(60)
    assert budget.busy, "a little less is not enough"
    assert 265 <= spent_in_an_hour(budget, T0 + 2 * HOUR) <= 300
    budget.feel(55)
    assert not budget.busy
    assert 530 <= spent_in_an_hour(budget, T0 + 3 * HOUR) <= 600
    budget.feel(70)
    assert not budget.busy


def test_what_was_saved_up_is_cut_when_the_cmts_gets_busy():
    budget = Allowance(600, 70, T0)
    budget.feel(99)
    assert budget.grant(100, T0) == 30


def test_a_clock_that_stands_still_or_runs_back_gives_nothing():
    budget = Allowance(10, 70, T0)
    assert budget.grant(5, T0) == 1
    assert budget.grant(5, T0 - DAY) == 0
    assert budget.grant(5, T0) == 0


def test_the_busiest_processor_counts_and_only_behind_its_own_cmts():
    plant = Plant(200, budget_per_hour=600, suspect_interval_s=60, hot_interval_s=60)
    plant.behind(CMTS, *range(100))
    plant.behind(CMTS + 1, *range(100, 200))
    plant.load(CMTS, 20, 95, np.nan)
    plant.load(CMTS + 1, np.nan)
    plant.bad = set(range(200))
    plant.run(MINUTE)
    asked = [sum(len(plant.asked[slot]) for slot in who) for who in (range(100), range(100, 200))]
    assert asked[0] == 30
    assert asked[1] == 60


def test_the_plant_file_says_whose_budget_counts_where_no_table_does():
    attention = Attention(Manners(budget_per_hour=10, suspect_interval_s=60))
    attention.look(slots(1, 2, 3, 4), T0)
    due = attention.due(slots(1, 2, 3, 4), lambda asked: slots(*(CMTS + slot % 2 for slot in asked)), T0 + HOUR)
    assert len(due) == 2
    assert set((due % 2).tolist()) == {0, 1}


def test_who_comes_first_is_asked_at_that_pace_however_good_it_looks_and_counts_what_sweeps_ask(plant):
    plant.attention.put_first(slots(3), T0)
    plant.run(2 * HOUR)
    assert set(plant.pauses(3)) == {2}
    assert not any(times for slot, times in plant.asked.items() if slot != 3)
    plant.attention.put_first(slots(4), plant.now_ms)  # another plant file
    before = len(plant.asked[3])
    plant.run(HOUR)
    assert len(plant.asked[3]) == before
    assert len(plant.asked[4]) > 20


def test_a_silent_home_that_comes_first_waits_for_a_sweep_to_hear_it(plant):
    plant.attention.put_first(slots(3), T0)
    plant.dead = {3}
    plant.run(DAY + HOUR, 2 * MINUTE)
    assert plant.asked[3] == []
    plant.dead = set()
    plant.run(DAY, 2 * MINUTE)
    assert len(plant.asked[3]) == 30  # of the hour since the next sweep


def test_those_who_come_first_spend_half_of_the_budget_evenly_and_never_what_the_hot_need():
    plant = Plant(budget_per_hour=120, hot_interval_s=60, suspect_interval_s=60)
    plant.attention.put_first(np.arange(50, dtype=np.int32), T0)
    plant.run(2 * HOUR)
    before = {slot: len(times) for slot, times in plant.asked.items()}
    plant.run(10 * HOUR)
    spent = [len(plant.asked[slot]) - before[slot] for slot in range(50)]
    assert 520 <= sum(spent) <= 600  # sixty an hour
    assert max(spent) - min(spent) <= 2
    plant.bad = {99}
    plant.run(HOUR)
    hot = len(plant.asked[99])
    plant.run(HOUR)
    assert plant.grade(99) is Grade.HOT
    assert len(plant.asked[99]) - hot >= 58  # each minute, though fifty homes wait


def test_one_that_comes_first_and_is_hot_is_asked_at_the_faster_pace():
    plant = Plant(hot_interval_s=600, priority_interval_s=120)
    plant.attention.put_first(slots(3), T0)
    plant.bad = {3}
    plant.run(6 * HOUR)
    assert plant.grade(3) is Grade.HOT
    assert set(plant.pauses(3)) == {2}


def light(core, at_ms, dbm, **how):
    """A level sweep in which the CMTS and the node answer, and the node says how much light it has."""
    slot = core.slots("N1")
    block = Readings(
        "optical_node", slot, np.zeros(1, np.int32), np.array([at_ms]), {"optical_rx_dbm": np.array([dbm])}
    )
    contacts = Contacts(core.slots("C1", "N1"), np.array([True, how.get("answers", True)]), np.full(2, at_ms, np.int64))
    core.pipeline.take(Batch("level:60s", at_ms, at_ms + 500, readings=(block,), contacts=contacts))


def test_a_node_out_of_limits_is_asked_for_but_not_in_the_dark_and_never_its_cmts(core):
    at_ms = T0 + MINUTE
    for _ in range(3):  # the rule wants it to stand a minute
        light(core, at_ms, -9.0)
        at_ms += MINUTE
    assert core.pipeline.questions.deserving(at_ms) == ()
    light(core, at_ms + MINUTE, -9.0)
    assert core.pipeline.questions.deserving(at_ms + 2 * MINUTE) == (), "hot now, and asked a minute ago"
    late_ms = at_ms + 12 * MINUTE
    assert [device.key for device in core.pipeline.questions.deserving(late_ms)] == ["N1"]
    light(core, late_ms, -9.0, answers=False)
    assert core.pipeline.questions.deserving(late_ms + HOUR) == ()
