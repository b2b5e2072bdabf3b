"""Takes the README's pictures from a demonstration: `make pictures`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from maps.datum import Datum
from maps.plantfile import read
from monitor.commands.demo_city import City, Message
from monitor.commands.demo_guide import PASSWORD, Phones
from monitor.commands.demo_tour import OPENED, an_amplifier

T = TypeVar("T")
PICTURES = Path(__file__).parent / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SIZE: ViewportSize = {"width": 1440, "height": 900}
WITHIN_S = 240.0
SETTLE_S = 45.0
"""A plant comes in sweep by sweep, and so does an outage in it: everything is looked at when the last has come."""
PAGE_MS = 60_000
WHO = "agent"
"""Sees everything that is pictured, and no bar to break things with: real pages have none."""
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Scene:
    """A demonstration in which something has failed."""

    address: str
    incident: str
    caller: str
    """Telephone number of somebody whom it affects."""


def main() -> int:
    """Build the demonstration, break an amplifier, take the pictures; return the exit status."""
    with _demonstration() as (address, city), sync_playwright() as playwright:
        scene = _broken(address, city)
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        _take(chromium, scene, "map.png", f"/map?selected={scene.incident}", "en", "light", _map_rests)
        _take(chromium, scene, "incident.png", f"/incidents/{scene.incident}", "en", "light", _small_map_rests)
        _take(chromium, scene, "lookup.png", f"/lookup?phone={quote(scene.caller)}", "zh", "dark", _levels_are_there)
        chromium.close()
    return 0


@contextmanager
def _demonstration() -> Iterator[tuple[str, City]]:
    """Run `plantwatch demo` in a folder of ours, which holds its configuration and so says where everything is."""
    command = [sys.executable, "-m", "monitor", "demo", "--no-tour", "--language", "en"]
    with tempfile.TemporaryDirectory(prefix="plantwatch-pictures-") as scratch:
        process = subprocess.Popen(command, env=os.environ | {"TMPDIR": scratch}, stdin=subprocess.DEVNULL)
        try:
            config = _until(lambda: next(iter(Path(scratch).glob("*/plantwatch.toml")), None), process)
            values = _until(lambda: _settings(config), process)
            address = f"http://127.0.0.1:{values['web']['port']}"
            _until(lambda: _has_swept(address), process)
            time.sleep(SETTLE_S)
            plant = config.parent / "plant"
            city = City({"control": values["demo"]["control"], "desk": values["receivers"][0]["url"], "plant": plant})
            yield address, city
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _settings(config: Path) -> dict[str, Any] | None:
    """Return the configuration once it is whole."""
    values = tomllib.loads(config.read_text(encoding="utf-8"))
    return values if "receivers" in values else None


def _broken(address: str, city: City) -> Scene:
    """Let an amplifier die, and wait until it is told in full."""
    amplifier = an_amplifier(city)
    if amplifier is None:
        msg = "this city has no amplifier that feeds homes"
        raise RuntimeError(msg)
    accounts = frozenset(map(str, city.break_down("element_dead", amplifier, {})["accounts"]))
    opened = _until(lambda: _told_of(city, accounts))
    time.sleep(SETTLE_S)
    plant, _ = read(city.plant, Datum.WGS84)
    return Scene(address, opened.incident, Phones(plant).of_one(opened.accounts & accounts))


def _has_swept(address: str) -> bool:
    """Tell whether core has seen the plant."""
    try:
        answer = httpx.get(f"{address}/readyz", trust_env=False)
    except httpx.TransportError:
        return False
    return answer.is_success and bool(answer.json()["data_ms"])


def _told_of(city: City, accounts: frozenset[str]) -> Message | None:
    return next((one for one in city.told() if one.event == OPENED and one.accounts & accounts), None)


def _until(come: Callable[[], T | None], process: subprocess.Popen[bytes] | None = None) -> T:
    """Wait for something to come. Raises RuntimeError where it does not, or the demonstration has ended."""
    deadline_s = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline_s and (process is None or process.poll() is None):
        if found := come():
            return found
        time.sleep(LOOK_S)
    msg = "the demonstration did not get there; what it said is above"
    raise RuntimeError(msg)


def _take(
    chromium: Browser, scene: Scene, name: str, path: str, language: str, theme: str, rests: Callable[[Page], None]
) -> None:
    """Take one picture, when the page has come to rest."""
    context = chromium.new_context(viewport=SIZE)
    context.set_default_timeout(PAGE_MS)
    wishes = {"plantwatch_lang": language, "plantwatch_theme": theme}
    context.add_cookies([{"name": key, "value": value, "url": scene.address} for key, value in wishes.items()])
    page = context.new_page()
    page.goto(f"{scene.address}/login?next={quote(path, safe='/')}")
    page.fill("[name=name]", WHO)
    page.fill("[name=password]", PASSWORD)
    page.click("button.button-main")
    page.wait_for_load_state()
    rests(page)
    page.screenshot(path=PICTURES / name)
    context.close()


def _map_rests(page: Page) -> None:
    page.locator("#map[data-ready=yes]").wait_for()
    page.locator(".pin").first.wait_for()


def _small_map_rests(page: Page) -> None:
    page.locator("#mini-map[data-ready=yes]").wait_for()


def _levels_are_there(page: Page) -> None:
    page.locator("[data-levels][data-ready=yes]").first.wait_for()


if __name__ == "__main__":
    sys.exit(main())
