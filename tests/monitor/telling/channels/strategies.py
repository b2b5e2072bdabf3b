"""Whatever a notice may say."""

from __future__ import annotations

import shapely
from hypothesis import strategies as st

from maps.model import Cause, Kind
from monitor.incidents.model import Estimate, Event, IncidentState, Source
from monitor.telling.model import IncidentNotice, Named
from thresholds.model import Severity

MOMENTS = st.integers(1, 4_000_000_000_000)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CAUSES = [str(cause) for cause in Cause]


@st.composite
def named(draw: st.DrawFn) -> Named:
    return Named(
        draw(NAMES.filter(bool)), str(draw(st.sampled_from(Kind))), draw(NAMES), draw(st.floats(0, 1, allow_nan=False))
    )


@st.composite
def areas(draw: st.DrawFn) -> shapely.Geometry | None:
    boxes = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=4))
    if not boxes:
        return draw(st.sampled_from([None, shapely.Polygon()]))
    parts = []
    for east, north, hole in boxes:
        lon, lat = 120.0 + east * 0.01, 30.0 + north * 0.01
        part = shapely.box(lon, lat, lon + 0.008, lat + 0.008)
        parts.append(part - shapely.box(lon + 0.002, lat + 0.002, lon + 0.004, lat + 0.004) if hole else part)
    return shapely.union_all(parts)


@st.composite
def notices(draw: st.DrawFn) -> IncidentNotice:
    event = draw(st.sampled_from(Event))
    over = event == Event.RESOLVED
    etr = st.builds(Estimate, MOMENTS, MOMENTS, st.sampled_from(Source))
    reopened = draw(st.integers(0, 5))
    return IncidentNotice(
        number=draw(st.integers(1, 10_000_000)),
        revision=draw(st.integers(1, 10_000)),
        event=event,
        at_ms=draw(MOMENTS),
        state=IncidentState.RESOLVED if over else draw(st.sampled_from([IncidentState.OPEN, IncidentState.RESTORED])),
        cause=draw(st.sampled_from(CAUSES)),
        severity=draw(st.sampled_from([one for one in Severity if one != Severity.CLEARED])),
        probability=draw(st.floats(0, 1, allow_nan=False)),
        elements=tuple(draw(st.lists(named(), min_size=1, max_size=4))),
        alternatives=tuple(draw(st.lists(named(), max_size=4))),
        subscribers=draw(st.integers(0, 1_000_000)),
        terminals=draw(st.integers(0, 1_000_000)),
        accounts=tuple(draw(st.lists(NAMES, max_size=3))),
        area=draw(areas()),
        started_after_ms=draw(st.one_of(st.just(0), MOMENTS)),
        started_before_ms=draw(st.one_of(st.just(0), MOMENTS)),
        opened_ms=draw(MOMENTS),
        resolved_ms=draw(MOMENTS) if over else None,
        merged_into=draw(st.one_of(st.none(), st.integers(1, 100))) if over else None,
        reopened=reopened,
        came_back_ms=draw(MOMENTS) if reopened else None,
        first=not over and draw(st.booleans()),
        part_of=draw(st.one_of(st.none(), st.integers(1, 100))),
        etr=draw(st.one_of(st.none(), etr)),
    )
