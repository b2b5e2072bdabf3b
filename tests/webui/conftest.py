"""A small town in a ledger with an open and a resolved incident, people of every role, and the pages on it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright
from sqlalchemy import insert, select, update

from collectors.model import Readings
from collectors.states import TerminalState
from maps.model import Account, Element, Kind, Plant, Service, ServiceRow
from monitor.care import freshness
from monitor.care.desk import Desk, open_desk
from monitor.care.trail import Trail
from monitor.incidents import members, rows
from monitor.incidents.model import Entry, FaultView, IncidentState, IncidentView
from monitor.incidents.opened import said_of
from monitor.ledger import changes, states
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role, add_user, make_token
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings, load
from thresholds.model import Severity
from webui.app import create_app
from webui.plant import Plants
from webui.readers import Readers
from webui.throttle import Throttle
from webui.truth import Truths

PASSWORD = "a good long password"
LON, LAT = 120.15, 30.25
STREET = 0.001
HOMES = 6


def mac(branch: int, home: int) -> str:
    return f"02:00:00:00:0{branch}:0{home}"


def town() -> Plant:
    """Return a headend, a node, two amplifiers with three taps' worth of homes each."""
    elements = [
        Element("HE1", Kind.HEADEND, "Headend", lon=LON, lat=LAT),
        Element("CMTS1", Kind.CMTS, "CMTS1", "HE1", LON, LAT),
        Element("N1", Kind.OPTICAL_NODE, "磨坊光机 N1", "CMTS1", LON + STREET, LAT),
    ]
    accounts, services = [], []
    for branch in (1, 2):
        lat = LAT + STREET * branch
        amplifier, tap = f"A{branch}", f"T{branch}"
        elements.append(Element(amplifier, Kind.AMPLIFIER, f"Amplifier {branch}", "N1", LON + STREET, lat))
        elements.append(Element(tap, Kind.TAP, "", amplifier, LON + 2 * STREET, lat))
        for home in range(HOMES):
            lon = LON + 2 * STREET + home * STREET / 8
            elements.append(Element(mac(branch, home), Kind.CABLE_MODEM, "", tap, lon, lat + STREET / 8))
            account = f"10{branch}0{home}"
            phone = f"138000{branch}000{home}"
            accounts.append(
                Account(account, f"Resident {account}", (phone,), f"{home} Mill Lane", lon, lat + STREET / 8)
            )
            services.append(ServiceRow(account, Service.BROADBAND, mac(branch, home)))
    return Plant(elements=tuple(elements), accounts=tuple(accounts), services=tuple(services))


@dataclass(frozen=True, slots=True)
class Town:
    """What the tests' town is made of, and what can be done to it."""

    settings: Settings
    config: Path
    desk: Desk

    @property
    def ledger(self) -> Ledger:
        return self.desk.ledger

    def state(self, state: TerminalState, *keys: str, ago_ms: int = 1_800_000) -> None:
        """Record a state of terminals or devices and announce it."""
        now_ms, n = self.desk.now_ms(), len(keys)
        states.flush_states(
            self.ledger,
            load_roster(self.ledger).slots(keys),
            state=np.full(n, state, np.uint8),
            since_ms=np.full(n, now_ms - ago_ms, np.int64),
            last_seen_ms=np.full(n, now_ms - ago_ms, np.int64),
            first_missed_ms=np.zeros(n, np.int64),
        )
        self.announce("state", "")

    def conclude(self, number: int, **figures: object) -> None:
        """Have the faults of an incident say something else, and announce it."""
        with self.ledger.write("core") as connection:
            faults = connection.execute(select(t.incident.c.faults).where(t.incident.c.number == number)).scalar_one()
            told = [{**fault, **figures} for fault in faults]
            connection.execute(update(t.incident).where(t.incident.c.number == number).values(faults=told))
            changes.announce(connection, self.desk.now_ms(), "incident", f"INC-{number:06d}", {})

    def announce(self, kind: str, subject: str) -> int:
        with self.ledger.write("core") as connection:
            return changes.announce(connection, self.desk.now_ms(), kind, subject, {})

    def beat(self) -> None:
        """Have a state sweep end now."""
        with self.ledger.write("core") as connection:
            freshness.beat(connection, "state:docsis-cmts", self.desk.now_ms())

    def incident(self, number: int, branch: int, *, resolved: bool = False, severity: int = Severity.MAJOR) -> None:
        """Open an incident at an amplifier, with everybody behind it, and owe a notice."""
        now_ms = self.desk.now_ms()
        opened_ms = now_ms - 500_000
        homes = [mac(branch, home) for home in range(HOMES)]
        lat = LAT + STREET * branch
        fault = FaultView(
            f"A{branch}", "element", 0.96, ((f"T{branch}", 0.03),), HOMES, 0, HOMES, opened_ms - 40_000, opened_ms
        )
        view = IncidentView(
            number=number,
            state=IncidentState.RESOLVED if resolved else IncidentState.OPEN,
            cause="element",
            severity=Severity(severity),
            element=f"A{branch}",
            probability=0.96,
            faults=(fault,),
            revision=1,
            opened_ms=opened_ms,
            updated_ms=opened_ms,
            resolved_ms=now_ms - 100_000 if resolved else None,
            started_after_ms=opened_ms - 40_000,
            started_before_ms=opened_ms,
            subscribers=HOMES,
            terminals=HOMES,
            area=shapely.box(LON + 2 * STREET, lat, LON + 3 * STREET, lat + STREET / 4),
            acknowledged_by=None,
            acknowledged_ms=None,
            merged_into=None,
        )
        slots = frozenset(load_roster(self.ledger).slots(homes).tolist())
        held = members.Members(slots, slots, frozenset(f"10{branch}0{home}" for home in range(HOMES)))
        with self.ledger.write("core") as connection:
            rows.insert_incident(connection, view)
            if not resolved:
                members.keep(connection, number, opened_ms, held)
            rows.enter(connection, number, opened_ms, Entry.OPENED, said_of(view, HOMES))
            connection.execute(
                insert(t.notice).values(
                    id=f"notice-{number}", incident=number, revision=1, receiver="desk", event="incident.opened",
                    payload={}, owed_ms=opened_ms, state="delivered", attempts=1, due_ms=opened_ms,
                    done_ms=opened_ms + 90,
                )
            )  # fmt: skip
            connection.execute(
                insert(t.delivery).values(
                    notice=f"notice-{number}",
                    at_ms=opened_ms + 50,
                    took_ms=40,
                    status=204,
                    outcome="delivered",
                    detail="",
                )
            )
            changes.announce(connection, now_ms, "incident", view.id, {})
        members.list_rows(self.ledger, number, members.Members(), held, {}, opened_ms)


def build(folder: Path) -> Town:
    """Make the town in a folder: branch 1 dark with incident 2 open, incident 1 resolved long ago."""
    (folder / "data").mkdir()
    config = folder / "plantwatch.toml"
    config.write_text("[web]\nport = 0\n", encoding="utf-8")
    settings = load(config)
    made = Town(settings, config, open_desk(settings))
    replace_plant(made.ledger, town(), "test")
    roster = load_roster(made.ledger)
    roster.admit([element.id for element in town().elements])
    for role in Role:
        add_user(made.ledger, "test", role, role, PASSWORD)
    up = [element.id for element in town().elements if element.kind in (Kind.CABLE_MODEM, Kind.CMTS, Kind.OPTICAL_NODE)]
    made.state(TerminalState.REGISTERED, *up, ago_ms=86_400_000)
    made.state(TerminalState.DARK, *(mac(1, home) for home in range(HOMES)))
    made.incident(1, 2, resolved=True)
    made.incident(2, 1)
    made.beat()
    node = int(roster.slots(["N1"])[0])
    with made.ledger.write("core") as connection:
        connection.execute(
            insert(t.alarm).values(
                slot=node,
                instance=0,
                rule="optical-input",
                level=2,
                severity=3,
                value=-8.1,
                since_ms=made.desk.now_ms(),
            )
        )
    time_ms = np.arange(made.desk.now_ms() - 7 * 86_400_000 + 1_800_000, made.desk.now_ms(), 3_600_000)
    slot, zero = np.full(len(time_ms), node, np.int32), np.zeros(len(time_ms), np.int32)
    made.desk.series.append(
        [Readings("optical_node", slot, zero, time_ms, {"optical_rx_dbm": np.linspace(-1, -8, len(time_ms))})]
    )
    modem = np.full(len(time_ms), int(roster.slots([mac(2, 1)])[0]), np.int32)
    made.desk.series.append([Readings("cmts_cm", modem, zero, time_ms, {"us_snr_db": np.full(len(time_ms), 35.0)})])
    return made


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the town in it, built once and only ever copied."""
    folder = tmp_path_factory.mktemp("town")
    build(folder).desk.close()
    return folder


@pytest.fixture
def here(pattern: Path, tmp_path: Path) -> Iterator[Town]:
    """Return the town, with a state sweep just ended."""
    folder = tmp_path / "town"
    shutil.copytree(pattern, folder)
    settings = load(folder / "plantwatch.toml")
    made = Town(settings, folder / "plantwatch.toml", open_desk(settings))
    made.beat()
    yield made
    made.desk.close()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Return where templates are kept compiled: every app compiles its own, and every test has its own app."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(here: Town, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    desk = here.desk
    trail = Trail(desk.ledger, here.settings.data.directory / "lookups.sqlite")
    readers = Readers(desk.ledger, desk.series, here.settings, Plants(), Throttle(), desk.now_ms, trail, Truths())
    made = create_app(readers)
    made.testing = True
    made.jinja_env.bytecode_cache = compiled
    yield made
    trail.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser nobody has logged in with."""
    return app.test_client()


def form_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)
    assert found
    return found[1]


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    """Return a function that gives a browser in which a role has logged in, its form token as `.csrf`."""

    def enter(role: str) -> FlaskClient:
        browser = app.test_client()
        answer = browser.post("/login", data={"csrf": form_token(browser), "name": role, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        found = re.search(r'name="csrf" content="([^"]+)"', browser.get("/map").text)
        assert found
        browser.csrf = found[1]
        return browser

    return enter


@pytest.fixture
def token(here: Town) -> Callable[[str], dict[str, str]]:
    """Return a function that gives the headers of a program with a role."""
    return lambda role: {"Authorization": f"Bearer {make_token(here.ledger, 'test', f'program-{role}', Role(role))}"}


@dataclass(slots=True)
class Served:
    """The web process on the town: where it answers, and the process itself."""

    address: str
    process: subprocess.Popen[str]


@pytest.fixture
def served(here: Town) -> Iterator[Served]:
    """Return the web process, started as the supervisor starts it."""
    command = [sys.executable, "-m", "webui", "--config", str(here.config)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:[0-9]+)\n", line)
    assert found, line
    yield Served(found[1], process)
    process.terminate()
    assert process.wait(10) == 0


ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def blind_chromium(playwright: Playwright) -> Iterator[Browser]:
    """Return a browser that draws no map, as on remote desktops and old machines."""
    without = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=without)
    yield browser
    browser.close()


@pytest.fixture
def elsewhere() -> list[str]:
    """Return beginnings of addresses that pages may ask besides our own: none, until a test adds one."""
    return []


@pytest.fixture
def visit(chromium: Browser, served: Served, elsewhere: list[str]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as somebody; afterwards nothing may have been complained of."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" or (message.type == "warning" and "GL Driver" not in message.text):
            complaints.append(message.text)

    def ask(request: Request) -> None:
        if not request.url.startswith((served.address, "data:", "blob:", *elsewhere)):
            complaints.append(f"asked elsewhere: {request.url}")

    contexts = []

    def open_page(
        path: str,
        role: str = "noc",
        language: str = "en",
        width: int = 1280,
        theme: str = "light",
        browser: Browser = chromium,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        cookies = {"plantwatch_lang": language, "plantwatch_theme": theme}
        context.add_cookies([{"name": name, "value": value, "url": served.address} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", ask)
        page.goto(f"{served.address}/login?next={path}")
        page.fill("[name=name]", role)
        page.fill("[name=password]", PASSWORD)
        page.click("button.button-main")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
