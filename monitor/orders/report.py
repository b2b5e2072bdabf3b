"""A state of a work order as its system tells it, and what becomes of the order by it, whatever came before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from monitor.orders.model import TIMES, OrderState, WorkOrder


class Outcome(StrEnum):
    """What a message came to."""

    OPENED = "opened"
    """It was the first of its order."""
    MOVED = "moved"
    LATE = "late"
    """Something newer was known: it filled in a time, or nothing."""
    REPEATED = "repeated"
    IGNORED = "ignored"
    """It speaks of nothing that we follow."""


REOPENED = "reopened"
"""What a sender says of an order that is not over after all; it is `opened` again by that."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a system says of an order."""

    external: str
    """The order's number there."""
    state: OrderState
    at_ms: int
    """When it became so, by the sender's clock."""
    incident: str = ""
    """The incident's id, as we told it; empty: not said."""
    order: str = ""
    """Our own id of it; empty: not said."""
    sequence: int | None = None
    crew: str = ""
    unit: str = ""
    cause: str = ""
    note: str = ""
    reopened: bool = False
    """Whether it was over before."""
    echo: bool = False
    """Whether it only repeats what we wrote there ourselves: that opens an order, and moves none."""


def is_newer(report: Report, order: WorkOrder) -> bool:
    """Return whether a report tells of a later state than the one that is known, by the sender's own order.

    That is his sequence where both have one, else his time; of one moment the state that follows is the later one.
    """
    if report.sequence is not None and order.sequence is not None:
        return report.sequence > order.sequence
    if report.at_ms != order.said_ms:
        return report.at_ms > order.said_ms
    return report.state.rank > order.state.rank


def applied(order: WorkOrder, report: Report) -> tuple[WorkOrder, Outcome]:
    """Return an order as it is after a report, and what the report came to.

    1. What is newest by the sender's own order is the state shown; something late moves nothing back.
    2. Every state keeps its own time, the first one said of it in this round.
    3. A newer state that comes before `done`, or a reopening, begins another round: earlier times are not its own.
       A late reopening only says since when.
    4. What only repeats our own words says no more than that there is such an order.
    5. Facts about the job are the newest ones said; late ones fill what is empty.
    """
    newer = not report.echo and is_newer(report, order)
    over, over_too = (state.rank >= OrderState.DONE.rank for state in (order.state, report.state))
    if newer and (report.reopened or (over and not over_too)):
        order = _begun_again(order, report.at_ms)
    elif report.reopened and order.reopened and order.round_ms > report.at_ms >= order.opened_ms:
        order = replace(order, round_ms=report.at_ms)
    if newer:
        verified = order.state is OrderState.CLOSED and over_too
        sequence = order.sequence if report.sequence is None else report.sequence
        state = order.state if verified else report.state
        order = replace(order, state=state, said_ms=report.at_ms, sequence=sequence)
    order = _timed(order, report)
    said = {name: getattr(report, name) for name in ("crew", "unit", "cause", "note") if getattr(report, name)}
    known = {name: text for name, text in said.items() if newer or not getattr(order, name)}
    return replace(order, **known), Outcome.MOVED if newer else Outcome.LATE


def _begun_again(order: WorkOrder, at_ms: int) -> WorkOrder:
    """Return an order that is to be done after all."""
    cleared: Mapping[str, Any] = dict.fromkeys([*TIMES.values(), "restored_ms"])
    return replace(order, **cleared, round_ms=at_ms, reopened=order.reopened + 1)


def _timed(order: WorkOrder, report: Report) -> WorkOrder:
    """Return an order with the time of the state reported; what was before this round is not of it."""
    if report.at_ms < order.round_ms:
        if order.reopened:
            return order
        if order.opened_by == order.system:  # its first reports came in disorder
            order = replace(order, opened_ms=report.at_ms, round_ms=report.at_ms)
    if report.state is OrderState.OPENED:
        return order
    known = order.time_of(report.state)
    if known is not None and known <= report.at_ms:
        return order
    times: dict[str, Any] = {TIMES[report.state]: report.at_ms}
    return replace(order, **times)
