"""`plantwatch poll` and `plantwatch walk`: ask one device once, and show what it says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.table import Table

from collectors.choosing import choose, identify
from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import Polled, WalkError, poll_once
from collectors.poll import walk as walk_device
from collectors.roster import Roster
from collectors.snmp import ber
from collectors.snmp.engine import Secret, SnmpEngine, target
from collectors.states import TerminalState
from monitor.commands.asking import (
    Community,
    Credential,
    Port,
    ProfileName,
    Version,
    Who,
    asked_device,
    profile_called,
    profiles,
    secret_of,
    way_to,
    with_engine,
)
from monitor.commands.terminal import FINDING, Config, Json, failing_clearly, out, print_json, refuse, settings_of


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(poll)
    app.command()(walk)


def poll(
    device: Who,
    profile: ProfileName = None,
    port: Port = None,
    snmp_version: Version = None,
    community: Community = None,
    credential: Credential = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Ask a device everything its profile knows, once; exits 1 where it does not answer."""
    settings = settings_of(config)
    with failing_clearly():
        asked = asked_device(settings, device, profile, port, snmp_version, credential)
        if asked.profile:
            profile_called(asked.profile)
        secret = secret_of(settings, asked, community)
        polled = with_engine(settings, asked, lambda engine: _poll(engine, asked, secret))
    if as_json:
        print_json({"device": asked.key, "answered": polled.answered, "readings": list(_readings(polled))})
    if not polled.answered:
        place = "" if asked.key == asked.address else f" from {asked.address}"
        refuse(f"{asked.key}: no answer{place}, {way_to(asked)}", FINDING)
    if not as_json:
        _print(polled)


def walk(
    device: Who,
    oid: Annotated[str, typer.Argument(help="Where to begin, e.g. 1.3.6.1.2.1.1")] = "1.3.6.1.2.1.1",
    port: Port = None,
    snmp_version: Version = None,
    community: Community = None,
    credential: Credential = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show every object a device has below an OID; exits 1 where it does not answer."""
    settings = settings_of(config)
    with failing_clearly():
        asked = asked_device(settings, device, None, port, snmp_version, credential)
        whom = target(asked.address, asked.port, asked.snmp_version, secret_of(settings, asked, community))
        try:
            found = with_engine(settings, asked, lambda engine: walk_device(engine, whom, oid))
        except WalkError as error:
            refuse(str(error), FINDING)
    if as_json:
        print_json([{"oid": at, "type": kind, "value": _shown(value)} for at, kind, value in found])
        return
    for at, kind, value in found:
        out.print(f"{at} = {kind}: {_shown(value)!s}", markup=False)


async def _poll(engine: SnmpEngine, device: Device, secret: Secret) -> Polled:
    name = device.profile
    if not name:
        whom = target(device.address, device.port, device.snmp_version, secret)
        said = await identify(engine, whom, profiles().values())
        if said is None:
            return Polled(Roster(), ())
        name = choose(profiles(), said).profile
    return await poll_once(engine, profile_called(name), replace(device, profile=name), secret, AnchoredClock())


def _readings(polled: Polled) -> Iterator[dict[str, Any]]:
    """Yield one object per row that was read, unread metrics left out."""
    for batch in polled.batches:
        for block in batch.readings:
            for row in range(len(block)):
                values = {name: float(column[row]) for name, column in block.values.items()}
                yield {
                    "family": block.family,
                    "subject": polled.roster.key(int(block.slot[row])),
                    "instance": int(block.instance[row]),
                    "values": {name: value for name, value in values.items() if not math.isnan(value)},
                }
        for slot, state in zip(batch.states.slot.tolist(), batch.states.state.tolist(), strict=True):
            yield {
                "family": "terminal_state",
                "subject": polled.roster.key(slot),
                "instance": 0,
                "values": {"state": TerminalState(state).name.lower()},
            }


def _print(polled: Polled) -> None:
    table = Table("family", "subject", "instance", "metric", "value", box=None)
    for row in _readings(polled):
        for metric, value in row["values"].items():
            shown = value if isinstance(value, str) else f"{value:.10g}"
            table.add_row(row["family"], row["subject"], str(row["instance"]), metric, shown)
    out.print(table)


def _shown(value: ber.Value) -> str | int | float | None:
    """Return a value as JSON and terminals can have it; octets that are no text in hexadecimal."""
    if not isinstance(value, bytes):
        return value
    text = value.decode("utf-8", errors="replace")
    return text if text.isprintable() else value.hex(":")
