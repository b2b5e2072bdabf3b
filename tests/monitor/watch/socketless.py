"""Core without its sockets: slices of sweeps go in, incidents come out of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from collectors.clock import AnchoredClock
from collectors.model import Slots
from maps.model import Plant
from monitor.incidents import read
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.incidents.model import IncidentView
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.states import load_states
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from monitor.watch.inventory import Inventory
from monitor.watch.levels.judging import Judging
from monitor.watch.pipeline import Pipeline


class Socketless:
    """Core as a start finds it in a ledger, everything at its default."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.roster = load_roster(ledger)
        judging = Judging(ledger)
        with ledger.read() as connection:
            self.evidence = EvidenceBook(load_states(connection, len(self.roster)))
        self.incidents = IncidentBook(ledger, NoticeTeller(Settings()))
        self.pipeline = Pipeline(ledger, Settings(), self.roster, self.evidence, judging, self.incidents)
        self.inventory = Inventory(ledger, Settings(), self.roster, judging, self.pipeline)

    def slots(self, *keys: str) -> Slots:
        return self.roster.slots(keys)

    def open(self) -> list[IncidentView]:
        with self.ledger.read() as connection:
            return read.open_incidents(connection)

    def ever(self) -> list[IncidentView]:
        with self.ledger.read() as connection:
            return read.list_incidents(connection)

    def said(self) -> list[tuple[str, str, int]]:
        """(element, cause, subscribers) of the open incidents."""
        return [(view.element, view.cause, view.subscribers) for view in self.open()]


@contextmanager
def ledger_of(plant: Plant, url: str) -> Iterator[Ledger]:
    """Open a ledger that holds a plant."""
    ledger = Ledger.open(url, AnchoredClock())
    try:
        replace_plant(ledger, plant, "test")
        yield ledger
    finally:
        ledger.close()
