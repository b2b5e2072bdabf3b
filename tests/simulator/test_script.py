"""Scripts of faults: read from JSON lines and TOML, played in order and in time, and drawn with everything in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from simulator.city import City
from simulator.day import draw_day
from simulator.faults import KINDS, FaultError
from simulator.plant import Delays, Plant
from simulator.script import Event, Hands, Player, ScriptError, read_script

LINES = """
{"at": "0:30:00", "repair": "first", "behind": "T9"}
{"at": 60, "break": "ingress", "element": "T5", "as": "first", "options": {"db": 20}}
"""
TABLES = """
[[event]]
at = "0:01"
break = "ingress"
element = "T5"
as = "first"
options = { db = 20 }

[[event]]
at = 1800
repair = "first"
behind = ["T9"]
"""


def test_both_forms_say_the_same_in_the_order_of_time() -> None:
    events = read_script(LINES)
    assert events == read_script(TABLES)
    assert events == [
        Event(60.0, "ingress", "T5", "first", {"db": 20.0}),
        Event(1800.0, label="first", behind=("T9",)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 events"),
        ("{", "neither JSON lines nor TOML"),
        ('{"at": 1, "break": "x", "repair": "y"}', "event 1: either break or repair"),
        ('{"at": 1, "element": "x"}', "either break or repair"),
        ('{"at": -1, "repair": "x"}', "no time"),
        ('{"at": "noon", "repair": "x"}', "event 1: .*noon"),
        ('{"at": 1, "break": "ingress"}', "element"),
        ('{"at": 1, "repair": "x", "colour": "red"}', "no key 'colour'"),
        ('{"at": 1, "break": "ingress", "element": "T1", "options": {"db": "much"}}', "event 1"),
    ],
)
def test_a_script_that_cannot_be_played_is_refused_and_said_why(text: str, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        read_script(text)


class Book:
    """Hands that write down what they were told to do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.failed: list[str] = []
        self.hands = Hands(self._break, self._repair, self._partly, lambda _event, why: self.failed.append(why))

    def _break(self, kind: str, element: str, _options: Mapping[str, float]) -> str:
        if kind == "meteorite":
            raise FaultError("no meteorites here")
        self.done.append(("break", kind, element))
        return f"F{len(self.done)}"

    def _repair(self, fault: str) -> None:
        self.done.append(("repair", fault))

    def _partly(self, fault: str, behind: Sequence[str]) -> list[str]:
        self.done.append(("partly", fault, *behind))
        return ["F90", "F91"]


def test_events_are_done_when_due_and_known_by_what_the_script_calls_them() -> None:
    book = Book()
    player = Player(book.hands)
    player.start([*read_script(LINES), Event(2000.0, label="first"), Event(2100.0, label="all")], 1_000_000)
    player.advance(1_059_999)
    assert book.done == []
    player.advance(1_060_000)
    assert book.done == [("break", "ingress", "T5")]
    assert [one["at_ms"] for one in player.waiting()] == [2_800_000, 3_000_000, 3_100_000]
    player.advance(9_000_000)
    assert book.done[1:] == [("partly", "F1", "T9"), ("repair", "F90"), ("repair", "F91"), ("repair", "all")]


def test_what_cannot_be_done_is_told_and_the_rest_goes_on() -> None:
    book = Book()
    player = Player(book.hands)
    player.start([Event(1.0, "meteorite", "T1", "m"), Event(2.0, "ingress", "T1", "i")], 0)
    player.advance(5000)
    assert book.failed == ["no meteorites here"]
    assert book.done == [("break", "ingress", "T1")]


def test_what_is_left_of_a_script_can_be_forgotten() -> None:
    book = Book()
    player = Player(book.hands)
    player.start([Event(1.0, "ingress", "T1", "i"), Event(9.0, label="i")], 0)
    player.advance(1000)
    assert player.stop() == 1
    player.advance(99_000)
    assert len(book.done) == 1


def test_a_drawn_day_has_every_kind_of_fault_in_several_sizes_and_some_at_once(district: City) -> None:
    events = draw_day(district, 7, 12.0)
    assert {event.kind for event in events if event.kind} == set(KINDS)
    assert events == draw_day(district, 7, 12.0) != draw_day(district, 8, 12.0)
    assert [event.at_s for event in events] == sorted(event.at_s for event in events)
    assert events[-1].at_s <= 12 * 3600
    standing, most = 0, 0
    for event in events:
        standing += 1 if event.kind else -1 if not event.behind else 0
        most = max(most, standing)
    assert standing == 0
    assert most >= 3
    assert any(event.behind for seed in range(4) for event in draw_day(district, seed, 12.0))


def test_a_drawn_day_can_be_played_to_its_end_and_leaves_the_plant_whole(district: City, hand_clock) -> None:
    plant = Plant(district, Delays(), hand_clock)
    failed: list[str] = []
    sizes: Counter[str] = Counter()

    def break_down(kind: str, element: str, options: Mapping[str, float]) -> str:
        fault = plant.break_down(kind, element, options)
        sizes[kind] += int((~plant.light.lit).sum())
        return fault.id

    hands = Hands(
        break_down,
        plant.repair,
        lambda fault, behind: [one.id for one in plant.repair_partly(fault, behind)],
        lambda event, why: failed.append(f"{event}: {why}"),
    )
    player = Player(hands)
    player.start(draw_day(district, 3, 24.0), hand_clock.now_ms)
    for _ in range(24 * 60 + 1):
        now_ms = hand_clock.pass_s(60)
        plant.advance(now_ms)
        player.advance(now_ms)
    assert failed == []
    assert plant.faults() == []
    plant.advance(hand_clock.pass_s(600))
    assert bool(np.all(plant.light.lit))
    assert sizes["zone_out"] > 0


def test_a_day_shorter_than_an_hour_is_refused(district: City) -> None:
    with pytest.raises(ValueError, match="one at least"):
        draw_day(district, 1, 0.5)
