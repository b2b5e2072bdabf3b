"""A new agent in Chromium: types the number on the display into the lookup, and reads what the page says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flask import Flask
from playwright.sync_api import Locator, Page, sync_playwright
from werkzeug.serving import make_server

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
CHROMIUM = "/usr/bin/chromium"
WORDS = Path(__file__).parents[2] / "webui" / "catalogue" / "en.json"
NAME, PASSWORD = "new-agent", "a good long password"
WAIT_MS = 15_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page said of a home."""

    headline: str
    """Verdict, as the large words name it."""
    services: Mapping[str, str] = field(default_factory=dict)
    """Service → verdict."""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent was told of a caller."""

    homes: Mapping[str, Seen]
    """By account; none: the number is nobody's, and the page says so."""
    actions: int
    """How many it took: a number typed and sent is one, a choice another."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the pages beside us; yields where."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def answer_all(address: str, numbers: list[str]) -> list[Told]:
    """Log in as the agent and answer every caller, one after the other; blocks."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            context = chromium.new_context(viewport={"width": 1440, "height": 900})
            context.set_default_timeout(WAIT_MS)
            context.add_cookies([{"name": "plantwatch_lang", "value": "en", "url": address}])
            page = context.new_page()
            page.goto(f"{address}/login?next=/lookup")
            page.fill("[name=name]", NAME)
            page.fill("[name=password]", PASSWORD)
            page.click("button.button-main")
            return [_answer(page, address, number) for number in numbers]
        finally:
            chromium.close()


def _answer(page: Page, address: str, number: str) -> Told:
    _ask(page, address, number)
    if page.locator("[data-verdict] .big").count():
        return Told({_account(page): _read(page)}, 1)
    choices = page.locator(".chooser li a")
    homes = {}
    for choice in range(choices.count()):
        _ask(page, address, number)
        choices.nth(choice).click()
        page.locator("[data-verdict] .big").wait_for()
        homes[_account(page)] = _read(page)
    return Told(homes, 2 if homes else 1)


def _ask(page: Page, address: str, number: str) -> None:
    page.goto(f"{address}/lookup")
    page.locator("#phone").fill(number)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _account(page: Page) -> str:
    return page.locator("dd.code").first.inner_text()


def _read(page: Page) -> Seen:
    headline = _verdict(page.locator("[data-verdict] .big").inner_text())
    rows = page.locator(".service-row .said")
    services = {str(row.get_attribute("data-service")): _of_row(row) for row in rows.all()}
    return Seen(headline, services, page.locator("#sentence").inner_text())


def _of_row(row: Locator) -> str:
    """Return the verdict a row of the page shows in words, before its reason."""
    return _verdict(row.inner_text().split("·")[0].strip().splitlines()[-1])


def _verdict(words: str) -> str:
    """Return what the words of a verdict stand for. Raises KeyError for words that are none."""
    return _verdicts()[words.strip()]


@cache
def _verdicts() -> dict[str, str]:
    """Return the verdicts by their words, as the catalogue of the pages has them."""
    words: dict[str, str] = json.loads(WORDS.read_text(encoding="utf-8"))
    return {text: key.removeprefix("verdict.") for key, text in words.items() if key.startswith("verdict.")}
