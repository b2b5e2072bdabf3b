"""A plant that is replaced while incidents are open."""

from dataclasses import replace

import pytest

from collectors.states import TerminalState as S
from maps.model import Plant
from monitor.ledger.plant import replace_plant
from tests.monitor.kept import affected_accounts
from thresholds.model import Severity

T0 = 1_800_000_000_000


@pytest.fixture
def reload(core):
    """Makes core use another plant."""

    def use(plant: Plant) -> None:
        replace_plant(core.ledger, plant, "test")
        core.inventory.load_plant()

    return use


def without(plant: Plant, *gone: str) -> Plant:
    return replace(
        plant,
        elements=tuple(element for element in plant.elements if element.id not in gone),
        devices=tuple(row for row in plant.devices if row.element not in gone),
        services=tuple(row for row in plant.services if row.terminal not in gone),
    )


def test_an_alarm_of_a_device_that_is_not_asked_any_more_ends_with_its_incident(core, plant, reload):
    for sweep in range(6):
        core.sweep(T0 + 60_000 + 30_000 * sweep, silent={"N1"})
    assert [view.element for view in core.open()] == ["N1"]
    reload(replace(plant, devices=plant.devices[:1]))
    core.sweep(T0 + 240_000, asked=("C1",))
    core.sweep(T0 + 270_000, asked=("C1",))
    assert core.open() == []
    assert core.evidence.state[core.slots("N1")].tolist() == [S.UNKNOWN]


def test_an_outage_of_terminals_that_are_taken_out_of_the_plant_ends(core, plant, reload):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (view,) = core.open()
    reload(without(plant, *core.homes[:5]))
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    core.sweep(T0 + 120_000, dark=set(core.homes[:5]))
    assert core.open() == []
    with core.ledger.read() as connection:
        assert affected_accounts(connection, view.number) == []


def test_an_element_that_gets_another_id_in_the_middle_of_its_outage_keeps_the_incident(core, plant, reload):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (before,) = core.open()
    reload(
        replace(
            plant,
            elements=tuple(
                replace(
                    element,
                    id="A9" if element.id == "A1" else element.id,
                    parent="A9" if element.parent == "A1" else element.parent,
                )
                for element in plant.elements
            ),
        )
    )
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    (after,) = core.open()
    assert (before.element, after.element, after.number) == ("A1", "A9", before.number)


def test_a_modem_that_is_moved_while_dark_leaves_the_others_incident_as_it_is(core, plant, reload):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (before,) = core.open()
    moved = tuple(
        replace(element, parent="A2") if element.id == core.homes[0] else element for element in plant.elements
    )
    reload(replace(plant, elements=moved))
    for sweep in range(4):
        core.sweep(T0 + 90_000 + 30_000 * sweep, dark=set(core.homes[:5]))
    (after,) = core.open()
    assert (after.number, after.element, after.subscribers) == (before.number, "A1", 4)
    core.sweep(T0 + 210_000, dark={core.homes[0]})
    core.sweep(T0 + 240_000, dark={core.homes[0]})
    assert core.open() == [], "one home that stays off is no incident"


@pytest.mark.parametrize("what", ["nothing", "elements alone", "accounts without places"])
def test_a_plant_with_little_in_it_is_watched_as_well(core, plant, reload, what):
    poor = {
        "nothing": Plant(),
        "elements alone": Plant(elements=plant.elements, devices=plant.devices),
        "accounts without places": replace(
            plant, accounts=tuple(replace(account, lon=None, lat=None) for account in plant.accounts)
        ),
    }[what]
    reload(poor)
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    found = [(view.element, view.subscribers, view.severity, view.area) for view in core.open()]
    expected = {
        "nothing": [],
        "elements alone": [("A1", 0, Severity.MINOR, None)],
        "accounts without places": [("A1", 5, Severity.MINOR, None)],
    }
    assert found == expected[what]
    reload(plant)
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    (view,) = core.open()
    assert (view.element, view.subscribers) == ("A1", 5)
