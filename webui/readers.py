"""What pages read from: the application's arguments, handed in once by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flask import current_app

from monitor.care.freshness import stale_after_ms
from monitor.care.trail import Trail
from monitor.ledger.ledger import Ledger
from monitor.series.store import SeriesStore
from monitor.settings import Settings
from webui.addresses import AddressBooks
from webui.plant import Plants
from webui.sights import Sights
from webui.standing import States
from webui.throttle import Throttle
from webui.truth import Truths


@dataclass(frozen=True, slots=True)
class Readers:
    """Ledger, history and plant, with the settings that say how to show them."""

    ledger: Ledger
    series: SeriesStore
    settings: Settings
    plants: Plants
    throttle: Throttle
    now_ms: Callable[[], int]
    trail: Trail
    truths: Truths
    addresses: AddressBooks = field(default_factory=AddressBooks)
    states: States = field(default_factory=States)
    sights: Sights = field(init=False)

    def __post_init__(self) -> None:
        """Have everybody look at the same plants."""
        object.__setattr__(self, "sights", Sights(self.plants))

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of pages."""
        return ZoneInfo(self.settings.display.timezone)

    @property
    def stale_after_ms(self) -> int:
        """Age beyond which data does not speak of the present."""
        return stale_after_ms(self.settings)


def readers() -> Readers:
    """Return the readers of the application that serves this request."""
    found: Readers = current_app.extensions["plantwatch"]
    return found
