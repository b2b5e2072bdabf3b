"""`plantwatch credential`: how devices are addressed; secrets are typed or piped, and never shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table

from collectors.clock import AnchoredClock
from collectors.snmp.engine import Secret
from collectors.snmp.usm.keys import AUTHENTICATION, PRIVACY
from collectors.snmp.usm.user import User, UserError
from monitor.commands.terminal import ACTOR, Config, Json, failing_clearly, out, print_json, refuse, settings_of
from monitor.ledger import device_credentials
from monitor.ledger.ledger import Ledger
from monitor.ledger.sealing import Seal
from monitor.settings import Settings

Name = Annotated[str, typer.Argument(help="Name that devices.csv gives in its column credential.")]
UserName = Annotated[str | None, typer.Option("--user", help="SNMPv3 user; without one a community is asked for.")]
Auth = Annotated[str, typer.Option("--auth", help=f"How the user signs: {', '.join(AUTHENTICATION)}.")]
Priv = Annotated[str, typer.Option("--priv", help=f"How the user encrypts: {', '.join(PRIVACY)}.")]

app = typer.Typer(help="How devices are addressed: communities and SNMPv3 users.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="credential")


@contextmanager
def opened(config: Config) -> Iterator[tuple[Settings, Ledger]]:
    """Open the configured ledger for one command."""
    settings = settings_of(config)
    with failing_clearly():
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        try:
            yield settings, ledger
        finally:
            ledger.close()


@app.command("add")
def add(name: Name, user: UserName = None, auth: Auth = "", priv: Priv = "", config: Config = None) -> None:
    """Keep a credential; its secrets are asked for, or read from standard input, one a line."""
    if user is None and (auth or priv):
        refuse("--auth and --priv are for an SNMPv3 user: give --user too")
    secret = _secret(user, auth, priv)
    with opened(config) as (settings, ledger):
        replaced = device_credentials.add(ledger, Seal(settings.key_file()), ACTOR, name, secret)
    said = "replaced" if replaced else "kept"
    out.print(f"{name} is {said}; a running service uses it when it is started again", markup=False)


@app.command("list")
def list_credentials(config: Config = None, as_json: Json = False) -> None:
    """Show the credentials of the ledger, without their secrets."""
    with opened(config) as (_, ledger), ledger.read() as connection:
        kept = device_credentials.kept(connection)
    if as_json:
        shown = ("name", "kind", "user", "level", "auth", "priv")
        print_json([{key: getattr(one, key) for key in shown} for one in kept])
        return
    table = Table("name", "kind", "user", "level", "auth", "priv")
    for one in kept:
        table.add_row(one.name, one.kind, one.user, one.level, one.auth, one.priv)
    out.print(table)


@app.command("remove")
def remove(name: Name, config: Config = None) -> None:
    """Forget a credential."""
    with opened(config) as (_, ledger):
        device_credentials.remove(ledger, ACTOR, name)
    out.print(f"{name} is forgotten", markup=False)


def _secret(user: str | None, auth: str, priv: str) -> Secret:
    if user is None:
        return _asked_for("community")
    auth_password = _asked_for("authentication password") if auth else ""
    priv_password = _asked_for("privacy password") if priv else ""
    try:
        return User(user, auth, auth_password, priv, priv_password)
    except UserError as error:
        refuse(str(error))


def _asked_for(what: str) -> str:
    """Return a secret as it was typed, unseen, or the next line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        refuse(f"standard input holds no {what}")
    return line
