"""What whoever looks has on the desk: ledger, history and clock, opened as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger
from monitor.series.opening import open_store
from monitor.series.store import SeriesStore
from monitor.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """Open ledger and history, and the time."""

    ledger: Ledger
    series: SeriesStore
    now_ms: Callable[[], int]

    def close(self) -> None:
        """Give everything back."""
        self.series.close()
        self.ledger.close()


def open_desk(settings: Settings) -> Desk:
    """Open ledger and history of an installation.

    Raises LedgerError or SeriesError, naming the place, where one of them cannot be used.
    """
    clock = AnchoredClock()
    ledger = Ledger.open(settings.ledger_url(), clock)
    return Desk(ledger, open_store(settings), clock.now_ms)
