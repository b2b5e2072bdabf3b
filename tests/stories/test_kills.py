"""Killed at random times, the product loses no reading it had stored and tells nothing twice or not at all."""

import bisect
import json
import os
import random
import signal
import time

import duckdb
import pytest

from monitor.series.model import RAW
from monitor.series.parquet import ParquetStore
from monitor.settings import load

KILLS = {"nothing": 10, "webui": 20, "monitor core": 20, "group": 20}
LONGEST_PAUSE_S = 0.25
"""The supervisor's own four seconds, again and again, are for what fails by itself."""
LEAST_APPENDS = 5
ASKED_BY_BOTH = {"system"}
"""Families that state and level sweeps ask for, which may both be answered within one millisecond."""
BREAK_AT, REPAIR_AT = 0.3, 0.65
"""Share of the kills after which the amplifier dies, and is repaired."""

pytestmark = [pytest.mark.story, pytest.mark.kill, pytest.mark.timeout(900)]


def outcome(product, town):
    """What the world knows in the end: incidents, and every notice the desk took in, by its id."""
    incidents = product.ask_ledger("select number, state, element, revision, subscribers from incident")
    return incidents, [message["id"] for message in town.messages()]


def appended(product):
    """Every append that is known to have returned, in order: (rows, last time).

    A slice of a sweep may end, and be appended, after one whose readings are newer.
    """
    said = []
    for line in product.log.read_text().splitlines():
        if '"series.appended"' in line:
            event = json.loads(line)
            if event["rows"]:
                said.append((event["rows"], event["to_ms"]))
    return said


def stored(product):
    """Every stored reading's (family, slot, instance, time)."""
    settings = load(product.config)
    store = ParquetStore(settings.data.directory / "series", settings.series)
    try:
        return [
            (file.family, *row)
            for file in store.manifest.live(tiers=RAW)
            for row in duckdb.read_parquet(str(store.directory / file.path))
            .project("slot, instance, time_ms")
            .fetchall()
        ]
    finally:
        store.close()


class Killer:
    """Kills a part of the product at a random moment and has it come back."""

    def __init__(self, product, wait_until, seed):
        self.product, self.wait_until, self.random = product, wait_until, random.Random(seed)

    def strike(self, part):
        time.sleep(self.random.uniform(0.0, 1.2))  # the moment of the kill is what is random here
        if part == "group":
            self.product.kill_all()
        elif part != "nothing":
            os.kill(self.product.pid_of(part), signal.SIGKILL)

    def revive(self, part):
        if part == "group":
            self.product.start()
        elif part == "monitor core":
            before = self.product.state_sweeps()
            self.wait_until(lambda: self.product.state_sweeps() > before, 30, "core sweeps again")
        elif part == "webui":
            self.wait_until(self.product.is_ready, 30, "pages answer again")


def live_through(part, town, product, wait_until):
    """Kill `part` again and again while an amplifier dies and is repaired; return what the world knows in the end."""
    plant = town(7, notice_delay="0", return_delay="0")
    watch = product(plant, state_interval_s=0.6, flush_s=0.2)
    watch.longest_pause_s = LONGEST_PAUSE_S
    watch.start()
    watch.wait_until_all_is_seen(plant)
    killer = Killer(watch, wait_until, part)
    kills = KILLS[part]
    for kill in range(kills):
        killer.strike(part)
        if kill == int(BREAK_AT * kills):
            plant.kill("A4")
        if kill == int(REPAIR_AT * kills):
            plant.repair()
        killer.revive(part)
    wait_until(lambda: plant.messages() and "resolved" in plant.messages()[-1]["id"], 60, "the desk hears of the end")
    assert watch.stop() == 0
    return watch, plant


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=pytest.mark.xdist_group(part)) for part in KILLS],
)
def test_killed_again_and_again_nothing_is_lost_and_nothing_told_twice(part, town, product, wait_until):
    watch, plant = live_through(part, town, product, wait_until)

    # What is told is what an undisturbed run tells: one incident, opened and resolved, each revision once.
    ((number, state, element, revision, subscribers),), told = outcome(watch, plant)
    assert (number, state, element, subscribers) == (1, "resolved", "A4", len(plant.element("A4")["accounts"]))
    grew = [f"INC-000001_{each}_updated_desk" for each in range(2, revision)]  # some are missed a sweep after others
    assert told == ["INC-000001_1_opened_desk", *grew, f"INC-000001_{revision}_resolved_desk"]
    book = plant.desk_book()
    assert book["refused"] == []
    assert all(message["verified"] for message in book["messages"])

    # Every reading whose append returned is readable, once.
    readings = stored(watch)
    once = [reading for reading in readings if reading[0] not in ASKED_BY_BOTH]
    assert len(once) == len(set(once))
    times = sorted(time_ms for *_, time_ms in readings)
    returned, newest_ms = 0, 0
    for count, to_ms in appended(watch):
        returned, newest_ms = returned + count, max(newest_ms, to_ms)
        assert bisect.bisect_right(times, newest_ms) >= returned
    assert len(appended(watch)) >= LEAST_APPENDS
