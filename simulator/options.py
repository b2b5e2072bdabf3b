"""What `python -m simulator` is told."""

from __future__ import annotations

import argparse
import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from simulator.addresses import Network
from simulator.clock import FASTEST, SLOWEST
from simulator.desk import SECRET_PREFIX, SecretError, secret_key
from simulator.difficulty import Difficulty, add_knobs, read_knobs, span
from simulator.offices import People, add_options, read_people
from simulator.sizes import SIZES, CitySize, TinySize

SECRET_VARIABLE = "SIMULATOR_DESK_SECRET"  # noqa: S105 - the variable's name


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, understood."""

    size: TinySize | CitySize
    seed: int
    out: Path
    network: Network
    snmp_port: int
    control_port: int
    desk_port: int
    desk_secret: str
    community: str
    largest_message: int
    difficulty: Difficulty
    answer_ms: tuple[float, float]
    json_ready: bool
    people: People
    speed: float = 1.0
    """Simulated seconds that pass in a real one."""
    start_hour: float | None = None
    """Local hour the plant's day begins at; None: as late as it is."""
    script: Path | None = None
    day_hours: float = 0.0
    """Length of a drawn day of all kinds of fault; 0: none."""
    stamps: bool = False
    """Whether to write down who is asked when."""


def read_options(arguments: list[str] | None = None) -> Options:
    """Return what the command line says; argparse ends the process on a mistake."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=_DESCRIPTION, epilog=_EPILOG)
    add = parser.add_argument
    add("--size", choices=sorted(SIZES), default="tiny", help="how large a town (%(default)s)")
    add("--seed", type=int, default=1, help="which town (%(default)s)")
    add("--out", type=Path, required=True, metavar="DIR", help="where plant/ and truth.jsonl are written")
    add("--network", type=_network, default=Network.parse("127.20"), help="first two octets of all agents (127.20)")
    add("--snmp-port", type=_port, default=16100, help="UDP port of all agents, 0: any free (%(default)s)")
    add("--control-port", type=_port, default=0, help="TCP port of the control, 0: any free")
    add("--desk-port", type=_port, default=0, help="TCP port of the customer-service desk, 0: any free")
    add("--desk-secret", default=os.environ.get(SECRET_VARIABLE) or _new_secret(), type=_secret, metavar="whsec_…",
        help=f"the desk's webhook secret (${SECRET_VARIABLE}, or a new one)")  # fmt: skip
    add("--community", default="public", help="SNMP community (%(default)s)")
    add("--largest-message", type=int, default=1472, help="most octets of an SNMP answer (%(default)s)")
    add("--answer-ms", type=span, default=(0.0, 0.0), metavar="MS-MS", help="how slow agents are (0)")
    add("--speed", type=_speed, default=1.0, metavar="N", help="let time pass N times as fast, 1 to 120 (1)")
    add("--start", type=_hour, metavar="HOUR", help="hour of the day to begin at, 0 to 24 (as late as it is)")
    add("--script", type=Path, metavar="FILE", help="play a script of faults and repairs: JSON lines or TOML")
    add("--day", type=float, default=0.0, metavar="HOURS", help="play a drawn day of all kinds of fault")
    add("--stamps", choices=("on", "off"), default="off", help="tell at /asked who was asked when; memory grows (off)")
    add("--json-ready", action="store_true", help="print one line of JSON when ready, and nothing else")
    add_knobs(parser)
    add_options(parser)
    given = parser.parse_args(arguments)
    size = SIZES[given.size]
    if given.day and given.day < 1:
        parser.error("--day: a day of faults takes an hour at least")
    return Options(
        size, given.seed, given.out, given.network, given.snmp_port, given.control_port,
        given.desk_port, given.desk_secret, given.community, given.largest_message,
        read_knobs(given, size), given.answer_ms, given.json_ready, read_people(given),
        given.speed, given.start, given.script, given.day,
        given.stamps == "on",
    )  # fmt: skip


def _network(text: str) -> Network:
    try:
        return Network.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        msg = f"{text!r} is no port"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _speed(text: str) -> float:
    return _within(text, SLOWEST, FASTEST)


def _hour(text: str) -> float:
    return _within(text, 0.0, 24.0)


def _within(text: str, lowest: float, highest: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = lowest - 1
    if not lowest <= value <= highest:
        msg = f"{text!r} is not between {lowest:g} and {highest:g}"
        raise argparse.ArgumentTypeError(msg)
    return value


def _secret(text: str) -> str:
    try:
        secret_key(text)
    except SecretError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


_DESCRIPTION = "A cable plant: SNMP agents on 127.x.y.z, faults by command, a desk that receives webhooks."
_EPILOG = "While it runs, type help."
