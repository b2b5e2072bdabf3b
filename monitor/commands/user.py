"""`plantwatch user`: people who may log in, and tokens for other systems."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table

from collectors.clock import AnchoredClock
from monitor.commands.terminal import ACTOR, Config, Json, failing_clearly, out, print_json, settings_of
from monitor.ledger import people
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role

Name = Annotated[str, typer.Argument(help="Name to log in with.")]
Password = Annotated[
    str | None,
    typer.Option("--password", help="Password; without it one is drawn and printed.", envvar="PLANTWATCH_PASSWORD"),
]

app = typer.Typer(help="People who may log in, and tokens for other systems.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="user")


@contextmanager
def opened(config: Config) -> Iterator[Ledger]:
    """Open the configured ledger for one command."""
    settings = settings_of(config)
    with failing_clearly():
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        try:
            yield ledger
        finally:
            ledger.close()


@app.command("add")
def add(name: Name, role: Role = Role.NOC, password: Password = None, config: Config = None) -> None:
    """Let somebody log in."""
    chosen = password or drawn_password()
    with opened(config) as ledger:
        people.add_user(ledger, ACTOR, name, role, chosen)
    out.print(f"{name} may log in as {role}" + ("" if password else f", password {chosen}"), markup=False)


@app.command("list")
def list_users(config: Config = None, as_json: Json = False) -> None:
    """Show who may log in."""
    with opened(config) as ledger, ledger.read() as connection:
        users = people.users(connection)
    if as_json:
        print_json([{"name": user.name, "role": str(user.role), "active": user.active} for user in users])
        return
    table = Table("name", "role", "active")
    for user in users:
        table.add_row(user.name, str(user.role), "yes" if user.active else "no")
    out.print(table)


@app.command("password")
def set_password(name: Name, password: Password = None, config: Config = None) -> None:
    """Give somebody another password; their sessions end."""
    chosen = password or drawn_password()
    with opened(config) as ledger:
        people.set_password(ledger, ACTOR, name, chosen)
    out.print(f"{name} has another password" + ("" if password else f": {chosen}"), markup=False)


@app.command("token")
def token(
    name: Annotated[str, typer.Argument(help="Name of the system that will use it.")],
    role: Role = Role.VIEWER,
    unit: Annotated[str, typer.Option("--unit", help="Show it what is this unit's alone, as a contractor's.")] = "",
    config: Config = None,
) -> None:
    """Make an API token for another system; it is shown once."""
    with opened(config) as ledger:
        made = people.make_token(ledger, ACTOR, name, role, unit=unit)
    out.print(made, markup=False)


def drawn_password() -> str:
    """Return a password nobody has thought of."""
    return secrets.token_urlsafe(12)
