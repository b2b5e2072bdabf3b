"""How hostile a city is: each knob of its own, all on above the tiny size unless told otherwise."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields, replace
from typing import Any

from simulator.manners import CALM, HOSTILE, Manners
from simulator.records import EXACT, Knobs
from simulator.sessions import Delays
from simulator.sizes import Size, TinySize

SLOW = Delays((20_000, 60_000), (20_000, 90_000), boot_ms=(30_000, 90_000))
"""What a CMTS takes to notice a modem's silence, and modems to come back, in life."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What makes a city hard to watch."""

    delays: Delays
    manners: Manners
    knobs: Knobs
    """How far the records depart from the plant."""
    night_off: float = 0.0
    """Share of modems switched off at night."""
    always_off: float = 0.0
    """Share of terminals nobody has switched on for months."""
    own_way: float = 0.0
    """Share of transponders in the street that are no modems, and are heard without the CMTS."""


def easy() -> Difficulty:
    """Return a city that answers at once and is as its records say."""
    return Difficulty(Delays(), CALM, EXACT)


def hostile(size: Size) -> Difficulty:
    """Return a city as its operators know it."""
    return Difficulty(SLOW, HOSTILE, size.knobs, night_off=0.08, always_off=0.02, own_way=0.4)


def add_knobs(parser: argparse.ArgumentParser) -> None:
    """Add the options of a city's difficulty; those not given are as `--hostile` says."""
    group = parser.add_argument_group("what makes the city hostile")
    add = group.add_argument
    add("--hostile", choices=("on", "off"), help="all of the following, on but for tiny")
    add("--notice-delay", type=span, metavar="S-S", help="seconds until the CMTS notices a dead modem (20-60)")
    add("--return-delay", type=span, metavar="S-S", help="seconds a modem takes to register again (20-90)")
    add("--boot-delay", type=span, metavar="S-S", help="seconds a terminal takes to boot (30-90)")
    add("--cache", type=float, metavar="S", help="how old a CMTS's table may be (4)")
    add("--rate-limit", type=float, metavar="N", help="requests a second a CMTS answers, 0: all (600)")
    add("--round-trip", type=span, metavar="MS-MS", help="round trips of near and far agents (5-500)")
    add("--loss", type=_share, help="share of answers that are lost (0.005)")
    add("--late", type=_share, help="share of answers that come much too late (0.002)")
    add("--duplicate", type=_share, help="share of answers that come twice (0.002)")
    add("--new-index", type=_share, help="share of modems that come back in another row (0.9)")
    add("--new-address", type=_share, help="share of modems that come back with another address (0.3)")
    add("--age-out", type=float, metavar="S", help="after how long a dark modem's row is dropped, 0: never (10800)")
    add("--night-off", type=_share, help="share of modems switched off at night (0.08)")
    add("--always-off", type=_share, help="share of terminals switched off for good (0.02)")
    add("--own-way", type=_share, help="share of transponders heard without the CMTS (0.4)")
    knobs = ", ".join(field.name for field in fields(Knobs))
    add("--records", type=_records, metavar="KNOB=N,…", help=f"how wrong the plant files are: all=FACTOR, {knobs}")


def read_knobs(given: argparse.Namespace, size: Size) -> Difficulty:
    """Return what the options of `add_knobs` say of a city of some size."""
    wanted = given.hostile or ("off" if isinstance(size, TinySize) else "on")
    base = hostile(size) if wanted == "on" else easy()
    return replace(
        base,
        delays=replace(
            base.delays,
            **_said(
                notice_ms=_milliseconds(given.notice_delay),
                return_ms=_milliseconds(given.return_delay),
                boot_ms=_milliseconds(given.boot_delay),
            ),
        ),
        manners=replace(
            base.manners,
            **_said(
                round_trip_ms=given.round_trip,
                loss=given.loss,
                late=given.late,
                duplicate=given.duplicate,
                requests_per_s=given.rate_limit,
                cache_ms=None if given.cache is None else round(given.cache * 1000),
                new_index=given.new_index,
                new_address=given.new_address,
                age_out_ms=None if given.age_out is None else round(given.age_out * 1000),
            ),
        ),
        knobs=_departed(base.knobs, given.records or {}),
        **_said(night_off=given.night_off, always_off=given.always_off, own_way=given.own_way),
    )


def span(text: str) -> tuple[float, float]:
    """Read `2` or `0-3`. Raises ArgumentTypeError."""
    shortest, _, longest = text.partition("-")
    try:
        bounds = float(shortest), float(longest or shortest)
    except ValueError:
        bounds = (1.0, 0.0)
    if not 0 <= bounds[0] <= bounds[1]:
        msg = f"{text!r} is no range such as 0-3"
        raise argparse.ArgumentTypeError(msg)
    return bounds


def _departed(base: Knobs, said: dict[str, float]) -> Knobs:
    """Return the knobs of the records; `all` multiplies what is not said by name."""
    factor = said.pop("all", 1.0)
    scaled = {field.name: min(getattr(base, field.name) * factor, 1.0) for field in fields(Knobs)}
    return Knobs(**(scaled | said))


def _records(text: str) -> dict[str, float]:
    known = {"all", *(field.name for field in fields(Knobs))}
    said: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name not in known:
            msg = f"no knob {name!r}: {', '.join(sorted(known))}"
            raise argparse.ArgumentTypeError(msg)
        said[name] = _share(value) if name != "all" else span(value)[0]
    return said


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        msg = f"{text!r} is no share from 0 to 1"
        raise argparse.ArgumentTypeError(msg)
    return value


def _said(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a knob takes
    """Return the knobs somebody has said something of."""
    return {name: value for name, value in values.items() if value is not None}


def _milliseconds(seconds: tuple[float, float] | None) -> tuple[int, int] | None:
    return None if seconds is None else (round(seconds[0] * 1000), round(seconds[1] * 1000))
