"""`plantwatch init`: a configuration, a data directory and the first user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from collectors.clock import AnchoredClock
from monitor.commands.terminal import ACTOR, failing_clearly, out, refuse
from monitor.commands.user import drawn_password
from monitor.ledger import people
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role
from monitor.settings import Settings, load
from monitor.settings.example import text

CONFIG_NAME = "plantwatch.toml"
FIRST_USER = "admin"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(init)


def init(
    directory: Annotated[Path, typer.Argument(help="Where to put configuration and data.")] = Path(),
    password: Annotated[
        str | None, typer.Option("--password", help="Password of user admin; without it one is drawn and printed.")
    ] = None,
) -> None:
    """Write a configuration with every setting at its default, make the data directory and the user admin."""
    config = directory / CONFIG_NAME
    if config.exists():
        refuse(f"{config} is there already; nothing was changed")
    chosen = password or drawn_password()
    with failing_clearly():
        people.check_password(FIRST_USER, chosen)
        directory.mkdir(parents=True, exist_ok=True)
        with _all_or_nothing(config):
            config.write_text(text(), encoding="utf-8")
            settings = load(config)
            added = prepare(settings, {FIRST_USER: (Role.ADMIN, chosen)})
    out.print(f"configuration   {config}", markup=False)
    out.print(f"data            {settings.data.directory}", markup=False)
    if added:
        out.print(f"log in as       {FIRST_USER}" + ("" if password else f", password {chosen}"), markup=False)
    else:
        out.print("log in          as before: the data directory was in use already, and its users stay as they are")
    out.print(f"next            plantwatch import PLANT_FOLDER --datum wgs84 --config {config}", markup=False)
    out.print(f"then            plantwatch run --config {config}", markup=False)


@contextmanager
def _all_or_nothing(config: Path) -> Iterator[None]:
    """Take the configuration away again when the rest fails, so that the command can be given once more."""
    try:
        yield
    except BaseException:
        config.unlink(missing_ok=True)
        raise


def prepare(settings: Settings, users: dict[str, tuple[Role, str]]) -> list[str]:
    """Make data directory and ledger, with users (name → role, password); return who was not there before."""
    settings.data.directory.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        with ledger.read() as connection:
            known = {user.name for user in people.users(connection)}
        added = [name for name in users if name not in known]
        for name in added:
            people.add_user(ledger, ACTOR, name, *users[name])
        return added
    finally:
        ledger.close()
