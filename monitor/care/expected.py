"""When a home's service is expected back, as it may be told to whoever lives there."""

from __future__ import annotations

from monitor.care.answers import HomeAnswer
from monitor.care.verdict import Verdict
from monitor.incidents.etr_now import etr_now
from monitor.incidents.model import Estimate


def expected_back(home: HomeAnswer, now_ms: int) -> Estimate | None:
    """Return when the incident that a home is told of is over, None where nobody knows.

    While people are at work as planned it is the end of the work that is told, not what an incident within it suggests.
    """
    if home.incident is None or home.verdict is Verdict.PLANNED_WORK:
        return None
    return etr_now(home.incident.etr, now_ms)
