"""What is true of a home: which faults take something from it at this moment."""

from __future__ import annotations

import pytest

from simulator.city import City
from simulator.households import Households
from simulator.plant import Delays, Plant


class Town:
    """A plant and its homes, at a time of our choosing."""

    def __init__(self, city: City) -> None:
        self.now_ms = 1_790_000_000_000
        self.city = city
        self.plant = Plant(city, Delays((0, 0), (0, 0)), lambda: self.now_ms)
        self.homes = Households(city, self.plant)

    def wait(self, minutes: float) -> None:
        self.now_ms += round(minutes * 60_000)
        self.plant.advance(self.now_ms)

    def faults(self, element: str) -> list[list[str]]:
        """Return the faults that each home behind an element is said to suffer from."""
        behind = self.city.behind(self.city.number[element])
        self.homes.ailing(self.now_ms)
        return [self.homes.facts(n)["faults"] for n, one in enumerate(self.city.subscribers) if one.home in behind]


@pytest.fixture
def town(district: City) -> Town:
    return Town(district)


def test_a_supply_on_its_battery_takes_nothing_from_anybody_until_that_is_empty(town: Town) -> None:
    elements = town.city.elements
    fed, number = next((one.id, one.supply) for one in elements if one.supply >= 0 and one.kind == "amplifier")
    supply = elements[number]
    town.plant.break_down("supply_battery", supply.id, {"charge": 0.1})
    town.wait(1)
    assert not any(town.faults(fed))
    town.wait(600)
    assert town.faults(fed)
    assert all(town.faults(fed))


def test_noise_is_a_trouble_of_all_who_share_its_return_path(town: Town) -> None:
    tap = next(one for one in town.city.elements if one.kind == "tap")
    node = town.city.number[tap.id]
    while town.city.elements[node].kind != "optical_node":
        node = town.city.elements[node].parent
    here = town.city.elements[node].id
    slight = town.plant.break_down("ingress", tap.id, {"db": 6.0})
    assert [] in town.faults(here)
    town.plant.repair(slight.id)
    town.plant.break_down("ingress", tap.id, {"db": 18.0})
    assert all(town.faults(here))
    others = [one.id for one in town.city.elements if one.kind == "optical_node" and one.id != here]
    assert not any(faults for other in others for faults in town.faults(other))


def test_a_home_whose_modem_is_switched_off_lacks_nothing_by_a_battery_that_holds(
    town: Town,
) -> None:
    elements = town.city.elements
    modem = next(one for one in elements if one.kind == "cable_modem" and _supply(town, one.parent) >= 0)
    supply = elements[_supply(town, modem.parent)]
    town.plant.break_down("supply_battery", supply.id, {})
    off = town.plant.break_down("modem_off", modem.id)
    town.wait(1)
    home = next(n for n, one in enumerate(town.city.subscribers) if modem.id in dict(one.services).values())
    assert town.homes.facts(home)["faults"] == [off.id]


def test_a_battery_that_holds_is_not_blamed_for_what_something_else_put_out(town: Town) -> None:
    elements = town.city.elements
    fed = next(one for one in elements if one.supply >= 0 and one.kind == "amplifier")
    town.plant.break_down("supply_battery", elements[fed.supply].id, {})
    dead = town.plant.break_down("element_dead", fed.id)
    town.wait(1)
    assert {tuple(faults) for faults in town.faults(fed.id)} == {(dead.id,)}


def test_a_power_cut_takes_the_television_of_a_home_of_which_no_box_is_known(town: Town) -> None:
    bare = [home for home, one in enumerate(town.city.subscribers) if not any(terminal for _, terminal in one.services)]
    besides = next(
        home for home, one in enumerate(town.city.subscribers) if ("tv", "") in one.services and home not in bare
    )
    terminal = next(key for _, key in town.city.subscribers[besides].services if key)
    town.plant.break_down("zone_out", terminal)
    town.wait(1)
    assert town.homes.ailing(town.now_ms)[besides]["tv"] == "lost"
    assert not town.homes.has_current(besides)
    assert town.homes.facts(besides)["faults"]
    assert bare
    for zone in range(town.city.zones):
        if town.plant.mains_up(zone):
            town.plant.break_down("zone_out", f"zone:{zone}")
    town.wait(1)
    assert {town.homes.ailing(town.now_ms)[home]["tv"] for home in bare} == {"lost"}


def _supply(town: Town, number: int) -> int:
    """Return the supply of the nearest element above that lives on one, -1 where none does."""
    while number >= 0 and town.city.elements[number].supply < 0:
        number = town.city.elements[number].parent
    return town.city.elements[number].supply if number >= 0 else -1
