"""The nightly GeoPackage: what GDAL reads from it, its styles, and when it is written."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import numpy as np
import pyogrio
import pytest
import shapely
from pandas.testing import assert_frame_equal

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps import qgis
from maps.model import Element, Kind, Plant
from monitor.incidents import rows
from monitor.incidents.model import FaultView, IncidentState, IncidentView
from monitor.jobs import geopackage
from monitor.jobs.merging import StoppedError
from monitor.jobs.process import run
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.states import save_states
from monitor.settings import Data, Settings
from monitor.settings.showing import GeoPackage
from thresholds.model import Severity

CONTEXT = multiprocessing.get_context("fork")
LON, LAT = 120.15, 30.25
HOME = "02:00:00:00:00:01"
BEND = shapely.LineString([(LON, LAT), (LON + 0.001, LAT + 0.002), (LON + 0.002, LAT)])
ELEMENTS = (
    Element("HE1", Kind.HEADEND, "前端", lon=LON, lat=LAT),
    Element("N1", Kind.OPTICAL_NODE, "Node 1", "HE1", LON + 0.002, LAT, geometry=BEND),
    Element("A1", Kind.AMPLIFIER, "", "N1"),  # nobody knows where
    Element("T1", Kind.TAP, "", "A1", LON + 0.003, LAT),
    Element(HOME, Kind.CABLE_MODEM, "", "T1", LON + 0.003, LAT + 0.001, "3 Mill Lane"),
)


def incident(number: int, state: IncidentState, area: shapely.Geometry | None) -> IncidentView:
    fault = FaultView("N1", "element", 0.9, (), 1, 0, 1, 1, 2)
    return IncidentView(
        number, state, "element", Severity.MAJOR, "N1", 0.9, (fault,), 1, 1000, 1000,
        None if state is IncidentState.OPEN else 2000, 1, 2, 7, 1, area, None, None, None,
    )  # fmt: skip


def read_qml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - ours


def fill(ledger: Ledger) -> None:
    replace_plant(ledger, Plant(elements=ELEMENTS), "test")
    roster = load_roster(ledger)
    roster.admit([element.id for element in ELEMENTS])
    one = np.array([1_700_000_000_000], np.int64)
    with ledger.write("core") as connection:
        save_states(connection, roster.slots([HOME]), np.array([TerminalState.DARK], np.uint8), one, one, one)
        rows.insert_incident(connection, incident(1, IncidentState.OPEN, shapely.box(LON, LAT, LON + 1, LAT + 1)))
        rows.insert_incident(connection, incident(2, IncidentState.RESOLVED, shapely.box(0, 0, 1, 1)))
        rows.insert_incident(connection, incident(3, IncidentState.OPEN, None))


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "data").mkdir()
    opened = Ledger.open(f"sqlite:///{tmp_path}/data/ledger.sqlite", AnchoredClock())
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def file(ledger, tmp_path):
    with ledger.read() as connection:
        return geopackage.write(connection, tmp_path / "exports", 1_800_000_000_000)


def test_gdal_reads_plant_states_and_open_incidents(file):
    elements = pyogrio.read_dataframe(file, layer="elements")
    assert elements["id"].tolist() == ["HE1", "N1", "T1"]
    assert elements["name"][0] == "前端"
    (home,) = pyogrio.read_dataframe(file, layer="terminals").itertuples()
    assert (home.id, home.state, home.address) == (HOME, "dark", "3 Mill Lane")
    assert home.since.timestamp() == 1_700_000_000
    assert (home.geometry.x, home.geometry.y) == (LON + 0.003, LAT + 0.001)
    (found,) = pyogrio.read_dataframe(file, layer="incidents").itertuples()
    assert (found.id, found.severity, found.subscribers) == ("INC-000001", "major", 7)
    assert pyogrio.read_info(file, layer="elements")["crs"] == "EPSG:4326"


def test_spans_are_as_drawn_or_straight_to_what_has_a_place(file):
    spans = pyogrio.read_dataframe(file, layer="spans").set_index("id")
    assert spans.index.tolist() == ["N1", "T1", HOME]
    assert spans.geometry["N1"].equals(BEND)
    assert list(spans.geometry["T1"].coords) == [(LON + 0.002, LAT), (LON + 0.003, LAT)]  # past the amplifier


def test_every_layer_has_a_style_that_colours_each_of_its_values(file):
    layers = [name for name, _ in pyogrio.list_layers(file)]
    with closing(sqlite3.connect(file)) as connection:
        styles = connection.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        geometry = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
    assert {name for name, *_ in styles} | {"layer_styles"} == set(layers)
    for name, column, text, default in styles:
        assert (column, default) == (geometry[name], 1)
        root = read_qml(text)
        values = {item.get("value") for item in root.iter("category")}
        symbols = {item.get("name") for item in root.iter("symbol")}
        assert {item.get("symbol") for item in root.iter("category")} == symbols
        assert root.find("renderer-v2").get("attr") in pyogrio.read_dataframe(file, layer=name).columns
        known = Severity if name == "incidents" else TerminalState
        assert values == {item.name.lower() for item in known}


def test_a_style_draws_the_worst_last():
    passes = {
        item.get("value"): int(item.get("symbol"))
        for item in read_qml(qgis.qml(qgis.STYLES["terminals"])).iter("category")
    }
    assert max(passes, key=passes.get) == "dark"


def test_from_postgresql_it_is_the_same(file, postgres_url, tmp_path):
    with closing(Ledger.open(postgres_url, AnchoredClock())) as ledger:
        fill(ledger)
        with ledger.read() as connection:
            other = geopackage.write(connection, tmp_path / "other", 1_800_000_000_000)
    for layer in qgis.STYLES:
        assert_frame_equal(pyogrio.read_dataframe(other, layer=layer), pyogrio.read_dataframe(file, layer=layer))


def test_an_empty_ledger_gives_empty_layers(tmp_path):
    empty = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite", AnchoredClock())
    with closing(empty), empty.read() as connection:
        file = geopackage.write(connection, tmp_path, 1_800_000_000_000)
    assert {name for name, _ in pyogrio.list_layers(file)} == {*qgis.STYLES, "layer_styles"}
    assert all(pyogrio.read_info(file, layer=name)["features"] == 0 for name in qgis.STYLES)


def test_who_is_stopped_leaves_the_file_of_the_night_before(ledger, file):
    before = file.read_bytes()
    with ledger.read() as connection, pytest.raises(StoppedError):
        geopackage.write(connection, file.parent, 1_900_000_000_000, lambda: True)
    assert file.read_bytes() == before
    with ledger.read() as connection:  # what the stopped one left is no hindrance
        geopackage.write(connection, file.parent, 1_900_000_000_000)
    assert [item.name for item in file.parent.iterdir()] == [geopackage.FILE]


@pytest.mark.parametrize(
    ("written", "now", "due"),
    [
        ("2026-11-21T03:10", "2026-11-22T02:59", False),
        ("2026-11-21T03:10", "2026-11-22T03:00", True),
        ("2026-11-22T03:00", "2026-11-22T23:00", False),
        ("2026-11-20T12:00", "2026-11-22T01:00", True),  # nobody ran it for a night
        (None, "2026-11-22T12:00", True),
    ],
)
def test_it_is_due_once_a_night(tmp_path, written, now, due):
    zone = ZoneInfo("Asia/Shanghai")

    def seconds(text: str) -> float:
        return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()

    file = tmp_path / "plantwatch.gpkg"
    if written is not None:
        file.touch()
        os.utime(file, (seconds(written), seconds(written)))
    assert geopackage.is_due(file, int(seconds(now) * 1000), 3, zone) is due


@pytest.mark.parametrize("enabled", [True, False])
def test_the_jobs_process_writes_it_where_it_is_switched_on(ledger, tmp_path: Path, wait_until, enabled):
    folder = tmp_path / "exports"
    settings = Settings(data=Data(directory=tmp_path / "data"), geopackage=GeoPackage(enabled=enabled, folder=folder))
    stop = CONTEXT.Event()
    if not enabled:
        stop.set()
    process = CONTEXT.Process(target=run, args=(settings, stop, 0.05))
    process.start()
    if enabled:
        wait_until((folder / geopackage.FILE).exists, what="the file")
        stop.set()
    process.join(20)
    assert process.exitcode == 0
    assert folder.exists() is enabled
