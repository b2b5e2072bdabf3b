"""A ledger with a small plant in two areas, an incident book that attends to plans, and an engine with real hands."""

from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from sqlalchemy import ColumnElement, update

from collectors.clock import AnchoredClock
from maps.model import Account, AreaRow, Cause, Element, Kind, Plant
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import FaultView
from monitor.incidents.scope import Scope
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.plans import book as plan_book
from monitor.plans import rota
from monitor.plans.attending import Attendance
from monitor.plans.book import parsed
from monitor.plans.engine import PlanEngine
from monitor.plans.hands import OutboxHands
from monitor.plans.rota import EVERY_DAY, Shift
from monitor.plans.units import Unit, UnitKind, replace_units
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from thresholds.model import Severity

T0 = 1_790_000_000_000
SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"


@pytest.fixture
def ledger(blank_ledger: str):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    accounts = [Account(f"w{i}", lon=0.1 * i, lat=0.5, cls="hospital" if i == 1 else "") for i in range(1, 6)]
    accounts += [Account(f"e{i}", lon=5 + 0.1 * i, lat=0.5) for i in range(1, 6)]
    elements = [
        Element("A1", Kind.AMPLIFIER, "", lon=0.3, lat=0.5),
        Element("A2", Kind.AMPLIFIER, "", lon=5.3, lat=0.5),
    ]
    areas = [
        AreaRow("west", unit="dig", geometry=shapely.box(0, 0, 1, 1)),
        AreaRow("all", unit="north", geometry=shapely.box(0, 0, 10, 1)),
    ]
    replace_plant(opened, Plant(elements=tuple(elements), accounts=tuple(accounts), areas=tuple(areas)), "test")
    units = [Unit("north", "North", UnitKind.BRANCH), Unit("dig", "Digger Co", UnitKind.CONTRACTOR, "north")]
    replace_units(opened, "test", units, [])
    shifts = [Shift("dig", 1, "Li", "139", EVERY_DAY, 0, 0), Shift("north", 2, "Zhao", "137", EVERY_DAY, 0, 0)]
    rota.replace_rota(opened, "test", shifts)
    yield opened
    opened.close()


def settings_of(**plans) -> Settings:
    receivers = [
        {"name": name, "url": "http://127.0.0.1:9/", "secret": SECRET, "language": "en"} for name in ("desk", "sms")
    ]
    return Settings.model_validate({"receivers": receivers, "plans": {"ticket_receiver": "desk", **plans}})


@dataclass
class Office:
    """Everything that plans need, on one ledger."""

    ledger: Ledger
    settings: Settings
    book: IncidentBook
    engine: PlanEngine

    def keep(self, *steps, active=True, name="night", when=None):
        body = {"name": name, "title": {"zh": "夜", "en": "Night"}, "steps": steps, "when": when or {}}
        return plan_book.save(self.ledger, "test", parsed(body), T0, active=active)


def office_of(ledger: Ledger, settings: Settings) -> Office:
    incidents = IncidentBook(ledger, Attendance(NoticeTeller(settings), settings))
    here = settings.plans.run_by == "here"
    return Office(ledger, settings, incidents, PlanEngine(ledger, AnchoredClock(), OutboxHands(settings), here=here))


def deliver(ledger: Ledger, *which: ColumnElement[bool]) -> None:
    """Have what is owed by now, or some of it, have arrived."""
    with ledger.write("core") as connection:
        connection.execute(update(t.notice).where(t.notice.c.state == "owed", *which).values(state="delivered"))


@pytest.fixture
def office(ledger):
    return office_of(ledger, settings_of())


def scope(element="A1", accounts="w1 w2 w3", slots=(1, 2, 3), severity=Severity.MAJOR) -> Scope:
    view = FaultView(element, Cause.ELEMENT, 0.98, (), len(slots), 0, len(slots), T0 - 400, T0 - 100)
    return Scope(
        (view,), severity, np.array(slots, np.int32), np.full(len(slots), T0, np.int64), tuple(accounts.split()), None
    )
