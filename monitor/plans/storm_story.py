"""What became of a storm: what came to it, what of it is over, and how many homes it still keeps without service."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, func, select

from monitor.incidents.model import STANDING
from monitor.ledger import tables as t
from monitor.plans.storms import Storm

MOST = 100
"""Newest happenings of a storm that are told."""


class Turn(StrEnum):
    """What happens to a storm."""

    BEGAN = "began"
    JOINED = "joined"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a storm, with the incidents it happened to."""

    at_ms: int
    turn: Turn
    incidents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """What a storm has come to."""

    incidents: int
    """That belong to it, standing or not."""
    standing: int
    subscribers: int
    """Of the incidents that stand."""


def storm_of(connection: Connection, incident: int) -> Storm | None:
    """Return the storm an incident belongs to; None: to none."""
    query = (
        select(t.storm.c.id, t.storm.c.began_ms, t.storm.c.ended_ms)
        .join(t.storm_incident, t.storm_incident.c.storm == t.storm.c.id)
        .where(t.storm_incident.c.incident == incident)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Storm(row.id, row.began_ms, row.ended_ms)


def toll_of(connection: Connection, storm: int) -> Toll:
    """Return what a storm has come to by now."""
    i, held = t.incident.c, t.storm_incident.c
    stands = i.state.in_(STANDING)
    row = connection.execute(
        select(
            func.count().label("incidents"),
            func.count().filter(stands).label("standing"),
            func.coalesce(func.sum(i.subscribers).filter(stands), 0).label("subscribers"),
        )
        .join(t.storm_incident, held.incident == i.number)
        .where(held.storm == storm)
    ).one()
    return Toll(row.incidents, row.standing, int(row.subscribers))


def story_of(connection: Connection, storm: Storm, most: int = MOST) -> list[Happening]:
    """Return the newest happenings of a storm, newest first."""
    i, held = t.incident.c, t.storm_incident.c
    came: defaultdict[int, list[int]] = defaultdict(list)
    over: defaultdict[int, list[int]] = defaultdict(list)
    for row in connection.execute(
        select(i.number, held.at_ms, i.resolved_ms)
        .join(t.storm_incident, held.incident == i.number)
        .where(held.storm == storm.id)
        .order_by(i.number)
    ):
        came[row.at_ms].append(row.number)
        if row.resolved_ms is not None:
            over[row.resolved_ms].append(row.number)
    told = [Happening(storm.began_ms, Turn.BEGAN, tuple(came.pop(storm.began_ms, ())))]
    told += [Happening(at_ms, Turn.JOINED, tuple(numbers)) for at_ms, numbers in came.items()]
    told += [Happening(at_ms, Turn.OVER, tuple(numbers)) for at_ms, numbers in over.items()]
    if storm.ended_ms is not None:
        told.append(Happening(storm.ended_ms, Turn.ENDED, ()))
    order = list(Turn)
    return sorted(told, key=lambda each: (-each.at_ms, -order.index(each.turn)))[:most]
