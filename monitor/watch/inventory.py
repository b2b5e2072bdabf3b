"""The plant and the rules in use: read from the ledger at the start and whenever somebody changed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import structlog
from numpy.typing import NDArray

from collectors.roster import Roster
from maps.assumptions import Assumptions
from maps.experience import learned
from maps.model import Kind, Plant
from monitor.ledger import blobs
from monitor.ledger.changes import announce
from monitor.ledger.found import experience
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant, version
from monitor.rules.versions import current_rules
from monitor.settings import Settings
from monitor.watch.asking.directory import ADDRESSES, Directory
from monitor.watch.faults.locating import Locator
from monitor.watch.levels.judging import Judging
from monitor.watch.pipeline import Pipeline

KINDS = tuple(str(kind) for kind in Kind)
NONE_YET = -1
"""Version of the plant in use before any was loaded; an empty ledger's is 0."""

log = structlog.get_logger()


class Inventory:
    """What pipeline and judging work with; `directory` says who is asked now."""

    def __init__(
        self, ledger: Ledger, settings: Settings, roster: Roster, judging: Judging, pipeline: Pipeline
    ) -> None:
        """Load plant and rules for the first time."""
        self._ledger = ledger
        self._settings = settings
        self._roster = roster
        self._judging = judging
        self._pipeline = pipeline
        self._version = NONE_YET
        self._directory: Directory
        self.load_plant()
        self.load_rules()

    def directory(self) -> Directory:
        """Return who is asked now."""
        return self._directory

    def load_plant(self) -> None:
        """Use the plant that was imported last; subjects keep their slots, and so everything known of them.

        The one in use already is left alone: the order to load it may be older than this process.
        """
        with self._ledger.read() as connection:
            newest = version(connection)
            if newest == self._version:
                return
            plant = load_plant(connection)
            addresses = blobs.load_columns(connection, ADDRESSES)
            observed = experience(connection, self._ledger.clock.now_ms())
        if self._version != NONE_YET:
            addresses = self._directory.known_addresses()  # newer than what was kept at the last flush
        self._admit([*(element.id for element in plant.elements), *(row.terminal for row in plant.services)])
        locate = self._settings.locate
        assumptions = Assumptions.of(locate.switched_off, locate.missed_anyway, locate.notice_delay_s, locate.priors)
        assumptions = replace(assumptions, priors=learned(assumptions.priors, observed))
        locator = Locator(plant, self._roster, assumptions)
        self._directory = Directory(plant, self._roster, self._settings, addresses)
        now_ms = self._ledger.clock.now_ms()
        self._pipeline.place(locator, self._directory, now_ms)
        asked = np.intersect1d(locator.elements, self._directory.asked)  # nobody else's alarm would ever end
        self._judging.place(KINDS, _kind_of(plant, self._roster), asked, now_ms)
        self._version = newest
        log.info("plant.in_use", elements=len(plant.elements), devices=len(plant.devices), accounts=len(plant.accounts))

    def _admit(self, keys: Sequence[str]) -> None:
        """Give slots to whom the plant names; maps drawn before are told that they can now be coloured."""
        before = len(self._roster)
        self._roster.admit([key for key in keys if key])
        if len(self._roster) == before:
            return
        with self._ledger.write("core") as connection:
            announce(connection, self._ledger.clock.now_ms(), "plant", str(version(connection)))

    def load_rules(self) -> None:
        """Use the rule set that was saved last."""
        with self._ledger.read() as connection:
            rules = current_rules(connection)
        self._judging.rule(rules, self._ledger.clock.now_ms())
        log.info("rules.in_use", rules=len(rules))


def _kind_of(plant: Plant, roster: Roster) -> NDArray[np.uint8]:
    """Return uint8[len(roster)]: position in KINDS of each slot's kind; strangers are `other`."""
    code = {name: i for i, name in enumerate(KINDS)}
    kind_of = np.full(len(roster), code[Kind.OTHER], dtype=np.uint8)
    kind_of[roster.slots(element.id for element in plant.elements)] = [code[element.kind] for element in plant.elements]
    return kind_of
