"""Who did what at the command line: each command that writes leaves a row of the trail, one that is refused none."""

from __future__ import annotations

import io
import os
import pwd
from collections.abc import Iterator
from typing import Any

import click
import pytest
import typer.main
from sqlalchemy import Row, insert, select

from collectors.clock import AnchoredClock
from maps.model import Element, Kind, Plant
from monitor.commands import commands_for
from monitor.ledger import proposals
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.planned_work import Announced, announce
from monitor.ledger.plant import replace_plant
from monitor.ledger.proposals import Finding, ProposalKind
from monitor.plans.book import EXAMPLES
from monitor.plans.units import Unit, UnitKind, replace_units
from monitor.settings import load

PLAN = str(EXAMPLES / "trunk-at-night.toml")
HOME = "02:00:00:00:00:01"
RECEIVER = """
[telling]
timeout_s = 0.2
[[receivers]]
name = "desk"
url = "http://127.0.0.1:9/"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""
FILES = {
    "plant": "id,kind\nN9,optical_node\n",
    "bad": "id,kind\n,no_such_kind\n",
    "units": "id,name,kind,parent,members\nnorth,North,branch,,admin\n",
    "stranger": "id,name,kind,parent,members\nnorth,North,branch,,nobody\n",
    "rota": "unit,level,person,phone\ndig,1,Li,139\n",
    "elsewhere": "unit,level,person,phone\nnowhere,1,Li,139\n",
}
"""Files named in the commands as `@name`; of a plant it is the folder."""

AT_NIGHT = "--from 2030-01-01T01:00 --to 2030-01-01T05:00"
WRITES: dict[str, tuple[str, str, str, str]] = {
    # command: what is given after it, action and subject of its row, and what is refused
    "init": ("", "", "", ""),
    "import": ("@plant --datum wgs84", "plant.store", "", "@bad --datum wgs84"),
    "user add": ("li --role agent --password a-long-password", "user.add", "li", "li --password short"),
    "user password": (
        "admin --password another-password", "user.password", "admin", "nobody --password another-password",
    ),
    "user token": ("crm --role agent --unit dig", "token.make", "crm", "other --unit nobody"),
    "credential add": ("site", "credential.add", "site", "other --auth sha256"),
    "credential remove": ("kept", "credential.remove", "kept", "kept"),
    "units import": ("@units", "units.replace", "", "@stranger"),
    "units rota": ("@rota", "rota.replace", "", "@elsewhere"),
    "work add": (f"--element N1 {AT_NIGHT}", "work.announce", "N1", f"--element A99 {AT_NIGHT}"),
    "work cancel": ("1", "work.cancel", "1", "1"),
    "plans save": (PLAN, "plan.save", "trunk-at-night", "@bad"),
    "discovery accept": ("1 --element N2", "discovery.accept", HOME, "1 --element N2"),
    "discovery dismiss": ("1", "discovery.dismiss", HOME, "1"),
    "receivers test": ("desk", "receiver.test", "desk", "nobody"),
    "receivers resend": ("desk --notice gone-1", "notice.resend", "gone-1", "desk --notice gone-1"),
}  # fmt: skip
READS = {
    "check", "export", "export-series", "locate", "poll", "walk", "user list", "credential list", "units list",
    "plans list", "plans try", "profile list", "profile show", "profile test", "discovery list", "receivers list",
    "work list",
}  # fmt: skip
"""Commands that change nothing, and `units rota` without a file."""
SERVES = {"run", "web", "core", "jobs", "demo"}
"""Commands that run the service: what is done through it is in the trail under whoever did it."""
ME = f"command line, {pwd.getpwuid(os.getuid()).pw_name}"


def leaves(command: click.Command, before: str = "") -> Iterator[str]:
    """Yield every command there is, with the words before it."""
    for name, below in getattr(command, "commands", {}).items():
        words = f"{before} {name}".strip()
        yield from leaves(below, words) if hasattr(below, "commands") else (words,)


@pytest.fixture
def ledger(installed) -> Iterator[Ledger]:
    """The ledger of an installation with a plant, a unit, a proposal, a credential and a notice that was given up."""
    installed.add(RECEIVER)
    opened = Ledger.open(load(installed.config).ledger_url(), AnchoredClock())
    elements = [Element("C1", Kind.CMTS), *(Element(f"N{n}", Kind.OPTICAL_NODE, parent="C1") for n in (1, 2))]
    replace_plant(opened, Plant(elements=(*elements, Element(HOME, Kind.CABLE_MODEM, parent="N1"))), "test")
    replace_units(opened, "test", [Unit("dig", "Digger Co", UnitKind.CONTRACTOR)], [])
    zeros = dict.fromkeys(
        ("opened_ms", "updated_ms", "started_after_ms", "started_before_ms", "subscribers", "terminals"), 0
    )
    with opened.write("test") as connection:
        proposals.propose(connection, [Finding(ProposalKind.DIFFERS, HOME, 1, "N1", ("N2",), 1)], 1)
        connection.execute(
            insert(t.incident).values(
                number=1, state="open", cause="element", severity=4, element="N1", probability=1.0, faults=[],
                revision=1, **zeros,
            )
        )  # fmt: skip
        connection.execute(
            insert(t.notice).values(
                id="gone-1", incident=1, revision=1, receiver="desk", event="incident.opened", payload={}, owed_ms=1,
                state="dead", attempts=1, due_ms=1,
            )
        )  # fmt: skip
    night_ms = 1_900_000_000_000
    announce(opened, "test", Announced("N2", "", (), night_ms, night_ms + 3_600_000, "", ""), night_ms - 86_400_000)
    yield opened
    opened.close()


def trail(ledger: Ledger) -> list[Row[Any]]:
    with ledger.read() as connection:
        return list(connection.execute(select(t.audit).order_by(t.audit.c.id)))


def test_every_command_is_known_to_write_or_not_to() -> None:
    assert set(leaves(typer.main.get_command(commands_for([])))) == WRITES.keys() | READS | SERVES


def test_an_installation_says_who_made_its_first_user(installed) -> None:
    opened = Ledger.open(load(installed.config).ledger_url(), AnchoredClock())
    (row,) = trail(opened)
    opened.close()
    assert (row.actor, row.action, row.subject) == (ME, "user.add", "admin")


@pytest.mark.parametrize("words", sorted(WRITES.keys() - {"init"}))
def test_a_command_that_writes_leaves_a_row_and_a_refused_one_none(
    installed, ledger, tmp_path, monkeypatch, words: str
) -> None:
    given, action, subject, refused = WRITES[words]
    monkeypatch.setattr("monitor.commands.receivers.MARGIN_S", 0.1)
    monkeypatch.setattr("sys.stdin", io.StringIO("plant-rw\n"))
    installed("credential", "add", "kept")
    monkeypatch.setattr("sys.stdin", io.StringIO("plant-rw\n"))

    def give(more: str):
        return installed(*words.split(), *(_written(tmp_path, word) for word in more.split()))

    before, began_ms = len(trail(ledger)), ledger.clock.now_ms()
    said = give(given)
    assert said.status == (1 if words == "receivers test" else 0), said  # core, which would deliver it, is not there
    rows = trail(ledger)[before:]
    (row,) = [row for row in rows if row.action == action]
    assert (row.actor, row.subject) == (ME, subject)
    assert began_ms <= row.at_ms <= ledger.clock.now_ms()
    assert {row.actor for row in rows} == {ME}
    before = len(trail(ledger))
    assert give(refused).status != 0
    assert trail(ledger)[before:] == []


def test_an_import_says_which_version_it_stored_and_that_core_was_told(installed, ledger, tmp_path) -> None:
    before = len(trail(ledger))
    installed("import", _written(tmp_path, "@plant"), "--datum", "wgs84")
    stored, told = trail(ledger)[before:]
    assert (stored.action, stored.detail["version"]) == ("plant.store", 2)
    assert (told.action, told.subject) == ("plant.reload", "2")


def _written(folder, word: str) -> str:
    """Return a word of a command, with `@name` as the path of that file."""
    if not word.startswith("@"):
        return word
    name = word[1:]
    path = folder / name / ("elements.csv" if name in ("plant", "bad") else f"{name}.csv")
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILES[name], encoding="utf-8")
    return str(path.parent if name in ("plant", "bad") else path)
