"""What is written of a town: exactly the town with all knobs at nought, and by about the knobs something else."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from pathlib import Path

import pytest

from maps.datum import Datum
from maps.model import Path as Way
from maps.model import Plant
from maps.plantfile import Finding, read
from simulator.addresses import Addresses, Network
from simulator.city import TERMINAL_KINDS, City
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.plantfiles import PROFILES, write_plant
from simulator.records import EXACT, OLD_DRAWINGS, Knobs, Records
from simulator.sizes import SIZES

NETWORK = Network.parse("127.20")
TERMINALS = TERMINAL_KINDS | {"set_top_box"}
Imported = tuple[Plant, list[Finding]]


@pytest.fixture(scope="module")
def city() -> City:
    return draw_city(6, SIZES["demo"])


@pytest.fixture(scope="module")
def records(city: City) -> Records:
    return documented(city, 6, OLD_DRAWINGS)


@pytest.fixture(scope="module")
def imported(city: City, records: Records, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """What the product reads in the files of a city with old drawings."""
    folder = tmp_path_factory.mktemp("plant")
    write_plant(city, NETWORK, 16100, folder, records)
    return read(folder, Datum.WGS84)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def above(city: City, number: int, *kinds: str) -> int:
    while number >= 0 and city.elements[number].kind not in kinds:
        number = city.elements[number].parent
    return number


def drawn(city: City, **knobs: float) -> Records:
    return documented(city, 6, replace(EXACT, **knobs))


def rehung(records: Records, *kinds: str) -> list[int]:
    elements = records.city.elements
    return [n for n, one in enumerate(elements)
            if one.kind in kinds and records.written[n] and records.parents[n] != one.parent]  # fmt: skip


def test_with_all_knobs_at_nought_the_plant_is_written_as_it_is(city: City) -> None:
    exact = documented(city, 6, EXACT)
    assert all(exact.written)
    assert all(exact.placed)
    assert exact.parents == tuple(element.parent for element in city.elements)
    assert exact.routes == tuple(element.route for element in city.elements)
    assert exact.supplies == tuple(element.supply for element in city.elements)
    assert set(exact.feeders) == {""}
    assert {exact.nearest(number) == element.id for number, element in enumerate(city.elements)} == {True}


def test_the_tiny_town_is_written_as_it_is_and_all_others_are_not() -> None:
    assert SIZES["tiny"].knobs == Knobs()
    for name in set(SIZES) - {"tiny"}:
        assert all(getattr(SIZES[name].knobs, knob.name) > 0 for knob in fields(Knobs)), name


def test_one_plant_element_in_a_hundred_hangs_on_the_wrong_cable_near_by(city: City) -> None:
    wrong = drawn(city, wrong_parents=0.05)
    moved = rehung(wrong, "tap", "amplifier", "building")
    street = [n for n, element in enumerate(city.elements) if element.kind in {"tap", "amplifier", "building"}
              and above(city, element.parent, "building") < 0]  # fmt: skip
    assert len(moved) == pytest.approx(0.05 * len(street), rel=0.4)
    assert all(above(city, n, "optical_node", "pon_port") == above(city, wrong.parents[n], "optical_node", "pon_port")
               for n in moved)  # fmt: skip
    assert not any(wrong.routes[n] for n in moved)
    assert rehung(wrong, *TERMINALS) == []


def test_what_hangs_on_a_tap_nobody_drew_is_drawn_on_what_is_above(city: City) -> None:
    gaps = drawn(city, missing_taps=0.1)
    missing = [n for n, here in enumerate(gaps.written) if not here]
    assert {city.elements[n].kind for n in missing} == {"tap"}
    assert len(missing) == pytest.approx(
        0.1 * sum(above(city, n, "building") < 0 for n in city.of_kind("tap")), rel=0.3
    )
    for number, element in enumerate(city.elements):
        if gaps.written[number] and number:
            assert city.elements[gaps.parents[number]].id == gaps.nearest(element.parent)
    joined = [n for n in rehung(gaps, "tap") if gaps.routes[n]]
    assert joined
    for number in joined:
        parent = city.elements[gaps.parents[number]]
        assert gaps.routes[number][0] == pytest.approx((parent.lon, parent.lat), abs=1e-6)


def test_a_missing_branch_takes_its_taps_with_it_but_no_terminal(city: City) -> None:
    gaps = drawn(city, missing_branches=0.1)
    missing = {n for n, here in enumerate(gaps.written) if not here}
    assert {city.elements[n].kind for n in missing} >= {"amplifier", "tap"}
    assert not {city.elements[n].kind for n in missing} & TERMINALS
    tops = [n for n in missing if city.elements[n].kind == "amplifier" and city.elements[n].parent not in missing]
    assert tops
    for top in tops:
        plant = {n for n in city.behind(top) if city.elements[n].kind not in TERMINALS and not city.elements[n].agent}
        assert plant <= missing
        assert gaps.nearest(top) == gaps.nearest(city.elements[top].parent)


def test_nobody_forgets_gear_that_answers(city: City) -> None:
    gaps = drawn(city, missing_amplifiers=1.0, missing_taps=1.0, missing_branches=1.0, unknown_insides=1.0)
    assert all(gaps.written[n] for n, element in enumerate(city.elements) if element.agent)


def test_terminals_of_a_building_with_unknown_insides_are_known_to_the_building(city: City) -> None:
    gaps = drawn(city, unknown_insides=1.0)
    for number, element in enumerate(city.elements):
        building = above(city, number, "building")
        if building >= 0 and element.kind in TERMINALS:
            assert gaps.parents[number] == building
        elif building >= 0:
            assert gaps.written[number] == (number == building)


def test_some_terminals_are_known_only_to_node_or_group_are_elsewhere_or_nowhere(city: City) -> None:
    homes = [n for n, element in enumerate(city.elements) if element.kind in TERMINALS]
    for knob, kinds in (
        ("only_node_known", {"optical_node", "eoc_head"}),
        ("only_group_known", {"cmts_port", "pon_port"}),
    ):
        vague = drawn(city, **{knob: 0.05})
        moved = rehung(vague, *TERMINALS)
        assert len(moved) == pytest.approx(0.05 * len(homes), rel=0.3)
        assert all(vague.parents[n] == above(city, n, *kinds) for n in moved)
    wrong = drawn(city, wrong_nodes=0.05)
    moved = rehung(wrong, *TERMINALS)
    assert len(moved) == pytest.approx(0.05 * len(homes), rel=0.3)
    for number in moved:
        there, here = (above(city, n, "optical_node", "eoc_head") for n in (wrong.parents[number], number))
        assert there != here
        assert city.elements[there].kind == city.elements[here].kind
    lost = drawn(city, missing_terminals=0.05)
    missing = [n for n, here in enumerate(lost.written) if not here]
    assert set(missing) <= set(homes)
    assert len(missing) == pytest.approx(0.05 * len(homes), rel=0.3)


def test_some_places_cables_and_currents_are_not_written(city: City) -> None:
    vague = drawn(city, unplaced=0.1, undrawn_spans=0.2, unknown_power=0.3, grid_feeders=0.5)
    cabled = [n for n, element in enumerate(city.elements) if element.route]
    fed = [n for n, element in enumerate(city.elements) if element.supply >= 0]
    supplies = city.of_kind("line_power_supply")
    assert vague.parents == tuple(element.parent for element in city.elements)
    assert 0.15 < sum(not vague.routes[n] for n in cabled) / len(cabled) < 0.3
    assert 0.2 < sum(vague.supplies[n] < 0 for n in fed) / len(fed) < 0.4
    assert 0.2 < sum(bool(vague.feeders[n]) for n in supplies) / len(supplies) < 0.8
    unplaced = {city.elements[n].kind for n, here in enumerate(vague.placed) if not here}
    assert unplaced >= {"tap", "amplifier", "building"}
    assert not unplaced & (TERMINALS | {"hub", "cmts", "headend"})


def test_the_records_are_a_forest_whose_every_branch_ends_at_the_headend(city: City, records: Records) -> None:
    for number in range(1, len(city.elements)):
        if not records.written[number]:
            assert records.parents[number] == -1
            continue
        at, steps = number, 0
        while records.parents[at] >= 0:
            at, steps = records.parents[at], steps + 1
            assert records.written[at]
            assert steps < 60
        assert at == 0


def test_the_nearest_written_element_is_the_element_or_above_it(city: City, records: Records) -> None:
    missing = [n for n, here in enumerate(records.written) if not here]
    assert len(missing) > 300
    for number in missing:
        nearest = city.number[records.nearest(number)]
        assert records.written[nearest]
        assert number in city.behind(nearest)
    assert records.nearest(city.nodes[0]) == city.elements[city.nodes[0]].id
    assert records.parent_of("HE1") == ""


def test_the_same_seed_writes_the_same_records_and_another_other_ones(city: City, records: Records) -> None:
    assert documented(city, 6, OLD_DRAWINGS) == records
    assert documented(city, 7, OLD_DRAWINGS).parents != records.parents


def test_the_product_can_import_what_is_written_and_says_little_about_it(
    city: City, records: Records, imported: Imported
) -> None:
    plant, findings = imported
    assert [finding for finding in findings if finding.fatal] == []
    drawn_without = [finding for finding in findings if "the tap between is missing" in finding.message]
    parents = {one.id: city.elements[one.parent].id for one in city.elements if one.parent >= 0}
    drawn_afar = [finding for finding in findings if "which feeds it over coaxial cable" in finding.message]
    said = [finding for finding in findings if finding not in [*drawn_without, *drawn_afar]]
    assert {finding.file for finding in said} <= {"services.csv"}
    assert all(records.parent_of(finding.key) != parents[finding.key] for finding in drawn_afar)
    assert len(plant.elements) == sum(records.written)
    written = {element.id: element for element in plant.elements}
    for number, element in enumerate(city.elements):
        if records.written[number]:
            assert written[element.id].parent == records.parent_of(element.id)
    assert len(plant.accounts) == len(city.subscribers)
    assert {area.parent for area in plant.areas} >= {"", "TOWN", "BR1"}


def test_television_goes_past_gear_that_carries_data_and_current_has_ways_of_its_own(
    city: City, imported: Imported
) -> None:
    plant, _ = imported
    kinds = {element.id: element.kind for element in plant.elements}
    parents = {way: {link.element: link.parent for link in plant.links if link.path == way} for way in Way}
    for node in city.nodes:
        top = node
        while city.elements[city.elements[top].parent].kind != "cmts_port":
            top = city.elements[top].parent
        assert kinds[parents[Way.BROADCAST][city.elements[top].id]] == "hub"
    heads = {city.elements[n].id for n in city.of_kind("eoc_head")}
    assert all(kinds[parents[Way.BROADCAST][element.id]] == "splitter"
               for element in plant.elements if element.kind == "building" and element.parent in heads)  # fmt: skip
    power = parents[Way.POWER]
    assert {kinds[parent] for parent in power.values() if parent} == {"line_power_supply"}
    assert {element for element, parent in power.items() if not parent} == {
        city.elements[n].id for n in city.of_kind("line_power_supply")
    }


def test_everything_that_answers_but_modems_is_a_device_at_its_address(city: City, tmp_path: Path) -> None:
    write_plant(city, NETWORK, 16100, tmp_path)
    addresses = Addresses(city, NETWORK)
    rows = {row["element"]: row for row in table(tmp_path / "devices.csv")}
    answering = {n for n, element in enumerate(city.elements) if element.agent not in {"", "docsis-modem"}}
    assert {city.number[element] for element in rows} == answering
    for number in answering:
        row = rows[city.elements[number].id]
        assert row["address"] == addresses.of(number)
        assert row["profile"] == PROFILES[city.elements[number].agent]
    assert len({row["address"] for row in rows.values()}) == len(rows)
    assert {row["profile"] for row in rows.values()} == set(PROFILES.values())
