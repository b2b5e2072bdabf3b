"""The same story as people live it: the operator's map, the incident's page, the agent's answer, in Chromium."""

import csv
import re

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PASSWORD = "a-long-password"
LIVE_MS = 20_000
"""Longest wait for a page to follow the plant; it is never reloaded."""

pytestmark = [pytest.mark.story, pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


def logged_in(browser: Browser, product, language: str, path: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "plantwatch_lang", "value": language, "url": product.url}])
    page = context.new_page()
    page.goto(f"{product.url}/login?next={path}")
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.click("button.button-main")
    return page


def caller(plant, accounts):
    """The phone number, as the plant file writes it, of a home in good standing among these accounts."""
    with (plant.plant / "accounts.csv").open(encoding="utf-8") as rows:
        return next(
            row["phones"].split(";")[0]
            for row in csv.DictReader(rows)
            if row["account"] in accounts and row["status"] == "active"
        )


def test_the_operator_sees_it_and_the_agent_answers(town, product, chromium):
    plant = town(7)
    watch = product(plant)
    watch.start()

    # The operator has the map open before anything happens.
    board = logged_in(chromium, watch, "en", "/map")
    board.wait_for_selector("#map[data-ready=yes]", timeout=LIVE_MS)
    expect(board.locator("#panel-incidents .inc")).to_have_count(0)
    watch.wait_until_all_is_seen(plant)

    # An amplifier dies: the map, never reloaded, shows one incident with its subscribers.
    fault = plant.kill("A4")
    (truth,) = plant.faults()
    expect(board.locator("#panel-incidents .inc")).to_have_count(1, timeout=LIVE_MS)
    expect(board.locator("#truth")).to_contain_text(f"{len(truth['accounts'])} subscribers", timeout=LIVE_MS)
    expect(board.locator(".pin")).to_have_count(1)

    # Its page says what failed and why it is thought so.
    board.goto(f"{watch.url}/incidents/INC-000001")
    expect(board.locator("main")).to_contain_text("A4")
    board.wait_for_selector("#mini-map[data-ready=yes]", timeout=LIVE_MS)

    # A subscriber behind it calls; the agent, in Chinese, reads the verdict out.
    phone = caller(plant, set(truth["accounts"]))
    desk = logged_in(chromium, watch, "zh", f"/lookup?phone={phone.replace('+', '%2B')}")
    expect(desk.locator(".verdict .big").first).to_have_text("片区故障", timeout=LIVE_MS)
    expect(desk.locator("#sentence")).to_contain_text("000001")

    # Repaired, the incident leaves the map by itself.
    board.goto(f"{watch.url}/map")
    expect(board.locator("#panel-incidents .inc")).to_have_count(1, timeout=LIVE_MS)
    plant.repair(fault)
    expect(board.locator("#panel-incidents .inc")).to_have_count(0, timeout=LIVE_MS)
    desk.reload()
    expect(desk.locator(".verdict .big").first).not_to_have_text(re.compile("片区故障"))
