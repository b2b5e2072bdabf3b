"""How far each terminal is on its way into service, and how late its observer learns of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.clock import DAY_MS, NEVER
from simulator.wiring import Flags, Numbers

Times = NDArray[np.int64]
"""UTC milliseconds by terminal."""
LET_GO_MS = 60_000
"""Within this every lease ends when a server comes back up without its memory and turns renewals down."""
_NOTICE, _RETURN, _UPTIME, _BOOT, _LEASE = 1, 2, 4, 5, 6
"""What a terminal's share is drawn for."""


class CmState(IntEnum):
    """What a CMTS says of a modem. Source: DOCS-IF-MIB docsIfCmtsCmStatusValue."""

    OTHER = 1
    RANGING = 2
    RANGING_COMPLETE = 4
    """The path is up and the server that gives out addresses is silent."""
    IP_COMPLETE = 5
    REGISTERED = 6
    """Some makers stop here, others go on to `operational`."""
    ACCESS_DENIED = 7
    OPERATIONAL = 8


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds, shortest and longest, a terminal's share drawn from its number."""

    notice_ms: tuple[int, int] = (0, 3000)
    """From a modem's silence to the CMTS saying so."""
    return_ms: tuple[int, int] = (1000, 4000)
    """From the signal's return to registration: a quarter silent, a half ranging, a quarter at DHCP."""
    boot_ms: tuple[int, int] = (0, 0)
    """From the current's return to the first attempt to range."""
    onu_notice_ms: tuple[int, int] = (0, 300)
    """From an ONU's silence, or its last gasp, to the OLT saying so."""
    eoc_notice_ms: tuple[int, int] = (2000, 6000)
    """From an EoC unit's silence to its head saying so."""


@dataclass(frozen=True, slots=True)
class _One:
    """The same memory as the arrays of `Sessions`, giving plain numbers one by one."""

    noticed: memoryview
    ranging: memoryview
    ip: memoryview
    registered: memoryview
    hung: memoryview
    freed: memoryview


class Sessions:
    """Registration of all terminals, by place in `City.terminals`; times are UTC milliseconds."""

    def __init__(self, city: City, delays: Delays, now_ms: int) -> None:
        """Start with everything registered for long."""
        count = len(city.terminals)
        self._delays = delays
        self._count = count
        self._barred = barred(city)
        kinds = np.array([city.elements[number].kind for number in city.terminals], dtype=object).reshape(count)
        notice = self._between(_NOTICE, delays.notice_ms)
        notice = np.where(kinds == "onu", self._between(_NOTICE, delays.onu_notice_ms), notice)
        self._notice = np.where(kinds == "eoc_unit", self._between(_NOTICE, delays.eoc_notice_ms), notice)
        self._takes = self._between(_RETURN, delays.return_ms)
        self._boots = self._between(_BOOT, delays.boot_ms)
        self._lease = self._share(_LEASE)
        self.noticed_ms: Times = np.full(count, NEVER)
        """When the observer notices a terminal's silence; NEVER for one that speaks."""
        self._ranging_ms: Times = np.zeros(count, np.int64)
        self._ip_ms: Times = np.zeros(count, np.int64)
        self._registered_ms: Times = np.zeros(count, np.int64)
        self._hung_ms: Times = np.full(count, NEVER)
        self._freed_ms: Times = np.full(count, NEVER)
        """From when to when a terminal is without an address, though the path is up."""
        self._lit_since_ms: Times = np.full(count, now_ms)
        self._lit_before_ms: Times = np.zeros(count, np.int64)
        self._booted_ms: Times = now_ms - self._share(_UPTIME) * DAY_MS // 40
        self._returns: NDArray[np.int64] = np.zeros(count, np.int64)
        self.booted_ms = self._booted_ms.data
        self.returns = self._returns.data
        self._one = _One(
            self.noticed_ms.data, self._ranging_ms.data, self._ip_ms.data, self._registered_ms.data,
            self._hung_ms.data, self._freed_ms.data,
        )  # fmt: skip

    def state(self, terminal: int, now_ms: int) -> CmState:
        """Return what the observer believes of one terminal; as `states`, for a single row in little time."""
        one = self._one
        if now_ms >= one.noticed[terminal] or now_ms < one.ranging[terminal]:
            return CmState.OTHER
        if now_ms < one.ip[terminal]:
            return CmState.RANGING
        if one.hung[terminal] <= now_ms < one.freed[terminal]:
            return CmState.RANGING_COMPLETE
        if now_ms < one.registered[terminal]:
            return CmState.IP_COMPLETE
        return CmState.ACCESS_DENIED if self._barred[terminal] else CmState.REGISTERED

    def states(self, terminals: Numbers | slice, now_ms: int) -> NDArray[np.uint8]:
        """Return what the observers believe, numbers of CmState."""
        states = np.where(self._barred[terminals], np.uint8(CmState.ACCESS_DENIED), np.uint8(CmState.REGISTERED))
        states[now_ms < self._registered_ms[terminals]] = CmState.IP_COMPLETE
        hung = (self._hung_ms[terminals] <= now_ms) & (now_ms < self._freed_ms[terminals])
        states[hung] = CmState.RANGING_COMPLETE
        states[now_ms < self._ip_ms[terminals]] = CmState.RANGING
        states[(now_ms < self._ranging_ms[terminals]) | (now_ms >= self.noticed_ms[terminals])] = CmState.OTHER
        return states

    def missed_ms(self, which: Numbers) -> Times:
        """Return when observers noticed, or will, that terminals are away or without an address; NEVER for others."""
        hung = np.where(self._freed_ms[which] == NEVER, self._hung_ms[which], NEVER)
        return np.minimum(self.noticed_ms[which], hung)

    def is_registered(self, terminal: int, now_ms: int) -> bool:
        """Tell whether a terminal has an address and is let in, as far as it has power and signal."""
        one = self._one
        return bool(one.registered[terminal] <= now_ms) and not one.hung[terminal] <= now_ms < one.freed[terminal]

    def registered_at(self, terminal: int) -> int:
        """Return when a terminal last became registered; 0: before we started."""
        return int(self._registered_ms[terminal])

    def busy_ms(self, terminal: int, now_ms: int) -> int:
        """Return for how long a terminal has had power and signal since we started."""
        since = int(self._lit_since_ms[terminal])
        return int(self._lit_before_ms[terminal]) + (now_ms - since if since else 0)

    def darken(self, which: Numbers, now_ms: int) -> None:
        """Let observers find out in their time; one that was not through registering they drop at once."""
        fresh = now_ms < self._registered_ms[which]
        self.noticed_ms[which] = np.where(fresh, now_ms, now_ms + self._notice[which])
        self._lit_before_ms[which] += now_ms - self._lit_since_ms[which]
        self._lit_since_ms[which] = 0

    def missed(self, which: Numbers) -> None:
        """Take note that terminals that are dark have been so for long."""
        self.noticed_ms[which] = 0

    def boot(self, which: Numbers, now_ms: int) -> None:
        """Let terminals that have current again start from nothing; without signal they go on trying."""
        self._booted_ms[which] = now_ms
        self._returns[which] = -1

    def light(self, which: Numbers, now_ms: int, *, booted: Flags, hang: Flags) -> None:
        """Let terminals range and register again, unless they stayed powered and were never missed.

        `booted`, `hang`, by place in `which`: they were without power meanwhile; they will get no address.
        """
        again = booted | (now_ms >= self.noticed_ms[which])
        returning = which[again]
        ready = self._booted_ms[returning] + self._boots[returning]
        begin = np.where(booted[again], np.maximum(ready, now_ms), now_ms)
        takes = self._takes[returning]
        self._returns[returning] += 1
        self._ranging_ms[returning] = begin + takes // 4
        self._ip_ms[returning] = begin + takes * 3 // 4
        self._registered_ms[returning] = begin + takes
        self._hung_ms[returning] = np.where(hang[again], self._ip_ms[returning], NEVER)
        self._freed_ms[returning] = NEVER
        self.noticed_ms[which] = NEVER
        self._lit_since_ms[which] = now_ms

    def let_go(self, which: Numbers, lease_ms: NDArray[np.float64], now_ms: int, lit: Flags) -> None:
        """Let terminals lose their addresses within `lease_ms` each; those on their way get none.

        `lease_ms`, `lit`: by place in `which`.
        """
        ends = now_ms + (self._lease[which] * lease_ms / 1000).astype(np.int64)
        begun = self._registered_ms[which] > now_ms
        ends = np.where(begun & lit, np.maximum(self._ip_ms[which], now_ms), ends)
        still = self._freed_ms[which] == NEVER
        self._hung_ms[which] = np.where(still, np.minimum(self._hung_ms[which], ends), ends)
        self._freed_ms[which] = NEVER

    def take_back(self, which: Numbers, now_ms: int) -> None:
        """Give addresses to those that wait for one, each in its time."""
        waiting = which[(self._hung_ms[which] <= now_ms) & (now_ms < self._freed_ms[which])]
        self._freed_ms[waiting] = now_ms
        self._registered_ms[waiting] = now_ms + self._takes[waiting]
        holding = which[self._hung_ms[which] > now_ms]
        self._hung_ms[holding] = NEVER

    def _share(self, purpose: int) -> NDArray[np.int64]:
        """Return a fixed number 0 … 999 for every terminal, another for every purpose."""
        numbers = np.arange(1, self._count + 1, dtype=np.int64)
        return (numbers * 2_654_435_761 + purpose * 40_503) % 4_294_967_296 * 1000 >> 32

    def _between(self, purpose: int, bounds: tuple[int, int]) -> Times:
        return bounds[0] + (bounds[1] - bounds[0]) * self._share(purpose) // 1000


def barred(city: City) -> Flags:
    """Tell which terminals belong to suspended accounts, bool[terminals]: registered, but denied access."""
    suspended = {
        terminal for one in city.subscribers if one.person.status == "suspended" for _, terminal in one.services
    }
    return np.array([city.elements[number].id in suspended for number in city.terminals], bool).reshape(-1)
