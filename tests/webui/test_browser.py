"""Pages in Chromium: the map draws, what happens arrives by itself, and no script complains."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from collectors.states import TerminalState

pytestmark = pytest.mark.browser

POLL_MS = 10_000
"""How often a page without a stream asks; its clock is put forward by so much."""


def test_the_map_comes_to_rest_and_shows_the_incident(visit) -> None:
    page = visit("/map")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator(".pin")).to_have_text(re.compile("M6.*6 subscribers.*Amplifier 1"))
    expect(page.locator("#panel-incidents .inc")).to_have_count(1)
    expect(page.locator("#truth")).to_contain_text("6 subscribers")
    expect(page.locator("#map canvas")).to_be_visible()


def test_an_incident_that_opens_and_ends_is_followed_without_reloading(here, visit) -> None:
    page = visit("/map")
    page.wait_for_selector("#map[data-ready=yes]")
    here.incident(3, 2, severity=5)
    expect(page.locator("#panel-incidents .inc")).to_have_count(2)
    expect(page.locator("#panel-incidents .inc").first).to_contain_text("Amplifier 2")
    expect(page.locator(".pin")).to_have_count(2)
    expect(page.locator("#truth")).to_contain_text("2 incidents")
    with here.ledger.write("core") as connection:
        connection.exec_driver_sql("UPDATE incident SET state = 'resolved', resolved_ms = 1 WHERE number = 3")
    here.announce("incident", "INC-000003")
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.locator("#truth")).to_contain_text("1 incident")


def test_the_view_is_in_the_address_and_comes_back_from_it(visit) -> None:
    page = visit("/map")
    page.wait_for_selector("#map[data-ready=yes]")
    page.locator("#panel-incidents .name").click()
    page.wait_for_url(re.compile(r"selected=INC-000002"))
    page.wait_for_url(re.compile(r"z=[0-9.]+&lat=30\.25"))
    page.locator("#least").select_option("critical")
    page.wait_for_url(re.compile("sev=critical"))
    expect(page.locator(".pin")).to_have_count(0)
    page.reload()
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#least")).to_have_value("critical")
    expect(page.locator("#panel-incidents")).to_contain_text("No open incident is this severe")


def test_the_table_twin_lists_what_is_in_view_trouble_first(visit) -> None:
    page = visit("/map?z=17&lat=30.2511&lng=120.1523")
    page.wait_for_selector("#map[data-ready=yes]")
    page.click("#tab-view")
    rows = page.locator("#panel-view tbody tr")
    expect(rows.first).to_contain_text("Amplifier 1")
    expect(rows.nth(1)).to_contain_text("Dark")


def test_keys_move_acknowledge_and_go(here, visit) -> None:
    page = visit("/map")
    page.wait_for_selector("#map[data-ready=yes]")
    page.keyboard.press("j")
    expect(page.locator(".inc[aria-current=true]")).to_have_count(1)
    page.keyboard.press("a")
    expect(page.locator(".inc")).to_contain_text("noc")
    page.keyboard.press("i")
    page.wait_for_url("**/incidents")
    page.keyboard.press("j")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("INC-000002")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_the_incident_page_draws_its_area(visit) -> None:
    page = visit("/incidents/INC-000002")
    page.wait_for_selector("#mini-map[data-ready=yes]")
    expect(page.locator("#mini-map .pin")).to_be_visible()
    page.fill("#text", "crew on site")
    page.click(".timeline-form[action$=comment] button")
    expect(page.locator(".timeline")).to_contain_text("crew on site")


def test_a_chart_opens_on_the_first_metric_that_was_ever_read(visit) -> None:
    page = visit("/elements/02:00:00:00:02:01")
    expect(page.locator("#metric")).to_have_value("cmts_cm/us_snr_db")
    page.wait_for_selector("#chart canvas")


def test_a_weeks_chart_is_drawn_and_its_range_is_in_the_address(visit) -> None:
    page = visit("/elements/N1")
    page.wait_for_selector("#chart[data-ready=yes] canvas")
    page.click("[data-days='1']")
    page.wait_for_url(re.compile("days=1"))
    page.select_option("#metric", "optical_node/temperature_c")
    expect(page.locator("#chart")).to_contain_text("No readings in this time")


@pytest.mark.parametrize(("language", "verdict"), [("en", "Area outage"), ("zh", "片区故障")])
def test_the_agent_reads_the_verdict(visit, language: str, verdict: str) -> None:
    page = visit("/lookup", role="agent", language=language)
    page.fill("#phone", "138 0001 0000")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict .big")).to_have_text(verdict)
    expect(page.locator("#sentence")).to_contain_text("000002")
    page.wait_for_selector("[data-levels][data-ready=yes]")


def test_data_goes_stale_before_the_eyes(here, visit) -> None:
    page = visit("/incidents")
    expect(page.locator("#truth[data-stale=false]")).to_be_visible()
    with here.ledger.write("core") as connection:
        connection.exec_driver_sql("UPDATE column_blob SET at_ms = at_ms - 3600000")
    expect(page.locator("#truth[data-stale=true] .warn")).to_be_visible(timeout=15_000)


def test_without_a_stream_the_page_polls(here, visit) -> None:
    page = visit("/incidents")
    page.add_init_script("window.EventSource = class extends EventTarget { close() {} };")
    page.clock.install()
    page.reload()
    here.incident(3, 2)
    expect(page.locator("#truth")).to_contain_text("1 incident")
    page.clock.fast_forward(POLL_MS)
    expect(page.locator("#truth")).to_contain_text("2 incidents", timeout=POLL_MS / 2)


@pytest.mark.parametrize(
    "path", ["/map", "/incidents", "/incidents/INC-000002", "/elements/N1", "/lookup?phone=13800010000"]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(visit, path: str, theme: str) -> None:
    page = visit(path.replace("?", "%3F"), width=390, theme=theme, language="zh")
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_webgl_the_lists_say_what_the_map_would(here, visit, blind_chromium: Browser) -> None:
    page = visit("/map", browser=blind_chromium)
    page.wait_for_selector("#map[data-ready=without]", state="attached")
    expect(page.locator("#map-note")).to_contain_text("WebGL 2 is missing")
    page.locator("#panel-incidents .name").click()
    page.wait_for_url(re.compile(r"z=[0-9.]+&lat=30\.25[0-9]*&lng=120\.15[0-9]*&selected=INC-000002"))
    page.click("#tab-view")
    rows = page.locator("#panel-view tbody tr")
    expect(rows.first).to_contain_text("Amplifier 1")
    expect(rows.nth(1)).to_contain_text("Dark")
    here.state(TerminalState.REGISTERED, *(f"02:00:00:00:01:0{home}" for home in range(6)))
    expect(rows.nth(1)).not_to_contain_text("Dark")


def test_without_webgl_a_phones_lists_are_within_reach(visit, blind_chromium: Browser) -> None:
    page = visit("/map", browser=blind_chromium, width=390)
    page.wait_for_selector("#map[data-ready=without]", state="attached")
    page.click("#tab-view")
    expect(page.locator("#panel-view")).to_contain_text("Amplifier 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_webgl_a_view_in_the_address_is_where_one_looks(visit, blind_chromium: Browser) -> None:
    page = visit("/map%3Fz=18%26lat=30.2525%26lng=120.1523", browser=blind_chromium)
    page.wait_for_selector("#map[data-ready=without]", state="attached")
    page.click("#tab-view")
    expect(page.locator("#panel-view tbody")).to_contain_text("02:00:00:00:02:00")
    expect(page.locator("#panel-view tbody")).not_to_contain_text("Headend")


def test_without_webgl_an_incident_says_so_where_its_area_would_be(visit, blind_chromium: Browser) -> None:
    page = visit("/incidents/INC-000002", browser=blind_chromium)
    expect(page.locator("main")).to_contain_text("This browser cannot draw the map")


def test_a_phone_has_a_way_to_search(visit) -> None:
    page = visit("/incidents", width=390)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("Amplifier")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Amplifier 2")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_phone_shows_the_way_to_every_page(visit, language: str) -> None:
    page = visit("/heard", language=language, width=390)
    page.wait_for_selector(".nav [aria-current]")
    assert page.evaluate("(nav => nav.scrollWidth - nav.clientWidth)(document.querySelector('.nav'))") <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_step_is_put_into_a_plan_and_what_is_no_json_is_said_while_it_is_written(visit) -> None:
    page = visit("/plans/new-plan", role="admin")
    page.locator("#plan-step").select_option("set_etr")
    page.locator("#plan-insert button").click()
    plan = json.loads(page.locator("#plan-text").input_value())
    assert plan["steps"][-1] == {"do": "set_etr", "etr_min": [60, 120]}
    page.locator("#plan-text").fill('{"name": "x",\n oops}')
    expect(page.locator("#plan-said")).to_have_text("This is no JSON from line 2, column 2, on.")
    page.locator("#plan-insert button").click()
    assert page.locator("#plan-text").input_value() == '{"name": "x",\n oops}'  # nothing of it is lost
    page.locator("#plan-text").fill("{}")
    expect(page.locator("#plan-said")).to_be_empty()
    page.locator("#plan-insert button").click()
    assert json.loads(page.locator("#plan-text").input_value()) == {"steps": [plan["steps"][-1]]}
