"""The town: whatever the seed, it is a plant somebody could have built."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from ipaddress import IPv4Address
from pathlib import Path

import phonenumbers
import pytest
import shapely

from simulator.addresses import Network
from simulator.city import City
from simulator.drawing import draw_city
from simulator.plantfiles import ELEMENT_COLUMNS, write_plant
from simulator.sizes import SIZES

SEEDS = range(1, 13)


@pytest.fixture(scope="module", params=SEEDS)
def city(request: pytest.FixtureRequest) -> City:
    return draw_city(request.param, SIZES["tiny"])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_kind(city: City, kind: str) -> list[int]:
    return [number for number, element in enumerate(city.elements) if element.kind == kind]


def test_holds_what_a_tiny_town_is_made_of(city: City) -> None:
    kinds = Counter(element.kind for element in city.elements)
    assert (kinds["headend"], kinds["cmts"], kinds["optical_node"], kinds["amplifier"]) == (1, 1, 2, 12)
    assert 4 <= kinds["node_port"] <= 8
    assert 280 <= kinds["cable_modem"] + kinds["set_top_box"] <= 340
    assert {city.elements[n].ways for n in of_kind(city, "tap")} == {2, 4, 8}
    assert len(city.terminals) == kinds["cable_modem"] > 230


def test_is_a_tree_in_preorder_with_every_id_once(city: City) -> None:
    assert city.elements[0].parent == -1
    assert len(city.number) == len(city.elements)
    for number, element in enumerate(city.elements[1:], start=1):
        assert element.parent < number < element.parent + city.size[element.parent]
    children = Counter(element.parent for element in city.elements)
    for number in range(len(city.elements)):
        assert city.size[number] == 1 + sum(
            city.size[child] for child in city.behind(number) if city.elements[child].parent == number
        )
        if city.elements[number].kind in {"cable_modem", "set_top_box"}:
            assert children[number] == 0


def test_cascades_are_two_to_four_deep_with_a_branch(city: City) -> None:
    for node in city.nodes:
        behind = city.behind(node)
        amplifiers = [n for n in behind if city.elements[n].kind == "amplifier"]
        assert 2 <= max(city.elements[n].depth for n in behind) <= 4
        above = []
        for number in amplifiers:
            parent = city.elements[number].parent
            while city.elements[parent].kind == "tap":
                parent = city.elements[parent].parent
            assert city.elements[parent].kind in {"amplifier", "node_port"}
            above.append(parent)
        assert len(set(above)) < len(above)


def test_every_amplifier_and_port_has_terminals_behind_it(city: City) -> None:
    for number in [*of_kind(city, "amplifier"), *of_kind(city, "node_port")]:
        assert len(city.terminals_behind(number)) >= 3


def test_taps_serve_no_more_homes_than_they_have_ports(city: City) -> None:
    homes = Counter(
        one.home if city.elements[one.home].kind == "tap" else city.elements[one.home].parent
        for one in city.subscribers
    )
    assert sum(homes.values()) == 290
    for tap, count in homes.items():
        assert count <= city.elements[tap].ways


def test_levels_at_the_outlets_are_levels_a_modem_works_at(city: City) -> None:
    outlets = [city.elements[number] for number in city.terminals]
    assert all(-12.0 < one.level_dbmv < 15.0 for one in outlets)
    assert all(15.0 < one.return_db < 40.0 + 12.0 for one in outlets)


def test_taps_stand_a_walk_apart_along_streets(city: City) -> None:
    near = 0
    for number in of_kind(city, "tap"):
        element = city.elements[number]
        metres = shapely.LineString(element.route).length * 111_320
        near += 8.0 < metres < 70.0
    assert near / len(of_kind(city, "tap")) > 0.7


def test_accounts_have_names_addresses_and_numbers_people_really_have(city: City) -> None:
    phones = [phone for one in city.subscribers for phone in one.person.phones]
    parsed = [phonenumbers.parse(phone, "CN") for phone in phones]
    assert all(phonenumbers.is_possible_number(number) for number in parsed)
    assert len({phonenumbers.format_number(n, phonenumbers.PhoneNumberFormat.E164) for n in parsed}) == len(phones)
    assert len({re.sub(r"\d", "0", phone) for phone in phones}) >= 6
    assert len({one.address for one in city.subscribers}) == len(city.subscribers)
    assert any(re.search(r"[\u4e00-\u9fff]", one.person.name) for one in city.subscribers)
    assert any(one.person.name.isascii() for one in city.subscribers)
    assert any(len(one.person.phones) == 2 for one in city.subscribers)
    assert {"priority", "residential"} <= {one.person.cls for one in city.subscribers}
    assert {one.unit for one in city.subscribers} == {territory.unit for territory in city.territories}


def test_services_name_terminals_that_exist_and_some_homes_are_one_way(city: City) -> None:
    services = [pair for one in city.subscribers for pair in one.services]
    assert {service for service, _ in services} == {"tv", "broadband", "vod", "voice"}
    terminals = {terminal for _, terminal in services}
    assert "" in terminals
    kinds = {city.elements[city.number[terminal]].kind for terminal in terminals - {""}}
    assert kinds == {"cable_modem", "set_top_box"}
    standing = {element.id for element in city.elements if element.kind in {"cable_modem", "set_top_box"}}
    assert standing == terminals - {""}


def test_plant_files_hold_the_same_plant(city: City, tmp_path: Path) -> None:
    write_plant(city, Network.parse("127.20"), 16100, tmp_path)
    elements = table(tmp_path / "elements.csv")
    assert tuple(elements[0]) == ELEMENT_COLUMNS
    ids = {row["id"] for row in elements}
    assert len(ids) == len(elements) == len(city.elements)
    assert all(row["parent"] in ids for row in elements if row["kind"] != "headend")
    for row in elements:
        if not row["geometry"]:
            continue
        shape = shapely.from_wkt(row["geometry"])
        assert shape.is_valid
        here = shapely.Point(float(row["lon"]), float(row["lat"]))
        assert shape.distance(here) < 1e-6
        if shape.geom_type == "LineString":
            above = next(one for one in elements if one["id"] == row["parent"])
            start = shapely.Point(shape.coords[0])
            assert start.distance(shapely.Point(float(above["lon"]), float(above["lat"]))) < 1e-6
    assert {row["one_way"] for row in elements if row["kind"] == "set_top_box"} == {"1"}
    spans = {row["kind"] for row in elements if row["geometry"].startswith("LINESTRING")}
    assert spans >= {"optical_node", "amplifier", "tap", "cable_modem"}
    accounts = {row["account"] for row in table(tmp_path / "accounts.csv")}
    assert {row["account"] for row in table(tmp_path / "services.csv")} == accounts
    for row in table(tmp_path / "areas.csv"):
        assert shapely.from_wkt(row["geometry"]).is_valid


def test_only_cmts_and_nodes_are_devices(city: City, tmp_path: Path) -> None:
    write_plant(city, Network.parse("127.20"), 16100, tmp_path)
    devices = table(tmp_path / "devices.csv")
    assert [(row["element"], row["profile"], row["port"]) for row in devices] == [
        ("CMTS1", "docsis-cmts", "16100"),
        ("N1", "hms-node", "16100"),
        ("N2", "hms-node", "16100"),
    ]
    assert table(tmp_path / "links.csv") == [
        {"element": node, "parent": "HE1", "path": "broadcast"} for node in ("N1", "N2")
    ]


def test_everybody_lives_inside_the_area_of_their_unit(city: City) -> None:
    outlines = {territory.unit: shapely.Polygon(territory.outline) for territory in city.territories}
    inside = sum(outlines[one.unit].contains(shapely.Point(one.lon, one.lat)) for one in city.subscribers)
    assert inside == len(city.subscribers)


def test_the_same_seed_draws_the_same_town_and_another_a_different_one() -> None:
    assert draw_city(3, SIZES["tiny"]) == draw_city(3, SIZES["tiny"])
    shapes = {tuple(element.parent for element in draw_city(seed, SIZES["tiny"]).elements) for seed in SEEDS}
    assert len(shapes) == len(SEEDS)


@pytest.mark.parametrize("text", ["10.0", "128.1", "127", "127.300", "x.y"])
def test_agents_never_leave_loopback(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Network.parse(text)


def test_modem_addresses_are_host_addresses_and_differ() -> None:
    network = Network.parse("127.20")
    addresses = [str(IPv4Address(host)) for host in itertools.islice(network.hosts(256), 100_000)]
    assert len(set(addresses)) == len(addresses)
    assert not any(address.endswith((".0", ".255")) for address in addresses)
    assert addresses[0] == "127.20.1.1"
    assert addresses[-1].startswith("127.21.")
