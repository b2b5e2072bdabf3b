"""What became of a storm: what came to it, what of it is over, and how many homes it still keeps without service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitor.incidents.model import STANDING, IncidentState
from monitor.incidents.transitions import CORE
from monitor.ledger import tables as t
from monitor.plans.storms import Storm

MOST = 100
"""Newest happenings of a storm that are told."""


class Turn(StrEnum):
    """What happens to a storm."""

    BEGAN = "began"
    JOINED = "joined"
    BACK = "back"
    """Incidents of it were over and came back."""
    OVER = "over"
    """The plant showed that service was back."""
    MERGED = "merged"
    """They turned out to be part of another, and go on there."""
    BY_HAND = "by_hand"
    """Somebody ended them, whatever the plant showed."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a storm, with the incidents it happened to."""

    at_ms: int
    turn: Turn
    incidents: tuple[int, ...]
    into: int | None = None
    """Of which incident they turned out to be part."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What a storm has come to."""

    incidents: int
    """That belong to it, standing or not."""
    standing: int
    subscribers: int
    """Of the incidents that stand."""


def storm_of(connection: Connection, incident: int) -> Storm | None:
    """Return the storm an incident belongs to, the newest of several; None: to none."""
    query = (
        select(t.storm.c.id, t.storm.c.began_ms, t.storm.c.ended_ms)
        .join(t.storm_incident, t.storm_incident.c.storm == t.storm.c.id)
        .where(t.storm_incident.c.incident == incident)
        .order_by(t.storm.c.id.desc())
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else Storm(row.id, row.began_ms, row.ended_ms)


def tolls_of(connection: Connection, storms: Collection[int]) -> dict[int, Toll]:
    """Return what each of some storms has come to by now."""
    i, held = t.incident.c, t.storm_incident.c
    stands = i.state.in_(STANDING)
    rows = connection.execute(
        select(
            held.storm,
            func.count().label("incidents"),
            func.count().filter(stands).label("standing"),
            func.coalesce(func.sum(i.subscribers).filter(stands), 0).label("subscribers"),
        )
        .join(t.storm_incident, held.incident == i.number)
        .where(held.storm.in_(sorted(storms)))
        .group_by(held.storm)
    )
    found = {row.storm: Toll(row.incidents, row.standing, int(row.subscribers)) for row in rows}
    return {storm: found.get(storm, Toll(0, 0, 0)) for storm in storms}


def story_of(connection: Connection, storm: Storm, most: int = MOST) -> list[Happening]:
    """Return the newest happenings of a storm, newest first.

    Incidents that stood when it ended are followed until they are over; what comes back after that is another story.
    """
    told: defaultdict[tuple[int, Turn, int | None], list[int]] = defaultdict(list)
    told[storm.began_ms, Turn.BEGAN, None] = []
    held = t.storm_incident.c
    joined = connection.execute(select(held.incident, held.at_ms).where(held.storm == storm.id).order_by(held.incident))
    came = {row.incident: row.at_ms for row in joined}
    for number, at_ms in came.items():
        told[at_ms, Turn.BEGAN if at_ms == storm.began_ms else Turn.JOINED, None].append(number)
    for number, moves in groupby(_moves(connection, storm.id), key=lambda row: row.incident):
        for at_ms, turn, into in _turns(list(moves), came[number], storm.ended_ms):
            told[at_ms, turn, into].append(number)
    if storm.ended_ms is not None:
        told[storm.ended_ms, Turn.ENDED, None] = []
    order = list(Turn)
    newest = sorted(told.items(), key=lambda item: (-item[0][0], -order.index(item[0][1]), item[1]))[:most]
    return [Happening(at_ms, turn, tuple(numbers), into) for (at_ms, turn, into), numbers in newest]


def _moves(connection: Connection, storm: int) -> Iterable[Row[*tuple[Any, ...]]]:
    """Return how the incidents of a storm began and ended, each with all it did in a row."""
    i, moved, held = t.incident.c, t.incident_transition.c, t.storm_incident.c
    return connection.execute(
        select(moved.incident, moved.at_ms, moved.actor, moved.becomes, i.merged_into)
        .join(t.storm_incident, held.incident == moved.incident)
        .join(t.incident, i.number == moved.incident)
        .where(held.storm == storm, moved.becomes.in_((IncidentState.OPEN, IncidentState.RESOLVED)))
        .order_by(moved.incident, moved.id)
    )


def _turns(
    moves: Sequence[Row[*tuple[Any, ...]]], joined_ms: int, ended_ms: int | None
) -> Iterator[tuple[int, Turn, int | None]]:
    """Yield what an incident did since it stood within a storm: when, what, and into which other it was merged.

    It stood since it had last been opened when it joined: what is read of the plant is dated a moment earlier, so that
    an end may bear a time before that.
    """
    opened = [at for at, row in enumerate(moves) if row.becomes == IncidentState.OPEN and row.at_ms <= joined_ms]
    over = False
    for row in moves[opened[-1] + 1 if opened else 0 :]:
        if over and ended_ms is not None and row.at_ms > ended_ms:
            return
        if row.becomes == IncidentState.RESOLVED:
            over = True
            if row.merged_into is not None and row is moves[-1]:
                yield row.at_ms, Turn.MERGED, row.merged_into
            else:
                yield row.at_ms, Turn.OVER if row.actor == CORE else Turn.BY_HAND, None
        elif over:
            over = False
            yield row.at_ms, Turn.BACK, None
