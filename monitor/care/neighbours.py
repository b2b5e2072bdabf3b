"""How a terminal's neighbours fare, and what feeds it: bounded walks over indexed parents, no plant in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, String, and_, bindparam, func, literal, select

from collectors.states import TerminalState
from maps.model import TERMINALS, Kind, Path
from monitor.ledger import tables as t

ENOUGH = 4
"""Neighbours whose state is known that make a comparison; with fewer the next element up is asked."""
MOST_OF_THEM = 0.5
"""Share of seen neighbours that must be without service before a home that is so too is taken for part of an outage."""
LEVELS_UP = 3
MOST = 400
"""Neighbours looked at; a node that feeds thousands directly is judged by these."""
DEEPEST = 64
TOGETHER_MS = 120_000
"""Who went dark within so long of each other went together: observers miss them one by one, in their own time."""

OBSERVERS: Mapping[str, tuple[Kind, ...]] = {
    Kind.CABLE_MODEM: (Kind.CMTS,),
    Kind.ONU: (Kind.OLT,),
    Kind.EOC_UNIT: (Kind.EOC_HEAD,),
}
"""Whose tables list a terminal of a kind: the nearest such above it."""

_UNSEEN = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An element on the way to the headend."""

    id: str
    kind: str
    name: str
    state: int | None
    """TerminalState of a device we ask: DARK when it is silent; None where nobody asks."""
    slot: int | None
    lon: float | None = None
    """WGS-84 degrees, as `lat`; None where the plant file has no place."""
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The other terminals behind the same element."""

    element: str
    """The element they share with the terminal."""
    kind: str
    name: str
    total: int
    """How many of them are seen, up or not."""
    offline: int
    """How many of those are dark."""
    unseen: int
    """How many more there are of which nothing is known."""
    pending: int = 0
    """How many of those seen have signal, at least partly, and have not logged in."""
    barred: int = 0
    """How many of those seen the CMTS refuses."""
    together: int = 0
    """How many of those dark went within TOGETHER_MS of the terminal."""

    @property
    def fine(self) -> int:
        """How many have service."""
        return self.total - self.offline - self.pending - self.barred

    @property
    def well(self) -> bool:
        """Whether enough are seen, and signal and log-in reach most of them."""
        return self.total >= ENOUGH and self.offline + self.pending < MOST_OF_THEM * self.total


def _way_up(*, many: bool = False) -> Select[tuple[str, str, str, str, int, int, float, float]]:
    """Return what feeds :element, or each of :elements that there are, on :path, nearest first."""
    link = t.link.alias()
    parent = func.coalesce(func.nullif(link.c.parent, ""), t.element.c.parent)
    if many:
        asked = t.element.c.id.in_(bindparam("elements", expanding=True))
        seed = select(t.element.c.id.label("of"), t.element.c.id.label("id"), literal(0).label("depth")).where(asked)
    else:
        element = bindparam("element", type_=String)
        seed = select(element.label("of"), element.label("id"), literal(0).label("depth"))
    walk = seed.cte("walk", recursive=True)
    walk = walk.union_all(
        select(walk.c.of, parent, walk.c.depth + 1)
        .select_from(walk)
        .join(t.element, t.element.c.id == walk.c.id)
        .join(link, and_(link.c.element == t.element.c.id, link.c.path == bindparam("path")), isouter=True)
        .where(parent != "", walk.c.depth < DEEPEST)
    )
    return (
        select(
            walk.c.of,
            t.element.c.id,
            t.element.c.kind,
            t.element.c.name,
            t.terminal_state.c.state,
            t.subject.c.slot,
            t.element.c.lon,
            t.element.c.lat,
        )
        .select_from(walk)
        .join(t.element, t.element.c.id == walk.c.id)
        .join(t.subject, t.subject.c.key == t.element.c.id, isouter=True)
        .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
        .where(walk.c.depth > 0)
        .order_by(walk.c.of, walk.c.depth)
    )


def _beside() -> Select[tuple[str, str, int, int]]:
    """Return id, kind, state and since when of what hangs :depth levels or less behind :ancestor, :terminal left out.

    Kinds are told apart by whoever reads: as a condition they would tempt the database to go through
    all terminals there are instead of the few that hang here.
    """
    walk = select(bindparam("ancestor", type_=String).label("id"), literal(0).label("depth")).cte(
        "behind", recursive=True
    )
    walk = walk.union_all(
        select(t.element.c.id, walk.c.depth + 1)
        .select_from(walk)
        .join(t.element, t.element.c.parent == walk.c.id)
        .where(walk.c.depth < bindparam("depth"))
    )
    return (
        select(t.element.c.id, t.element.c.kind, t.terminal_state.c.state, t.terminal_state.c.since_ms)
        .select_from(walk)
        .join(t.element, t.element.c.id == walk.c.id)
        .join(t.subject, t.subject.c.key == t.element.c.id, isouter=True)
        .join(t.terminal_state, t.terminal_state.c.slot == t.subject.c.slot, isouter=True)
        .limit(MOST)
    )


_WAY_UP, _WAYS_UP, _BESIDE = _way_up(), _way_up(many=True), _beside()
"""Made once: a statement made anew for each caller costs more than the database takes to answer it."""


def ancestors(connection: Connection, element: str, path: Path = Path.DATA) -> list[Ancestor]:
    """Return what feeds an element on one path, nearest first, the element itself left out.

    A parent nobody recorded, or a loop in the plant file, ends the walk.
    """
    return _upwards(element, connection.execute(_WAY_UP, {"element": element, "path": str(path)}))


def ancestors_of(connection: Connection, elements: Iterable[str], path: Path = Path.DATA) -> dict[str, list[Ancestor]]:
    """Return what feeds each of some elements on one path, as `ancestors` does, in one query."""
    asked = sorted(set(elements))
    found: dict[str, list[Ancestor]] = {element: [] for element in asked}
    rows = connection.execute(_WAYS_UP, {"elements": asked, "path": str(path)})
    for element, way in groupby(rows, key=lambda row: row.of):
        found[element] = _upwards(element, way)
    return found


def _upwards(element: str, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Ancestor]:
    found: dict[str, Ancestor] = {}
    for row in rows:
        if row.id in found or row.id == element:
            break
        found[row.id] = Ancestor(row.id, row.kind, row.name, row.state, row.slot, row.lon, row.lat)
    return list(found.values())


def neighbours(
    connection: Connection, terminal: str, above: list[Ancestor], since_ms: int | None = None
) -> Neighbours | None:
    """Return how the terminals beside `terminal` fare, widening upwards until enough are seen.

    since_ms: when the terminal came into its state, as far as that is known. None where it has no parent, or nobody
    beside it.
    """
    best: Neighbours | None = None
    for up, ancestor in enumerate(above[:LEVELS_UP], start=1):
        found = _behind(connection, terminal, ancestor, up, since_ms)
        if found.total + found.unseen:
            best = found
        if found.total >= ENOUGH:
            break
    return best


def _behind(connection: Connection, terminal: str, ancestor: Ancestor, depth: int, since_ms: int | None) -> Neighbours:
    rows = connection.execute(_BESIDE, {"ancestor": ancestor.id, "depth": depth})
    beside = [(row.state, row.since_ms) for row in rows if row.kind in TERMINALS and row.id != terminal]
    seen = [state for state, _ in beside if state is not None and state not in _UNSEEN]
    went = [at_ms for state, at_ms in beside if state == TerminalState.DARK and at_ms and since_ms]
    return Neighbours(
        element=ancestor.id,
        kind=ancestor.kind,
        name=ancestor.name,
        total=len(seen),
        offline=sum(state == TerminalState.DARK for state in seen),
        unseen=len(beside) - len(seen),
        pending=sum(state in (TerminalState.UNREGISTERED, TerminalState.RANGING) for state in seen),
        barred=sum(state == TerminalState.BARRED for state in seen),
        together=sum(abs(at_ms - (since_ms or 0)) <= TOGETHER_MS for at_ms in went),
    )


def silent_headend(above: list[Ancestor], kind: str = "") -> Ancestor | None:
    """Return whoever would tell of a terminal of `kind` and does not answer, None when it does or nobody asks it.

    Without a kind the CMTS or OLT on the way up is meant.
    """
    telling = OBSERVERS.get(kind, (Kind.CMTS, Kind.OLT))
    observer = next((item for item in above if item.kind in telling), None)
    return observer if observer is not None and observer.state == TerminalState.DARK else None
