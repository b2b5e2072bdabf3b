"""`plantwatch poll` and `plantwatch walk`: ask one device once, and show what it says."""

from __future__ import annotations

import asyncio
import ipaddress
import math
from collections.abc import Callable, Coroutine, Iterator
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import Polled, WalkError, poll_once
from collectors.poll import walk as walk_device
from collectors.profile import load_profiles
from collectors.profile_model import Profile
from collectors.snmp import ber
from collectors.snmp.engine import Secret, SnmpEngine, target
from collectors.states import TerminalState
from monitor.commands.introductions import known_secrets
from monitor.commands.terminal import (
    FINDING,
    Config,
    Json,
    failing_clearly,
    out,
    print_json,
    progress,
    refuse,
    settings_of,
)
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant
from monitor.service import engine_of
from monitor.settings import Settings
from monitor.watch.directory import Directory

R = TypeVar("R")

Who = Annotated[str, typer.Argument(help="An element of the plant that has a device, or an IP address.")]
ProfileName = Annotated[str | None, typer.Option("--profile", help="Device profile; else the plant's.")]
Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="UDP port; else the plant's, else 161.")]
Version = Annotated[str | None, typer.Option("--snmp-version", help="1, 2c or 3; else the plant's, else 2c.")]
Community = Annotated[str | None, typer.Option("--community", help="Community; else the credential's.")]
Credential = Annotated[str | None, typer.Option("--credential", help="Name of a credential; else the plant's.")]


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
        asked = _asked(settings, device, profile, port, snmp_version, credential)
        known = load_profiles()
        if asked.profile not in known:
            refuse(f"no profile is called {asked.profile!r}; there are {', '.join(sorted(known))}")
        secret = _secret(settings, asked, community)
        polled = _with_engine(settings, asked, lambda engine: _poll(engine, known[asked.profile], asked, secret))
    if as_json:
        print_json({"device": asked.key, "answered": polled.answered, "readings": list(_readings(polled))})
    if not polled.answered:
        place = "" if asked.key == asked.address else f" from {asked.address}"
        refuse(f"{asked.key}: no answer{place}, UDP port {asked.port}", FINDING)
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
        asked = _asked(settings, device, None, port, snmp_version, credential)
        whom = target(asked.address, asked.port, asked.snmp_version, _secret(settings, asked, community))
        try:
            found = _with_engine(settings, asked, lambda engine: walk_device(engine, whom, oid))
        except WalkError as error:
            refuse(str(error), FINDING)
    if as_json:
        print_json([{"oid": at, "type": kind, "value": _shown(value)} for at, kind, value in found])
        return
    for at, kind, value in found:
        out.print(f"{at} = {kind}: {_shown(value)!s}", markup=False)


def _asked(
    settings: Settings,
    name: str,
    profile: str | None,
    port: int | None,
    snmp_version: str | None,
    credential: str | None,
) -> Device:
    """Return the device as the plant knows it, or one at an address, with what the command line says of it."""
    known = _of_plant(settings).get(name)
    if known is None and not _is_address(name):
        refuse(f"{name} is neither an element of the plant with a device of its own nor an IP address")
    return Device(
        key=name,
        address=known.address if known else name,
        port=port or (known.port if known else 161),
        profile=profile or (known.profile if known else "interfaces"),
        snmp_version=snmp_version or (known.snmp_version if known else "2c"),
        credential=credential or (known.credential if known else "default"),
    )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _of_plant(settings: Settings) -> dict[str, Device]:
    """Return the plant's devices by element; none where there is no ledger yet."""
    if not settings.data.directory.is_dir():
        return {}
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        with ledger.read() as connection:
            return {device.key: device for device in Directory.of_plant(load_plant(connection))}
    finally:
        ledger.close()


def _secret(settings: Settings, device: Device, community: str | None) -> Secret:
    if community is not None:
        return community
    secret = known_secrets(settings).get(device.credential)
    if secret is None:
        refuse(f"{device.key}: no credential is called {device.credential!r} in the configuration or the ledger")
    return secret


def _with_engine(settings: Settings, asked: Device, work: Callable[[SnmpEngine], Coroutine[Any, Any, R]]) -> R:
    """Run a conversation with one device, showing that it goes on: a silent one takes seconds, a large one minutes."""

    async def run() -> R:
        engine = engine_of(settings, AnchoredClock())
        try:
            return await work(engine)
        finally:
            engine.close()

    with progress() as display:
        display.add_task(f"asking {asked.address}, UDP port {asked.port}", total=None)
        return asyncio.run(run())


async def _poll(engine: SnmpEngine, profile: Profile, device: Device, secret: Secret) -> Polled:
    return await poll_once(engine, profile, device, secret, AnchoredClock())


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
