"""How codes, numbers and times look on a page: the filters templates use."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from maps.model import OUTAGES
from monitor.incidents.model import IncidentView
from webui.words import Language, word

SEVERITIES = ("cleared", "indeterminate", "warning", "minor", "major", "critical")
"""Names of ITU-T X.733 perceived severities by stored value."""

STATES = ("unknown", "registered", "unregistered", "ranging", "barred", "dark", "unobservable")
"""Names of terminal states by stored value."""

CALM_S = 600
"""From here on nobody counts the seconds."""


def severity_name(value: int) -> str:
    """Return the code name of a stored severity."""
    return SEVERITIES[int(value)]


def state_name(value: int | None) -> str:
    """Return the code name of a stored terminal state; nobody recorded one: unknown."""
    return STATES[value or 0]


def moment(at_ms: int | None, zone: ZoneInfo) -> str:
    """Return date and time in the pages' zone, to the second."""
    return "—" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, zone):%Y-%m-%d %H:%M:%S}"


def utc(at_ms: int) -> str:
    """Return an ISO 8601 time in UTC, as `<time datetime>` wants it."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def duration(language: Language, span_ms: int) -> str:
    """Return a length of time in its two largest units, e.g. `2 h 5 min`; without seconds from ten minutes on."""
    seconds = max(0, span_ms // 1000)
    units = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    for (unit, size), (smaller, fraction) in pairwise((*units, ("", 1))):
        if seconds < size:
            continue
        parts = [word(language, f"time.{unit}", n=seconds // size)]
        rest = seconds % size // fraction
        if smaller and rest and not (unit == "min" and seconds >= CALM_S):
            parts.append(word(language, f"time.{smaller}", n=rest))
        return " ".join(parts)
    return word(language, "time.s", n=0)


def ago(language: Language, at_ms: int, now_ms: int) -> str:
    """Return how long ago something was."""
    return word(language, "time.ago", span=duration(language, now_ms - at_ms))


def percent(share: float) -> str:
    """Return a share as a whole percentage; nothing between 99 and 100 is called 100."""
    return "99 %" if 0.99 < share < 1.0 else f"{share * 100:.0f} %"


def grouped(number: int) -> str:
    """Return a count with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def offline_share(incident: IncidentView) -> float | None:
    """Return the share of the terminals seen behind an incident's element that are dark; None: it explains none.

    One-way homes and those nobody has asked are not seen: they count on neither side. None, too, where
    what is explained is not darkness: who cannot log in is not offline.
    """
    if incident.cause not in OUTAGES:
        return None
    fault = next((item for item in incident.faults if item.element == incident.element), None)
    return fault.explains / (fault.explains + fault.contradicts) if fault is not None and fault.explains else None
