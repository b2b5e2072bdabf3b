"""Plans, their runs, who is on call and storms, on pages and by the API."""

from __future__ import annotations

import html
import json
import re
import time

import pytest
from sqlalchemy import insert, select, update

from monitor.incidents import transitions
from monitor.ledger import tables as t
from monitor.plans import book, rota, runs
from monitor.plans.book import parsed
from monitor.plans.model import StepKind
from monitor.plans.rota import EVERY_DAY, Shift
from monitor.plans.units import Unit, UnitKind, replace_units
from webui.pages.plans import BLANK, MOST_NAMED, MOST_VISITS
from webui.plans import step_templates

STEPS = [
    {"do": "page_on_call", "receiver": "sms"},
    {"do": "note", "within_min": 30, "text": {"zh": "已到现场", "en": "The crew is on site"}},
]
LATER = [*STEPS, {"do": "open_ticket", "after_min": 30}]
PLAN = {"name": "night", "title": {"zh": "夜间中断", "en": "Outage at night"}, "steps": STEPS}


@pytest.fixture
def in_english(log_in):
    """Return a function that gives a browser in which a role has logged in and reads English."""

    def enter(role: str):
        browser = log_in(role)
        browser.set_cookie("plantwatch_lang", "en")
        return browser

    return enter


@pytest.fixture
def running(here) -> int:
    """Have a plan run at incident 2; return the run."""
    now_ms = here.desk.now_ms()
    book.save(here.ledger, "test", parsed(PLAN), now_ms, active=True)
    with here.ledger.write("core") as connection:
        kept = book.load(connection, "night")
        return runs.start(connection, 2, 0, kept, "incident.opened", now_ms)


def test_an_incident_shows_its_plans_with_their_clocks_and_people_say_what_they_have_done(
    here, in_english, running
) -> None:
    browser = in_english("noc")
    page = browser.get("/incidents/INC-000002").text
    for said in ("Outage at night", "Page who is on call", "The crew is on site", " min left", "Plan started"):
        assert said in page
    path = f"/incidents/INC-000002/plan-runs/{running}/steps/1/done"
    assert browser.post(path, data={"csrf": browser.csrf}).status_code == 302
    assert browser.post(path, data={"csrf": browser.csrf}).status_code == 409
    page = browser.get("/incidents/INC-000002").text
    assert " min left" not in page
    with here.ledger.read() as connection:
        trail = connection.execute(select(t.audit).where(t.audit.c.action == "plan.tick_off")).one()
    assert (trail.actor, trail.subject) == ("noc", "INC-000002")


def test_a_program_sees_runs_and_ticks_steps_off(here, client, token, running) -> None:
    headers = token("noc")
    (run,) = client.get("/api/v1/plan-runs?incident=INC-000002", headers=headers).json["items"]
    assert (run["plan"], run["state"], [step["state"] for step in run["steps"]]) == (
        "night",
        "running",
        ["waiting", "waiting"],
    )
    assert run["steps"][1]["deadline_ms"] - run["started_ms"] == 30 * 60_000
    path = f"/api/v1/incidents/{{}}/plan-runs/{running}/steps/{{}}/done"
    assert client.post(path.format("INC-000001", 1), headers=headers).status_code == 409  # it runs at another
    assert client.post(path.format("INC-000002", 0), headers=headers).status_code == 409  # that one is not by hand
    assert client.post(path.format("INC-000002", 1), headers=headers).status_code == 204
    assert client.get("/api/v1/plan-runs?incident=INC-000001", headers=headers).json["items"] == []


def test_a_plan_is_kept_by_its_form_and_what_is_wrong_is_shown_beside_what_was_written(here, in_english) -> None:
    browser = in_english("admin")
    assert BLANK["name"] in browser.get("/plans/new-plan").text
    assert "/plans/trunk-at-night" in browser.get("/plans").text
    assert "The crew is on site" in browser.get("/plans/trunk-at-night").text
    wrong = json.dumps({**PLAN, "steps": [{"do": "fly"}]})
    answer = browser.post("/plans", data={"csrf": browser.csrf, "plan": wrong})
    assert answer.status_code == 422
    assert "steps.0.do" in answer.text
    assert "&#34;fly&#34;" in answer.text
    for broken in ("{", "[]", "[" * 9000):
        assert browser.post("/plans", data={"csrf": browser.csrf, "plan": broken}).status_code == 422
    answer = browser.post("/plans", data={"csrf": browser.csrf, "plan": json.dumps(PLAN), "active": "1"})
    assert answer.location == "/plans/night"
    assert "In force" in browser.get("/plans/night").text
    browser.post("/plans", data={"csrf": browser.csrf, "plan": json.dumps(PLAN)})
    assert "Not in force" in browser.get("/plans").text
    with here.ledger.read() as connection:
        assert [(kept.version, kept.active) for kept in book.plans(connection)] == [(1, False)]


def test_a_dry_run_shows_what_would_have_been_and_keeps_nothing(here, in_english) -> None:
    browser = in_english("noc")
    data = {"csrf": browser.csrf, "plan": json.dumps({**PLAN, "when": {"subscribers": 7}}), "days": "30"}
    page = browser.post("/plans/try", data=data).text
    assert "0 / 2" in page
    assert "not started: subscribers" in page
    page = browser.post("/plans/try", data=data | {"plan": json.dumps({**PLAN, "steps": LATER})}).text
    assert "2 / 2" in page
    assert page.count("<s ") == 1  # the ticket would have come due after incident 1 was over
    tried = browser.post(
        "/api/v1/plans/try", json={"plan": PLAN, "since_ms": 0}, headers={"X-CSRF-Token": browser.csrf}
    ).json["items"]
    assert [(each["incident"], each["against"], len(each["steps"])) for each in tried] == [
        ("INC-000002", [], 2),
        ("INC-000001", [], 2),
    ]
    with here.ledger.read() as connection:
        assert book.plans(connection) == []
        assert connection.execute(select(t.plan_run)).all() == []


def test_the_api_keeps_plans_and_names_what_is_wrong(client, token) -> None:
    headers = token("admin")
    assert client.post("/api/v1/plans", json={"plan": PLAN}, headers=headers).json == {"name": "night", "version": 1}
    changed = {**PLAN, "steps": STEPS[:1]}
    answer = client.post("/api/v1/plans", json={"plan": changed, "active": False}, headers=headers)
    assert answer.json == {"name": "night", "version": 2}
    (item,) = client.get("/api/v1/plans", headers=headers).json["items"]
    assert (item["version"], item["active"], len(item["plan"]["steps"])) == (2, False, 1)
    assert client.get("/api/v1/plans/night", headers=headers).json == item
    assert client.get("/api/v1/plans/day", headers=headers).status_code == 404
    answer = client.post("/api/v1/plans", json={"plan": {**PLAN, "name": "N"}}, headers=headers)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert "name:" in answer.text


def test_who_is_on_call_now_is_shown_by_unit(here, in_english, client, token) -> None:
    replace_units(here.ledger, "test", [Unit("north", "Northern branch", UnitKind.BRANCH)], [])
    rota.replace_rota(here.ledger, "test", [Shift("north", 2, "Zhao", "13700000000", EVERY_DAY, 0, 0)])
    page = in_english("agent").get("/plans").text
    for said in ("Northern branch", "Zhao", "tel:13700000000", "second level"):
        assert said in page
    (unit,) = client.get("/api/v1/units", headers=token("noc")).json["items"]
    assert unit["on_call"] == [{"person": "Zhao", "phone": "13700000000", "level": 2}]


def test_a_storm_is_a_list_of_visits(here, in_english, client, token) -> None:
    assert "There is no storm" in in_english("viewer").get("/storm").text
    here.incident(3, 2)
    now_ms = here.desk.now_ms()
    with here.ledger.write("core") as connection:
        connection.execute(insert(t.storm).values(id=7, began_ms=now_ms))
        connection.execute(
            insert(t.storm_incident), [{"incident": number, "storm": 7, "at_ms": now_ms} for number in (1, 2, 3)]
        )
    answer = client.get("/api/v1/storm", headers=token("viewer")).json
    assert [(visit["incidents"], visit["restored_by_then"]) for visit in answer["visits"]] == [
        (["INC-000002"], 6),
        (["INC-000003"], 12),
    ]  # the first is over
    page = in_english("noc").get("/storm").text
    assert "Amplifier 2" in page


def test_a_storm_is_a_parent_of_its_incidents_with_a_story_of_its_own(here, in_english, log_in, client, token) -> None:
    noc = in_english("noc")
    assert "incidents stand" not in noc.get("/incidents").text
    here.incident(3, 2)
    now_ms = here.desk.now_ms()
    began_ms, joined_ms = now_ms - 700_000, now_ms - 400_000
    with here.ledger.write("core") as connection:
        connection.execute(insert(t.storm).values(id=7, began_ms=began_ms))
        held = [(1, began_ms), (2, began_ms), (3, joined_ms)]
        connection.execute(
            insert(t.storm_incident), [{"incident": number, "storm": 7, "at_ms": at_ms} for number, at_ms in held]
        )
        transitions.begin(connection, 1, "core", "a fault was located", began_ms - 1)
        ended = {"actor": "core", "was": "open", "becomes": "resolved", "reason": "verified at its terminals"}
        connection.execute(insert(t.incident_transition).values(incident=1, at_ms=now_ms - 100_000, **ended))
    answer = client.get("/api/v1/storm", headers=token("viewer")).json
    told = {name: answer["storm"][name] for name in ("incidents", "standing", "subscribers")}
    assert told == {"incidents": 3, "standing": 2, "subscribers": 12}
    assert [(each["kind"], each["incidents"]) for each in answer["timeline"]] == [
        ("over", ["INC-000001"]), ("joined", ["INC-000003"]), ("began", ["INC-000001", "INC-000002"]),
    ]  # fmt: skip
    assert "2 of 3 incidents stand, 12 subscribers affected" in noc.get("/incidents").text
    assert 'href="/storm"' in noc.get("/incidents/INC-000003").text
    with here.ledger.write("core") as connection:
        connection.execute(update(t.storm).values(ended_ms=now_ms))
    assert "incidents stand" not in noc.get("/incidents").text
    assert "There is no storm" in noc.get("/storm").text
    assert 'href="/storm?id=7"' in noc.get("/storm").text
    assert 'href="/storm?id=7"' in noc.get("/incidents/INC-000003").text
    past = noc.get("/storm?id=7").text
    assert past.index("Ended") < past.index("Service restored") < past.index("Incidents joined") < past.index("Began")
    assert noc.get("/storm?id=8").status_code == 404


def test_a_storm_of_thousands_is_shown_at_once_and_says_what_it_leaves_out(here, in_english, client, token) -> None:
    now_ms, many = here.desk.now_ms(), 4000
    like = {"state": "open", "cause": "element", "severity": 3, "probability": 0.9, "faults": [], "revision": 1}
    like |= {"opened_ms": now_ms, "updated_ms": now_ms, "started_after_ms": 0, "started_before_ms": 0, "terminals": 1}
    with here.ledger.write("core") as connection:
        numbers = range(100, 100 + many)
        rows = [{"number": number, "element": f"X{number}", "subscribers": number, **like} for number in numbers]
        connection.execute(insert(t.incident), rows)
        connection.execute(insert(t.storm).values(id=7, began_ms=now_ms))
        held = [{"incident": number, "storm": 7, "at_ms": now_ms} for number in numbers]
        connection.execute(insert(t.storm_incident), held)
        moved = {"at_ms": now_ms, "actor": "core", "becomes": "open", "reason": "a fault was located"}
        connection.execute(insert(t.incident_transition), [{"incident": number, **moved} for number in numbers])
    browser = in_english("noc")
    browser.get("/incidents")
    began_s = time.process_time()
    page = browser.get("/storm").text
    assert time.process_time() - began_s < 0.8
    assert page.count("/elements/X") == MOST_VISITS
    assert "X4099" in page
    assert f"and {many - MOST_VISITS} more visits" in page
    assert f"and {many - MOST_NAMED} more" in page, "those it began with"
    assert len(client.get("/api/v1/storm", headers=token("viewer")).json["visits"]) == many


def test_pages_are_said_in_chinese_too(log_in, running) -> None:
    browser = log_in("admin")
    browser.set_cookie("plantwatch_lang", "zh")
    for path, said in (
        ("/plans", "夜间中断"),
        ("/plans/night", "已到现场"),
        ("/storm", "大面积故障"),
        ("/incidents/INC-000002", "呼叫值班人员"),
    ):
        assert said in browser.get(path).text, path


WRONG = {
    "name": "Big Plan", "title": {"zh": "夜", "en": ""}, "colour": "red", "when": {"hours": "late", "subscribers": -1},
    "steps": [{"do": "notify"}, {"do": "note", "after_min": "soon", "text": {"zh": "好"}}, {"do": "dance"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", [
            "<b>Name</b> · small letters, digits and hyphens", "<b>Title</b> · <b>English</b> · has at least 1",
            "there is no such field", "<b>hours</b> · hours are such as", "<b>subscribers</b> · is at least 0",
            "<b>Step 1</b> · this kind of step needs a receiver",
            "<b>Step 2</b> · <b>Minutes to wait</b> · is of another kind",
            "<b>Step 2</b> · <b>Text</b> · <b>English</b> · is missing",
            "<b>Step 3</b> · <b>What it does</b> · is one of",
        ]),
        ("zh", ["<b>名称</b> · 只用小写字母", "<b>步骤1</b> · 此类步骤需要接收方", "<b>步骤3</b> · <b>动作</b>"]),
    ],
)  # fmt: skip
def test_every_mistake_is_said_by_field_in_the_readers_language(log_in, language, said) -> None:
    browser = log_in("admin")
    browser.set_cookie("plantwatch_lang", language)
    form = {"csrf": browser.csrf, "plan": json.dumps(WRONG), "days": "7"}
    for path in ("/plans", "/plans/try"):
        answer = browser.post(path, data=form)
        assert answer.status_code == 422
        for part in said:
            assert part in answer.text
        assert "steps.1.after_min" in answer.text
        assert ">steps<" not in answer.text  # there are three, if wrong ones
        assert "Big Plan" in answer.text  # what was written is still there


def test_where_a_text_ceases_to_be_json_is_said(in_english) -> None:
    browser = in_english("admin")
    answer = browser.post("/plans", data={"csrf": browser.csrf, "plan": '{"name": "x",\n oops}'})
    assert answer.status_code == 422
    assert "No JSON from line 2, column 2, on" in answer.text
    answer = browser.post("/plans", data={"csrf": browser.csrf, "plan": "[]"})
    assert "One plan is meant" in answer.text


@pytest.mark.parametrize("kind", StepKind)
def test_a_step_to_begin_with_is_one_that_can_be_kept(kind) -> None:
    step = {"do": kind, **step_templates("desk")[kind]}
    assert parsed({**PLAN, "steps": [step]}).steps[0].do is kind


def test_the_editor_offers_a_step_of_each_kind_by_a_receiver_that_there_is(in_english) -> None:
    page = in_english("noc").get("/plans/new-plan", follow_redirects=True)
    assert page.status_code == 404  # only who may save begins one
    text = in_english("admin").get("/plans/new-plan").text
    (held,) = re.findall(r'data-templates="(.*?)"', text)
    assert json.loads(html.unescape(held)) == step_templates("desk")
    assert text.count("<option value=") >= len(StepKind)
