"""The lookup in a frame of a switchboard's own page: what an agent sees there, logged in and not."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

OUT = "13800010000"
PASSWORD = "a good long password"
OTHER = "localhost"
"""A site of its own to a browser, beside 127.0.0.1 on which the pages are served."""


class _Switchboard(BaseHTTPRequestHandler):
    framed = ""

    def do_GET(self) -> None:
        body = f'<!doctype html><title>calls</title><iframe id="pop" width="900" height="700" src="{self.framed}">'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def switchboard() -> Iterator[Callable[[str, str], str]]:
    """Return a function that gives the address of a page on a host with another page in its frame."""
    servers = []

    def serve(host: str, framed: str) -> str:
        handler = type("Handler", (_Switchboard,), {"framed": framed})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://{host}:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


ANCESTORS = f"http://127.0.0.1:* http://{OTHER}:*"


@pytest.fixture
def allowing(here) -> None:
    """Have the settings name who may hold the lookup in a frame, before the web process starts."""
    wanted = f'[web]\nframe_ancestors = "{ANCESTORS}"\n'
    here.config.write_text(here.config.read_text().replace("[web]\n", wanted))


@pytest.fixture
def agent(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    context.set_default_timeout(15_000)
    yield context
    context.close()


def answers(frame: FrameLocator) -> None:
    """Read the verdict in the frame and log the call there."""
    expect(frame.locator("body.embedded .verdict .big")).to_have_text(re.compile("Area outage|片区故障"))
    expect(frame.locator("nav")).to_have_count(0)
    frame.locator("input[name=symptom][value=no_signal]").check()
    frame.locator(".call-form button").click()
    expect(frame.locator("body.embedded .call-logged")).to_be_visible()


def log_in(where: Page) -> None:
    where.locator("[name=name]").fill("agent")
    where.locator("[name=password]").fill(PASSWORD)
    where.locator("button.button-main").click()


def pop(address: str) -> str:
    return f"{address}/lookup?phone={OUT}&embed=1"


@pytest.mark.browser
@pytest.mark.usefixtures("allowing")
def test_a_frame_of_the_same_site_leads_to_the_log_in_and_then_shows_the_caller(served, switchboard, agent) -> None:
    agent.add_cookies([{"name": "plantwatch_lang", "value": "en", "url": served.address}])
    page = agent.new_page()
    page.goto(switchboard("127.0.0.1", pop(served.address)))
    frame = page.frame_locator("#pop")
    expect(frame.locator("main")).to_contain_text("Not logged in here")
    expect(frame.locator("[name=password]")).to_have_count(0)  # nobody types it where the address does not show
    with agent.expect_page() as opened:
        frame.get_by_role("link", name="Log in in a new window").click()
    log_in(opened.value)
    expect(opened.value.locator(".verdict .big")).to_have_text("Area outage")
    frame.get_by_role("link", name="Load again").click()
    answers(frame)
    for link in (".board a[href^='/incidents/']", ".call-joined a"):
        with agent.expect_page() as beside:
            frame.locator(link).first.click()
        expect(beside.value).to_have_url(re.compile("/incidents/INC-000002$"))
        expect(beside.value.locator("#incident")).to_be_visible()
    page.keyboard.press("m")
    expect(frame.locator("body.embedded .call-logged")).to_be_visible()
    assert [each.url for each in page.frames][1].endswith("#logged")


@pytest.mark.browser
@pytest.mark.usefixtures("allowing")
def test_a_frame_of_another_site_without_secure_cookies_says_what_is_missing(served, switchboard, agent) -> None:
    agent.add_cookies([{"name": "plantwatch_lang", "value": "en", "url": served.address}])
    page = agent.new_page()
    page.goto(f"{served.address}/login")
    log_in(page)
    page.wait_for_url(re.compile("/map|/lookup"))
    page.goto(switchboard(OTHER, pop(served.address)))
    frame = page.frame_locator("#pop")
    expect(frame.locator("main")).to_contain_text("web.secure_cookies")  # in the installation's language


@pytest.mark.browser
def test_a_frame_nobody_has_allowed_stays_empty(served, switchboard, agent) -> None:
    page = agent.new_page()
    page.goto(f"{served.address}/login")
    log_in(page)
    page.wait_for_url(re.compile("/map|/lookup"))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(switchboard("127.0.0.1", pop(served.address)))
    page.wait_for_load_state("load")
    expect(page.frame_locator("#pop").locator(".verdict")).to_have_count(0)
    assert any("frame" in text.lower() for text in refused), refused
