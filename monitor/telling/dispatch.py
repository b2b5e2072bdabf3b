"""What goes out next: which receivers are told, how much at a time, and what goes in one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from monitor.ledger.ledger import Ledger
from monitor.settings import Receiver, Telling
from monitor.telling import breaker, digests, notices, turns
from monitor.telling.breaker import PROBES, Circuit, Standing
from monitor.telling.model import DIGEST, TEST, Outcome, Rank
from monitor.telling.pace import Pace
from monitor.telling.turns import Attempt, Due, Ended

IN_FLIGHT = 16
"""Notices on their way to one receiver at a time: bounds memory, and keeps a dead receiver from delaying others."""
LEASE_MARGIN_S = 30.0
IN_PARTS = " (what it carried goes again in parts)"

log = structlog.get_logger()


class Dispatch:
    """The ledger's part of the outbox; one turn is one transaction."""

    def __init__(
        self,
        ledger: Ledger,
        receivers: Sequence[Receiver],
        settings: Telling,
        draw: Callable[[], float],
        ended: Ended = turns.unfollowed,
    ) -> None:
        """Know the receivers; `take_over` reads how they fare. ended: hears what becomes of notices."""
        self._ledger = ledger
        self._receivers = {receiver.name: receiver for receiver in receivers}
        self._settings = settings
        self._draw = draw
        self._ended = ended
        self._lease_ms = round((settings.timeout_s + LEASE_MARGIN_S) * 1000)
        now_ms = ledger.clock.now_ms()
        self._paces = {
            name: Pace.begin(of.wants.digest_above_per_minute, now_ms) for name, of in self._receivers.items()
        }
        with ledger.read() as connection:
            self._standings = breaker.load(connection, self._receivers)

    def take_over(self) -> None:
        """Take back what was lent to whoever did this before, and say who is owed something and told nothing."""
        with self._ledger.write("core") as connection:
            turns.end_leases(connection, list(self._receivers), self._ledger.clock.now_ms(), self._lease_ms)
        with self._ledger.read() as connection:
            for receiver, count in notices.owed_to_others(connection, list(self._receivers)).items():
                log.warning("outbox.receiver_gone", receiver=receiver, owed=count)

    def settle(
        self, landed: Sequence[Attempt], flying: Sequence[Due], now_ms: int, *, everybody: bool = True
    ) -> tuple[list[Due], int | None]:
        """Write what landed, lend what is due; return that, and when more may be due.

        everybody: look what is due to every receiver, and not only to those of whom something landed.
        """
        heard = {attempt.notice.receiver for attempt in landed}
        names = list(self._receivers) if everybody else [name for name in self._receivers if name in heard]
        if not landed:
            with self._ledger.read() as connection:
                if not any(self._ready(connection, name, flying, now_ms) for name in names):
                    return [], self._next_ms(connection, now_ms)
        with self._ledger.write("core") as connection:
            standings = self._mark(connection, landed, now_ms)
            taken = self._take(connection, names, standings, flying, now_ms)
            if taken:
                turns.lease(connection, [notice.id for notice in taken], now_ms + self._lease_ms)
            next_ms = self._next_ms(connection, now_ms)
        self._standings = standings
        for notice in taken:
            self._paces[notice.receiver].spend(1)
        return taken, next_ms

    def write_landed(self, landed: Sequence[Attempt]) -> None:
        """Write what landed, and lend nothing any more."""
        with self._ledger.write("core") as connection:
            self._standings = self._mark(connection, landed, self._ledger.clock.now_ms())

    def _mark(self, connection: Connection, landed: Sequence[Attempt], now_ms: int) -> dict[str, Standing]:
        """Log attempts; return how receivers fare after them, which is written down too."""
        standings = dict(self._standings)
        for attempt in landed:
            name = attempt.notice.receiver
            turns.mark(connection, self._split(connection, attempt, now_ms), self._ended)
            standings[name] = self._after(standings[name], attempt)
        changed = {name: standings[name] for name in {attempt.notice.receiver for attempt in landed}}
        breaker.keep(connection, changed)
        for name, standing in changed.items():
            _note(name, self._standings[name], standing)
            before = self._standings[name]
            if standing.success_ms is not None and standing.failures == 0 and before.failures:
                was_away = before.open_since_ms is not None
                turns.hurry(connection, name, now_ms, None if was_away else self._settings.breaker_failures)
        return standings

    def _split(self, connection: Connection, attempt: Attempt, now_ms: int) -> Attempt:
        """Owe again what a refused digest carried; return the attempt as it is logged.

        One that may have arrived before is left: said under other ids, what it carried could have its effect twice.
        """
        notice = attempt.notice
        if notice.event != DIGEST or attempt.outcome is not Outcome.DEAD or not (attempt.permanent or attempt.ours):
            return attempt
        if digests.may_have_arrived(connection, notice.id):
            return attempt
        digests.split(connection, notice.id, notice.receiver, self._receivers[notice.receiver].language, now_ms)
        return replace(attempt, detail=f"{attempt.detail}{IN_PARTS}")

    def _after(self, standing: Standing, attempt: Attempt) -> Standing:
        began_ms, at_ms, detail = attempt.at_ms, attempt.at_ms + attempt.took_ms, attempt.detail
        if attempt.outcome is Outcome.DELIVERED:
            return breaker.succeeded(standing, began_ms, at_ms)
        if attempt.notice.event == TEST or attempt.ours:
            return standing  # of a test whoever sent it sees it; neither says anything of notices
        if attempt.permanent:
            return breaker.refused(standing, began_ms, at_ms, detail)
        wait_s, settings = attempt.retry_after_s, self._settings
        if attempt.taken:
            return breaker.paused(breaker.succeeded(standing, began_ms, at_ms), at_ms, wait_s, settings)
        made = None if attempt.lacking else attempt.notice.id
        return breaker.failed(standing, at_ms, detail, wait_s, settings, self._draw(), made)

    def _ready(self, connection: Connection, name: str, flying: Sequence[Due], now_ms: int) -> bool:
        """Return whether there is something to take of a receiver's; reads only."""
        standing = self._standings[name]
        free = standing.lets_through(now_ms, _busy(flying, name), IN_FLIGHT)
        if free and standing.circuit(now_ms) is Circuit.OPEN and turns.probe(connection, now_ms, name):
            return True
        return bool(turns.due(connection, now_ms, name, 1, self._ranks(name, free, now_ms)))

    def _take(
        self,
        connection: Connection,
        names: Sequence[str],
        standings: Mapping[str, Standing],
        flying: Sequence[Due],
        now_ms: int,
    ) -> list[Due]:
        taken: list[Due] = []
        for name in names:
            standing = standings[name]
            free = standing.lets_through(now_ms, _busy(flying, name), IN_FLIGHT)
            if free and standing.circuit(now_ms) is Circuit.OPEN:
                before_ms = now_ms - round(self._settings.give_up_s * 1000)
                turns.expire(connection, name, before_ms, now_ms, self._ended)
                self._folded(connection, self._receivers[name], PROBES, turns.ALL_RANKS, now_ms)
                taken += turns.probe(connection, now_ms, name) + turns.due(connection, now_ms, name, 1, turns.TESTS)
                continue
            ranks = self._ranks(name, free, now_ms)
            room = self._folded(connection, self._receivers[name], free, ranks, now_ms)
            taken += turns.due(connection, now_ms, name, room, ranks)
        away = {notice.id for notice in flying}
        return [notice for notice in taken if notice.id not in away]

    def _ranks(self, name: str, free: int, now_ms: int) -> tuple[Rank, Rank]:
        """Return what may go to a receiver now, from which rank to which: priority goes whatever the pace.

        free: how many messages may begin their way as far as it fares.
        """
        pace = self._paces[name]
        if not free:
            return turns.TESTS
        if not pace.per_minute or pace.allowed(now_ms):
            return turns.ALL_RANKS
        return turns.URGENT if pace.lets_urgent(now_ms) else turns.TESTS

    def _folded(
        self, connection: Connection, receiver: Receiver, free: int, ranks: tuple[Rank, Rank], now_ms: int
    ) -> int:
        """Put into one digest what is more than may go; return how many messages are to go now."""
        pace = self._paces[receiver.name]
        if ranks == turns.TESTS:
            return 1
        if not pace.per_minute:
            return free
        room = max(min(free, pace.allowed(now_ms)), 1)
        of_plants = [rank for rank in turns.OF_PLANTS if rank <= ranks[1]]
        many = digests.waiting(connection, receiver.name, now_ms, ranks=of_plants)
        if len(many) <= room or not digests.fold(connection, receiver.name, many, receiver.language, now_ms):
            return room
        return 1

    def _next_ms(self, connection: Connection, now_ms: int) -> int | None:
        """Return when something may be due that is not now; None: only what is owed anew, or lands, changes that."""
        told = [name for name, of in self._standings.items() if of.circuit(now_ms) is Circuit.CLOSED]
        when = [turns.next_due_ms(connection, now_ms, told)]
        when += [of.not_before_ms for of in self._standings.values() if of.not_before_ms > now_ms]
        for pace in self._paces.values():
            if pace.per_minute and pace.left < 1:
                when.append(pace.next_ms(now_ms))
                when += [] if pace.lets_urgent(now_ms) else [pace.next_urgent_ms(now_ms)]
        return min((at_ms for at_ms in when if at_ms is not None), default=None)


def _busy(flying: Sequence[Due], name: str) -> int:
    return sum(notice.receiver == name and notice.event != TEST for notice in flying)


def _note(name: str, before: Standing, now: Standing) -> None:
    if before.open_since_ms is None and now.open_since_ms is not None:
        log.error("outbox.receiver_failing", receiver=name, failures=now.failures, reason=now.detail)
    elif before.open_since_ms is not None and now.open_since_ms is None:
        log.info("outbox.receiver_back", receiver=name)
