"""A plant of three nodes behind one CMTS, and surveys of it as a test asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from collectors.clock import AnchoredClock
from collectors.model import Placements, Segment
from collectors.roster import Roster
from maps.model import Element, Kind, Plant
from monitor.discovery.book import DiscoveryBook
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import load_segments
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.proposals import Proposal, open_proposals
from monitor.settings import Settings

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
START_MS = 1_790_000_000_000


def modem(node: int, home: int) -> str:
    return f"02:00:00:00:{node:02x}:{home:02x}"


def plant() -> Plant:
    """Return a CMTS, nodes N1 to N3 with a tap each, and four modems behind each tap."""
    elements = [Element("CMTS1", Kind.CMTS)]
    for node in (1, 2, 3):
        elements.append(Element(f"N{node}", Kind.OPTICAL_NODE, f"Node {node}", "CMTS1"))
        elements.append(Element(f"T{node}", Kind.TAP, parent=f"N{node}"))
        elements += [Element(modem(node, home), Kind.CABLE_MODEM, parent=f"T{node}") for home in range(1, 5)]
    return Plant(elements=tuple(elements))


def as_drawn(*groups: tuple[int, ...]) -> dict[str, str]:
    """Return modem → segment with every modem where it is drawn; nodes of one group share a segment."""
    return {
        modem(node, home): f"sg{number}"
        for number, nodes in enumerate(groups, start=1)
        for node in nodes
        for home in range(1, 5)
    }


@dataclass
class Office:
    """A ledger with the plant in it, and the book that surveys go into."""

    ledger: Ledger
    settings: Settings
    roster: Roster
    book: DiscoveryBook
    now_ms: int = START_MS

    def survey(
        self,
        where: Mapping[str, str],
        nodes: Mapping[str, tuple[str, ...]] | None = None,
        *,
        whole: bool = True,
        after_ms: int = HOUR_MS,
    ) -> None:
        """Take a survey that finds modems on segments of CMTS1."""
        self.now_ms += after_ms
        names = sorted(set(where.values()))
        segments = tuple(Segment("CMTS1", name, (nodes or {}).get(name, ())) for name in names)
        slots = self.roster.admit(where)
        self.book.take(
            Placements(
                slots,
                np.array([names.index(name) for name in where.values()], dtype=np.int32),
                np.full(len(slots), self.now_ms, dtype=np.int64),
                segments,
                self.roster.admit(["CMTS1"]) if whole else np.empty(0, dtype=np.int32),
            ),
            self.now_ms,
        )

    def restart(self) -> None:
        """Begin anew from the ledger."""
        self.roster = load_roster(self.ledger)
        self.book = DiscoveryBook(self.ledger, self.settings, self.roster)

    def proposed(self) -> dict[str, Proposal]:
        """Return terminal → its open proposal."""
        with self.ledger.read() as connection:
            return {one.finding.terminal: one for one in open_proposals(connection)}

    def parent(self, key: str) -> str | None:
        """Return what an element hangs on; None where the plant has it not."""
        with self.ledger.read() as connection:
            return next((one.parent for one in load_plant(connection).elements if one.id == key), None)

    def segment(self, number: int) -> str:
        """Return a segment's name."""
        with self.ledger.read() as connection:
            return next(row.name for row in load_segments(connection) if row.id == number)


def make(folder: Path) -> Callable[..., Office]:
    """Return a function that makes an office with some settings of discovery."""

    def made(**discovery: object) -> Office:
        settings = Settings.model_validate({"data": {"directory": folder}, "discovery": discovery})
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        replace_plant(ledger, plant(), "test")
        roster = load_roster(ledger)
        roster.admit(element.id for element in plant().elements)
        return Office(ledger, settings, roster, DiscoveryBook(ledger, settings, roster))

    return made
