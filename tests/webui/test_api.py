"""The API: what it gives, how it pages, how it refuses, and that its document says so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from flask.testing import FlaskClient

from collectors.model import Readings
from collectors.states import TerminalState
from monitor.ledger.identities import load_roster
from monitor.ledger.people import Role, make_token

BOX = "bbox=120.1,30.2,120.2,30.3"


@pytest.fixture
def get(here, client: FlaskClient):
    """Return a function that asks the API as a NOC operator's program."""
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'reader', Role.NOC)}"}
    return lambda path, **more: client.get(f"/api/v1/{path}", headers={**headers, **more.pop("headers", {})}, **more)


Get = Callable[..., object]


def test_the_summary_is_the_line_of_truth(get) -> None:
    now = get("summary").json
    assert (now["incidents"], now["subscribers"], now["severity"], now["restored_24h"]) == (1, 6, "major", 1)
    assert now["worst"]["element"] == {"id": "A1", "kind": "amplifier", "name": "Amplifier 1"}
    assert now["worst"]["offline_share"] == 1.0
    assert now["stale"] is False


def test_pages_of_incidents_follow_each_other_without_gap_or_repetition(here, get) -> None:
    for number in range(3, 9):
        here.incident(number, 1)
    seen, cursor = [], None
    while True:
        page = get("incidents", query_string={"limit": 3, **({"cursor": cursor} if cursor else {})}).json
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        here.incident(100 + len(seen), 1)  # what opens meanwhile moves nothing
    assert seen == [8, 7, 6, 5, 4, 3, 2, 1]


def test_a_severity_filter_fills_its_pages(here, get) -> None:
    for number in range(3, 9):
        here.incident(number, 1, severity=5 if number % 2 else 2)
    page = get("incidents?severity=critical&limit=2").json
    assert [item["number"] for item in page["items"]] == [7, 5]
    assert [
        item["number"] for item in get(f"incidents?severity=critical&limit=2&cursor={page['next']}").json["items"]
    ] == [3]


def test_one_incident_has_faults_area_and_timeline(get) -> None:
    found = get("incidents/INC-000002").json
    assert found["faults"][0]["alternatives"] == [["T1", 0.03]]
    assert found["area"]["type"] == "Polygon"
    assert [entry["kind"] for entry in found["timeline"]] == ["opened"]
    assert found["place"] == [120.151, 30.251]  # the amplifier's


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("incidents/INC-000099", 404, "There is no incident INC-000099."),
        ("incidents/pineapple", 404, "There is no incident pineapple."),
        ("incidents/99999999999999999999", 404, "There is no incident"),
        ("elements/X9", 404, "There is no element X9."),
        ("elements/N1/history?metric=ds_power_dbmv", 404, "A optical_node has no metric ds_power_dbmv."),
        ("elements/N1/history?metric=optical_rx_dbm&start_ms=5&end_ms=4", 422, "start_ms: must lie before end_ms"),
        ("elements/N1/history", 422, "metric: Field required"),
        ("incidents?limit=0", 422, "limit:"),
        ("incidents?cursor=x", 422, "cursor:"),
        ("incidents?colour=red", 422, "colour: Extra inputs are not permitted"),
        ("map/spans?bbox=1,2,3", 422, "bbox:"),
        ("map/spans", 422, "bbox: Field required"),
        ("lookup", 422, "phone: Field required"),
        ("nothing", 404, ""),
    ],
)
def test_a_bad_request_gets_a_problem_that_names_the_place(get, path: str, status: int, words: str) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert words in answer.json.get("detail", "")


@pytest.mark.parametrize("body", [{"text": "  "}, {"text": ""}, {}, {"text": "x" * 5000}, {"text": "ok", "more": 1}])
def test_a_comment_that_says_nothing_is_refused(client: FlaskClient, token, body: dict[str, object]) -> None:
    answer = client.post("/api/v1/incidents/INC-000002/comments", json=body, headers=token("agent"))
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_a_body_that_is_no_json_is_refused(client: FlaskClient, token) -> None:
    headers = {**token("agent"), "Content-Type": "application/json"}
    answer = client.post("/api/v1/incidents/INC-000002/comments", data=b"{", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_acknowledging_twice_is_a_conflict(client: FlaskClient, token) -> None:
    headers = token("noc")
    path = "/api/v1/incidents/INC-000002/acknowledge"
    assert [client.post(path, headers=headers).status_code for _ in range(2)] == [204, 409]
    assert client.get("/api/v1/incidents/INC-000002", headers=headers).json["acknowledged_by"] == "program-noc"


def test_an_element_gives_state_path_alarms_and_incidents(get) -> None:
    node = get("elements/N1").json
    assert (node["state"], node["terminals"], node["dark"]) == ("registered", 12, 6)
    assert [item["id"] for item in node["path"]] == ["CMTS1", "HE1"]
    assert (node["alarms"][0]["level"], node["alarms"][0]["severity"]) == ("lo", "minor")
    assert get("elements/02-00-00-00-01-00").json["incidents"] == ["INC-000002"]


def test_a_weeks_history_has_its_points(get) -> None:
    found = get("elements/N1/history?metric=optical_rx_dbm").json
    (series,) = found["series"]
    assert found["unit"] == "dBm"
    assert len(series["time_ms"]) == 168
    assert series["values"][0] == -1.0


def test_a_series_store_that_cannot_be_read_is_said(here, get) -> None:
    for file in (here.settings.data.directory / "series").rglob("*.parquet"):
        file.write_bytes(b"PAR1" + b"\0" * 100)
    answer = get("elements/N1/history?metric=optical_rx_dbm")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert "damaged" in answer.json["detail"]


def test_a_counters_history_is_what_it_counted(here, get) -> None:
    slot = int(load_roster(here.ledger).slots(["02:00:00:00:01:00"])[0])
    start_ms = here.desk.now_ms() - 3_600_000
    time_ms = start_ms + 60_000 * np.arange(4, dtype=np.int64)
    columns = (np.full(4, slot, np.int32), np.full(4, 3, np.int32), time_ms)
    here.desk.series.append([Readings("cm_upstream", *columns, {"t3_timeouts": np.array([5.0, 6.0, 2.0, 4.0])})])
    (series,) = get("elements/02:00:00:00:01:00/history?metric=t3_timeouts").json["series"]
    assert series["values"] == [60.0, None, 120.0]  # an hour; the reset in between is no burst


def test_the_map_gives_more_the_nearer_one_looks(get) -> None:
    def cables(zoom: int) -> set[str]:
        return {item["properties"]["cable"] for item in get(f"map/spans?{BOX}&zoom={zoom}").json["features"]}

    def kinds(zoom: int) -> set[str]:
        return {item["properties"]["kind"] for item in get(f"map/elements?{BOX}&zoom={zoom}").json["features"]}

    assert cables(9) == {"fibre"}
    assert cables(17) == {"fibre", "trunk", "distribution", "drop"}
    assert kinds(9) == {"headend", "cmts", "optical_node"}
    assert kinds(17) == {"headend", "cmts", "optical_node", "amplifier", "tap"}
    assert get(f"map/terminals?{BOX}&zoom=10").json["features"] == []
    assert len(get(f"map/terminals?{BOX}&zoom=16").json["features"]) == 12
    assert get("map/spans?bbox=0,0,1,1&zoom=17").json["features"] == []


def test_a_segment_holds_what_hangs_behind_the_element(get) -> None:
    ((first, last),) = get("incidents/INC-000002").json["segments"]
    inside = {
        item["properties"]["element"]
        for item in get(f"map/spans?{BOX}&zoom=17").json["features"]
        if first <= item["properties"]["at"] < last
    }
    assert inside == {"A1", "T1", *(f"02:00:00:00:01:0{home}" for home in range(6))}


def test_states_name_only_what_is_not_as_it_should_be(here, get) -> None:
    here.state(TerminalState.DARK, "02:00:00:00:02:00")
    found = get(f"map/states?{BOX}&zoom=16").json
    assert len(found["terminals"]["dark"]) == 7
    assert found["terminals"].keys() == {"dark"}
    assert len(found["incidents"]["2"]) == 6
    assert list(found["alarms"].values()) == [3]


def test_areas_come_worst_last(here, get) -> None:
    here.incident(3, 2, severity=5)
    here.incident(4, 2, severity=2)
    assert [item["properties"]["severity"] for item in get("map/areas").json["features"]] == [2, 4, 5]


def test_a_layer_that_has_not_changed_is_not_sent_again(get) -> None:
    first = get(f"map/spans?{BOX}&zoom=17")
    again = get(f"map/spans?{BOX}&zoom=17", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_fault_explains_itself_in_both_languages(get) -> None:
    (fault,) = get("incidents/INC-000002").json["faults"]
    assert fault["explanation"]["en"][0].startswith("Failed: Amplifier 1 or its input span, or tap T1")
    assert fault["explanation"]["zh"][0].startswith("故障处：")


def test_an_address_has_the_segment_that_feeds_it(get) -> None:
    first = get("segments?address=3, mill ln").json["items"][0]
    assert (first["address"], first["score"], first["homes"]) == ("3 Mill Lane", 1.0, 2)
    assert first["element"] == {"id": "T1", "kind": "tap", "name": "T1"}
    assert get("segments?address=nowhere at all").json["items"] == []


def test_the_lookup_answers_per_service_in_both_languages(get) -> None:
    found = get("lookup", query_string={"phone": "+86 138-0001-0000"}).json
    (home,) = found["accounts"]
    assert (found["known"], found["verdict"], home["incident"], home["cause"]) == (
        True,
        "area_outage",
        "INC-000002",
        "element",
    )
    assert home["services"][0]["reason"] == "incident"
    assert home["neighbours"]["offline"] == 5
    assert "INC-000002" in found["sentence"]["zh"]
    assert "INC-000002" in found["sentence"]["en"]


def test_nobodys_number_is_an_answer_not_an_error(get) -> None:
    found = get("lookup?phone=13912345678").json
    assert (found["known"], found["verdict"], found["accounts"]) == (False, "unknown_phone", [])
    assert get("lookup?phone=reception").json["verdict"] == "not_a_phone"


def test_metrics_are_few_and_hold_no_names(client: FlaskClient) -> None:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    assert 5 < len(lines) < 40
    assert "plantwatch_incidents_open 1.0" in lines
    assert "plantwatch_notices_heard_total 0.0" in lines
    assert not any("{" in line for line in lines)


def test_the_document_describes_every_route_and_its_errors(app, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<path:id>", "{id}")
        .replace("<id>", "{id}")
        .replace("<int:id>", "{id}")
        .replace("<name>", "{name}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert document["paths"].keys() == routes
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["security"] == [{"bearer": []}, {"session": []}], path
            assert operation["responses"]["422"]["content"].keys() == {"application/problem+json"}, path
            names = {item["name"] for item in operation.get("parameters", [])}
            assert ("{id}" in path) == ("id" in names), path


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        ('{"text": ', JSON, 400, "The body is not JSON"),
        (b'{"text": "\xff\xfe"}', JSON, 400, "The body is not JSON"),
        ('{"text": ' + "[" * 30_000, JSON, 400, "nested too deeply"),
        ('{"text": "crew on site"}', {"Content-Type": "text/plain"}, 415, "not text/plain"),
        ("text=crew", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "must be application/json"),
        ("", JSON, 422, "body: "),
        ("[]", JSON, 422, "body: "),
        ('{"text": " "}', JSON, 422, "text: String should match pattern"),
        ('{"text": "a\\u0000b"}', JSON, 422, "text: String should match pattern"),
        ('{"text": "\\ud800"}', JSON, 422, "text: "),
        (f'{{"text": "{"a" * 2001}"}}', JSON, 422, "at most 2000 characters"),
        ("a" * 70_000, JSON, 413, ""),
    ],
)
def test_a_bad_body_gets_a_problem_that_says_what_is_wrong(here, client, token, body, headers, status, words) -> None:
    answer = client.post(
        "/api/v1/incidents/INC-000002/comments", data=body, headers={**token("noc"), **headers}
    )  # fmt: skip
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.json.get("detail", "")
    assert client.get("/api/v1/incidents/INC-000002", headers=token("viewer")).json["timeline"][-1]["kind"] == "opened"


def test_the_document_says_what_a_body_may_be_refused_for_and_what_layers_are(client) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert {"400", "413", "415", "422"} <= set(paths["/api/v1/incidents/{id}/comments"]["post"]["responses"])
    for name in ("spans", "elements", "terminals", "footprints", "areas"):
        assert list(paths[f"/api/v1/map/{name}"]["get"]["responses"]["200"]["content"]) == ["application/geo+json"]


@pytest.mark.parametrize("name", ["spans", "areas"])
def test_a_layer_is_sent_as_what_the_document_says(get, name: str) -> None:
    assert get(f"map/{name}{'' if name == 'areas' else f'?{BOX}'}").mimetype == "application/geo+json"


def test_an_unknown_caller_is_told_how_to_authenticate(client) -> None:
    assert client.get("/api/v1/summary").headers["WWW-Authenticate"].startswith("Bearer")
