"""A box nobody can see, drawn where its home cannot be, is told of no incident that only the drawing brings to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from collectors.states import TerminalState
from maps.model import Account, Cause, Element, Kind, Service, ServiceRow
from monitor.care.answers import Answer, HomeAnswer
from monitor.care.drawn import is_misdrawn
from monitor.care.neighbours import Ancestor
from monitor.care.verdict import Reason, Verdict
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from tests.monitor.care.conftest import PER_TAP, mac, plant

LON, LAT = 120.0, 30.0
METRE = 1 / 111_195
T1 = [mac("T1", home) for home in range(PER_TAP)]
NEAR, FAR, NOWHERE, UPSTREAM = "13800001001", "13800001002", "13800001003", "13800001004"
HOMES = {
    NEAR: ("T1", LAT + 60 * METRE),
    FAR: ("T1", LAT + 700 * METRE),
    NOWHERE: ("T1", None),
    UPSTREAM: ("A1", LAT + 700 * METRE),
}
"""Telephone → what the file hangs the box on, and the latitude of the address."""
TOLD = (Verdict.AREA_OUTAGE, Reason.SAME_HOME)
DOUBTED = (Verdict.CANNOT_SEE, Reason.DRAWN_ELSEWHERE)


@pytest.fixture
def told(ledger: Ledger, call: Callable[..., Answer]) -> Callable[[str], HomeAnswer]:
    """Return a function that answers one of HOMES, which have television only; T1 and its amplifier stand at LAT."""
    street = plant()
    elements = [replace(item, lon=LON, lat=LAT) if item.id in ("T1", "A1") else item for item in street.elements]
    boxes = [Element(f"box{phone}", Kind.SET_TOP_BOX, parent=parent) for phone, (parent, _) in HOMES.items()]
    accounts = [Account(phone, phones=(phone,), lon=LON, lat=lat) for phone, (_, lat) in HOMES.items()]
    services = [ServiceRow(phone, Service.TV, f"box{phone}") for phone in HOMES]
    drawn = replace(
        street,
        elements=(*elements, *boxes),
        accounts=(*street.accounts, *accounts),
        services=(*street.services, *services),
    )
    replace_plant(ledger, drawn, "test")
    load_roster(ledger).admit([box.id for box in boxes])
    return lambda phone: call(phone).homes[0]


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(("phone", "expected"), [(NEAR, TOLD), (FAR, DOUBTED), (NOWHERE, TOLD), (UPSTREAM, TOLD)])
def test_an_outage_is_told_to_a_box_that_nobody_sees_unless_its_address_belies_the_drawing(
    told: Callable[[str], HomeAnswer],
    say: Callable[..., None],
    outage: Callable[..., object],
    phone: str,
    expected: object,
) -> None:
    say(TerminalState.DARK, *T1)
    outage([*HOMES], T1)
    home = told(phone)
    assert (home.verdict, home.reason) == expected
    assert (home.incident is None) == (expected == DOUBTED)


@pytest.mark.usefixtures("everybody_up")
def test_without_an_incident_a_doubted_box_is_one_like_any_other(told: Callable[[str], HomeAnswer]) -> None:
    assert told(FAR).reason is Reason.ONE_WAY


@pytest.mark.usefixtures("everybody_up")
def test_noise_is_not_told_to_a_doubted_box_either(
    told: Callable[[str], HomeAnswer], ledger: Ledger, outage: Callable[..., object]
) -> None:
    outage([], [], cause=Cause.NOISE)
    with ledger.write("test") as connection:
        connection.execute(update(t.service).where(t.service.c.terminal.like("box%")).values(service="broadband"))
    assert told(NEAR).reason is Reason.DISTURBED_UNSEEN
    assert told(FAR).reason is Reason.DRAWN_ELSEWHERE


@pytest.mark.usefixtures("everybody_up")
def test_a_modem_that_is_seen_is_judged_by_what_is_seen_of_it(
    told: Callable[[str], HomeAnswer], say: Callable[..., None], outage: Callable[..., object], ledger: Ledger
) -> None:
    say(TerminalState.DARK, *T1)
    outage(["T1-1"], T1)
    with ledger.write("test") as connection:
        moved = update(t.account).where(t.account.c.account == "T1-1")
        connection.execute(moved.values(lon=LON, lat=LAT + 700 * METRE))
    assert told("13800000101").reason is Reason.INCIDENT


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(
    ("with_box", "expected"),
    [
        (False, (Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED)),
        (True, (Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK)),
    ],
)
def test_a_dark_modem_drawn_elsewhere_is_compared_with_whoever_hangs_beside_what_is_drawn_right(
    told: Callable[[str], HomeAnswer], say: Callable[..., None], ledger: Ledger, with_box: bool, expected: object
) -> None:
    assert told(FAR)  # draws the street
    say(TerminalState.DARK, mac("T1", 1), *(mac("T2", home) for home in range(PER_TAP)))
    with ledger.write("test") as connection:
        connection.execute(update(t.element).where(t.element.c.id == "T2").values(lon=LON, lat=LAT + 700 * METRE))
        connection.execute(
            update(t.account).where(t.account.c.account == "T1-1").values(lon=LON, lat=LAT + 710 * METRE)
        )
        if with_box:
            connection.execute(update(t.element).where(t.element.c.id == f"box{NEAR}").values(parent="T2"))
            box = {"account": "T1-1", "service": Service.TV, "terminal": f"box{NEAR}", "status": "active"}
            connection.execute(insert(t.service).values(id=9001, **box))
    home = told("13800000101")
    broadband = next(item for item in home.services if item.subscription.service == Service.BROADBAND)
    assert (broadband.verdict, broadband.reason) == expected


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.CABLE_MODEM, (Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK)),
        (Kind.ONU, (Verdict.OWN_FAULT, Reason.DARK)),  # on a line of its own
    ],
)
def test_a_dark_modem_known_to_its_amplifier_only_is_compared_with_whoever_hangs_beside_its_box(
    told: Callable[[str], HomeAnswer], say: Callable[..., None], ledger: Ledger, kind: Kind, expected: object
) -> None:
    assert told(NEAR)  # draws the street
    rough, loose = mac("T2", 0), [mac("T2", home) for home in range(1, PER_TAP)] + ["loose"]
    modem = {"kind": Kind.CABLE_MODEM, "parent": "A1"}
    with ledger.write("test") as connection:
        connection.execute(update(t.element).where(t.element.c.id == rough).values(parent="A1", kind=kind))
        connection.execute(update(t.element).where(t.element.c.id.in_(loose)).values(parent="A1"))
        connection.execute(insert(t.element).values(id="loose", position=9001, **modem))
        box = {"account": "T2-0", "service": Service.TV, "terminal": f"box{NEAR}", "status": "active"}
        connection.execute(insert(t.service).values(id=9001, **box))
    load_roster(ledger).admit(["loose"])
    say(TerminalState.REGISTERED, "loose")
    say(TerminalState.DARK, rough, *T1)
    home = told("13800000200")
    broadband = next(item for item in home.services if item.subscription.service == Service.BROADBAND)
    assert (broadband.verdict, broadband.reason) == expected


@pytest.mark.parametrize(
    ("kind", "metres", "expected"),
    [
        (Kind.TAP, 299, False),
        (Kind.TAP, 301, True),
        (Kind.BUILDING, 301, True),
        (Kind.OPTICAL_NODE, 900, False),
        (Kind.CMTS_PORT, 900, False),
    ],
)
def test_only_where_drops_begin_is_a_home_close_by(kind: Kind, metres: float, expected: object) -> None:
    above = Ancestor("X", kind, "", None, None, LON, LAT)
    assert is_misdrawn([above], LON, LAT + metres * METRE) is expected
    assert not is_misdrawn([], LON, LAT)
