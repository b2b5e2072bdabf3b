"""What is let go of cameras' stills each night: the old, then the oldest beyond the bound; never of what stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from monitor.incidents.attached import FAMILY, let_go
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.settings import Cameras

HOUR = 3
"""Local hour of the night at which they are looked at."""
DAY_MS = 86_400_000
MEGABYTE = 1024 * 1024
SLICE = 20
"""Pictures let go of in one transaction: other writers wait for it."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that is kept."""

    incident: int
    at_ms: int
    octets: int
    stands: bool
    """Whether its incident does."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """What came of a night."""

    count: int
    octets: int
    over: int
    """Octets still beyond the bound: those are of incidents that stand."""


def is_due(looked_ms: int, now_ms: int, zone: ZoneInfo) -> bool:
    """Return whether it has been HOUR o'clock since they were looked at last."""
    now = datetime.fromtimestamp(now_ms / 1000, zone)
    last = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if last > now:
        last -= timedelta(days=1)
    return looked_ms < last.timestamp() * 1000


def retain(ledger: Ledger, settings: Cameras, now_ms: int) -> LetGo:
    """Let go of pictures past `keep_days`, then of the oldest until the rest fits `keep_mb`.

    Of incidents that stand none is let go of. Raises LedgerError; what is done by then stays so.
    """
    kept = stills(ledger)
    chosen = _chosen(kept, now_ms - round(settings.keep_days * DAY_MS), round(settings.keep_mb * MEGABYTE))
    for start in range(0, len(chosen), SLICE):
        some = chosen[start : start + SLICE]
        detail = {"incidents": [still.incident for still in some], "octets": sum(still.octets for still in some)}
        with ledger.write("jobs", "stills.let_go", "", detail) as connection:
            for still in some:
                let_go(connection, still.incident, now_ms)
        ledger.give_way()
    gone = sum(still.octets for still in chosen)
    left = sum(still.octets for still in kept) - gone
    return LetGo(len(chosen), gone, max(left - round(settings.keep_mb * MEGABYTE), 0))


def stills(ledger: Ledger) -> list[Still]:
    """Return the pictures that are kept, the oldest first."""
    b, i = t.column_blob.c, t.incident.c
    query = select(b.family, b.at_ms, func.length(b.data).label("octets")).where(
        b.family.startswith(FAMILY, autoescape=True)
    )
    with ledger.read() as connection:
        standing = set(connection.execute(select(i.number).where(i.resolved_ms.is_(None))).scalars())
        rows = connection.execute(query.order_by(b.at_ms, b.family)).all()
    numbers = [int(row.family.removeprefix(FAMILY)) for row in rows]
    return [Still(number, row.at_ms, row.octets, number in standing) for number, row in zip(numbers, rows, strict=True)]


def _chosen(kept: list[Still], before_ms: int, most: int) -> list[Still]:
    excess = sum(still.octets for still in kept) - most
    chosen = []
    for still in kept:
        if not still.stands and (still.at_ms < before_ms or excess > 0):
            chosen.append(still)
            excess -= still.octets
    return chosen
