"""The guided script of a demonstration: say what breaks, break it, repeat what customer service was told, mend it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from monitor.commands.demo_city import City, CityError, Message
from monitor.commands.demo_words import Language, say
from monitor.commands.terminal import out

TOLD_WITHIN_S = 240.0
"""A CMTS takes up to a minute to notice a dead modem, and may show an old table for longer."""
GOOD_HOMES = 60
"""Homes a fault is best shown on: a district, not a street and not the city."""
LOOK_S = 0.25
OPENED, RESOLVED = "incident.opened", "incident.resolved"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between what the script says and does."""

    before_s: float = 12.0
    """To read what is about to break, and to open the right page."""
    standing_s: float = 30.0
    """To look around before it is mended."""


@dataclass(frozen=True, slots=True)
class Act:
    """One fault of the tour."""

    words: str
    """Table of what is said of it."""
    kind: str
    pick: Callable[[City], str | None]
    options: Mapping[str, float] = field(default_factory=dict)


class EndedError(Exception):
    """The demonstration ended while the tour was on."""


class Tour:
    """Leads through the acts until they are over or `ending` is set."""

    def __init__(
        self, city: City, language: Language, address: str, caller: Callable[[frozenset[str]], str],
        ending: threading.Event, pace: Pace,
    ) -> None:  # fmt: skip
        """`caller` gives a telephone number of one of some accounts."""
        self._city, self._language, self._address, self._caller = city, language, address, caller
        self._ending, self._pace = ending, pace

    def lead(self) -> None:
        """Go through all acts. Raises EndedError, httpx.TransportError where the city is gone."""
        self._say("begin", style="bold")
        for number, act in enumerate(ACTS, 1):
            title = say(self._language, act.words, "title")
            out.print()
            self._say("next", number=number, count=len(ACTS), title=title, style="bold")
            try:
                self._play(act)
            except CityError as error:
                out.print(say(self._language, "trouble", "control", reason=error), style="red", markup=False)
        out.print()
        self._say("end", style="bold")

    def _play(self, act: Act) -> None:
        """Play one act.

        1. Say what will break and where to look.
        2. Break it; wait until customer service knows of an incident that has these homes.
        3. Let people look, and repeat what is known by then.
        4. Mend it; wait until customer service knows that it is over; look in the city whether it is true.
        """
        element = act.pick(self._city)
        if element is None:
            self._say("skipped")
            return
        homes = dict(self._city.candidates(act.kind)).get(element, 0)
        self._announce(act, element, homes)
        self._wait(self._pace.before_s)
        known = len(self._city.told())
        fault = self._city.break_down(act.kind, element, act.options)
        broken_s = time.monotonic()
        accounts = frozenset(map(str, fault["accounts"]))
        self._say("broken", element=element, homes=len(accounts), style="red")
        opened = self._until(lambda: self._heard(accounts, known))
        if opened is None:
            self._say("untold", seconds=round(TOLD_WITHIN_S), style="red")
        else:
            self._say("told", seconds=time.monotonic() - broken_s)
            self._quote(opened)
        self._say("repairing", seconds=round(self._pace.standing_s))
        self._wait(self._pace.standing_s)
        if opened is not None:
            self._repeat_if_grown(opened)
        self._city.repair(str(fault["id"]))
        self._see_it_end(element, accounts, opened)

    def _announce(self, act: Act, element: str, homes: int) -> None:
        behind = frozenset(map(str, self._city.element(element).get("accounts", ())))
        phone = self._caller(behind)
        text = say(self._language, act.words, "look", element=element, homes=homes, address=self._address, phone=phone)
        out.print(text, markup=False)
        self._say("soon", seconds=round(self._pace.before_s))

    def _see_it_end(self, element: str, accounts: frozenset[str], opened: Message | None) -> None:
        mended_s = time.monotonic()
        self._say("repaired", element=element, style="green")
        if opened is None:
            return
        over = self._until(lambda: self._resolved(opened))
        dark = len(self._city.dark() & accounts)
        if over is None:
            self._say("unverified", seconds=round(TOLD_WITHIN_S), dark=dark, homes=len(accounts), style="red")
        else:
            self._say("verified", seconds=time.monotonic() - mended_s, dark=dark, homes=len(accounts))
            self._quote(over)

    def _repeat_if_grown(self, opened: Message) -> None:
        latest = [opened, *(one for one in self._city.told(opened.order) if one.incident == opened.incident)][-1]
        if latest.sentence != opened.sentence:
            self._say("grown")
            self._quote(latest)

    def _heard(self, accounts: frozenset[str], known: int) -> Message | None:
        """Return the first message after `known` that tells of an incident with some of these accounts."""
        return next((one for one in self._city.told(known) if one.event == OPENED and one.accounts & accounts), None)

    def _resolved(self, opened: Message) -> Message | None:
        later = self._city.told(opened.order)
        return next((one for one in later if one.event == RESOLVED and one.incident == opened.incident), None)

    def _until(self, come: Callable[[], Message | None]) -> Message | None:
        deadline_s = time.monotonic() + TOLD_WITHIN_S
        while time.monotonic() < deadline_s:
            message = come()
            if message is not None:
                return message
            self._wait(LOOK_S)
        return None

    def _wait(self, seconds: float) -> None:
        if self._ending.wait(seconds):
            raise EndedError

    def _say(self, code: str, *, style: str = "", **values: object) -> None:
        out.print(say(self._language, "tour", code, **values), style=style or None, markup=False)

    def _quote(self, message: Message) -> None:
        out.print(f"  {message.incident}  {message.sentence}", markup=False, style="italic")


def an_amplifier(city: City) -> str | None:
    """Return an amplifier behind another amplifier that feeds about as many homes as are good to look at."""
    plant = city.shape()
    amplifiers = {element for element, facts in plant.items() if facts["kind"] == "amplifier"}
    found = [place for place in city.candidates("element_dead") if place[0] in amplifiers]
    second = [place for place in found if any(above in amplifiers for above in _above(plant, place[0]))]
    return _best(second or found)


def _anywhere(kind: str) -> Callable[[City], str | None]:
    return lambda city: _best(city.candidates(kind))


def _best(places: list[tuple[str, int]]) -> str | None:
    worth = [place for place in places if place[1]]
    return min(worth, key=lambda place: (abs(place[1] - GOOD_HOMES), place[0]))[0] if worth else None


def _above(plant: object, element: str) -> list[str]:
    if not isinstance(plant, dict):
        return []
    path = []
    while (element := plant[element]["parent"]) in plant:
        path.append(element)
    return path


ACTS = (
    Act("amplifier", "element_dead", an_amplifier),
    Act("port_fuse", "port_fuse", _anywhere("port_fuse")),
    Act("provisioning_down", "provisioning_down", _anywhere("provisioning_down"), {"at_once": 1.0}),
)
