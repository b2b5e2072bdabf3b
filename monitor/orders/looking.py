"""The look at orders under way: joins them, closes what is verified, and has their clocks speak, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import structlog
from sqlalchemy import Connection, delete, insert

from collectors.clock import Clock as Time
from monitor.incidents.model import Entry
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.orders import read, rows
from monitor.orders.clocks import Clock, ClockName, ClockState, Pace, clocks
from monitor.orders.model import WorkOrder
from monitor.orders.telling import OrderTeller
from monitor.orders.verification import Levels, joined, restoration, settled

LOOK_S = 5.0
KEEP_INBOUND_MS = 30 * 86_400_000
"""So long it is known which messages came in; their timestamps are refused after minutes."""
FORGET_EVERY_MS = 3_600_000
VERIFIED, ON_WORD = "verified at its terminals", "taken on people's word: no terminal shows that service is back"
"""Why an order closed by itself."""

log = structlog.get_logger()


class Follower:
    """Follows the orders that are under way, in core."""

    def __init__(
        self, ledger: Ledger, pace: Pace, time: Time, teller: OrderTeller | None = None, levels: Levels | None = None
    ) -> None:
        """Take the ledger and how quick orders have to be.

        teller: owes word of them; None: nobody is told. levels: tells whether a home's readings are good again; None:
        an order about bad ones stays unverified.
        """
        self._ledger = ledger
        self._pace = pace
        self._time = time
        self._teller = teller
        self._levels = levels
        self._forgot_ms = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Look every LOOK_S until `stop`; what cannot be written now is written by the next look."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(self.look)
            except LedgerError as error:
                log.error("orders.not_looked", reason=str(error))  # noqa: TRY400 - the sentence says it all
            except Exception:
                log.exception("orders.failed")  # the rim of the loop: the next look comes
            try:
                await asyncio.wait_for(stop.wait(), LOOK_S)
            except TimeoutError:
                continue

    def look(self) -> None:
        """Bring every order under way up to now. Raises LedgerError; what was done by then stays."""
        now_ms = self._time.now_ms()
        with self._ledger.read() as connection:
            due = [was for was in read.under_way(connection) if self._has_news(connection, was, now_ms)]
        for was in due:
            with self._ledger.write("core") as connection:
                self._bring_up(connection, was.number, now_ms)
            self._ledger.give_way()
        if now_ms - self._forgot_ms >= FORGET_EVERY_MS:
            self._forgot_ms = now_ms
            with self._ledger.write("core") as connection:
                connection.execute(delete(t.inbound).where(t.inbound.c.at_ms < now_ms - KEEP_INBOUND_MS))

    def _has_news(self, connection: Connection, was: WorkOrder, now_ms: int) -> bool:
        now = self._followed(connection, was, now_ms)
        return now != was or any(True for _ in self._unsaid(connection, now, now_ms))

    def _bring_up(self, connection: Connection, number: int, now_ms: int) -> None:
        """Look again at one order, within the write that changes it."""
        was = read.order(connection, number)
        if was is None or not was.under_way:
            return
        now = self._followed(connection, was, now_ms)
        if now != was:
            reason = "seen" if now.state is was.state else VERIFIED if now.restored_ms is not None else ON_WORD
            now = rows.change(connection, was, now, "core", reason, now_ms, now_ms)
            if now.state is not was.state or was.incident is None:
                rows.enter(connection, now, now_ms, Entry.ORDER)
            if self._teller is not None:
                self._teller.changed(connection, was, now, "core", now_ms)
        unsaid = list(self._unsaid(connection, now, now_ms))
        for clock, entry in unsaid:
            _speak(connection, now, clock, entry, now_ms)
        if unsaid:
            rows.announce(connection, now, now_ms)
        if self._teller is not None:
            late = [clock for clock, entry in unsaid if entry is Entry.OVERDUE]
            self._teller.overdue(connection, now, late, now_ms)

    def _followed(self, connection: Connection, was: WorkOrder, now_ms: int) -> WorkOrder:
        """Return an order under way as incidents and terminals have it now."""
        now = joined(connection, was)
        return settled(now, restoration(connection, now, now_ms, self._levels), now_ms)

    def _unsaid(self, connection: Connection, order: WorkOrder, now_ms: int) -> Iterator[tuple[Clock, Entry]]:
        """Yield what an order's clocks have to say that they have not said in this round."""
        if not order.under_way:
            return
        said = read.spoken(connection, order.number, order.reopened)
        for clock in clocks(order, self._pace, now_ms):
            if clock.name is ClockName.RESTORE and order.unverified and (clock.name, Entry.UNVERIFIED) not in said:
                yield clock, Entry.UNVERIFIED
            if clock.state is ClockState.OVERDUE and (clock.name, Entry.OVERDUE) not in said:
                yield clock, Entry.OVERDUE
            elif clock.state is ClockState.WARNING and (clock.name, Entry.WARNING) not in said:
                yield clock, Entry.WARNING


def _speak(connection: Connection, order: WorkOrder, clock: Clock, entry: Entry, now_ms: int) -> None:
    connection.execute(
        insert(t.work_order_alarm).values(
            work_order=order.number, round=order.reopened, clock=str(clock.name), step=str(entry), at_ms=now_ms,
            due_ms=clock.due_ms,
        )
    )  # fmt: skip
    told = {"external": order.external, "clock": str(clock.name), "due_ms": clock.due_ms}
    rows.enter(connection, order, now_ms, entry, detail=told)
