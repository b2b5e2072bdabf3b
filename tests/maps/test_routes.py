"""Elements that two routes feed: what they hang on, how files say so, and files that say nothing by it."""

from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.roster import Roster
from maps import plantfile
from maps.model import Element, Kind, Link, Path, Plant
from maps.plantfile.check import check
from maps.plantfile.formats import WRITTEN, Format
from maps.topology import Topology
from tests.maps.rings import RING, RING_ROUTES, STAR, STAR_ROUTES, plant


def hanging(made: Plant, path: Path = Path.DATA) -> dict[str, str]:
    topology = Topology.build(made.elements, made.links, Roster(element.id for element in made.elements), path)
    parents = zip(topology.keys, topology.parent.tolist(), strict=True)
    return {key: topology.keys[up] if up >= 0 else "" for key, up in parents if key[0] == "N"}


def test_an_element_with_two_routes_hangs_on_what_both_need():
    assert hanging(plant(STAR, STAR_ROUTES)) == {"N1": "X", "N2": "X", "N3": "X", "N9": "X"}
    assert hanging(plant(STAR, {"N1": "H", "N2": "E2"})) == {"N1": "H", "N2": "X", "N3": "E2", "N9": "X"}


def test_on_a_ring_each_node_hangs_on_where_the_ring_is_fed():
    assert hanging(plant(RING, RING_ROUTES)) == dict.fromkeys(("N1", "N2", "N3", "N4"), "X")
    opened = RING_ROUTES | {"N4": "N3"}  # the way back is missing
    assert hanging(plant(RING, opened)) == {"N1": "X", "N2": "N1", "N3": "N2", "N4": "N3"}


def test_two_headends_share_nothing_and_bad_files_make_some_tree():
    assert hanging(plant({"H": "", "X": "", "N1": "X"}, {"N1": "H"})) == {"N1": ""}
    assert hanging(plant({"N1": "N2", "N2": "N1", "H": ""}, {"N1": "H"})) == {"N1": "", "N2": "N1"}
    assert hanging(plant({"X": "", "N1": "X"}, {"N1": "Q", "Q": "X"})) == {"N1": "X"}


def test_a_route_goes_beside_the_parent_not_beside_that_of_a_path_of_its_own():
    made = plant(STAR | {"N1": "E1"}, STAR_ROUTES, (Link("N1", "C", Path.BROADCAST),))
    assert hanging(made)["N1"] == "X"
    assert hanging(made, Path.BROADCAST)["N1"] == "C"


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_an_element_hangs_on_the_nearest_that_nothing_avoids(data):
    """Against plain search: who is cut off when one other goes."""
    n = data.draw(st.integers(2, 9))
    parents = [-1, *(data.draw(st.integers(0, i - 1)) for i in range(1, n))]
    other = {
        i: data.draw(st.integers(0, n - 1).filter(lambda j, i=i: j != i))
        for i in data.draw(st.sets(st.integers(1, n - 1)))
    }
    ids = [f"X{i}" for i in range(n)]
    elements = [Element(ids[i], Kind.TRANSMITTER, parent=ids[parents[i]] if parents[i] >= 0 else "") for i in range(n)]
    links = [Link(ids[i], ids[j], Path.PROTECTION) for i, j in other.items()]
    topology = Topology.build(elements, links, Roster(ids))

    def reached(gone: int) -> set[int]:
        lit = {0} - {gone}
        while fresh := {
            i for i in range(n) if i not in lit and i != gone and {parents[i], other.get(i, parents[i])} & lit
        }:
            lit |= fresh
        return lit

    for gone in range(n):
        dark = {ids[i] for i in range(n)} - {ids[i] for i in reached(gone)}
        assert {key for key in ids if topology.covers(ids[gone], key)} == dark


def test_routes_that_protect_nothing_are_findings():
    made = plant(RING, RING_ROUTES | {"N1": "X", "N4": "TN40", "N3": "N3"})
    said = [(finding.key, finding.message, finding.fatal) for finding in check(made) if finding.file == "links.csv"]
    assert said == [
        ("N1", "is protected by 'X', which feeds it anyway; this row is left out", True),
        ("N2", "is protected by 'N3', which it feeds itself; this row is left out", True),
        ("N3", "is protected by 'N3', which it feeds itself; this row is left out", True),
        ("N4", "is protected by 'TN40', which it feeds itself; this row is left out", True),
    ]
    assert [finding for finding in check(plant(RING, RING_ROUTES)) if finding.file == "links.csv"] == []


@pytest.mark.parametrize("form", WRITTEN)
def test_routes_come_back_from_every_form(form: Format, tmp_path: FilePath) -> None:
    made = plant(RING, RING_ROUTES)
    path = tmp_path / {Format.GPKG: "plant.gpkg", Format.XLSX: "plant.xlsx"}.get(form, "plant")
    plantfile.write(made, path, "wgs84", form)
    again, findings = plantfile.read(path, "wgs84")
    assert (again, findings) == (made, [])
