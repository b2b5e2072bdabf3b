"""People who call: about faults of the plant, and about everything else."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from simulator.calling import HOUR_MS, LINES_OPEN, CallRates, dialled, noticed_ms, patience_ms, symptom
from simulator.households import Ailments, Households
from simulator.people import AREA_CODE

LOOK_S = 1.0
"""Seconds between looks at who lacks what."""
DAY_H = 24

Log = Callable[[str, int, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody on the line."""

    id: int
    """From 1, in the order they came."""
    at_ms: int
    phone: str
    """As the exchange shows it; empty: withheld."""
    service: str
    symptom: str
    account: str
    """Who it really is; empty: nobody's customer."""
    reason: str
    """What is really behind it: `plant`, or one of `Callers.OTHER_REASONS`."""
    repeat: int
    """How often this household has called about the same trouble before."""
    home: dict[str, Any]
    """What is true of the home at this moment."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A household's trouble since a moment, the same object for as long as it lasts."""

    home: int
    since_ms: int
    serial: int
    """How many troubles the household has had before."""


class Callers:
    """Has the people of a city call; the same seed, faults and times give the same calls.

    Whether and when a household calls depends on itself, on what it lacks and on the hour, never on
    other households: nobody knows how many others are on the line.
    """

    OTHER_REASONS = ("own_fault", "arrears", "remote_control", "home_network", "wrong_number")

    def __init__(self, seed: int, households: Households, rates: CallRates, log: Log) -> None:
        """Write every call to `log` as well."""
        self._seed, self._households, self._rates, self._log = seed, households, rates, log
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._troubles: dict[int, Trouble] = {}
        self._serials: dict[int, int] = {}
        self._due: list[tuple[int, int, int]] = []
        """Heap of (when, home, serial of the trouble)."""
        self._asked: dict[int, int] = {}
        """Calls of a household about its present trouble."""
        self._background: list[tuple[int, int]] = []
        """Heap of (when, place in the hour's stream)."""
        self._hour = -1
        self._arrears = [
            home
            for home, one in enumerate(households.city.subscribers)
            if one.person.status in ("arrears", "suspended")
        ]

    def calls(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the calls whose number is above `after`, oldest first."""
        with self._lock:
            return [asdict(call) for call in self._calls[max(after, 0) :]]

    def run(self, closing: threading.Event, clock: Callable[[], int]) -> None:
        """Let time pass until `closing` is set."""
        while not closing.wait(LOOK_S):
            self.pass_time(clock())

    def pass_time(self, now_ms: int) -> None:
        """Notice what happened since the last time, and have those call whose moment has come."""
        ailing = self._households.ailing(now_ms)
        self._follow(ailing, now_ms)
        self._draw_hours(now_ms)
        while self._background and self._background[0][0] <= now_ms:
            self._call_for_no_fault(*heapq.heappop(self._background))
        while self._due and self._due[0][0] <= now_ms:
            self._call_about(*heapq.heappop(self._due), ailing)

    def _follow(self, ailing: dict[int, Ailments], now_ms: int) -> None:
        """Begin and end troubles; who is to call about a new one is settled when it begins."""
        for home in [home for home in self._troubles if home not in ailing]:
            del self._troubles[home]
            self._asked.pop(home, None)
        for home, ailments in ailing.items():
            if home in self._troubles:
                continue
            serial = self._serials[home] = self._serials.get(home, 0) + 1
            self._troubles[home] = Trouble(home, now_ms, serial)
            self._plan(self._troubles[home], ailments)

    def _plan(self, trouble: Trouble, ailments: Ailments) -> None:
        rates, draw = self._rates, self._stream("trouble", trouble.home, trouble.serial)
        share = rates.affected_share if "lost" in ailments.values() else rates.poor_share
        if not self._households.has_current(trouble.home):
            share *= rates.dark_home_share
        if draw.random() >= share:
            return
        seen_ms = noticed_ms(draw, trouble.since_ms, list(ailments), self._households.hour_at)
        if seen_ms is not None:
            when = seen_ms + patience_ms(draw, rates.patience_min)
            heapq.heappush(self._due, (when, trouble.home, trouble.serial))

    def _call_about(self, at_ms: int, home: int, serial: int, ailing: dict[int, Ailments]) -> None:
        """Call about a trouble that still stands; perhaps decide to call again later."""
        trouble = self._troubles.get(home)
        if trouble is None or trouble.serial != serial:
            return
        before = self._asked.get(home, 0)
        draw = self._stream("call", home, serial, before)
        worst = sorted(ailing[home].items(), key=lambda item: (item[1] != "lost", item[0]))
        service, kind = draw.choice([item for item in worst if item[1] == worst[0][1]])
        self._ring(at_ms, draw, home, service, symptom(draw, service, kind), "plant", before)
        self._asked[home] = before + 1
        if draw.random() < self._rates.repeat_share:
            again = at_ms + patience_ms(draw, self._rates.repeat_after_min)
            heapq.heappush(self._due, (again, home, serial))

    def _draw_hours(self, now_ms: int) -> None:
        """Draw the calls for no fault of every hour up to this one; the first hour counts from now on."""
        hour = now_ms // HOUR_MS
        first = self._hour < 0
        for each in range(hour if first else self._hour + 1, hour + 1):
            homes = len(self._households.services)
            weight = LINES_OPEN[int(self._households.hour_at(each * HOUR_MS))] / DAY_H
            expected = self._rates.background_per_1000_day * homes / 1000 * weight
            draw = self._stream("hour", each)
            moment, place = 0.0, 0
            while expected > 0 and (moment := moment + draw.expovariate(expected)) < 1:
                at_ms = each * HOUR_MS + int(moment * HOUR_MS)
                place += 1
                if at_ms >= now_ms or not first:
                    heapq.heappush(self._background, (at_ms, place))
        self._hour = hour

    def _call_for_no_fault(self, at_ms: int, place: int) -> None:
        draw = self._stream("no fault", at_ms, place)
        reason = draw.choices(self.OTHER_REASONS, (34, 14, 27, 16, 9))[0]
        if reason == "wrong_number" or (reason == "arrears" and not self._arrears):
            self._ring(at_ms, draw, -1, "tv", "no_signal", "wrong_number", 0)
            return
        home = draw.choice(self._arrears) if reason == "arrears" else draw.randrange(len(self._households.services))
        services = self._households.services[home]
        service = services[0] if services else "tv"
        if reason == "remote_control":
            service, said = ("tv" if "tv" in services else service), "no_signal"
        elif reason == "home_network":
            service, said = ("broadband" if "broadband" in services else service), "slow"
        elif reason == "arrears":
            said = "not_authorised"
        else:
            service = draw.choice(services or ("tv",))
            said = symptom(draw, service, draw.choice(("lost", "poor")))
        self._ring(at_ms, draw, home, service, said, reason, 0)

    def _ring(self, at_ms: int, draw: Random, home: int, service: str, said: str, reason: str, repeat: int) -> None:
        account, facts = "", dict[str, Any]()
        if home >= 0:
            account, facts = self._households.city.subscribers[home].account, self._households.facts(home)
        with self._lock:
            call = Call(
                len(self._calls) + 1, at_ms, self._number(draw, home), service, said, account, reason, repeat, facts
            )
            self._calls.append(call)
        self._log("call", at_ms, {key: value for key, value in asdict(call).items() if key != "at_ms"})

    def _number(self, draw: Random, home: int) -> str:
        """Return what the exchange shows: a number of the file, a relative's, or none."""
        if draw.random() < self._rates.withheld_share:
            return ""
        if home < 0 or draw.random() < self._rates.stranger_share:
            return dialled(draw, f"{AREA_CODE}{draw.randrange(9_000_000, 10_000_000)}")
        return dialled(draw, draw.choice(self._households.city.subscribers[home].person.phones))

    def _stream(self, *key: object) -> Random:
        return Random(":".join(map(str, (self._seed, *key))))
