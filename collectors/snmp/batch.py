"""The batch engine: one unconnected UDP socket, paced, with time-outs learned, for any number of devices."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import socket
from collections.abc import Sequence
from math import inf
from typing import TypedDict, TypeVar

from collectors.clock import Clock
from collectors.snmp import message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import Answer, Complaints, Question, RefusedError, TableQuestion, Target, place
from collectors.snmp.get import BatchGet
from collectors.snmp.jobs import Ask, BatchJob
from collectors.snmp.layout import Headers
from collectors.snmp.patience import DelayQueues, Patience
from collectors.snmp.recent import DAY_S
from collectors.snmp.repetitions import Repetitions
from collectors.snmp.sealing import Sealing
from collectors.snmp.single import SingleAsk
from collectors.snmp.sockets import open_socket
from collectors.snmp.turns import Places, Turns
from collectors.snmp.usm import wire
from collectors.snmp.walk import BatchWalk

log = logging.getLogger(__name__)

TICK_S = 0.005
"""Pause between bursts of paced requests."""
BURST_S = 0.02
"""A burst holds at most what the rate allows in this time."""
SENDS = 256
"""Most requests sent, and time-outs handled, before the loop gets its turn."""
DRAIN = 64
"""Most answers read before the loop gets its turn: a few milliseconds, walks included."""
HELD_UP_S = 10.0
"""Longest that reading what has come goes before giving up who has not answered."""
JITTER = (0.0, 0.05, 0.1, 0.15)
"""A request that timed out is repeated so much of the time-out later: what was lost together does not collide again."""
LARGEST = 65535


class Manners(TypedDict, total=False):
    """How an engine treats devices and the network between."""

    timeout_ms: int
    retries: int
    rate_per_s: float
    outstanding_per_device: int
    max_repetitions: int


J = TypeVar("J", bound=BatchJob)


class BatchEngine:
    """Speaks SNMP v1, v2c and v3 to thousands of devices; built inside a running loop.

    1. Jobs hand out requests in turns; a token bucket sets the pace of all together.
    2. A request is sent with its id patched between two ready-made halves, and joins the queue of its
       device's time-out, which stays in order because the time-out is the same for all in it.
    3. An answer counts when both its id and its source are those of an open request.
    4. A request that timed out is repeated behind fresh ones, and given up after `retries`; what has come
       meanwhile is read first, for where we were held up the answer may be waiting.
    5. For SNMPv3 the same request is sealed anew each time it is sent, and an answer opened before a job reads it.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        timeout_ms: int = 2000,
        retries: int = 2,
        rate_per_s: float = 5000.0,
        outstanding_per_device: int = 4,
        max_repetitions: int = 25,
    ) -> None:
        self.complaints = Complaints()
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timeout_s = timeout_ms / 1000.0
        self._sends_each = retries + 1
        self._outstanding = outstanding_per_device
        self._rate = rate_per_s
        self._repetitions = Repetitions(max_repetitions)
        self._tokens = self._burst = max(1.0, rate_per_s * BURST_S)
        self._filled_at = self._loop.time()
        self._sockets: dict[bool, socket.socket] = {}
        self._pending: dict[int, Ask] = {}
        self._places = Places(outstanding_per_device)
        self._turns = Turns(self._places, self._pending)
        self._patience = Patience(self._timeout_s, self._sends_each)
        self._timeouts: DelayQueues[Ask] = DelayQueues()
        self._held: DelayQueues[Ask] = DelayQueues()
        """Requests that timed out and are repeated in a moment."""
        self._headers = Headers()
        self._next_id = self._first_id = message.FIRST_ID + secrets.randbelow(message.LAST_ID - message.FIRST_ID)
        self._wrapped = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0.0
        self._closed = False
        self._sealing = Sealing(self._loop.time)
        self._day_ends = self._loop.time() + DAY_S
        self.repeated = self.given_up = 0
        """Requests sent again, and given up, since the engine was built."""

    # What the product asks for.

    def get(self, targets: Sequence[Target], question: Question) -> BatchGet:
        """Start asking every target the same question."""
        return self._start(BatchGet(targets, question))

    def walk(self, targets: Sequence[Target], question: TableQuestion) -> BatchWalk:
        """Start walking the same table on every target."""
        return self._start(BatchWalk(targets, question, self._repetitions))

    async def ask(self, whom: Target, kind: int, oids: Sequence[str]) -> Answer | None:
        """Return one answer (GET, GETNEXT or GETBULK) with its bindings decoded, None for silence.

        Raises RefusedError where the device will not talk to us.
        """
        job = self._start(SingleAsk(whom, kind, oids, self._repetitions.most))
        await job.wait(self._timeout_s * self._sends_each * (1.0 + JITTER[-1]) + 60.0)
        job.cancel()
        if job.errors:
            raise RefusedError(job.errors[0])
        return job.answer

    def close(self) -> None:
        """Drop what is open and close the sockets."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for sock in self._sockets.values():
            self._loop.remove_reader(sock.fileno())
            sock.close()
        for job in {ask.job for ask in self._pending.values()} | self._turns.jobs():
            job.cancel()
        self._sockets.clear()
        self._pending.clear()

    # Sending.

    def _start(self, job: J) -> J:
        if self._closed:
            raise RuntimeError("the SNMP engine is closed")
        self._forget_in_time()
        self._turns.join(job)
        self._arm(0.0)
        return job

    def _forget_in_time(self) -> None:
        """Let what is known of addresses that nobody has asked for a day go."""
        now = self._loop.time()
        if now >= self._day_ends:
            self._day_ends = now + DAY_S
            for memory in (self._places, self._patience, self._repetitions, self._sealing):
                memory.begin_day()

    def _on_timer(self) -> None:
        self._timer = None
        self._pump()

    def _pump(self) -> None:
        now = self._loop.time()
        late_s = now - self._next_timeout()
        if late_s >= 0.0 and (self._has_read_all() or late_s > HELD_UP_S):
            self._expire(now)
        while held := self._held.pop(now):
            self._repeat(held[1])
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        sent = self._send_some(min(int(self._tokens), SENDS))
        self._tokens -= sent
        self._rearm(now, sent)

    def _send_some(self, room: int) -> int:
        """Send up to so many requests; return how many went."""
        for sent in range(room):
            ask = self._turns.next()
            if ask is None or not self._send(ask):
                return sent
        return room

    def _waiting(self) -> bool:
        """Whether there may be something to send."""
        return bool(self._turns)

    def _next_timeout(self) -> float:
        return self._timeouts.next_due

    def _rearm(self, now: float, sent: int) -> None:
        if self._waiting():
            short = max(0.0, (1.0 - self._tokens) / self._rate)
            self._arm(0.0 if sent >= SENDS and not short else max(TICK_S, short))
        elif (due := min(self._next_timeout(), self._held.next_due)) < inf:
            self._arm(max(0.0, due - now))

    def _arm(self, delay_s: float) -> None:
        """See to it that we are called by then; to be called too early does no harm."""
        when = self._loop.time() + delay_s
        if self._timer is not None:
            if self._timer_due <= when:  # asked of ourselves: a uvloop handle that is due at once does not know
                return
            self._timer.cancel()
        self._timer, self._timer_due = self._loop.call_at(when, self._on_timer), when

    def _send(self, ask: Ask) -> bool:
        if not ask.request_id:
            ask.request_id = self._new_id()
            self._pending[ask.request_id] = ask
        try:
            self._socket(ask.whom).sendto(self._message(ask), ask.whom.sockaddr)
        except BlockingIOError:
            self._turns.put_back(ask)
            return False
        except OSError as error:
            self._complain("unsendable", ask.whom.sockaddr, f"{ask.whom.place}: cannot be sent to: {error.strerror}")
        ask.tries += 1
        last = ask.tries >= self._sends_each
        ask.rank = self._patience.longest if last else self._patience.rank(ask.whom.sockaddr)
        ask.sent_at = self._loop.time()
        ask.deadline = self._timeouts.push(ask.sent_at, self._patience.time_outs[ask.rank], ask)
        return True

    def _message(self, ask: Ask) -> bytes:
        if ask.whom.user is not None:
            return self._sealing.message(ask)
        return b"".join((ask.before, ask.request_id.to_bytes(4, "big"), ask.after))

    def _new_id(self) -> int:
        while True:
            self._next_id += 1
            if self._next_id > message.LAST_ID:
                self._next_id, self._wrapped = message.FIRST_ID, True
            if self._next_id not in self._pending:
                return self._next_id

    def _expire(self, now: float) -> None:
        for _ in range(SENDS):
            due = self._timeouts.pop(now)
            if due is None:
                return
            deadline, ask = due
            if ask.deadline != deadline or not ask.in_flight:
                continue
            self._turns.leave(ask)
            self._patience.timed_out(ask.whom.sockaddr, ask.rank)
            self._timed_out(ask)

    def _timed_out(self, ask: Ask) -> None:
        """Repeat a request that is no longer on the wire, or give it up."""
        if ask.tries < self._sends_each and not ask.job.finished:
            spread = random.choice(JITTER)  # noqa: S311 - it spreads, it hides nothing
            self._held.push(self._loop.time(), self._timeout_s * spread, ask)
            self.repeated += 1
            return
        self.given_up += 1
        self._forget(ask.request_id)
        if not ask.job.finished:
            self._give_up(ask)
            self._turns.join(ask.job)

    def _repeat(self, ask: Ask) -> None:
        """Let a request take its turn again, unless nobody waits for it any more."""
        if not ask.job.finished:
            self._turns.repeat(ask)
        elif ask.request_id in self._pending:
            self._forget(ask.request_id)

    def _forget(self, request_id: int) -> None:
        """Close an id: its request was answered or given up."""
        del self._pending[request_id]

    def _give_up(self, ask: Ask) -> None:
        why = self._sealing.silent(ask.whom, self._patience.least_s)
        if why:
            ask.job.on_refusal(ask, why, self._clock.now_ms())
        else:
            ask.job.on_silence(ask, self._clock.now_ms())

    # Receiving.

    def _socket(self, whom: Target) -> socket.socket:
        return self._socket_of(six=":" in whom.sockaddr[0])

    def _socket_of(self, *, six: bool) -> socket.socket:
        sock = self._sockets.get(six)
        if sock is not None:
            return sock
        sock = open_socket(six=six)
        self._sockets[six] = sock
        self._loop.add_reader(sock.fileno(), self._drain, sock)
        return sock

    def _drain(self, sock: socket.socket) -> None:
        self._read(sock)
        if self._turns:
            self._pump()

    def _has_read_all(self) -> bool:
        """Take answers that wait on the sockets, some of them; return whether those were all."""
        return all(self._read(sock) for sock in self._sockets.values())

    def _read(self, sock: socket.socket) -> bool:
        """Take answers, at most DRAIN of them; return whether those were all."""
        now_ms = self._clock.now_ms()
        receive, take = sock.recvfrom, self._take
        for _ in range(DRAIN):
            try:
                data, source = receive(LARGEST)
            except BlockingIOError:
                return True
            except OSError as error:  # a queued network error; the request concerned will time out
                self._complain("socket", None, f"socket: {error.strerror}")
                continue
            take(data, source, now_ms)
        return False

    def _take(self, data: bytes, source: tuple[str, int], now_ms: int) -> None:
        try:
            self._accept(data, source, now_ms)
        except Malformed as error:
            self._complain("malformed", source[0], f"{place(source)}: answer dropped: malformed: {error}")

    def _accept(self, data: bytes, source: tuple[str, int], now_ms: int) -> None:
        if self._sealing.concerns(data):
            self._accept_sealed(data, source, now_ms)
            return
        opened = self._headers.open(data)
        ask = self._whose(opened.request_id, source)
        if ask is None:
            return
        if ask.whom.user is not None:
            raise Malformed("an SNMPv3 question was answered in the open")
        if opened.kind != message.RESPONSE:
            raise Malformed(f"PDU 0x{opened.kind:02x} is no response")
        if not ask.job.finished:
            ask.job.on_answer(ask, data, opened, now_ms)
        self._over(ask)

    def _accept_sealed(self, data: bytes, source: tuple[str, int], now_ms: int) -> None:
        """Open an SNMPv3 message, whose id is that of the request inside."""
        sealed = wire.take_apart(data)
        ask = self._whose(sealed.message_id, source)
        if ask is None:
            return
        if self._sealing.take(ask, data, sealed, now_ms):
            self._over(ask)
        elif ask.in_flight:  # the same question again, now that its engine is known better
            ask.tries -= 1
            self._turns.put_back(ask)

    def _whose(self, request_id: int, source: tuple[str, int]) -> Ask | None:
        """Return the open request that an answer is for; None, and a complaint, where it is nobody's."""
        ask = self._asked(request_id)
        if ask is None:
            self._stranger(request_id, source)
        elif source[:2] != ask.whom.sockaddr:
            text = f"{place(source)}: answer dropped: {ask.whom.place} was asked"
            self._complain("wrong source", source[0], text)
            return None
        return ask

    def _over(self, ask: Ask) -> None:
        self._forget(ask.request_id)
        if ask.in_flight:
            self._turns.leave(ask)
            if ask.tries == 1:
                self._patience.answered(ask.whom.sockaddr, self._loop.time() - ask.sent_at)
        self._turns.join(ask.job)

    def _asked(self, request_id: int) -> Ask | None:
        """Return the open request with this id."""
        return self._pending.get(request_id)

    def _was_asked(self, request_id: int) -> bool:
        """Whether a request, open or not, had this id."""
        return self._wrapped or self._first_id < request_id <= self._next_id

    def _stranger(self, request_id: int, source: tuple[str, int]) -> None:
        if self._was_asked(request_id):
            self._complain("late", None, f"{place(source)}: answer dropped: late or a duplicate")  # a matter of course
        else:
            self._complain(
                "wrong id", source[0], f"{place(source)}: answer dropped: request id {request_id} was never sent"
            )

    def _complain(self, kind: str, source: object, sentence: str) -> None:
        if self.complaints.add(kind, source, sentence):
            log.warning("%s", sentence)
