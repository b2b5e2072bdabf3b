"""Asking one device from the command line: whom, by which profile, with which secret, through which engine."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, TypeVar

import typer

from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.profiles.keys import ProfileError
from collectors.profiles.loading import load_profiles
from collectors.profiles.model import Profile
from collectors.snmp.engine import Secret, SnmpEngine
from monitor.commands.introductions import known_secrets
from monitor.commands.terminal import progress, refuse
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant
from monitor.service import engine_of
from monitor.settings import Settings
from monitor.watch.asking.directory import Directory

R = TypeVar("R")

Who = Annotated[str, typer.Argument(help="An element of the plant that has a device, or an IP address.")]
ProfileName = Annotated[
    str | None, typer.Option("--profile", help="Device profile; else the plant's, else what the device says it is.")
]
Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="UDP port; else the plant's, else 161.")]
Version = Annotated[str | None, typer.Option("--snmp-version", help="1, 2c or 3; else the plant's, else 2c.")]
Community = Annotated[str | None, typer.Option("--community", help="Community; else the credential's.")]
Credential = Annotated[str | None, typer.Option("--credential", help="Name of a credential; else the plant's.")]


def profiles() -> Mapping[str, Profile]:
    """Return the device profiles by name; ends the command with one sentence where one cannot be used."""
    try:
        return load_profiles()
    except ProfileError as error:
        refuse(str(error))


def profile_called(name: str) -> Profile:
    """Return a device profile; ends the command with one sentence where there is none of that name."""
    known = profiles()
    if name not in known:
        refuse(f"no profile is called {name!r}; there are {', '.join(sorted(known))}")
    return known[name]


def asked_device(
    settings: Settings,
    name: str,
    profile: str | None,
    port: int | None,
    snmp_version: str | None,
    credential: str | None,
) -> Device:
    """Return the device as the plant knows it, or one at an address, with what the command line says of it.

    Its profile is empty where nobody names one.
    """
    known = _of_plant(settings).get(name)
    if known is None and not _is_address(name):
        refuse(f"{name} is neither an element of the plant with a device of its own nor an IP address")
    return Device(
        key=name,
        address=known.address if known else name,
        port=port or (known.port if known else 161),
        profile=profile or (known.profile if known and not known.candidates else ""),
        snmp_version=snmp_version or (known.snmp_version if known else "2c"),
        credential=credential or (known.credential if known else "default"),
    )


def way_to(device: Device) -> str:
    """Return by which way a device is asked, for people."""
    profile = profiles().get(device.profile)
    return "pinged" if profile is not None and profile.ping is not None else f"UDP port {device.port}"


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


def secret_of(settings: Settings, device: Device, community: str | None) -> Secret:
    """Return what to introduce ourselves with; ends the command with one sentence where nothing is kept for it."""
    if community is not None:
        return community
    secret = known_secrets(settings).get(device.credential)
    if secret is None:
        refuse(f"{device.key}: no credential is called {device.credential!r} in the configuration or the ledger")
    return secret


def with_engine(settings: Settings, asked: Device, work: Callable[[SnmpEngine], Coroutine[Any, Any, R]]) -> R:
    """Run a conversation with one device, showing that it goes on: a silent one takes seconds, a large one minutes."""

    async def run() -> R:
        engine = engine_of(settings, AnchoredClock())
        try:
            return await work(engine)
        finally:
            engine.close()

    with progress() as display:
        display.add_task(f"asking {asked.address}, {way_to(asked)}", total=None)
        return asyncio.run(run())
