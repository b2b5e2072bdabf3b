"""`plantwatch profile`: what devices are asked, and what a live one answers to it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any

import typer

from collectors.choosing import Choice, choose, identify
from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.poll import Polled, poll_once
from collectors.profiles.metrics import known_metrics, unit_of
from collectors.profiles.model import Profile
from collectors.snmp.engine import Secret, SnmpEngine, target
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

app = typer.Typer(help="Device profiles: what devices are asked.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="profile")


Name = Annotated[str, typer.Argument(help="A profile's name, as `profile list` shows it.")]


@app.command("list")
def list_profiles(as_json: Json = False) -> None:
    """List the profiles there are."""
    known = profiles()
    if as_json:
        print_json([{"name": name, "title": one.title, "source": one.source} for name, one in sorted(known.items())])
        return
    _columns(["profile", "what it is for"], [[name, one.title] for name, one in sorted(known.items())])


@app.command()
def show(name: Name, as_json: Json = False) -> None:
    """Show what a profile reads: every metric with its unit, object and OID."""
    profile = profile_called(name)
    rows = _asked_for(profile)
    if as_json:
        print_json({"name": profile.name, "title": profile.title, "source": profile.source, "metrics": rows})
        return
    out.print(f"{profile.title}\n{profile.source}\n", markup=False)
    _columns(["family", "metric", "unit", "object", "OID", "what it is"], [list(row.values()) for row in rows])


@app.command("test")
def try_live(
    device: Who,
    profile: ProfileName = None,
    port: Port = None,
    snmp_version: Version = None,
    community: Community = None,
    credential: Credential = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Ask a live device by a profile: what it answers, what it lacks, and which profile would be chosen and why.

    Exits 1 where the device does not answer.
    """
    settings = settings_of(config)
    with failing_clearly():
        asked = asked_device(settings, device, profile, port, snmp_version, credential)
        if asked.profile:
            profile_called(asked.profile)
        secret = secret_of(settings, asked, community)
        tested = with_engine(settings, asked, lambda engine: _test(engine, asked, secret))
    if tested is None:
        refuse(f"{asked.key}: no answer, {way_to(asked)}", FINDING)
    choice, used, polled = tested
    rows, missing = _answered(used, polled)
    if as_json:
        chosen = {"profile": choice.profile, "why": choice.why}
        print_json({"device": asked.key, "profile": used.name, "chosen": chosen, "read": rows, "missing": missing})
        return
    _print(used, choice, rows, missing)


async def _test(engine: SnmpEngine, asked: Device, secret: Secret) -> tuple[Choice, Profile, Polled] | None:
    """Return what would be chosen, what was used, and what was answered; None for a silent device."""
    if asked.profile and (used := profile_called(asked.profile)).ping is not None:
        polled = await poll_once(engine, used, asked, secret, AnchoredClock())
        return (Choice(used.name, "it was named"), used, polled) if polled.answered else None
    said = await identify(engine, target(asked.address, asked.port, asked.snmp_version, secret), profiles().values())
    if said is None:
        return None
    choice = choose(profiles(), said)
    used = profile_called(asked.profile or choice.profile)
    polled = await poll_once(engine, used, replace(asked, profile=used.name), secret, AnchoredClock())
    return choice, used, polled


def _asked_for(profile: Profile) -> list[dict[str, str]]:
    """Return one object per metric and family, in the profile's order, each once."""
    found = {
        (part.family, metric.name): {
            "family": part.family,
            "metric": metric.name,
            "unit": unit_of(metric.name),
            "object": metric.object,
            "oid": metric.oid,
            "meaning": known_metrics()[metric.name],
        }
        for part in profile.parts
        for metric in part.metrics
    }
    return list(found.values())


def _answered(profile: Profile, polled: Polled) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return the metrics that were read, with their values by subject and instance, and those that were not."""
    values: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for batch in polled.batches:
        for block in batch.readings:
            for metric, column in block.values.items():
                for slot, instance, value in zip(block.slot, block.instance, column.tolist(), strict=True):
                    if not math.isnan(value):
                        reading = {"subject": polled.roster.key(slot), "instance": int(instance), "value": value}
                        values.setdefault((block.family, metric), []).append(reading)
    rows = _asked_for(profile)
    read = [row | {"readings": values[key]} for row in rows if (key := (row["family"], row["metric"])) in values]
    return read, [row for row in rows if (row["family"], row["metric"]) not in values]


def _print(used: Profile, choice: Choice, rows: list[dict[str, Any]], missing: list[dict[str, str]]) -> None:
    lines = []
    for row in rows:
        first = row["readings"][0]
        value, instance, count = _written(first["value"]), str(first["instance"]), str(len(row["readings"]))
        lines.append([row["family"], row["metric"], value, row["unit"], instance, count, row["oid"]])
    _columns(["family", "metric", "value", "unit", "instance", "of", "OID"], lines)
    if missing:
        out.print("\nNot answered, or nothing to measure:")
        names = ("family", "metric", "object", "oid")
        _columns(["family", "metric", "object", "OID"], [[one[name] for name in names] for one in missing])
    out.print(f"\nAsked by profile {used.name}.", markup=False)
    out.print(f"By itself {choice.profile} would be chosen: {choice.why}.", markup=False)


def _written(value: float) -> str:
    """Return a number with every digit of a counter, and no more of a level than was measured."""
    return f"{value:.0f}" if value.is_integer() else f"{value:.10g}"


def _columns(heads: list[str], rows: list[list[str]]) -> None:
    """Print rows under their heads, each column as wide as it needs: an OID is worth something only whole."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        out.print("  ".join(cells).rstrip(), markup=False)
