"""What the rest of the product sees of the series store, whichever store it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from collectors.model import Readings
from monitor.series.model import History


class SeriesStore(Protocol):
    """Keeps readings and gives them back as a chart needs them."""

    def append(self, readings: Sequence[Readings]) -> None:
        """Keep `readings`, all or none of them; what this returned for survives a power cut.

        Raises SeriesError naming the path when the disk is full or not writable; earlier readings stay.
        """
        ...

    def history(
        self,
        family: str,
        slot: int,
        metrics: Sequence[str],
        start_ms: int,
        end_ms: int,
        instance: int | None = None,
        points: int = 500,
    ) -> History:
        """Return readings of one subject in [start_ms, end_ms), at most `points` rows per instance."""
        ...

    def waiting_bytes(self) -> int:
        """Return how many octets wait to be taken to where they are kept; 0 where `append` keeps them itself."""
        ...

    def close(self) -> None:
        """Give back files and locks; appending again opens them anew."""
        ...
