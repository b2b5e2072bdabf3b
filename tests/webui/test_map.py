"""The map in Chromium: tiles drawn, kept fresh and clicked; an incident's alternatives; base maps in either datum."""

from __future__ import annotations

import base64
import math
import re
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from collectors.states import TerminalState
from maps.datum import to_gcj02, to_wgs84

pytestmark = pytest.mark.browser

LON, LAT, STREET = 120.15, 30.25, 0.001
"""Of the town of conftest.py."""
HOME = "02:00:00:00:01:00"
HOME_LON, HOME_LAT = LON + 2 * STREET, LAT + STREET + STREET / 8
AMPLIFIER = LON + STREET, LAT + STREET
SIDE = 256
DARKER_THAN = 100
NEAR_PX = 2.0


def at(lon: float, lat: float, zoom: float, selected: str = "") -> str:
    """Return the map's address for a view, as it stands behind `next=`."""
    return f"/map%3Fz={zoom}%26lat={lat:.6f}%26lng={lon:.6f}" + (f"%26selected={selected}" if selected else "")


def middle(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def under_pointer(page: Page) -> str:
    """Return what the map says of its middle, after the pointer has moved there."""
    x, y = middle(page)
    page.mouse.move(x + 40, y)
    page.mouse.move(x, y)
    return str(page.locator("#map canvas").get_attribute("title") or "")


# --- tiles ------------------------------------------------------------------------------------


def test_a_terminal_is_drawn_where_it_is_and_opens(
    visit: Callable[..., Page], wait_until: Callable[..., object]
) -> None:
    page = visit(at(HOME_LON, HOME_LAT, 18))
    page.wait_for_selector("#map[data-ready=yes]")
    wait_until(lambda: under_pointer(page) == f"{HOME} · Dark")
    page.mouse.click(*middle(page))
    page.wait_for_url(f"**/elements/{HOME.replace(':', '%3A')}")


def test_a_state_that_changes_is_drawn_without_loading_the_page_again(
    here, visit: Callable[..., Page], wait_until: Callable[..., object]
) -> None:
    page = visit(at(HOME_LON, HOME_LAT, 18))
    page.wait_for_selector("#map[data-ready=yes]")
    wait_until(lambda: "Dark" in under_pointer(page))
    here.state(TerminalState.REGISTERED, HOME)
    wait_until(lambda: "Dark" not in under_pointer(page) and HOME in under_pointer(page))


def test_the_map_loads_no_list_of_terminals(visit: Callable[..., Page]) -> None:
    asked: list[str] = []
    page = visit("/incidents")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("/incidents", "/map"))
    page.wait_for_selector("#map[data-ready=yes]")
    assert any("/tiles/terminals/" in url for url in asked)
    assert not any(re.search(r"/map/(terminals|elements|spans|states)", url) for url in asked)
    page.click("#tab-view")
    expect(page.locator("#panel-view tbody")).to_contain_text("Amplifier 1")
    assert any("/map/terminals" in url for url in asked)


# --- alternatives ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "search", "cable"), [("en", "cannot tell apart", "207 m"), ("zh", "无法区分", "207 米")]
)
def test_the_selected_incident_shows_its_alternatives(
    visit: Callable[..., Page], language: str, search: str, cable: str
) -> None:
    page = visit("/map%3Fselected=INC-000002", language=language)
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#map .suspect")).to_have_count(2)
    expect(page.locator("#map .suspect.named")).to_have_text("93 %")
    expect(page.locator("#map .suspect:not(.named)")).to_have_text("3 %")
    expect(page.locator(".inc .suspects")).to_contain_text(search)
    expect(page.locator(".inc .suspects")).to_contain_text(cable)
    expect(page.locator(".inc .suspects li.named")).to_contain_text("Amplifier 1")


def test_no_probability_covers_another_mark(visit: Callable[..., Page]) -> None:
    page = visit(at(HOME_LON, HOME_LAT, 15, "INC-000002"))  # from so far off the marks nearly touch
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#map .suspect")).to_have_count(2)
    boxes = "nodes => nodes.map(node => node.getBoundingClientRect().toJSON())"
    marks = page.locator("#map .suspect").evaluate_all(boxes)
    labels = page.locator("#map .suspect b").evaluate_all(boxes)
    assert math.hypot(marks[0]["x"] - marks[1]["x"], marks[0]["y"] - marks[1]["y"]) < 60
    for rank, label in enumerate(labels):
        others = [*labels[:rank], *labels[rank + 1 :], *marks[:rank], *marks[rank + 1 :]]
        assert not any(
            label["left"] < other["right"] and other["left"] < label["right"]
            and label["top"] < other["bottom"] and other["top"] < label["bottom"]
            for other in others
        )  # fmt: skip


def test_alternatives_appear_on_selecting_and_go_with_the_incident(here, visit: Callable[..., Page]) -> None:
    page = visit("/map")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#map .suspect")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("#map .suspect")).to_have_count(2)
    with here.ledger.write("core") as connection:
        connection.exec_driver_sql("UPDATE incident SET state = 'resolved', resolved_ms = 1 WHERE number = 2")
    here.announce("incident", "INC-000002")
    expect(page.locator("#map .suspect")).to_have_count(0)


def test_alternatives_are_reached_by_keyboard_from_list_and_map(visit: Callable[..., Page]) -> None:
    page = visit("/map%3Fselected=INC-000002")
    page.wait_for_selector("#map[data-ready=yes]")
    page.locator(".suspects a", has_text="T1").focus()
    expect(page.locator("#map .suspect[data-lit]")).to_have_attribute("data-element", "T1")
    page.locator("#map .suspect.named").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/elements/A1")


def test_homes_that_are_up_all_the_same_are_said_to_speak_against_it(here, visit: Callable[..., Page]) -> None:
    page = visit("/map%3Fselected=INC-000002")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator(".suspects p")).not_to_contain_text("up")
    here.conclude(2, contradicts=1, contradicting=[HOME])
    expect(page.locator(".suspects p")).to_contain_text("1 home behind it is up")


def test_our_own_link_is_listed_beside_what_may_have_failed_and_has_no_mark(here, visit: Callable[..., Page]) -> None:
    here.conclude(2, cause="uplink", element="A1", probability=0.99, alternatives=[["A1", 0.2]])
    page = visit("/map%3Fselected=INC-000002")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator(".suspects li").first).to_contain_text("Our own link to it79")
    expect(page.locator(".suspects li").nth(1)).to_contain_text("Amplifier 1")
    expect(page.locator("#map .suspect")).to_have_count(1)


def test_the_incident_page_marks_the_alternatives_and_says_what_the_marks_are(visit: Callable[..., Page]) -> None:
    page = visit("/incidents/INC-000002")
    page.wait_for_selector("#mini-map[data-ready=yes]")
    expect(page.locator("#mini-map .suspect")).to_have_count(2)
    expect(page.locator(".under-map")).to_contain_text("Cable to search")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_alternatives_and_what_the_marks_mean(visit: Callable[..., Page], theme: str) -> None:
    page = visit("/map%3Fselected=INC-000002", width=390, theme=theme, language="zh")
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator("#map .suspect")).to_have_count(2)
    expect(page.locator(".legend ul").first).not_to_be_visible()
    page.locator(".legend summary").click()
    expect(page.locator(".legend .searched")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_webgl_the_list_has_the_alternatives(visit: Callable[..., Page], blind_chromium: Browser) -> None:
    page = visit("/map%3Fselected=INC-000002", browser=blind_chromium)
    page.wait_for_selector("#map[data-ready=without]", state="attached")
    expect(page.locator(".suspects li")).to_have_count(2)


# --- base maps -----------------------------------------------------------------------------------


@dataclass(slots=True)
class BaseMap:
    """Tiles with a cross of black lines at one place, in whatever datum that is meant."""

    address: str
    lon: float = 0.0
    lat: float = 0.0

    def tile(self, z: int, x: int, y: int) -> bytes:
        """Return a PNG of white with the lines in it, if the place lies in the tile."""
        east = (self.lon + 180) / 360 * 2**z
        south = (1 - math.asinh(math.tan(math.radians(self.lat))) / math.pi) / 2 * 2**z
        grey = np.full((SIDE, SIDE), 255, np.uint8)
        column, row = math.floor((east - x) * SIDE), math.floor((south - y) * SIDE)
        if 0 <= column < SIDE and 0 <= row < SIDE:
            grey[max(row - 1, 0) : row + 2, :] = 0
            grey[:, max(column - 1, 0) : column + 2] = 0
        return png(grey)


def png(grey: np.ndarray) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", grey.shape[1], grey.shape[0], 8, 0, 0, 0, 0)
    rows = np.pad(grey, ((0, 0), (1, 0))).tobytes()  # each row with its filter, none, before it
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@contextmanager
def base_map() -> Iterator[BaseMap]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            z, x, y = (int(part) for part in re.findall(r"\d+", self.path))
            body = made.tile(z, x, y)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = BaseMap(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


@pytest.fixture(params=["gcj02", "wgs84"])
def based(request: pytest.FixtureRequest, here, elsewhere: list[str]) -> Iterator[Callable[[float, float], str]]:
    """Configure a base map of a datum; return a function that puts its cross at a place given in WGS-84."""
    with base_map() as made:
        elsewhere.append(made.address)
        with here.config.open("a", encoding="utf-8") as file:
            file.write(f'[map]\nbase_tiles = "{made.address}/{{z}}/{{x}}/{{y}}.png"\n')
            file.write(f'base_datum = "{request.param}"\nbase_attribution = "Nobody"\n')

        def put(lon: float, lat: float) -> str:
            made.lon, made.lat = lon, lat
            if request.param == "gcj02":
                east, north = to_gcj02(np.array([lon]), np.array([lat]))
                made.lon, made.lat = float(east[0]), float(north[0])
            return str(request.param)

        yield put


def cross(page: Page, chromium: Browser) -> tuple[float, float]:
    """Return where on the page the base map's lines cross: the column and the row with most dark pixels."""
    place = page.locator("#map")
    box = place.bounding_box()
    assert box
    picture = base64.b64encode(place.screenshot()).decode()
    reader = chromium.new_page()
    x, y = reader.evaluate(
        """async ([picture, limit]) => {
            const image = new Image();
            image.src = `data:image/png;base64,${picture}`;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const { data } = pen.getImageData(0, 0, image.width, image.height);
            const columns = new Array(image.width).fill(0), rows = new Array(image.height).fill(0);
            for (let i = 0; i < data.length; i += 4) {
                if (Math.max(data[i], data[i + 1], data[i + 2]) < limit) {
                    columns[(i / 4) % image.width]++;
                    rows[Math.floor(i / 4 / image.width)]++;
                }
            }
            const middle = (counts) => {
                const most = Math.max(...counts);
                const at = counts.flatMap((n, i) => (n > 0.8 * most ? [i] : []));
                return at.reduce((sum, i) => sum + i, 0) / at.length + 0.5;
            };
            return [middle(columns), middle(rows)];
        }""",
        [picture, DARKER_THAN],
    )
    reader.close()
    return box["x"] + x, box["y"] + y


def test_terminals_lie_where_the_base_map_has_them_and_open_there(
    based: Callable[[float, float], str], visit: Callable[..., Page], chromium: Browser
) -> None:
    datum = based(HOME_LON, HOME_LAT)
    page = visit(at(HOME_LON, HOME_LAT, 17))  # the address is in WGS-84 on either base
    page.wait_for_selector("#map[data-ready=yes]")
    expect(page.locator(".datum")).to_have_text("Nobody · " + {"gcj02": "GCJ-02", "wgs84": "WGS-84"}[datum])
    there = cross(page, chromium)
    assert math.dist(there, middle(page)) < NEAR_PX
    page.mouse.click(*there)
    page.wait_for_url(f"**/elements/{HOME.replace(':', '%3A')}")


def test_marks_lie_where_the_base_map_has_their_elements(
    based: Callable[[float, float], str], visit: Callable[..., Page], chromium: Browser
) -> None:
    based(*AMPLIFIER)
    page = visit(at(*AMPLIFIER, 17, "INC-000002"))
    page.wait_for_selector("#map[data-ready=yes]")
    mark = page.locator("#map .suspect.named").bounding_box()
    assert mark
    there = cross(page, chromium)
    assert math.dist(there, (mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)) < NEAR_PX


def test_a_view_that_is_moved_stays_in_wgs84_in_the_address(
    based: Callable[[float, float], str], visit: Callable[..., Page]
) -> None:
    based(HOME_LON, HOME_LAT)
    page = visit(at(HOME_LON, HOME_LAT, 17))
    page.wait_for_selector("#map[data-ready=yes]")
    page.locator("#map canvas").focus()
    page.keyboard.press("+")
    page.wait_for_url(re.compile(r"z=18\.00"))
    found = dict(re.findall(r"(lat|lng)=([0-9.]+)", page.url))
    assert float(found["lat"]) == pytest.approx(HOME_LAT, abs=2e-5)
    assert float(found["lng"]) == pytest.approx(HOME_LON, abs=2e-5)


def test_the_pages_sums_agree_with_ours(visit: Callable[..., Page]) -> None:
    lon = np.array([120.15, 104.06, 87.6, 113.9, 126.6, 139.7, 72.0])
    lat = np.array([30.25, 30.67, 43.8, 22.5, 45.7, 35.7, 20.0])
    page = visit("/incidents")
    page.wait_for_selector("#truth")
    shifted, back = page.evaluate(
        """async (places) => {
            const datum = await import("/static/js/map/datum.mjs");
            return [places.map(datum.toGcj02), places.map(datum.toWgs84)];
        }""",
        np.column_stack([lon, lat]).tolist(),
    )
    np.testing.assert_allclose(shifted, np.column_stack(to_gcj02(lon, lat)), rtol=0, atol=1e-9)
    np.testing.assert_allclose(back, np.column_stack(to_wgs84(lon, lat)), rtol=0, atol=1e-9)
