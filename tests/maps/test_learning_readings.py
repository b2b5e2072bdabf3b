"""What timing offsets and echoes say of a drawing, by themselves and beside homes that fall together."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from learning_city import CityMonths
from learning_months import START_MS, Months

from maps.learning.echoes import Echoes, shared
from maps.learning.events import Events, Mark, Sort
from maps.learning.moves import Move, moves
from maps.learning.timing import Distances
from simulator.drawing import draw_city
from simulator.sizes import SIZES

MISPLACED = 0.01
STRAY = "T1.1.1.0"
MAKES = {"fast": 0, "slow": 37, "odd": 5}


def ticks(town: Months, *, of: str = "", where: str = "") -> tuple[np.ndarray, list[str]]:
    """Return timing offsets and makes by terminal of the drawing; home `of` is where tap `where` is."""
    read, makes = [], []
    for k, slot in enumerate(town.topology.terminal_slot):
        key = town.roster.key(int(slot))
        _, amplifier, tap = (where if key == of else key).split(".")[:3]
        makes.append(list(MAKES)[k % len(MAKES)])
        read.append(900 + 60 * int(amplifier) + 6 * int(tap) + MAKES[makes[-1]] + town.draw.normal(0, 0.7))
    return np.rint(read), makes


def found(town: Months, events: Events, distances: Distances | None) -> dict[str, Move]:
    return {town.names(one.subject): one for one in moves(town.topology, events, MISPLACED, distances=distances)}


def test_homes_in_one_place_are_as_far_whoever_made_their_modems():
    town = Months()
    distances = Distances.of(town.topology, *ticks(town))
    places = [distances.far[town.topology.terminal_at == at] for at in np.unique(town.topology.terminal_at)]
    assert max(place.std() for place in places) < 1.5
    assert len({round(float(np.median(place))) for place in places[:32]}) > 24
    assert float(np.median(distances.scatter)) <= 1.5


def test_a_make_that_stands_beside_no_other_is_compared_with_nobody():
    town = Months()
    read, makes = ticks(town)
    alone = town.topology.terminal_at == town.topology.index("T1.1.1")
    makes = ["alone" if one else make for one, make in zip(alone, makes, strict=True)]
    read[5] = np.nan
    far = Distances.of(town.topology, read, makes).far
    assert np.isnan(far[alone]).all()
    assert not np.isnan(far[~alone]).any()
    assert not np.isnan(Distances.of(town.topology, read, ["x"] * len(read)).far[6:]).any(), "one make, all alike"


def test_one_outage_and_its_distance_say_where_a_home_hangs():
    town = Months(unseen=0.0, moved={STRAY: "T1.2.3"})
    events = town.events(3, [("A1.1", 1.5), ("A1.2", 2.5)])
    assert found(town, events, None) == {}
    told = found(town, events, Distances.of(town.topology, *ticks(town)))
    assert {key: town.names(move.under) for key, move in told.items()} == {STRAY: "A1.1"}
    assert told[STRAY].told.drawn > 10
    assert told[STRAY].told.there < 3
    bare = np.full(len(town.topology.terminal_at), np.nan)
    assert found(town, events, Distances.of(town.topology, bare, ["x"] * len(bare))) == {}


def test_a_home_at_the_distance_of_where_it_is_drawn_stays_there():
    """It fell twice with others, by chance, and was left alone once where it is drawn."""
    town = Months(unseen=0.0, moved={STRAY: "T1.2.3"})
    events = town.events(5, [("T1.1.1", 1.5), ("A1.2", 2.5), ("T1.1.1", 3.5)])
    assert set(found(town, events, None)) == {STRAY}
    here = Distances.of(town.topology, *ticks(town, of=STRAY, where="T1.2.3"))
    assert found(town, events, here) == {}


def test_distances_alone_move_nobody():
    """Many places are as far: one figure of one home is no proof of any of them."""
    town = Months(unseen=0.0, moved={STRAY: "T1.2.3"})
    events = town.events(3, [("A1.2", 1.5), ("A1.3", 2.5)])
    assert found(town, events, Distances.of(town.topology, *ticks(town))) == {}


def echoes(town: Months, behind: dict[str, tuple[float, float]], **own: tuple[float, float]) -> Echoes:
    """Return what equalisers say: (metres, dB) of those truly behind an element, or of a home by itself."""
    n = len(town.slots)
    length, level = np.full(n, np.nan), np.full(n, -38.0)
    for element, (metres, db) in behind.items():
        homes = town.behind(element)
        length[homes], level[homes] = metres + town.draw.uniform(-6, 6, len(homes)), db
    for key, (metres, db) in own.items():
        at = int(np.flatnonzero(town.slots == town.roster.slot(key.replace("_", ".")))[0])
        length[at], level[at] = metres, db
    return Echoes(town.slots, level, length, np.full(n, START_MS, dtype=np.int64))


def test_homes_with_one_echo_are_one_event_and_the_stray_is_among_them():
    town = Months(unseen=0.0, moved={STRAY: "T1.2.3"})
    (event,) = shared(town.topology, echoes(town, {"A1.1": (140.0, -17.0)}, T1_3_1_4=(400.0, -12.0)))
    has = {town.roster.key(int(slot)) for slot in event.who[event.mark != Mark.STAYED]}
    assert event.sort is Sort.ECHO
    assert has == {town.roster.key(int(town.slots[home])) for home in town.behind("A1.1")}
    assert town.roster.slot("T1.3.1.4") not in event.who, "a louder echo of its own hides whether it has this one"
    fallen = town.events(3, [("A1.1", 1.5), ("A1.2", 2.5)]).all()
    told = found(town, Events.of([*fallen, event]), None)
    assert (told[STRAY].together, told[STRAY].echoes, town.names(told[STRAY].under)) == (1, 1, "A1.1")


@pytest.mark.parametrize("echo", [(30.0, -15.0), (140.0, -28.5)], ids=["short", "faint"])
def test_an_echo_of_wires_at_home_or_a_faint_one_says_nothing(echo):
    town = Months(unseen=0.0)
    assert list(shared(town.topology, echoes(town, {"A1.1": echo}))) == []


def test_two_damaged_spans_are_two_events():
    town = Months(unseen=0.0)
    both = list(
        shared(town.topology, echoes(town, {"A1.1": (140.0, -17.0), "T1.3.2": (90.0, -15.0), "A2.1": (140.0, -17.0)}))
    )
    assert sorted(int((event.mark != Mark.STAYED).sum()) for event in both) == [15, 120, 120]


@pytest.mark.parametrize("seeds", [range(1, 7)])
def test_readings_find_more_of_the_citys_wrong_rows_than_falls_alone(seeds, record_property):
    """Sixty days of six districts with spans damaged; each figure is (right, wrong)."""
    totals = {"falls": [0, 0], "falls and timing": [0, 0], "falls and echoes": [0, 0], "all": [0, 0]}
    rows = 0
    for seed in seeds:
        town = CityMonths(city=draw_city(seed, SIZES["district"]), seed=seed)
        falls, distances = town.events(60, town.outages(60)), town.distances()
        both = Events.of([*falls.all(), *town.echoes(town.damaged(6))])
        rows += len(town.wrong)
        said = ((falls, None), (falls, distances), (both, None), (both, distances))
        for total, (events, far) in zip(totals.values(), said, strict=True):
            right, wrong = town.judged(events, far)
            total[0] += right
            total[1] += wrong
    print(f"{rows} wrong rows; proposals right and wrong by {totals}")
    record_property("proposals", str(totals))
    assert totals["falls"][0] < totals["falls and echoes"][0]
    assert totals["falls"][0] * 1.3 < totals["falls and timing"][0] <= totals["all"][0]
    assert totals["all"][1] <= 0.1 * totals["all"][0]


@pytest.mark.parametrize("seed", range(101, 104))
def test_a_city_drawn_right_is_left_alone(seed):
    city = draw_city(seed, SIZES["district"])
    town = CityMonths(city=city, seed=seed, wrong_plant=0.0, wrong_homes=0.0, mains=1.0)
    events = Events.of([*town.events(90, town.outages(90)).all(), *town.echoes(town.damaged(6))])
    assert town.judged(events, town.distances()) == (0, 0)


def test_a_hundred_thousand_modems_are_compared_in_a_moment():
    town = Months(nodes=200, homes=16)
    read, makes = ticks(town)
    heard = echoes(town, {f"A{node}.1": (140.0, -17.0) for node in range(1, 201)})
    began = time.process_time()
    distances = Distances.of(town.topology, read, makes)
    events = list(shared(town.topology, heard))
    took_s = time.process_time() - began
    print(f"{len(read)} modems: {took_s:.2f} s")
    assert (len(read), len(events), int(np.isnan(distances.far).sum())) == (102_400, 200, 0)
    assert took_s < 10
