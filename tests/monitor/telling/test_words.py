from __future__ import annotations

import json
import string
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
import shapely

from maps.model import Cause, Kind
from monitor.incidents.model import Estimate, Event, Source
from monitor.orders.clocks import ClockName
from monitor.orders.telling import Change, OrderEvent
from monitor.telling.catalogue import LANGUAGES, moment, words
from monitor.telling.model import IncidentNotice, MessageEvent, Named, notice_id
from monitor.telling.payload import payload
from monitor.telling.sentence import sentence

ZONE = ZoneInfo("Asia/Shanghai")
OTHERS = tuple(Named(f"amp-{i}", "amplifier", f"A{i}", 0.1) for i in range(4, 9))


def flat(language) -> dict[str, set[str]]:
    return {
        f"{table}.{code}": {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for table, codes in words(language).items()
        for code, text in codes.items()
    }


def test_both_languages_have_the_same_keys_and_placeholders():
    assert flat("zh") == flat("en")


def test_every_code_that_can_be_told_has_words():
    for language in LANGUAGES:
        assert set(words(language)["kind"]) == {str(kind) for kind in Kind}
        assert set(words(language)["event"]) == {str(event) for event in (*Event, *MessageEvent, *OrderEvent)}
        assert set(words(language)["order"]) == {*Change, "unverified"}
        assert set(words(language)["order_clock"]) == set(ClockName)
        for event in Event:
            assert {str(cause) for cause in Cause} <= set(words(language)[event.rpartition(".")[2]])


def test_no_words_are_empty_and_chinese_is_not_english():
    for language in LANGUAGES:
        assert all(text.strip() for codes in words(language).values() for text in codes.values())
    for table in ("opened", "updated", "resolved"):
        assert not set(words("zh")[table].values()) & set(words("en")[table].values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("others", [(), OTHERS[:1], OTHERS], ids=["named", "either", "many"])
@pytest.mark.parametrize("after_ms", [0, 1_699_999_940_000])
def test_a_sentence_can_be_said_in_every_case(
    said: Callable[..., IncidentNotice], language, event, cause, others, after_ms
):
    notice = said(1, 2, event, cause=str(cause), alternatives=others, started_after_ms=after_ms)
    spoken = sentence(notice, language, ZONE)
    assert "A3" in spoken
    assert "{" not in spoken
    assert ("A4" in spoken) == bool(others)
    assert "A8" not in spoken


def test_what_an_operator_reads_in_chinese(said: Callable[..., IncidentNotice]):
    assert sentence(said(), "zh", ZONE) == ("片区中断：放大器A3故障，影响3户，始于11月15日06:12左右，判断可信度98%。")
    resolved = said(1, 3, Event.RESOLVED)
    assert sentence(resolved, "zh", ZONE) == "片区中断已恢复：放大器A3，11月15日06:13恢复，曾影响3户。"


def test_what_an_operator_reads_in_english(said: Callable[..., IncidentNotice]):
    notice = said(alternatives=OTHERS[:1], started_after_ms=0)
    assert sentence(notice, "en", ZONE) == (
        "Outage: amplifier A3 (or amplifier A4: the data cannot tell them apart) has failed, "
        "3 subscribers affected, not later than 06:12 on 15 November, 98% certain."
    )


def test_an_element_without_a_name_is_called_by_its_id(said: Callable[..., IncidentNotice]):
    assert "放大器amp-3" in sentence(said(elements=(Named("amp-3", "amplifier", "", 1.0),)), "zh", ZONE)


def test_a_name_that_says_what_it_is_is_not_announced_by_its_kind(said: Callable[..., IncidentNotice]):
    named = (Named("A2", "amplifier", "学府路放大器 A2", 1.0),)
    assert "：学府路放大器 A2故障" in sentence(said(elements=named), "zh", ZONE)
    assert "amplifier 学府路放大器 A2 has failed" in sentence(said(elements=named), "en", ZONE)


def test_several_faults_are_all_named(said: Callable[..., IncidentNotice]):
    spoken = sentence(said(elements=(Named("a", "amplifier", "A3", 1.0), Named("b", "tap", "T9", 1.0))), "zh", ZONE)
    assert "放大器A3、分支器T9" in spoken


def test_an_onset_nobody_knows_is_not_invented(said: Callable[..., IncidentNotice]):
    spoken = sentence(said(started_after_ms=0, started_before_ms=0), "en", ZONE)
    assert "time of onset unknown" in spoken
    assert "1970" not in spoken
    assert "January" not in spoken


def test_a_merged_incident_says_where_it_goes_on(said: Callable[..., IncidentNotice]):
    spoken = sentence(said(7, 4, Event.RESOLVED, merged_into=3), "en", ZONE)
    assert spoken == "INC-000007 turned out to be the same trouble as INC-000003 and goes on under that number."


@pytest.mark.parametrize(("language", "written"), [("zh", "1月1日07:59"), ("en", "07:59 on 1 January")])
def test_a_moment_is_told_in_the_zone_of_the_reader(language, written: str):
    assert moment(language, 1_704_067_199_000, ZONE) == written


def test_a_payload_says_all_of_it_in_json(said: Callable[..., IncidentNotice]):
    notice = said(1, 2, Event.UPDATED, alternatives=OTHERS[:1])
    body = json.loads(json.dumps(payload(notice, "zh", ZONE, "https://noc.example")))
    assert (body["type"], body["timestamp"]) == ("incident.updated", "2023-11-14T22:13:20.123Z")
    data = body["data"]
    assert data.pop("sentence") == sentence(notice, "zh", ZONE)
    assert data == {
        "id": "INC-000001",
        "revision": 2,
        "state": "open",
        "cause": "element",
        "severity": "major",
        "probability": 0.9877,
        "elements": [{"id": "amp-3", "kind": "amplifier", "name": "A3", "probability": 0.9877}],
        "alternatives": [{"id": "amp-4", "kind": "amplifier", "name": "A4", "probability": 0.1}],
        "subscribers": 3,
        "terminals": 4,
        "accounts": ["A1", "A2", "A3"],
        "area": {
            "type": "Polygon",
            "coordinates": [[[120.1, 30.2], [120.1001, 30.2], [120.1001, 30.2001], [120.1, 30.2001], [120.1, 30.2]]],
        },
        "started": {"after": "2023-11-14T22:12:20.000Z", "before": "2023-11-14T22:12:50.000Z"},
        "opened": "2023-11-14T22:13:10.000Z",
        "resolved": None,
        "merged_into": None,
        "came_back": None,
        "first": False,
        "part_of": None,
        "reopened": 0,
        "restoration": None,
        "language": "zh",
        "links": {
            "page": "https://noc.example/incidents/INC-000001",
            "api": "https://noc.example/api/v1/incidents/INC-000001",
        },
    }


@pytest.mark.parametrize("source", list(Source))
def test_a_time_by_which_service_was_to_be_back_is_not_told_once_it_has_passed(
    said: Callable[..., IncidentNotice], source: Source
):
    at_ms = 1_700_000_000_000
    to_come, past = Estimate(at_ms - 60_000, at_ms + 1, source), Estimate(at_ms - 60_000, at_ms, source)
    assert payload(said(at_ms=at_ms, etr=past), "zh", ZONE, "")["data"]["restoration"] is None
    told = payload(said(at_ms=at_ms, etr=to_come), "zh", ZONE, "")["data"]["restoration"]
    assert told == {"after": "2023-11-14T22:12:20.000Z", "before": "2023-11-14T22:13:20.001Z", "source": str(source)}


@pytest.mark.parametrize("area", [None, shapely.Polygon()])
def test_an_unknown_area_is_null(said: Callable[..., IncidentNotice], area):
    assert payload(said(area=area), "zh", ZONE, "")["data"]["area"] is None


def test_a_notices_id_is_fit_for_a_header_and_a_signature_whatever_the_receiver_is_called():
    assert notice_id(1, 3, Event.UPDATED, "desk") == "INC-000001_3_updated_desk"
    ids = {notice_id(1, 3, Event.UPDATED, name) for name in ("客服", "a.b", "a b", "a\r\nb", "desk")}
    assert len(ids) == 5
    assert all(made.isascii() and made.isprintable() and "." not in made and " " not in made for made in ids)
