"""The map page in Chromium over 100 000 terminals: what it loads, until when it is drawn, what a change costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright
from sqlalchemy import update

from bench.lookup import web
from bench.lookup_ledger import LAT, LON, SPACING, Town, build
from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from monitor.ledger import changes, people
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role

TOWN = Town(100_000, 20_000, 200)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SIZE = {"width": 1440, "height": 900}
NAME, PASSWORD = "bench", "a password of the benchmark"
PAGE_MS = 120_000
QUIET_S = 3.0
"""Nothing loaded for so long: what a change made the page ask for has come."""
FALLEN = 60
"""Terminals of a street whose state changes."""
ZOOM = 17
CONFIG = """
[data]
directory = "{folder}"
[web]
port = 0
"""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Return milliseconds until the map is drawn and kilobytes loaded: the plant, a street, and a change in it."""
    with tempfile.TemporaryDirectory(prefix="bench-map-") as folder, sync_playwright() as playwright:
        config = Path(folder) / "plantwatch.toml"
        config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
        path = Path(folder) / "ledger.sqlite"
        ledger = Ledger.open(f"sqlite:///{path}", AnchoredClock())
        build(ledger, path, TOWN)
        people.add_user(ledger, "bench", NAME, Role.NOC, PASSWORD)
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        with web(config) as (_, port):
            address = f"http://127.0.0.1:{port}"
            _open(chromium, address, "/map")  # the first who asks has the plant read
            whole = [_open(chromium, address, "/map") for _ in range(1 if quick else 5)]
            street = _open(chromium, address, _street(), change=lambda: _fall(ledger))
            theirs = _everything_at_once(chromium, address)
        chromium.close()
        ledger.close()
    best = min(whole, key=lambda visit: visit["drawn_ms"])
    return {
        "parameters": {"terminals": TOWN.homes, "incidents_open": TOWN.incidents, "visits": len(whole), "window": SIZE},
        "figures": {
            **best,
            "drawn_ms_all": [visit["drawn_ms"] for visit in whole],
            **{f"street_{name}": value for name, value in street.items()},
            "ratio_to_peer_drawn": round(best["drawn_ms"] / theirs["drawn_ms"], 2),
        },
        "peer": theirs,
    }


@dataclass(slots=True)
class Loaded:
    """Answers that came over the wire, those to the map's worker among them."""

    requests: list[Request] = field(default_factory=list)

    def kilobytes(self, *beginnings: str) -> float:
        """Return octets of answers from addresses whose path begins so, headers included."""
        wanted = [one for one in self.requests if urlsplit(one.url).path.startswith(beginnings)]
        sizes = [one.sizes() for one in wanted]
        return round(sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes) / 1000, 1)


def _open(chromium: Browser, address: str, path: str, change: Callable[[], None] | None = None) -> dict[str, float]:
    """Return what one look at the map took, and what came after a change."""
    with _visitor(chromium, address) as page:
        loaded = Loaded()
        page.on("requestfinished", lambda request: loaded.requests.append(request))  # noqa: PLW0108 - playwright marks what it is given
        page.goto(address + path)
        page.wait_for_selector("#map[data-ready=yes]")
        found = {
            "drawn_ms": round(page.evaluate("performance.now()")),
            "first_paint_ms": round(page.evaluate("performance.getEntriesByType('paint')[0]?.startTime ?? 0")),
        }
        _quiet(page, loaded)
        found |= {
            "requests": len(loaded.requests),
            "scripts_kb": loaded.kilobytes("/static/", "/catalogue/"),
            "tiles_kb": loaded.kilobytes("/tiles/"),
            "data_kb": loaded.kilobytes("/api/", "/map"),
        }
        if change is not None:
            loaded.requests.clear()
            change()
            _quiet(page, loaded, at_least=1)
            found |= {"refresh_requests": len(loaded.requests), "refresh_kb": loaded.kilobytes("/")}
        return found


@contextmanager
def _visitor(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZE)  # type: ignore[arg-type]  # width and height
    context.set_default_timeout(PAGE_MS)
    page = context.new_page()
    page.goto(f"{address}/login?next=/health")
    page.fill("[name=name]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button.button-main")
    page.wait_for_selector("#truth")
    yield page
    context.close()


def _quiet(page: Page, loaded: Loaded, at_least: int = 0) -> None:
    """Wait until nothing has been loaded for a while, `at_least` so many answers having come."""
    begun = since = time.monotonic()
    known = len(loaded.requests)
    while time.monotonic() - since < QUIET_S or len(loaded.requests) < at_least:
        assert time.monotonic() - begun < PAGE_MS / 1000, f"{len(loaded.requests)} answers, and no rest"
        page.wait_for_timeout(100)
        if len(loaded.requests) != known:
            since, known = time.monotonic(), len(loaded.requests)


def _street() -> str:
    """Return the address of a street in the middle of the plant."""
    return f"/map?z={ZOOM}&lat={LAT + 50 * SPACING:.6f}&lng={LON + 500 * SPACING:.6f}"


def _fall(ledger: Ledger) -> None:
    """Have a street's terminals fall silent, as core would tell it."""
    first = TOWN.elements() + 50 * 1000 + 480
    now_ms = ledger.clock.now_ms()
    states = t.terminal_state
    with ledger.write("core") as connection:
        connection.execute(
            update(states)
            .where(states.c.slot >= first, states.c.slot < first + FALLEN)
            .values(state=int(TerminalState.DARK), since_ms=now_ms)
        )
        changes.announce(connection, now_ms, "state", "", {"changed": FALLEN})


def _everything_at_once(chromium: Browser, address: str) -> dict[str, Any]:
    """Return what the usual way costs: all terminals in one GeoJSON source of the same library, drawn as circles."""
    with _visitor(chromium, address) as page:
        page.goto(f"{address}/healthz")  # our origin, and nothing else on the page
        drawn_ms, kilobytes = page.evaluate(GEOJSON, [TOWN.homes, LON, LAT, SPACING])
    return {
        "what": "maplibre-gl, every terminal in one GeoJSON source that is already in memory",
        "drawn_ms": round(drawn_ms),
        "data_kb": round(kilobytes),
    }


GEOJSON = """async ([homes, west, south, spacing]) => {
    const begun = performance.now();
    const { Map, setWorkerUrl } = await import("/static/vendor/maplibre-gl/maplibre-gl.mjs");
    setWorkerUrl(new URL("/static/vendor/maplibre-gl/maplibre-gl-worker.mjs", location.href).href);
    const features = Array.from({ length: homes }, (_, n) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [west + (n % 1000) * spacing, south + Math.floor(n / 1000) * spacing] },
        properties: { id: `02:00:00:00:${n}`, state: n % 33 ? "registered" : "dark" },
    }));
    const data = { type: "FeatureCollection", features };
    const place = document.createElement("div");
    place.style.cssText = "position:fixed;inset:0";
    document.body.replaceChildren(place);
    const colour = ["match", ["get", "state"], "dark", "red", "silver"];
    const map = new Map({
        container: place, center: [west + 500 * spacing, south + 50 * spacing], zoom: 11,
        style: { version: 8, sources: { homes: { type: "geojson", data } },
            layers: [{ id: "homes", type: "circle", source: "homes",
                paint: { "circle-radius": 2, "circle-color": colour } }] },
    });
    await new Promise((rest) => map.once("idle", rest));
    return [performance.now() - begun, JSON.stringify(data).length / 1000];
}"""
