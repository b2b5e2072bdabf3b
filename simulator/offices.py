"""The people around a plant, as told on the command line: how readily they call, how crews report."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from simulator.callers import Callers
from simulator.calling import CallRates
from simulator.city import City
from simulator.counter import DeskCounter
from simulator.desk import Desk, SecretError, secret_key
from simulator.hotline import Hotline
from simulator.households import Households
from simulator.plant import Plant
from simulator.reporting import Receiver, Reporter
from simulator.ticketing import Manners, TicketDesk
from simulator.truth import Truth


@dataclass(frozen=True, slots=True)
class People:
    """What was said of them on the command line."""

    rates: CallRates
    manners: Manners
    reports: Receiver | None
    """Where work orders' states are posted."""


class Offices:
    """Callers, customer service and ticketing of one town."""

    def __init__(self, city: City, plant: Plant, truth: Truth, secret: str, people: People) -> None:
        """Open them; nobody does anything before `start`."""
        self._reporter = Reporter(people.reports)
        self._tickets = TicketDesk(city.seed, people.manners, self._reporter.tell)
        self._callers = Callers(city.seed, Households(city, plant), people.rates, truth.log)
        self._hotline = Hotline(self._callers.calls)
        self._desk = Desk(secret)

    def counter(self, clock: Callable[[], int]) -> DeskCounter:
        """Return the door they share; signatures are judged by real time, whatever the time in the plant."""
        return DeskCounter(self._desk, clock, self._tickets, self._callers, self._hotline)

    def start(self, closing: threading.Event, plant_clock: Callable[[], int], clock: Callable[[], int]) -> None:
        """Have callers live by the plant's time and crews by ours until `closing` is set."""
        for name, work in (
            ("callers", lambda: self._callers.run(closing, plant_clock)),
            ("hotline", lambda: self._hotline.run(closing)),
            ("crews", lambda: self._tickets.run(closing, clock)),
            ("reports", lambda: self._reporter.run(closing)),
        ):
            threading.Thread(target=work, name=name, daemon=True).start()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of callers and crews; the knobs are the fields of `CallRates` and `Manners`."""
    parser.add_argument("--calls", type=_rates, default=CallRates(), metavar="KNOB=N,…",
        help=f"how readily people call: {_knobs(CallRates)}; calls=0 for a silent town")  # fmt: skip
    parser.add_argument("--crews", type=_manners, default=Manners(), metavar="KNOB=N[-N],…",
        help=f"how crews work and report: {_knobs(Manners)}")  # fmt: skip
    parser.add_argument("--ticket-url", default="", metavar="URL", help="where states of work orders are posted")
    parser.add_argument("--ticket-secret", type=_secret, metavar="whsec_…", help="secret that signs them")


def read_people(given: argparse.Namespace) -> People:
    """Return what the options of `add_options` say; ends with a sentence where they do not fit each other."""
    if bool(given.ticket_url) != bool(given.ticket_secret):
        raise SystemExit("simulator: --ticket-url and --ticket-secret go together")
    reports = Receiver(given.ticket_url, given.ticket_secret) if given.ticket_url else None
    return People(given.calls, given.crews, reports)


def _rates(text: str) -> CallRates:
    knobs = _pairs(text, CallRates, also=("calls",))
    factor = _number(knobs.pop("calls", "1"))
    rates = replace(CallRates(), **{name: _number(value) for name, value in knobs.items()})
    return replace(
        rates,
        affected_share=min(1.0, rates.affected_share * factor),
        poor_share=min(1.0, rates.poor_share * factor),
        background_per_1000_day=rates.background_per_1000_day * factor,
    )


def _manners(text: str) -> Manners:
    knobs = _pairs(text, Manners)
    shares = {name: _number(value) for name, value in knobs.items() if name.endswith("_share")}
    paces = {name: _range(value) for name, value in knobs.items() if name.endswith("_s")}
    return replace(Manners(), **paces, **shares)  # type: ignore[arg-type]  # the names say which is which


def _pairs(text: str, model: type[CallRates | Manners], also: tuple[str, ...] = ()) -> dict[str, str]:
    known = {*also, *(field.name for field in fields(model))}
    pairs = dict(part.partition("=")[::2] for part in text.split(",") if part)
    strangers = sorted(pairs.keys() - known)
    if strangers:
        raise argparse.ArgumentTypeError(f"no knob {strangers[0]!r}: {', '.join(sorted(known))}")
    return pairs


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return value


def _range(text: str) -> tuple[float, float]:
    shortest, _, longest = text.partition("-")
    bounds = _number(shortest), _number(longest or shortest)
    if bounds[0] > bounds[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is no range such as 0-3")
    return bounds


def _secret(text: str) -> str:
    try:
        secret_key(text)
    except SecretError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _knobs(model: type[CallRates | Manners]) -> str:
    return ", ".join(field.name for field in fields(model))
