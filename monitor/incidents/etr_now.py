"""Which estimate may be told now: one whose time has passed is no estimate any more."""

from __future__ import annotations

from monitor.incidents.model import Estimate


def etr_now(etr: Estimate | None, now_ms: int) -> Estimate | None:
    """Return when service is expected back, None where nobody knows: nobody ever said, or the time has passed."""
    return etr if etr is not None and not etr.has_passed(now_ms) else None
