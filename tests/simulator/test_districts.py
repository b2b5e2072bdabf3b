"""The larger towns: whatever the seed, plant somebody could have built, powered and observed as real plant is."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import phonenumbers
import pytest
import shapely

from simulator.cells import columns_of, rows_of
from simulator.city import OBSERVER_OF, TERMINAL_KINDS, City
from simulator.drawing import draw_city
from simulator.sizes import SIZES
from simulator.streets import draw_town

TOWNS = [("district", 1), ("district", 2), ("district", 3), ("district", 4), ("demo", 1), ("demo", 2)]
STANDS_ON = {
    "hub": {"headend"},
    "ups": {"hub"},
    "switch": {"hub"},
    "cmts": {"hub"},
    "olt": {"hub"},
    "cmts_port": {"cmts"},
    "pon_port": {"olt"},
    "splitter": {"cmts_port", "pon_port", "splitter"},
    "optical_node": {"cmts_port", "splitter"},
    "line_power_supply": {"optical_node"},
    "node_port": {"optical_node"},
    "amplifier": {"node_port", "amplifier", "tap", "building"},
    "tap": {"node_port", "amplifier", "tap", "building"},
    "eoc_head": {"splitter"},
    "building": {"tap", "eoc_head"},
    "cable_modem": {"tap", "building"},
    "set_top_box": {"tap", "building"},
    "eoc_unit": {"tap", "building"},
    "onu": {"splitter", "eoc_head"},
}
LEAVES = TERMINAL_KINDS | {"set_top_box", "line_power_supply", "ups", "switch"}


@pytest.fixture(scope="module", params=TOWNS, ids=lambda town: f"{town[0]}-{town[1]}")
def city(request: pytest.FixtureRequest) -> City:
    name, seed = request.param
    began = time.perf_counter()
    drawn = draw_city(seed, SIZES[name])
    print(f"\n{name} {seed}: {len(drawn.elements)} elements in {time.perf_counter() - began:.2f} s")
    return drawn


def above(city: City, number: int, kind: str) -> int:
    while number >= 0 and city.elements[number].kind != kind:
        number = city.elements[number].parent
    return number


def test_is_a_tree_in_preorder_of_plant_that_fits_together(city: City) -> None:
    assert city.elements[0].kind == "headend"
    assert len(city.number) == len(city.elements)
    sizes = [1] * len(city.elements)
    for number in range(len(city.elements) - 1, 0, -1):
        element = city.elements[number]
        assert 0 <= element.parent < number < element.parent + city.size[element.parent]
        assert city.elements[element.parent].kind in STANDS_ON[element.kind], element
        sizes[element.parent] += sizes[number]
    assert tuple(sizes) == city.size
    assert all(city.size[n] == 1 for n, element in enumerate(city.elements) if element.kind in LEAVES)


def test_has_the_hubs_nodes_and_terminals_of_its_size(city: City) -> None:
    size = SIZES["demo" if len(city.nodes) > 3 else "district"]
    kinds = Counter(element.kind for element in city.elements)
    assert kinds["hub"] == kinds["cmts"] == kinds["ups"] == kinds["switch"] == size.hubs
    assert (kinds["optical_node"], kinds["pon_port"], kinds["olt"]) == (size.nodes, size.pons, size.eoc_hubs)
    assert len(city.terminals) == pytest.approx(size.terminals, rel=0.05)
    assert 0.03 * len(city.terminals) < kinds["eoc_unit"] < 0.4 * len(city.terminals)
    assert kinds["onu"] > kinds["eoc_head"] >= 2
    assert kinds["set_top_box"] > 0.1 * len(city.terminals)


def test_every_terminal_is_listed_by_the_nearest_gear_that_can(city: City) -> None:
    assert list(city.terminals) == sorted(city.terminals)
    for terminal, observer in zip(city.terminals, city.observers, strict=True):
        element = city.elements[terminal]
        assert city.elements[observer].kind == OBSERVER_OF[element.kind]
        assert terminal in city.behind(observer)
        if element.kind == "onu":
            assert above(city, terminal, "pon_port") > 0
    for head in city.of_kind("eoc_head"):
        built_in = [n for n in city.behind(head) if city.elements[n].kind == "onu"]
        assert [city.elements[n].parent for n in built_in] == [head]


def test_service_groups_have_one_or_two_nodes_and_nodes_two_to_four_ports(city: City) -> None:
    for port in city.of_kind("cmts_port"):
        nodes = [n for n in city.behind(port) if city.elements[n].kind == "optical_node"]
        assert 1 <= len(nodes) <= 2
        assert all((city.elements[city.elements[n].parent].kind == "splitter") == (len(nodes) == 2) for n in nodes)
    for node in city.nodes:
        assert 2 <= sum(city.elements[n].kind == "node_port" for n in city.behind(node)) <= 4


def test_no_cascade_is_longer_than_four_amplifiers(city: City) -> None:
    deepest = 0
    for number in city.of_kind("amplifier"):
        over = above(city, city.elements[number].parent, "amplifier")
        before = city.elements[over].depth if over >= 0 else 0
        assert city.elements[number].depth == before + 1
        deepest = max(deepest, city.elements[number].depth)
    assert 3 <= deepest <= 4


def test_levels_at_the_outlets_are_levels_a_terminal_works_at(city: City) -> None:
    outlets = [city.elements[n] for n in city.terminals if city.elements[n].kind in {"cable_modem", "eoc_unit"}]
    assert all(-15.0 < one.level_dbmv < 15.0 for one in outlets)
    assert all(15.0 < one.return_db < 55.0 for one in outlets)


def test_cables_have_the_length_of_their_way(city: City) -> None:
    for number, element in enumerate(city.elements):
        parent = city.elements[max(element.parent, 0)]
        if element.kind in {"tap", "optical_node", "hub", "amplifier", "splitter"} and element.route:
            metres = shapely.LineString(city_metres(element.route)).length
            assert 0.97 * metres <= element.length_m <= 1.2 * metres + 30.0
        if number and element.kind not in {"cmts", "olt", "ups", "switch", "cmts_port", "pon_port", "node_port", "onu"}:
            assert element.length_m > 0.0, element
        if element.route and element.kind != "cable_modem":
            assert shapely.Point(city_metres(element.route)[0]).distance(place(parent.lon, parent.lat)) < 1.0


def city_metres(route: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(place(lon, lat).x, place(lon, lat).y) for lon, lat in route]


def place(lon: float, lat: float) -> shapely.Point:
    return shapely.Point(lon * 95_000.0, lat * 111_320.0)


def test_every_street_amplifier_and_node_lives_on_a_supply_and_every_supply_feeds_some(city: City) -> None:
    fed: Counter[int] = Counter()
    for element in city.elements:
        if element.kind in {"optical_node", "amplifier"}:
            assert (element.supply >= 0) != (element.zone >= 0)
        if element.kind == "optical_node":
            assert element.supply >= 0
        if element.supply >= 0:
            assert city.elements[element.supply].kind == "line_power_supply"
            fed[element.supply] += element.kind == "optical_node"
    assert set(fed) == set(city.of_kind("line_power_supply"))
    assert set(fed.values()) <= {1, 2}
    supplies_of = [{city.elements[n].supply for n in city.behind(node)} - {-1} for node in city.nodes]
    assert all(len(supplies) == 1 for supplies in supplies_of)


def test_whatever_is_plugged_in_is_in_a_zone_and_zones_do_not_follow_the_plant(city: City) -> None:
    plugged = TERMINAL_KINDS | {"set_top_box", "line_power_supply", "eoc_head", "ups"}
    zones_of_node: dict[int, set[int]] = {}
    nodes_of_zone: dict[int, set[int]] = {}
    for number, element in enumerate(city.elements):
        assert -1 <= element.zone < city.zones
        assert element.zone >= 0 or element.kind not in plugged
        node = above(city, number, "optical_node")
        if element.kind == "cable_modem":
            zones_of_node.setdefault(node, set()).add(element.zone)
            nodes_of_zone.setdefault(element.zone, set()).add(node)
    assert {element.zone for element in city.elements} - {-1} == set(range(city.zones))
    assert sum(len(zones) > 1 for zones in zones_of_node.values()) > 0.6 * len(city.nodes)
    assert sum(len(nodes) > 1 for nodes in nodes_of_zone.values()) > 0.2 * len(nodes_of_zone)


def test_nearly_all_nodes_answer_half_the_supplies_few_amplifiers_and_no_tap(city: City) -> None:
    speaks = {kind: [city.elements[n].agent for n in city.of_kind(kind)] for kind in STANDS_ON}
    for kind, agent in (("cmts", "docsis-cmts"), ("olt", "olt"), ("eoc_head", "eoc-head"), ("ups", "ups"),
                        ("switch", "switch"), ("cable_modem", "docsis-modem")):  # fmt: skip
        assert set(speaks[kind]) == {agent}
    for kind in ("tap", "building", "onu", "eoc_unit", "set_top_box", "splitter", "node_port"):
        assert set(speaks[kind]) == {""}
    street = [city.elements[n].agent for n in city.of_kind("amplifier") if city.elements[n].supply >= 0]
    assert len(list(filter(None, street))) == pytest.approx(0.05 * len(street), abs=1)
    assert len(list(filter(None, speaks["optical_node"]))) == round(0.95 * len(city.nodes))
    supplies = speaks["line_power_supply"]
    assert len(list(filter(None, supplies))) == pytest.approx(len(supplies) / 2, abs=1)
    for hub in city.of_kind("hub"):
        languages = {city.elements[n].agent.split("-")[0] for n in city.behind(hub)
                     if city.elements[n].kind in {"optical_node", "amplifier"}} - {""}  # fmt: skip
        assert len(languages) == 1


def test_many_homes_share_a_building_with_an_amplifier_or_taps_of_its_own(city: City) -> None:
    homes = Counter(above(city, one.home, "building") for one in city.subscribers)
    houses = homes.pop(-1)
    assert houses > 0.1 * len(city.subscribers)
    assert max(homes.values()) > 30
    inner = Counter(city.elements[n].kind for b in homes for n in city.behind(b))
    assert inner["amplifier"] > 3
    assert inner["tap"] > 2 * inner["amplifier"]
    for building, count in homes.items():
        kinds = {city.elements[n].kind for n in city.behind(building)}
        assert count <= 8 or "tap" in kinds


def test_people_are_reachable_by_numbers_that_some_of_them_share(city: City) -> None:
    numbers = [
        [phonenumbers.format_number(phonenumbers.parse(phone, "CN"), phonenumbers.PhoneNumberFormat.E164)
         for phone in one.person.phones]
        for one in city.subscribers
    ]  # fmt: skip
    assert {len(phones) for phones in numbers} >= {1, 2, 3}
    used = Counter(number for phones in numbers for number in set(phones))
    assert 0.005 * len(numbers) < sum(count > 1 for count in used.values()) < 0.04 * len(numbers)
    assert all(count <= 3 for count in used.values())
    assert len({one.address for one in city.subscribers}) == len(city.subscribers)
    assert {one.person.status for one in city.subscribers} == {"active", "arrears", "suspended"}
    important = [one.person for one in city.subscribers if one.person.cls == "priority"]
    assert important
    assert all(person.status == "active" and " " in person.name for person in important)


def test_some_homes_have_services_by_nothing_anybody_can_ask(city: City) -> None:
    terminals = {terminal for one in city.subscribers for _, terminal in one.services}
    built_in = {city.elements[n].id for n in city.of_kind("onu")
                if city.elements[city.elements[n].parent].kind == "eoc_head"}  # fmt: skip
    known = {element.id for element in city.elements if element.kind in TERMINAL_KINDS | {"set_top_box"}}
    assert known - terminals == built_in
    assert terminals - known == {""}
    one_way = [one for one in city.subscribers if not any(city.elements[city.number[t]].kind in TERMINAL_KINDS
                                                          for _, t in one.services if t)]  # fmt: skip
    assert 0.05 * len(city.subscribers) < len(one_way) < 0.2 * len(city.subscribers)


def test_everybody_lives_inside_the_area_of_their_unit_and_areas_are_nested(city: City) -> None:
    shapes = {one.id: shapely.Polygon(one.outline) for one in city.territories}
    assert all(shape.is_valid for shape in shapes.values())
    for one in city.territories:
        if one.parent != "TOWN":
            assert shapes[one.parent].buffer(1e-6).contains(shapes[one.id])
    stations = [one for one in city.territories if one.parent != "TOWN"]
    for unit in {one.unit for one in city.subscribers}:
        ground = shapely.union_all([shapes[one.id] for one in stations if one.unit == unit])
        points = shapely.points([(one.lon, one.lat) for one in city.subscribers if one.unit == unit])
        assert shapely.contains(ground, points).all()


def test_street_names_of_a_large_town_are_all_different() -> None:
    size = SIZES["large"]
    town = draw_town(Random(1), columns_of(size) * size.columns, rows_of(size) * size.rows)
    names = [street.zh for street in (*town.avenues, *town.streets)]
    assert len(names) > 100
    assert len(set(names)) == len(names)
    assert not any(character.isdigit() for name in names for character in name)


def test_the_same_seed_draws_the_same_city_and_another_a_different_one() -> None:
    assert draw_city(7, SIZES["district"]) == draw_city(7, SIZES["district"])
    shapes = {tuple(e.parent for e in draw_city(seed, SIZES["district"]).elements) for seed in (7, 8, 9)}
    assert len(shapes) == 3
