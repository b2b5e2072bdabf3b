"""Callers who cluster become incidents that are suspected, unless something is known already that explains them."""

import pytest
from sqlalchemy import insert

from collectors.clock import AnchoredClock
from maps.model import Account, Element, Kind, Plant, Service, ServiceRow
from monitor.ledger import calls
from monitor.ledger import tables as t
from monitor.ledger.calls import Call, Symptom
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant

T0 = 1_800_000_000_000
STEP_MS = 30_000


def plant_with(boxes: int) -> tuple[Element, ...]:
    """Return a second amplifier with taps of one-way homes that nothing can be seen of."""
    taps = [Element(f"T{n}", Kind.TAP, parent="A3") for n in range(4)]
    homes = [Element(f"card{n}", Kind.SET_TOP_BOX, parent=f"T{n % 4}") for n in range(boxes)]
    return (Element("A3", Kind.AMPLIFIER, parent="N1"), *taps, *homes)


@pytest.fixture
def ledger(blank_ledger, plant):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    more = tuple(Account(f"box{n}", lon=121.0 + n / 10_000, lat=30.0) for n in range(24))
    boxes = tuple(ServiceRow(f"box{n}", Service.TV, f"card{n}") for n in range(24))
    replace_plant(
        opened,
        Plant(
            (*plant.elements, *plant_with(24)), devices=plant.devices, accounts=(*plant.accounts, *more),
            services=(*plant.services, *boxes),
        ),
        "test",
    )  # fmt: skip
    yield opened
    opened.close()


def call(ledger, account: str, at_ms: int, symptom: Symptom = Symptom.NO_SIGNAL, service: str = "") -> None:
    calls.log_call(ledger, Call(account, at_ms, symptom, service), "agent", at_ms)


def seen(core) -> list[tuple[str, str]]:
    return [(view.element, view.cause) for view in core.open()]


def test_homes_nobody_can_see_are_suspected_by_their_calls(core, ledger):
    for n in range(0, 20, 4):
        call(ledger, f"box{n}", T0 + 40_000 + n)
    core.sweep(T0 + 60_000)
    (view,) = core.open()
    assert (view.element, view.cause, view.subscribers) == ("T0", "calls", 0)
    assert view.faults[0].callers == 5
    assert 0.8 <= view.probability < 1.0


def test_one_subscriber_who_calls_often_is_one(core, ledger):
    for n in range(8):
        call(ledger, "box0", T0 + 40_000 + n)
    core.sweep(T0 + 60_000)
    assert seen(core) == []


def test_television_that_fails_while_modems_work_is_another_fault(core, ledger):
    for n in range(5):
        call(ledger, f"acc{n}", T0 + 40_000 + n, Symptom.MOSAIC, "tv")
    core.sweep(T0 + 60_000)
    assert seen(core) == [("A1", "video")]


def test_broadband_that_fails_while_modems_work_is_no_fault_of_the_plant(core, ledger):
    for n in range(5):
        call(ledger, f"acc{n}", T0 + 40_000 + n, Symptom.SLOW, "broadband")
    core.sweep(T0 + 60_000)
    assert seen(core) == [("A1", "service")]


def test_calls_about_an_outage_that_is_known_open_nothing_then_nor_soon_after(core, ledger):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    assert seen(core) == [("A1", "element")]
    for n in range(5):
        call(ledger, f"acc{n}", T0 + 70_000 + n, service="tv")
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    assert seen(core) == [("A1", "element")]
    for sweep in range(4):
        core.sweep(T0 + 120_000 + sweep * STEP_MS)
    assert seen(core) == []


def test_an_outage_that_shows_takes_the_suspicion_in(core, ledger):
    for n in range(5):
        call(ledger, f"acc{n}", T0 + 40_000 + n, service="tv")
    core.sweep(T0 + 60_000)
    (before,) = core.open()
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    (after,) = core.open()
    assert (after.number, after.cause) == (before.number, "element")


def test_the_suspicion_ends_when_nobody_calls_any_more(core, ledger):
    for n in range(0, 20, 4):
        call(ledger, f"box{n}", T0 + 40_000 + n)
    core.sweep(T0 + 60_000)
    later = T0 + 5 * 3_600_000
    for sweep in range(3):
        core.sweep(later + sweep * STEP_MS)
    assert seen(core) == []


def test_a_call_of_an_account_that_is_gone_from_the_plant_is_passed_over(core, ledger):
    with ledger.write("test") as connection:
        row = {"symptom": "slow", "service": "", "text": "", "by": "x", "logged_ms": T0, "at_ms": T0 + 40_000}
        connection.execute(insert(t.call), [{**row, "account": f"gone{n}", "key": f"k{n}"} for n in range(9)])
    core.sweep(T0 + 60_000)
    assert seen(core) == []
