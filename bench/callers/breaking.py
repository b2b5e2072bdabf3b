"""Breaks a city in every way at once, and has the product watch it until its observers can know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from bench.day.rig import Rig
from bench.day.watcher import Watcher
from simulator.faults import FaultError
from simulator.reach import Reaches

STEP_S = 20.0
"""Between two state sweeps."""
SETTLED_S = 300.0
"""So long after the last fault every observer has noticed whom it lost, and every verdict has had its sweeps."""


@dataclass(frozen=True, slots=True)
class Break:
    """A fault that is to stand, at a place of its kind that suits."""

    kind: str
    homes: tuple[int, int] = (1, 1)
    """How many it should touch."""
    options: tuple[tuple[str, float], ...] = ()
    of: tuple[str, ...] = ()
    """Kinds of element; none given: wherever it fits."""
    then_s: float = 60.0
    """Seconds until the next one."""


PLANT = (
    Break("modem_off"),
    Break("connector"),
    Break("zone_out", (15, 400), then_s=200.0),
    Break("element_dead", (20, 150), of=("amplifier",), then_s=130.0),
    Break("connector"),
    Break("span_cut", (6, 60), of=("tap", "building", "amplifier")),
    Break("modem_off"),
    Break("modem_off"),
    Break("element_dead", (3, 8), of=("tap",)),
)
DHCP = (Break("provisioning_down", (1, 1_000_000), (("at_once", 1.0),), ("cmts",)),)


async def settle(rig: Rig, watcher: Watcher, seconds: float) -> None:
    """Let time pass under the product's eyes; levels are read once, at the end."""
    for _ in range(round(seconds / STEP_S)):
        rig.pass_time(STEP_S)
        await watcher.states()
    await watcher.levels()


async def break_down(rig: Rig, watcher: Watcher, wanted: tuple[Break, ...], draw: Random) -> None:
    """Let these faults happen one after the other, and wait until they can be known."""
    for one in wanted:
        for element in _places(rig, one, draw):
            with suppress(FaultError):
                rig.break_down(one.kind, element, dict(one.options))
                break
        await settle(rig, watcher, one.then_s)
    await settle(rig, watcher, SETTLED_S)


def _places(rig: Rig, one: Break, draw: Random) -> Iterator[str]:
    """Yield where a fault of a kind fits and touches as many homes as it should, in any order."""
    fewest, most = one.homes
    kinds = {element.id: element.kind for element in rig.city.elements}
    found = [
        element
        for element, homes in Reaches(rig.plant).candidates(one.kind)
        if fewest <= homes <= most and (not one.of or kinds[element] in one.of)
    ]
    yield from draw.sample(found, len(found))
