"""What core does when another process asks: each kind of command, and the part that carries it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collectors.clock import Clock
from collectors.model import Device
from collectors.roster import Roster
from monitor.incidents.actions import EXPECT, OPEN, OVERRIDE
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import Estimate, Source
from monitor.ledger.commands import Command
from monitor.plans.hands import ETR, PROBE
from monitor.watch.asking.directory import Directory
from monitor.watch.inventory import Inventory
from monitor.watch.orders import Order
from monitor.watch.pipeline import Pipeline

LookAt = Callable[[Sequence[Device]], object]
"""Has devices asked for their states soon; to be called from the judging thread."""


def plant_orders(inventory: Inventory) -> dict[str, Order]:
    """Return what core does when the plant or the rules have changed."""
    return {
        "plant.reload": lambda _: inventory.load_plant(),
        "rules.reload": lambda _: inventory.load_rules(),
    }


def probe_orders(roster: Roster, directory: Callable[[], Directory], look_at: LookAt) -> dict[str, Order]:
    """Return what core does when a plan wants to know at once how a segment is."""

    def probe(command: Command) -> None:
        """Ask the devices that tell of an element's segment; raises ValueError for an element that is unknown."""
        element = str(command.arguments["element"])
        slot = roster.slot(element)
        if slot is None:
            raise ValueError(f"there is no element {element}")
        look_at(directory().concerned(slot))

    return {PROBE: probe}


def incident_orders(incidents: IncidentBook, clock: Clock) -> dict[str, Order]:
    """Return what core does when people or plans change an incident that it holds; each raises ValueError to refuse."""

    def override(command: Command) -> None:
        said = command.arguments
        incidents.override(int(said["incident"]), command.by, str(said["reason"]), clock.now_ms())

    def expect(command: Command) -> None:
        said, between = command.arguments, command.arguments["between_ms"]
        etr = Estimate(int(between[0]), int(between[1]), Source.HAND, command.by) if between else None
        incidents.expect(int(said["incident"]), command.by, etr, clock.now_ms())

    def expect_by_plan(command: Command) -> None:
        said, (after_ms, before_ms) = command.arguments, command.arguments["between_ms"]
        etr = Estimate(int(after_ms), int(before_ms), Source.PLAN, str(said["plan"]))
        incidents.expect_by_plan(int(said["incident"]), etr, clock.now_ms())

    return {OVERRIDE: override, EXPECT: expect, ETR: expect_by_plan}


def opening_orders(pipeline: Pipeline, clock: Clock) -> dict[str, Order]:
    """Return what core does when people say that something has failed which nothing shows; refuses by ValueError."""

    def open_one(command: Command) -> None:
        said = command.arguments
        pipeline.open_by_hand(str(said["element"]), command.by, str(said["reason"]), clock.now_ms())

    return {OPEN: open_one}
