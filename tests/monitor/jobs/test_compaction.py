"""Which files are merged when, and into what."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from monitor.jobs.compaction import BUCKETS, MOST_FILES, Merge, buckets, compact, plan
from monitor.jobs.merging import STRIPE_ROWS, opened, stripes
from monitor.series.model import DAY_MS, HOUR_MS, MINUTE_MS, LostRaceError, StoredFile, Tier

START = 20_000 * DAY_MS


def file(name: str, at_ms: int, tier: Tier = Tier.APPEND, slot_hi: int = 9, family: str = "cmts_cm") -> StoredFile:
    return StoredFile(name, family, tier, 0, slot_hi, START + at_ms, START + at_ms, 10, 1000)


def minutes(first: int, last: int, step_s: int = 60) -> list[StoredFile]:
    return [file(f"{s}", s * 1000) for s in range(first * 60, last * 60, step_s)]


def test_nothing_is_due_before_its_window_is_over_and_late_appends_had_time():
    assert plan(minutes(0, 60), START + HOUR_MS + 2 * MINUTE_MS - 1) == []


def test_an_hour_of_appends_becomes_one_file():
    files = minutes(0, 90)
    assert plan(files, START + 91 * MINUTE_MS) == [Merge("cmts_cm", 20_000, Tier.HOUR, tuple(files[:60]))]


def test_who_flushes_often_gets_ten_minute_files_first():
    files = minutes(0, 10, step_s=10)
    due = plan(files, START + 12 * MINUTE_MS)
    assert [(merge.tier, len(merge.files)) for merge in due] == [(Tier.TEN, 60)]
    assert plan(minutes(0, 10), START + 12 * MINUTE_MS) == []


def test_ten_minute_files_and_appends_of_an_hour_go_up_together():
    files = [file("t", 9 * MINUTE_MS, Tier.TEN), *minutes(10, 60)]
    due = plan(files, START + 2 * HOUR_MS)
    assert [(merge.tier, len(merge.files)) for merge in due] == [(Tier.HOUR, 51)]


def test_a_day_that_is_over_takes_all_its_loose_files_at_once():
    files = [file(f"h{hour}", hour * HOUR_MS, Tier.HOUR) for hour in range(23)] + minutes(23 * 60, 24 * 60)
    assert plan(files, START + DAY_MS + 20 * MINUTE_MS)[0].tier is Tier.HOUR
    due = plan(files, START + DAY_MS + 30 * MINUTE_MS)
    assert [(merge.tier, len(merge.files)) for merge in due] == [(Tier.DAY, 83)]


def test_a_backlog_is_worked_off_from_below_so_that_few_files_are_open_at_once():
    files = minutes(0, 24 * 60, step_s=5)
    due = plan(files, START + 2 * DAY_MS)
    assert {(merge.tier, len(merge.files)) for merge in due} == {(Tier.TEN, 120)}
    assert len(due) == 144
    seconds = plan(minutes(0, 10, step_s=1), START + 12 * MINUTE_MS)
    assert [(merge.tier, len(merge.files)) for merge in seconds] == [(Tier.TEN, MOST_FILES)]
    hourly = plan(minutes(0, 24 * 60), START + 2 * DAY_MS)
    assert [(merge.tier, len(merge.files)) for merge in hourly] == [(Tier.HOUR, 60)] * 24


def test_one_call_works_off_a_backlog_whole(store, readings):
    for minute in range(0, 24 * 60, 5):
        store.append([readings([1], [START + minute * MINUTE_MS], {"us_snr_db": [38.0]})])
    assert len(store.manifest.live()) > MOST_FILES
    assert compact(store, START + 2 * DAY_MS).merges == 25
    assert [file.tier for file in store.manifest.live()] == [Tier.DAY]
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)) == 288


def test_families_and_days_are_never_mixed():
    files = [*minutes(0, 5), file("o1", 0, family="ups"), file("o2", 1, family="ups"), file("n", DAY_MS)]
    due = plan(files, START + 3 * DAY_MS)
    assert [(merge.family, merge.day, len(merge.files)) for merge in due] == [
        ("cmts_cm", 20_000, 5),
        ("cmts_cm", 20_001, 1),
        ("ups", 20_000, 2),
    ]


@pytest.mark.parametrize("slots", [300, 100_000, 1_000_000])
def test_a_day_is_cut_into_at_most_sixty_four_buckets_that_leave_no_slot_out(slots):
    ranges = buckets(Merge("cmts_cm", 20_000, Tier.DAY, (file("h", 0, Tier.HOUR, slot_hi=slots - 1),)))
    assert len(ranges) <= BUCKETS
    assert ranges[0][0] == 0
    assert ranges[-1][1] >= slots - 1
    assert all(low == high + 1 for (_, high), (low, _) in itertools.pairwise(ranges))
    assert len(ranges) == {300: 2, 100_000: 64, 1_000_000: 64}[slots]


def test_each_bucket_is_a_file_of_its_own_sorted_and_complete(store, readings):
    rng = np.random.default_rng(3)
    for minute in range(6):
        slots = rng.permutation(1000)
        values = {"us_snr_db": slots / 10, "number": np.full(1000, minute)}
        store.append([readings(slots, [START + minute * MINUTE_MS] * 1000, values)])
    done = compact(store, START + 2 * DAY_MS)
    assert (done.merges, done.files_before, done.files_after, done.rows) == (1, 6, 4, 6000)
    live = sorted(store.manifest.live(), key=lambda one: one.slot_lo)
    assert [(one.tier, one.slot_lo, one.slot_hi, one.rows) for one in live] == [
        (Tier.DAY, low, min(low + 255, 999), min(256, 1000 - low) * 6) for low in (0, 256, 512, 768)
    ]
    for slot in (0, 255, 256, 999):
        found = store.history("cmts_cm", slot, ["us_snr_db", "number"], START, START + DAY_MS)
        assert found.values["us_snr_db"].tolist() == [slot / 10] * 6
        assert found.values["number"].tolist() == list(range(6))


def test_stripes_are_of_bounded_size_and_never_cut_a_slot(store, readings):
    rows = 300
    slots = np.repeat(np.arange(5_000), rows // 2)
    times = np.tile(np.arange(rows // 2), 5_000)
    for half in range(2):
        store.append([readings(slots, START + times + half * rows, {"number": times})])
    seen = -1
    sizes = []
    for block in stripes(opened(store, store.manifest.live()), [(0, 2_499), (2_500, 4_999)]):
        assert block.slot[0] == seen + 1
        seen = int(block.slot[-1])
        sizes.append(len(block))
    assert seen == 4_999
    assert sum(sizes) == 5_000 * rows
    assert max(sizes) <= STRIPE_ROWS * 1.2
    assert 2_499 * rows + rows in np.cumsum(sizes)


def test_work_given_up_leaves_everything_as_it_was(store, readings):
    for minute in range(3):
        store.append([readings([1], [START + minute], {"us_snr_db": [38.0]})])
    before = store.manifest.live()
    answers = iter([True])
    assert compact(store, START + 2 * DAY_MS, lambda: next(answers)).merges == 0
    assert store.manifest.live() == before
    assert list(store.directory.rglob("*.partial")) == []
    assert len(list((store.directory / "day").iterdir())) == 0


def test_who_loses_the_race_for_files_leaves_no_trace(store, readings, monkeypatch):
    for minute in range(3):
        store.append([readings([1], [START + minute], {"us_snr_db": [38.0]})])

    def lose(*_args, **_kwargs):
        raise LostRaceError("somebody was faster")

    monkeypatch.setattr(store.manifest, "commit", lose)
    assert compact(store, START + 2 * DAY_MS).merges == 0
    assert list((store.directory / "day").iterdir()) == []
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)) == 3
