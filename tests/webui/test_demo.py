"""The bar at the foot of a demonstration's pages: offered to those who run the plant, and to nobody on a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect, sync_playwright

from monitor.settings import Demo, SettingsError, load
from simulator import Simulator, running
from webui.readers import Readers

LogIn = Callable[[str], FlaskClient]
PASSWORD = "a good long password"
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
WAIT_MS = 15_000
PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def city() -> Iterator[Simulator]:
    with running(seed=5, network="127.43", calls="calls=0") as simulator:
        yield simulator


@pytest.fixture
def whole_city(city: Simulator) -> Iterator[Simulator]:
    city.repair("all")
    yield city
    city.repair("all")


@pytest.fixture
def demonstration(app: Flask, whole_city: Simulator) -> Simulator:
    """The pages as a demonstration has them, and its city."""
    readers: Readers = app.extensions["plantwatch"]
    settings = readers.settings.model_copy(update={"demo": Demo(control=whole_city.control)})
    app.extensions["plantwatch"] = replace(readers, settings=settings)
    return whole_city


def send(browser: FlaskClient, path: str, **data: str):
    return browser.post(path, data={"csrf": browser.csrf, **data})


def test_a_real_plant_offers_nothing_and_refuses(log_in: LogIn) -> None:
    browser = log_in("admin")
    assert 'id="demo"' not in browser.get("/map").text
    assert browser.get("/demo/faults").status_code == 404
    assert send(browser, "/demo/faults", kind="element_dead").status_code == 404
    assert send(browser, "/demo/faults/all/repair").status_code == 404


@pytest.mark.parametrize(("role", "offered"), [("admin", True), ("noc", True), ("agent", False), ("viewer", False)])
def test_the_bar_is_for_those_who_run_the_plant(demonstration, log_in: LogIn, role: str, offered: bool) -> None:
    browser = log_in(role)
    assert ('id="demo"' in browser.get("/incidents").text) is offered
    assert send(browser, "/demo/faults", kind="element_dead").status_code == (200 if offered else 403)
    assert len(demonstration.faults()) == offered


def test_nobody_unknown_finds_a_bar_on_the_log_in_page(demonstration, client: FlaskClient) -> None:
    assert 'id="demo"' not in client.get("/login").text


def test_what_is_broken_stands_and_is_mended_one_by_one_or_all_at_once(demonstration, log_in: LogIn) -> None:
    browser = log_in("noc")
    kinds = browser.get("/demo/faults").json["kinds"]
    assert kinds[:2] == ["element_dead", "span_cut"]
    elements = [send(browser, "/demo/faults", kind=kind).json["element"] for kind in ("element_dead", "span_cut")]
    standing = browser.get("/demo/faults").json["faults"]
    assert [(one["kind"], one["element"]) for one in standing] == list(
        zip(("element_dead", "span_cut"), elements, strict=True)
    )
    assert [one["homes"] for one in standing] == [len(one["accounts"]) for one in demonstration.faults()]
    assert send(browser, f"/demo/faults/{standing[0]['id']}/repair").status_code == 204
    assert [one["id"] for one in demonstration.faults()] == [standing[1]["id"]]
    assert send(browser, f"/demo/faults/{standing[0]['id']}/repair").status_code == 409
    assert send(browser, "/demo/faults/all/repair").status_code == 204
    assert demonstration.faults() == []


def test_only_known_kinds_go_out_and_nothing_else_than_faults(demonstration, log_in: LogIn) -> None:
    browser = log_in("admin")
    assert send(browser, "/demo/faults", kind="earthquake").status_code == 422
    assert send(browser, "/demo/faults/..%2Ftruth/repair").status_code == 404
    assert browser.post("/demo/faults", data={"kind": "element_dead", "csrf": "guessed"}).status_code == 403
    assert demonstration.faults() == []


def test_a_control_that_is_gone_is_said(app: Flask, log_in: LogIn, free_port) -> None:
    readers: Readers = app.extensions["plantwatch"]
    gone = readers.settings.model_copy(update={"demo": Demo(control=f"http://127.0.0.1:{free_port()}")})
    app.extensions["plantwatch"] = replace(readers, settings=gone)
    browser = log_in("admin")
    answer = browser.get("/demo/faults")
    assert answer.status_code == 503
    assert "does not answer" in answer.json["detail"]
    assert send(browser, "/demo/faults", kind="element_dead").status_code == 409


@pytest.mark.parametrize("control", ["http://192.0.2.1:80", "https://127.0.0.1:80", "http://127.0.0.1", "/etc/passwd"])
def test_a_control_elsewhere_is_refused_with_the_key(tmp_path, control: str) -> None:
    config = tmp_path / "plantwatch.toml"
    config.write_text(f'[demo]\ncontrol = "{control}"\n')
    with pytest.raises(SettingsError, match=r"demo\.control: an address on this machine is meant"):
        load(config)


@pytest.fixture
def configured(here, whole_city: Simulator) -> Simulator:
    with here.config.open("a") as file:
        file.write(f'[demo]\ncontrol = "{whole_city.control}"\n')
    return whole_city


@pytest.mark.browser
def test_a_guest_breaks_something_and_mends_it(configured: Simulator, served, wait_until) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = chromium.new_context(viewport=PHONE).new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{served.address}/login?next=/incidents&lang=zh")
        page.context.add_cookies([{"name": "plantwatch_lang", "value": "zh", "url": served.address}])
        page.fill("[name=name]", "noc")
        page.fill("[name=password]", PASSWORD)
        page.click("button.button-main")
        page.select_option("#demo-kind", "element_dead", timeout=WAIT_MS)
        page.click("#demo form button")
        fault = page.locator("#demo [data-fault]")
        expect(fault).to_contain_text("设备失效", timeout=WAIT_MS)
        (broken,) = configured.faults()
        expect(fault).to_contain_text(broken["element"])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        fault.get_by_role("button").click()
        expect(fault).to_have_count(0, timeout=WAIT_MS)
        wait_until(lambda: configured.faults() == [])
        assert complaints == []
        chromium.close()
