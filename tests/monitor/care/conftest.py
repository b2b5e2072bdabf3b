"""A street of homes in a ledger: an optical node, an amplifier, two taps with four homes each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps.model import Account, Element, Kind, Plant, Service, ServiceRow
from monitor.care import freshness
from monitor.care.answers import Answer
from monitor.care.lookup import lookup
from monitor.incidents import members, rows
from monitor.incidents.model import FaultView, IncidentState, IncidentView
from monitor.ledger import states
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from thresholds.model import Severity

NOW_MS = 1_800_000_000_000
STALE_MS = 90_000
TAPS = ("T1", "T2")
PER_TAP = 4


def mac(tap: str, home: int) -> str:
    return f"02:00:00:00:0{tap[1]}:0{home}"


def plant() -> Plant:
    elements = [
        Element("HE1", Kind.HEADEND),
        Element("CMTS1", Kind.CMTS, parent="HE1"),
        Element("N1", Kind.OPTICAL_NODE, parent="CMTS1"),
        Element("A1", Kind.AMPLIFIER, "Amplifier at the mill", parent="N1"),
        *(Element(tap, Kind.TAP, parent="A1") for tap in TAPS),
        *(Element(mac(tap, i), Kind.CABLE_MODEM, parent=tap) for tap in TAPS for i in range(PER_TAP)),
        Element("8001", Kind.SET_TOP_BOX, parent="T1"),
    ]
    accounts, services = [], []
    for tap in TAPS:
        for i in range(PER_TAP):
            name = f"{tap}-{i}"
            accounts.append(Account(name, f"Resident {name}", (f"138 0000 0{tap[1]}0{i}",), f"Mill Lane {i}"))
            services.append(ServiceRow(name, Service.BROADBAND, mac(tap, i)))
    accounts.append(Account("one-way", "Old television", ("0571-8765 4321",)))
    services += [ServiceRow("one-way", Service.TV, ""), ServiceRow("T1-0", Service.TV, "8001")]
    accounts.append(Account("poor", "In arrears", ("+86 138 0000 0900",), status="arrears"))
    accounts.append(Account("gone", "Suspended", ("138-0000-0901",), status="suspended"))
    accounts.append(Account("second", "Second line of the same caller", ("13800000100",)))
    services += [ServiceRow(name, Service.BROADBAND, mac("T2", 3)) for name in ("poor", "gone", "second")]
    return Plant(elements=tuple(elements), accounts=tuple(accounts), services=tuple(services))


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    replace_plant(opened, plant(), "test")
    load_roster(opened).admit([element.id for element in plant().elements])
    with opened.write("core") as connection:
        freshness.beat(connection, "state:docsis-cmts", NOW_MS - 5000)
    yield opened
    opened.close()


@pytest.fixture
def say(ledger: Ledger) -> Callable[..., None]:
    """Return a function that records the state of some terminals or devices."""

    def record(state: TerminalState, *keys: str, since_ms: int = NOW_MS - 600_000) -> None:
        n = len(keys)
        states.flush_states(
            ledger,
            load_roster(ledger).slots(keys),
            state=np.full(n, state, np.uint8),
            since_ms=np.full(n, since_ms, np.int64),
            last_seen_ms=np.full(n, since_ms, np.int64),
            first_missed_ms=np.full(n, 0, np.int64),
        )

    return record


@pytest.fixture
def everybody_up(say: Callable[..., None]) -> None:
    say(TerminalState.REGISTERED, "CMTS1", "N1", *(mac(tap, i) for tap in TAPS for i in range(PER_TAP)))
    say(TerminalState.UNOBSERVABLE, "8001")


@pytest.fixture
def outage(ledger: Ledger) -> Callable[..., IncidentView]:
    """Return a function that opens (or has resolved) an incident at an element for accounts and their terminals."""
    roster = load_roster(ledger)

    def open_one(
        accounts: list[str],
        terminals: list[str],
        resolved_ms: int | None = None,
        *,
        number: int = 7,
        cause: str = "element",
    ) -> IncidentView:
        n = len(terminals)
        fault = FaultView("A1", cause, 0.97, (), n, 0, n, NOW_MS - 640_000, NOW_MS - 610_000)
        view = IncidentView(
            number=number,
            state=IncidentState.OPEN if resolved_ms is None else IncidentState.RESOLVED,
            cause=cause,
            severity=Severity.MAJOR,
            element="A1",
            probability=0.97,
            faults=(fault,),
            revision=1,
            opened_ms=NOW_MS - 600_000,
            updated_ms=NOW_MS - 600_000,
            resolved_ms=resolved_ms,
            started_after_ms=NOW_MS - 640_000,
            started_before_ms=NOW_MS - 610_000,
            subscribers=len(accounts),
            terminals=n,
            area=None,
            acknowledged_by=None,
            acknowledged_ms=None,
            merged_into=None,
        )
        with ledger.write("core") as connection:
            rows.insert_incident(connection, view)
        slots = frozenset(roster.slots(terminals).tolist())
        held = members.Members(slots, slots, frozenset(accounts))
        members.list_rows(
            ledger, number, members.Members(), held, dict.fromkeys(slots, NOW_MS - 610_000), NOW_MS - 600_000
        )
        return view

    return open_one


@pytest.fixture
def call(ledger: Ledger) -> Callable[..., Answer]:
    """Return a function that answers a phone number, at NOW_MS unless told otherwise."""

    def answer(phone: str, now_ms: int = NOW_MS) -> Answer:
        with ledger.read() as connection:
            return lookup(connection, phone, "CN", now_ms, STALE_MS)

    return answer
