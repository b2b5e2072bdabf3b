"""Leads a guest through a demonstration: where the pages are, the tour, then commands on a terminal."""

from __future__ import annotations

import threading
import time

import httpx

from maps.model import Plant
from monitor.commands import demo_prompt
from monitor.commands.demo_city import City, client
from monitor.commands.demo_steps import Steps
from monitor.commands.demo_tour import EndedError, Pace, Tour
from monitor.commands.demo_words import Language, say
from monitor.commands.terminal import out
from monitor.ledger.people import Role

PASSWORD = "plantwatch-demo"  # noqa: S105 - printed on the terminal, for a plant that is not there
PAGES_WITHIN_S = 60.0
SWEPT_WITHIN_S = 90.0
LOOK_S = 0.1


def guide(
    address: str, language: Language, city: City, plant: Plant, steps: Steps, ending: threading.Event, *, tour: bool
) -> None:
    """Lead a guest until the end; returns when `ending` is set, or when there is nothing more to say."""
    phones = Phones(plant)
    try:
        with steps.step("processes"):
            up = _come(f"{address}/healthz", PAGES_WITHIN_S, ending)
        if not up:
            out.print(say(language, "trouble", "pages"), style="red")
            return
        _say_where(language, address, phones.of_anybody())
        with steps.step("sweep"):
            swept = _come(f"{address}/readyz", SWEPT_WITHIN_S, ending, wants="data_ms")
        if not swept:
            out.print(say(language, "trouble", "sweep", seconds=round(SWEPT_WITHIN_S)))
        if tour:
            Tour(city, language, address, phones.of_one, ending, Pace()).lead()
        if demo_prompt.is_possible():
            demo_prompt.listen(city, language, ending)
    except EndedError:
        return
    except httpx.TransportError as error:
        if not ending.is_set():
            out.print(say(language, "trouble", "control", reason=error), style="red")


def _say_where(language: Language, address: str, phone: str) -> None:
    out.print()
    out.print(say(language, "access", "pages", address=address), style="bold", markup=False)
    out.print(say(language, "access", "caller", address=address, phone=phone), markup=False)
    out.print(say(language, "access", "login", password=PASSWORD), markup=False)
    for role in Role:
        out.print(say(language, "access", "role", role=role, may=say(language, "role", role)), markup=False)
    out.print(say(language, "access", "faults"), markup=False)
    out.print()


class Phones:
    """Telephone numbers of customers in good standing."""

    def __init__(self, plant: Plant) -> None:
        """Take the customers of a plant file."""
        self._written = {row.account: row.phones[0] for row in plant.accounts if row.status == "active" and row.phones}

    def of_anybody(self) -> str:
        """Return somebody's number, digits as they go into an address."""
        return _digits(next(iter(self._written.values()), ""))

    def of_one(self, accounts: frozenset[str]) -> str:
        """Return the number of one of these accounts, empty where none has one."""
        return _digits(next((self._written[one] for one in sorted(accounts) if one in self._written), ""))


def _digits(written: str) -> str:
    return "".join(character for character in written if character.isdigit())


def _come(address: str, within_s: float, ending: threading.Event, wants: str = "") -> bool:
    """Wait until an address answers well, with something under a key where one is wanted."""
    deadline_s = time.monotonic() + within_s
    with client() as visitor:
        while time.monotonic() < deadline_s:
            if ending.wait(LOOK_S):
                raise EndedError
            try:
                answer = visitor.get(address)
            except httpx.TransportError:
                continue
            if answer.is_success and (not wants or answer.json()[wants]):
                return True
    return False
