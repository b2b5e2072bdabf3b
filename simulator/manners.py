"""How difficult agents and the way to them are: each a knob, all off unless asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """What real networks and real head-end gear do to a poller."""

    round_trip_ms: tuple[float, float] = (0.0, 0.0)
    """Typical round trip of the nearest and the farthest agent; in between they are spread lognormally."""
    loss: float = 0.0
    """Share of answers that never come."""
    late: float = 0.0
    """Share of answers that come when nobody waits for them any more."""
    late_ms: tuple[float, float] = (2_000.0, 8_000.0)
    """How late."""
    duplicate: float = 0.0
    """Share of answers that come twice."""
    requests_per_s: float = 0.0
    """Requests a CMTS, an OLT or an EoC head answers, the rest it drops; 0: all."""
    cache_ms: int = 0
    """For how long such a one shows the same table of its terminals."""
    new_index: float = 0.0
    """Share of modems that come back under another row of the CMTS's table."""
    new_address: float = 0.0
    """Share of modems that come back with another address."""
    age_out_ms: int = 0
    """After how long in the dark a modem's row is dropped; 0: never."""


CALM = Manners()
HOSTILE = Manners(
    round_trip_ms=(5.0, 500.0), loss=0.005, late=0.002, duplicate=0.002, requests_per_s=600.0, cache_ms=4_000,
    new_index=0.9, new_address=0.3, age_out_ms=3 * 3_600_000,
)  # fmt: skip
"""A city as its operators know it."""
