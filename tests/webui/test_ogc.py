"""OGC API Features: what the standard asks of every resource, what a collection holds, and GDAL as a client."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import shapely

from collectors.states import TerminalState
from webui.ogc.collections import COLLECTIONS

LON, LAT, STREET, HOMES = 120.15, 30.25, 0.001, 6
"""Of the town of conftest.py."""
DARK_HOME = "02:00:00:00:01:00"
AROUND_BRANCH_1 = f"{LON + STREET},{LAT + STREET / 2},{LON + 4 * STREET},{LAT + 1.5 * STREET}"


@pytest.fixture
def get(client, token):
    """Return a function that asks /ogc as a role's program; a whole address is taken for its path."""
    known = {}

    def ask(path: str, role: str = "viewer", **arguments: str):
        if role not in known:
            known[role] = token(role)
        parts = urlsplit(path)
        return client.get(
            f"{parts.path if parts.path.startswith('/ogc') else '/ogc' + parts.path}",
            query_string=arguments or parts.query,
            headers=known[role],
        )

    return ask


def ids(answer) -> list[str]:
    return [item["id"] for item in answer.json["features"]]


def links(body) -> dict[str, str]:
    return {item["rel"]: item["href"] for item in body["links"]}


def test_from_the_landing_page_every_link_leads_somewhere(get):
    landing = get("").json
    assert {"self", "service-desc", "conformance", "data"} <= set(links(landing))
    for item in landing["links"]:
        there = get(item["href"])
        assert there.status_code == 200, item
        assert there.content_type == item["type"]


def test_it_says_to_which_classes_it_conforms(get):
    assert {name.rpartition("/")[2] for name in get("/conformance").json["conformsTo"]} == {"core", "geojson", "oas30"}


def test_collections_describe_themselves(get):
    body = get("/collections", "noc").json
    assert [item["id"] for item in body["collections"]] == [item.id for item in COLLECTIONS]
    for item in body["collections"]:
        assert item["extent"]["spatial"]["bbox"][0][0] == pytest.approx(LON)
        assert item["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
        assert get(links(item)["self"], "noc").json == item
        assert get(links(item)["items"], "noc").status_code == 200


def test_the_document_names_every_path_and_argument(get):
    body = get("/api").json
    assert body["openapi"].startswith("3.0")
    names = body["components"]["parameters"]
    for item in body["paths"].values():
        for parameter in item["get"].get("parameters", []):
            assert parameter.get("$ref", "#/components/parameters/bbox").rpartition("/")[2] in names
    assert "/collections/elements/items/{featureId}" in body["paths"]
    assert not any("accounts" in path for path in body["paths"])  # not for a viewer


@pytest.mark.parametrize("collection", [item.id for item in COLLECTIONS])
def test_pages_follow_each_other_without_gap_or_repetition(get, collection):
    whole = ids(get(f"/collections/{collection}/items", "noc", limit="1000"))
    seen, there = [], f"/collections/{collection}/items?limit=1"
    while there:
        page = get(there, "noc")
        assert page.content_type == "application/geo+json"
        assert page.json["numberReturned"] == len(page.json["features"]) == 1
        seen += ids(page)
        there = links(page.json).get("next")
    assert len(whole) > 1
    assert seen == whole
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("collection", [item.id for item in COLLECTIONS])
def test_every_feature_is_had_by_its_id_too(get, collection):
    for feature in get(f"/collections/{collection}/items", "noc").json["features"]:
        one = get(f"/collections/{collection}/items/{feature['id']}", "noc").json
        assert {key: one[key] for key in feature} == feature
        assert get(links(one)["self"], "noc").json == one


def test_a_box_gives_what_lies_in_it_and_counts_it(get):
    page = get("/collections/terminals/items", bbox=AROUND_BRANCH_1, limit="4")
    assert page.json["numberMatched"] == HOMES
    assert page.json["numberReturned"] == 4
    assert all(key.startswith("02:00:00:00:01:") for key in ids(page))
    rest = get(links(page.json)["next"])
    assert rest.json["numberReturned"] == 2
    with_heights = AROUND_BRANCH_1.split(",")
    with_heights = [*with_heights[:2], "0", *with_heights[2:], "100"]
    assert get("/collections/terminals/items", bbox=",".join(with_heights)).json["numberMatched"] == HOMES


def test_a_box_across_the_180th_meridian_has_two_parts(get):
    assert get("/collections/terminals/items", bbox="170,-90,-170,90").json["numberMatched"] == 0
    assert get("/collections/terminals/items", bbox="100,-90,-170,90").json["numberMatched"] == 2 * HOMES


def test_a_span_is_found_by_the_ground_it_crosses_and_not_by_its_rectangle(here, get):
    middle = f"{LON + 0.4 * STREET},{LAT - STREET / 10},{LON + 0.6 * STREET},{LAT + STREET / 10}"
    assert ids(get("/collections/spans/items", bbox=middle)) == ["N1"]
    drops = get("/collections/spans/items", kind="cable_modem", limit="1000").json["features"]
    assert {item["properties"]["cable"] for item in drops} == {"drop"}
    slanting = shapely.LineString(drops[5]["geometry"]["coordinates"])
    west, south, east, north = slanting.bounds
    corner = ",".join(map(str, (west, north - (north - south) / 20, west + (east - west) / 20, north)))
    assert drops[5]["id"] not in ids(get("/collections/spans/items", bbox=corner))


def test_properties_can_be_asked_for(here, get):
    dark = get("/collections/terminals/items", state="dark")
    assert len(ids(dark)) == dark.json["numberMatched"] == HOMES
    here.state(TerminalState.REGISTERED, DARK_HOME)
    assert DARK_HOME not in ids(get("/collections/terminals/items", state="dark"))
    assert ids(get("/collections/elements/items", kind="amplifier")) == ["A1", "A2"]
    assert ids(get("/collections/incidents/items", state="open")) == ["INC-000002"]
    assert ids(get("/collections/incidents/items", severity="critical")) == []


def test_an_incident_is_its_area_at_its_time(get):
    (incident,) = get("/collections/incidents/items", state="open").json["features"]
    assert shapely.geometry.shape(incident["geometry"]).bounds[0] == pytest.approx(LON + 2 * STREET)
    opened = incident["properties"]["opened"]
    assert ids(get("/collections/incidents/items", datetime=f"{opened}/..")) == ["INC-000002", "INC-000001"]
    assert ids(get("/collections/incidents/items", datetime="../2020-01-01T00:00:00Z")) == []
    assert ids(get("/collections/incidents/items", bbox="0,0,1,1")) == []


def test_accounts_are_for_those_who_may_see_names_and_looking_is_noted(here, get, wait_until):
    assert "accounts" not in [item["id"] for item in get("/collections").json["collections"]]
    assert get("/collections/accounts/items").status_code == 403
    assert get("/collections/accounts/items/10100").status_code == 403
    page = get("/collections/accounts/items", "noc", bbox=AROUND_BRANCH_1)
    assert page.json["numberMatched"] == HOMES
    assert page.json["features"][0]["properties"]["name"] == "Resident 10100"

    def row():
        with here.ledger.read() as connection:
            query = "SELECT actor, detail FROM audit WHERE action = 'accounts.read'"
            return connection.exec_driver_sql(query).one_or_none()

    found = wait_until(row, what="the row in the trail")
    assert found.actor == "program-noc"
    assert json.loads(found.detail)["accounts"] == ids(page)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/collections/elements/items?colour=red", 400, "colour"),
        ("/collections/elements/items?limit=0", 400, "limit"),
        ("/collections/elements/items?limit=ten", 400, "limit"),
        ("/collections/elements/items?limit=1&limit=2", 400, "more than once"),
        ("/collections/elements/items?bbox=1,2,3", 400, "bbox"),
        ("/collections/elements/items?bbox=1,nan,3,4", 400, "bbox"),
        ("/collections/elements/items?bbox=1,5,3,4", 400, "bbox"),
        ("/collections/elements/items?datetime=yesterday", 400, "datetime"),
        ("/collections/incidents/items?datetime=2026-02-01T00:00:00Z/2026-01-01T00:00:00Z", 400, "datetime"),
        ("/collections/elements/items?cursor=gone", 400, "cursor"),
        ("/collections/elements/items?state=happy", 400, "state"),
        ("/collections/elements/items?f=shp", 400, "f:"),
        ("/collections?limit=1", 400, "limit"),
        ("/collections/weather", 404, "weather"),
        ("/collections/elements/items/X9", 404, "X9"),
        ("/collections/elements/items/02:00:00:00:01:00", 404, "02:00"),
        ("/collections/incidents/items/INC-000099", 404, "INC-000099"),
    ],
)
def test_a_bad_request_gets_a_problem_that_names_the_place(get, path, status, words):
    answer = get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert words in answer.json["detail"]


def test_a_limit_beyond_the_largest_is_the_largest(get):
    assert get("/collections/elements/items", limit="1000000").status_code == 200


def test_kml_has_the_same_features(get, tmp_path):
    answer = get("/collections/incidents/items", f="kml")
    assert answer.content_type == "application/vnd.google-earth.kml+xml"
    file = tmp_path / "incidents.kml"
    file.write_bytes(answer.data)
    read = as_gdal_reads(str(file))
    assert read["names"] == ["INC-000002", "INC-000001"]
    assert read["bounds"] == pytest.approx([LON + 2 * STREET, LAT + STREET, LON + 3 * STREET, LAT + 2.25 * STREET])


GDAL = """
import json, sys
import pyogrio
arguments = json.loads(sys.argv[1])
if "token" in arguments:  # GDAL_HTTP_HEADERS is not for this driver, which sends headers of its own
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": arguments["token"]})
bbox = tuple(arguments["bbox"]) if arguments["bbox"] else None
found = pyogrio.read_dataframe(arguments["source"], layer=arguments["layer"], bbox=bbox)
names = found["id"] if "id" in found else found["Name"]
print(json.dumps({"names": list(names), "bounds": list(found.total_bounds), "crs": str(found.crs)}))
"""


def as_gdal_reads(source: str, layer: str | None = None, bbox=None, **more: str) -> dict:
    """Read a source with GDAL in a process of its own: beside a server of the same process it would wait for itself."""
    arguments = json.dumps({"source": source, "layer": layer, "bbox": bbox, **more})
    done = subprocess.run(
        [sys.executable, "-c", GDAL, arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_gdal_reads_a_collection_with_a_box(served, token):
    box = [float(part) for part in AROUND_BRANCH_1.split(",")]
    bearer = token("viewer")["Authorization"].removeprefix("Bearer ")
    read = as_gdal_reads(f"OAPIF:{served.address}/ogc", "terminals", box, token=bearer)
    assert sorted(read["names"]) == [f"02:00:00:00:01:0{home}" for home in range(HOMES)]
    assert read["bounds"][0] == pytest.approx(LON + 2 * STREET)
    spans = as_gdal_reads(f"OAPIF:{served.address}/ogc", "spans", None, token=bearer)
    assert len(spans["names"]) == 4 + 1 + 2 * HOMES  # N1, two amplifiers, two taps, every drop


def test_a_links_looks_are_no_argument_here(get):
    assert get("/collections", lang="en").status_code == 400
