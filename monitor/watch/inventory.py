"""The plant and the rules in use: read from the ledger at the start and whenever somebody changed them."""

from __future__ import annotations

import structlog

from collectors.roster import Roster
from maps.assumptions import Assumptions
from monitor.ledger import blobs
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant
from monitor.rules.versions import current_rules
from monitor.settings import Settings
from monitor.watch.directory import Directory
from monitor.watch.locating import Locator
from monitor.watch.pipeline import Pipeline

log = structlog.get_logger()


class Inventory:
    """What the pipeline works with; `directory` says who is asked now."""

    def __init__(self, ledger: Ledger, settings: Settings, roster: Roster, pipeline: Pipeline) -> None:
        """Load plant and rules for the first time."""
        self._ledger = ledger
        self._settings = settings
        self._roster = roster
        self._pipeline = pipeline
        self.load_plant()
        self.load_rules()

    def directory(self) -> Directory:
        """Return who is asked now."""
        return self._directory

    def load_plant(self) -> None:
        """Use the plant that was imported last; subjects keep their slots, and so everything known of them."""
        with self._ledger.read() as connection:
            plant = load_plant(connection)
            addresses = blobs.load_columns(connection, "address")
        self._roster.admit([element.id for element in plant.elements])
        self._roster.admit([row.terminal for row in plant.services if row.terminal])
        locator = Locator(plant, self._roster, assumptions(self._settings))
        self._directory = Directory(plant, self._roster, self._settings, addresses)
        self._pipeline.place(plant, locator, self._directory)
        log.info("plant.in_use", elements=len(plant.elements), devices=len(plant.devices), accounts=len(plant.accounts))

    def load_rules(self) -> None:
        """Use the rule set that was saved last."""
        with self._ledger.read() as connection:
            rules = current_rules(connection)
        self._pipeline.rule(rules)
        log.info("rules.in_use", rules=len(rules))


def assumptions(settings: Settings) -> Assumptions:
    """Return what localisation assumes, as configured."""
    locate = settings.locate
    return Assumptions(
        switched_off=locate.switched_off,
        missed_anyway=locate.missed_anyway,
        notice_delay_s=locate.notice_delay_s,
        priors=locate.priors,
    )
