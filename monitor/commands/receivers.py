"""`plantwatch receivers`: who is told of incidents, a test, and sending again what was given up."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.commands.terminal import ACTOR, FINDING, Config, Json, out, paragraph, print_json, refuse, settings_of
from monitor.commands.user import opened
from monitor.settings import Settings
from monitor.telling import dead_letters, receivers
from monitor.telling.model import NoticeState
from monitor.telling.receivers import Overview, Sent, UnknownReceiverError

MARGIN_S = 5.0
"""Longer than a receiver may take to answer, until core has looked."""

app = typer.Typer(help="Who is told of incidents, and how they fare.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="A receiver's name in the configuration.")]


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="receivers")


@app.command("list")
def list_receivers(config: Config = None, as_json: Json = False) -> None:
    """Show who is told, what of, and how each fares."""
    settings = settings_of(config)
    with opened(config) as ledger, ledger.read() as connection:
        found = receivers.overview(connection, settings, ledger.clock.now_ms())
    if as_json:
        print_json([one.to_json() for one in found])
        return
    for one in found:
        fares = f"{one.circuit}, {one.owed} owed, {one.dead} given up, last success {_moment(one, settings)}"
        paragraph(f"{one.channel} to {one.host}, told of {_wishes(one)}; {fares}", len(one.name) + 2, f"{one.name}: ")


@app.command("test")
def send_test(name: Name, config: Config = None, as_json: Json = False) -> None:
    """Send a receiver a test message and show its answer; core has to be running."""
    settings = settings_of(config)
    with opened(config) as ledger:
        try:
            notice = receivers.send_test(ledger, settings, name, ACTOR)
        except UnknownReceiverError as error:
            refuse(str(error))
        sent = receivers.answered(ledger, notice, settings.telling.timeout_s + MARGIN_S)
    if sent is None:
        refuse(f"nobody has sent {notice}: is core running?", FINDING)
    if as_json:
        print_json(asdict(sent))
    else:
        out.print(f"{sent.state} in {sent.took_ms} ms: {_answer(sent)}", markup=False)
    if sent.state != NoticeState.DELIVERED:
        raise typer.Exit(FINDING)


@app.command("resend")
def resend(
    name: Name,
    notice: Annotated[str | None, typer.Option("--notice", help="Only the notice of this id.")] = None,
    config: Config = None,
) -> None:
    """Send a receiver again what was given up, unless something later of the same incident has arrived."""
    settings = settings_of(config)
    with opened(config) as ledger:
        try:
            receivers.named(settings.receivers, name)
            if notice is not None:
                dead_letters.send_one_again(ledger, notice, ACTOR)
                count = 1
            else:
                count = dead_letters.send_again(ledger, name, ACTOR)
        except (LookupError, dead_letters.NotDeadError) as error:
            refuse(str(error))
    out.print(f"{count} notices are owed to {name} once more", markup=False)


def _wishes(one: Overview) -> str:
    said = [f"{name} {', '.join(values)}".strip() for name, values in receivers.wishes(one.wants)]
    return "; ".join(said).replace("updates", "no updates").replace("orders", "its work orders too") or "everything"


def _answer(sent: Sent) -> str:
    return " ".join(str(part) for part in (sent.status, sent.detail) if part) or "no answer was asked for"


def _moment(one: Overview, settings: Settings) -> str:
    at_ms = one.standing.success_ms
    if at_ms is None:
        return "never"
    return f"{datetime.fromtimestamp(at_ms / 1000, ZoneInfo(settings.display.timezone)):%Y-%m-%d %H:%M:%S}"
