"""What `python -m simulator` is told."""

from __future__ import annotations

import argparse
import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from simulator.addresses import Network
from simulator.desk import SECRET_PREFIX, SecretError, secret_key
from simulator.offices import People, add_options, read_people
from simulator.plant import Delays
from simulator.sizes import SIZES, Size

SECRET_VARIABLE = "SIMULATOR_DESK_SECRET"  # noqa: S105 - the variable's name


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, understood."""

    size: Size
    seed: int
    out: Path
    network: Network
    snmp_port: int
    control_port: int
    desk_port: int
    desk_secret: str
    community: str
    largest_message: int
    delays: Delays
    answer_ms: tuple[float, float]
    json_ready: bool
    people: People


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
    add("--notice-delay", type=_range, default=(0.0, 3.0), metavar="S-S",
        help="seconds until the CMTS notices a dead modem (0-3)")  # fmt: skip
    add("--return-delay", type=_range, default=(1.0, 4.0), metavar="S-S",
        help="seconds a modem takes to register again (1-4)")  # fmt: skip
    add("--answer-ms", type=_range, default=(0.0, 0.0), metavar="MS-MS", help="how slow agents are (0)")
    add("--json-ready", action="store_true", help="print one line of JSON when ready, and nothing else")
    add_options(parser)
    given = parser.parse_args(arguments)
    return Options(
        SIZES[given.size], given.seed, given.out, given.network, given.snmp_port, given.control_port,
        given.desk_port, given.desk_secret, given.community, given.largest_message,
        Delays(_milliseconds(given.notice_delay), _milliseconds(given.return_delay)), given.answer_ms,
        given.json_ready, read_people(given),
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


def _secret(text: str) -> str:
    try:
        secret_key(text)
    except SecretError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _range(text: str) -> tuple[float, float]:
    """Read `2` or `0-3`."""
    shortest, _, longest = text.partition("-")
    try:
        bounds = float(shortest), float(longest or shortest)
    except ValueError:
        bounds = (1.0, 0.0)
    if not 0 <= bounds[0] <= bounds[1]:
        msg = f"{text!r} is no range such as 0-3"
        raise argparse.ArgumentTypeError(msg)
    return bounds


def _milliseconds(seconds: tuple[float, float]) -> tuple[int, int]:
    return round(seconds[0] * 1000), round(seconds[1] * 1000)


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


_DESCRIPTION = "A cable plant: SNMP agents on 127.x.y.z, faults by command, a desk that receives webhooks."
_EPILOG = "While it runs, type help."
