"""One trial: a plant, a scene in it, every method watching the same sweeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.outage.documents import plant_of
from bench.outage.living import STEP_S, Life
from bench.outage.model import Method, Truth, Verdict
from bench.outage.planting import reseeded
from bench.outage.plants import draw_plant
from bench.outage.scenes import CONDITIONS, DOCUMENTED, SORTS, Conditions, Scene, draw_scene
from bench.outage.scoring import Mark, belongs, is_right, mark, strangers
from bench.outage.truths import truths
from collectors.roster import Roster
from maps.model import Plant
from maps.topology import Topology
from simulator.city import City
from simulator.documenting import documented
from simulator.records import Knobs, Records

FEWEST_TERMINALS, MOST_TERMINALS = 500, 5000
DEPTHS = ("tap", "tap", "tap", "building", "node")
"""How deep plants are documented, each as likely as another."""
MIDDLE_S = 45.0
"""So long after the last event a method is asked how sure it is, for the first time."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A plant as it is and as it is written."""

    name: str
    city: City
    records: Records
    plant: Plant
    roster: Roster
    topology: Topology
    documented: str
    density: float
    """Share of the actives in the street that have a transponder."""

    @classmethod
    def of(cls, name: str, city: City, documented_to: str, knobs: Knobs) -> Ground:
        """Write a plant down."""
        records = documented(city, city.seed, knobs)
        plant = plant_of(records)
        roster = Roster(element.id for element in plant.elements)
        topology = Topology.build(plant.elements, plant.links, roster)
        actives = [one for one in city.elements if one.kind in {"optical_node", "amplifier"} and one.zone < 0]
        density = sum(bool(one.agent) for one in actives) / max(len(actives), 1)
        return cls(name, city, records, plant, roster, topology, documented_to, density)

    @property
    def metres(self) -> dict[str, float]:
        """Return element → length of the span that leads to it."""
        return {one.id: one.length_m for one in self.city.elements}


@dataclass(frozen=True, slots=True)
class Heard:
    """What one method said in one scene, marked."""

    marks: list[Mark]
    strangers: list[Verdict]
    seconds: list[float | None]
    """By mark: from the fault to the first right answer; None where none came."""
    sure: list[tuple[float, bool]]
    """Probability, and whether the failure was among what was named."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A scene and what every method made of it."""

    name: str
    scene: Scene
    density: float
    """Share of the plant's actives that have a transponder."""
    heard: Mapping[str, Heard]


@dataclass(frozen=True, slots=True)
class Followed:
    """A scene lived through, nothing marked yet."""

    begin_ms: int
    end_s: float
    said: Mapping[str, list[tuple[int, Sequence[Verdict]]]]
    """Method → (UTC ms, what it believed) after each sweep."""
    true: Sequence[Truth]


def follow(ground: Ground, scene: Scene, methods: Mapping[str, Method]) -> Followed:
    """Live through a scene, every method watching."""
    life = Life(reseeded(ground.city, scene.seed), scene, ground.roster)
    watchers = {name: method(ground.plant, ground.roster) for name, method in methods.items()}
    said: dict[str, list[tuple[int, Sequence[Verdict]]]] = {name: [] for name in watchers}
    for sweep in life.past():
        for watcher in watchers.values():
            watcher.take(sweep)
    for sweep in life.sweeps():
        for name, watcher in watchers.items():
            watcher.take(sweep)
            said[name].append((sweep.at_ms, watcher.verdicts(sweep.at_ms)))
    return Followed(life.begin_ms, life.end_s, said, truths(life, ground.records, ground.topology))


def hold(ground: Ground, scene: Scene, methods: Mapping[str, Method]) -> Trial:
    """Live through a scene and mark every method."""
    followed = follow(ground, scene, methods)
    heard = {name: _heard(ground, scene, followed, told) for name, told in followed.said.items()}
    return Trial(Drawn(ground, scene).name, scene, ground.density, heard)


def _heard(ground: Ground, scene: Scene, followed: Followed, told: Sequence[tuple[int, Sequence[Verdict]]]) -> Heard:
    """Return what one method said, marked; how sure it was is asked at the end and, without repairs, before it."""
    true, last = followed.true, told[-1][1]
    marks = mark(true, last, ground.metres)
    moments = [last]
    if all(event.kind for event in scene.events):
        before_s = followed.end_s - max(event.at_s for event in scene.events) - MIDDLE_S
        moments.append(told[-round(before_s / STEP_S)][1])
    sure = []
    for verdict in (verdict for verdicts in moments for verdict in verdicts if len(verdict.terminals)):
        place, _ = belongs(verdict, true)
        sure.append((verdict.probability, place is not None and is_right(verdict, true[place])))
    return Heard(marks, strangers(true, last), [_seconds(one, told) for one in marks], sure)


def _seconds(one: Mark, told: Sequence[tuple[int, Sequence[Verdict]]]) -> float | None:
    """Return how long after the fault a right answer was told for the first time."""
    for at_ms, verdicts in told:
        if at_ms < one.truth.started_ms:
            continue
        for verdict in verdicts:
            if verdict.told and belongs(verdict, [one.truth])[0] is not None and is_right(verdict, one.truth):
                return (at_ms - one.truth.started_ms) / 1000.0
    return None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scene that has been drawn and not lived through yet."""

    ground: Ground
    scene: Scene

    @property
    def name(self) -> str:
        """Return what names the scene for whoever wants to see it again."""
        return f"{self.ground.name}/{self.scene.conditions.name}/{self.scene.sort}/{self.scene.seed}"


def drawn(
    seed: int, plants: int, sorts: Sequence[str] = SORTS, conditions: Sequence[Conditions] = CONDITIONS
) -> Iterator[Drawn]:
    """Draw plants, and a scene of every sort in each under all conditions; the same for the same seed."""
    for number in range(plants):
        yield from of_plant(seed * 1000 + number, sorts, conditions)


def of_plant(
    plant_seed: int, sorts: Sequence[str] = SORTS, conditions: Sequence[Conditions] = CONDITIONS
) -> Iterator[Drawn]:
    """Draw one plant and its scenes."""
    draw = Random(f"outage trial {plant_seed}")
    terminals = round(FEWEST_TERMINALS * (MOST_TERMINALS / FEWEST_TERMINALS) ** draw.random())
    depth, unknown_power = draw.choice(DEPTHS), draw.random()
    yield from in_city(draw_plant(plant_seed, terminals), plant_seed, depth, unknown_power, sorts, conditions)


def in_city(
    city: City,
    seed: int,
    depth: str,
    unknown_power: float,
    sorts: Sequence[str] = SORTS,
    conditions: Sequence[Conditions] = CONDITIONS,
) -> Iterator[Drawn]:
    """Draw scenes in a plant.

    depth: how deep it is documented. unknown_power: 0 to 1; below what the conditions say, nobody wrote down who
    feeds whom with current.
    """
    grounds: dict[Knobs, Ground] = {}
    for condition in conditions:
        knobs = _knobs(condition, depth, unknown=unknown_power < condition.power_unknown)
        if knobs not in grounds:
            grounds[knobs] = Ground.of(str(seed), city, depth, knobs)
        for sort in sorts:
            scene_seed = seed * 100 + CONDITIONS.index(condition) * 20 + SORTS.index(sort)
            scene = draw_scene(city, scene_seed, sort, condition, depth)
            if scene is not None:
                yield Drawn(grounds[knobs], scene)


def trials(
    seed: int,
    plants: int,
    methods: Mapping[str, Method],
    sorts: Sequence[str] = SORTS,
    conditions: Sequence[Conditions] = CONDITIONS,
) -> Iterator[Trial]:
    """Hold every scene that is drawn."""
    for one in drawn(seed, plants, sorts, conditions):
        yield hold(one.ground, one.scene, methods)


def _knobs(conditions: Conditions, depth: str, *, unknown: bool) -> Knobs:
    """Return how the records of a plant depart from it."""
    left_out, wrong = DOCUMENTED[depth], conditions.knobs
    return replace(
        left_out,
        wrong_parents=wrong.wrong_parents,
        wrong_nodes=wrong.wrong_nodes,
        unknown_power=1.0 if unknown else 0.0,
    )
