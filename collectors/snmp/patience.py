"""How long to wait for an answer: learned from each device's round trips, within bounds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

from collectors.snmp.engine import SockAddr
from collectors.snmp.recent import Recent

SHORTEST_S = 0.5
"""No time-out is learned that is shorter: an agent's processor has other things to do."""

MOST = 8
"""Time-outs to choose from, at most: the C core keeps a queue for each."""

T = TypeVar("T")


class DelayQueues(Generic[T]):
    """Items that come due after one of a few delays, each in constant time: a queue per delay stays in order."""

    def __init__(self) -> None:
        self._queues: dict[float, deque[tuple[float, T]]] = {}

    def push(self, now: float, delay_s: float, item: T) -> float:
        """Let an item come due so much later; return when. `now` never goes back."""
        due = now + delay_s
        self._queues.setdefault(delay_s, deque()).append((due, item))
        return due

    def pop(self, now: float) -> tuple[float, T] | None:
        """Return an item that is due, and when it was; None when none is."""
        for queue in self._queues.values():
            if queue and queue[0][0] <= now:
                return queue.popleft()
        return None

    @property
    def next_due(self) -> float:
        """When the first item comes due; infinity for none."""
        return min((queue[0][0] for queue in self._queues.values() if queue), default=inf)


@dataclass(slots=True)
class _Device:
    rank: int
    """Which time-out it is given."""
    smooth_s: float
    varies_s: float


class Patience:
    """Which of a few time-outs a device is given, shortest first; the last is the one that was set.

    Round trips are smoothed as RFC 6298 has it, from first tries alone, for an answer to a repeated request may be
    to any of its tries. Who times out is given the next longer time-out until a round trip was measured anew. Who was
    never measured, and everybody's last try, has the longest: nobody is given up on who answers within that.
    """

    def __init__(self, longest_s: float, sends_each: int) -> None:
        chosen = [longest_s]
        while sends_each > 1 and len(chosen) < MOST and chosen[0] / 2 >= SHORTEST_S:
            chosen.insert(0, chosen[0] / 2)
        self.time_outs = tuple(chosen)
        self.longest = len(chosen) - 1
        """The longest time-out's rank."""
        self.least_s = sum(chosen[min(tries, self.longest)] for tries in range(sends_each - 1)) + longest_s
        """How long nothing was heard of a device, at least, when it is given up."""
        self._devices: Recent[SockAddr, _Device] = Recent()

    def rank(self, where: SockAddr) -> int:
        """Return which time-out a device is given next."""
        device = self._devices.get(where)
        return self.longest if device is None else device.rank

    def answered(self, where: SockAddr, seconds: float) -> None:
        """Learn from the round trip of a request that was sent once."""
        device = self._devices.get(where)
        if device is None:
            device = self._devices[where] = _Device(self.longest, seconds, seconds / 2)
        else:
            device.varies_s += (abs(device.smooth_s - seconds) - device.varies_s) / 4
            device.smooth_s += (seconds - device.smooth_s) / 8
        wanted_s = device.smooth_s + 4 * device.varies_s
        device.rank = next((rank for rank, each in enumerate(self.time_outs) if wanted_s <= each), self.longest)

    def timed_out(self, where: SockAddr, rank: int) -> None:
        """Give a device that did not answer within this time-out the next longer one."""
        device = self._devices.get(where)
        if device is not None:
            device.rank = max(device.rank, min(rank + 1, self.longest))

    def begin_day(self) -> None:
        """Forget who was not asked for a day."""
        self._devices.begin_day()
