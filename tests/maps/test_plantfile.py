"""Plant files: what is read, what every bad row gives, and that export reads back to the same plant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from maps import plantfile
from maps.datum import Datum, to_gcj02
from maps.model import (
    Account,
    DeviceRow,
    Element,
    Kind,
    Link,
    Plant,
    Service,
    ServiceRow,
)
from maps.model import Path as PlantPath

ELEMENTS = """id,kind,name,parent,lon,lat,address,geometry,leg
H,headend,机房,,120.1500,30.2700,,,
C,cmts,,H,,,,,
N1,optical_node,一号光机,C,120.1551,30.2741,庆春路1号,"LINESTRING (120.15 30.27, 120.1551 30.2741)",2
00-1A-2B-3C-4D-5E,cable_modem,,N1,120.1553,30.2743,,,
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "elements.csv").write_text(ELEMENTS, encoding="utf-8")
    return tmp_path


def put(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")


def rows(folder: Path, text: str) -> None:
    """Add rows to elements.csv; the first of them stands on line 6."""
    put(folder, "elements.csv", ELEMENTS + text)


def only(folder: Path) -> tuple[Plant, plantfile.Finding]:
    plant, findings = plantfile.read(folder, Datum.WGS84)
    assert len(findings) == 1, [str(finding) for finding in findings]
    return plant, findings[0]


def ids(plant: Plant) -> list[str]:
    return [element.id for element in plant.elements]


def test_a_good_file_is_read_whole_and_without_findings(folder):
    plant, findings = plantfile.read(folder, Datum.WGS84)
    assert findings == []
    node = plant.elements[2]
    assert node == Element(
        "N1",
        Kind.OPTICAL_NODE,
        "一号光机",
        "C",
        120.1551,
        30.2741,
        "庆春路1号",
        shapely.LineString([(120.15, 30.27), (120.1551, 30.2741)]),
        {"leg": "2"},
    )
    assert ids(plant) == ["H", "C", "N1", "00:1a:2b:3c:4d:5e"]
    assert plant.accounts == ()


def test_a_byte_order_mark_is_passed_over(folder):
    (folder / "elements.csv").write_text(ELEMENTS, encoding="utf-8-sig")
    plant, findings = plantfile.read(folder, Datum.WGS84)
    assert (len(plant.elements), findings) == (4, [])


def test_all_other_files_are_read(folder):
    put(folder, "links.csv", "element,parent,path\nN1,H,broadcast\n")
    put(
        folder,
        "devices.csv",
        "element,address,port,profile,snmp_version,credential,interval\nN1,127.0.0.9,,hms-node,v2c,,60\n",
    )
    put(
        folder,
        "accounts.csv",
        "account,name,phones,lon,lat,class,status\n1001,王伟,0571-8888; 139 0000 1111,120.1,30.2,priority,\n",
    )
    put(folder, "services.csv", "account,service,terminal,status\n1001,broadband,001a.2b3c.4d5e,\n1001,TV,,arrears\n")
    put(folder, "areas.csv", 'id,name,geometry\nX,下城,"POLYGON ((120 30, 121 30, 121 31, 120 30))"\n')
    plant, findings = plantfile.read(folder, Datum.WGS84)
    assert findings == []
    assert plant.links == (Link("N1", "H", PlantPath.BROADCAST),)
    assert plant.devices == (DeviceRow("N1", "127.0.0.9", 161, "hms-node", "2c", "default", 60.0),)
    assert plant.accounts == (
        Account("1001", "王伟", ("0571-8888", "139 0000 1111"), "", 120.1, 30.2, "priority", "active", ""),
    )
    assert plant.services == (
        ServiceRow("1001", Service.BROADBAND, "00:1a:2b:3c:4d:5e", "active"),
        ServiceRow("1001", Service.TV, "", "arrears"),
    )
    assert plant.areas[0].geometry is not None


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("13900001111;0571-88880000", ("13900001111", "0571-88880000")),
        ("139 0000 1111；139 0000 2222", ("139 0000 1111", "139 0000 2222")),
        ("13900001111/88880000", ("13900001111", "88880000")),
        ("13900001111、13900002222，13900003333", ("13900001111", "13900002222", "13900003333")),
        ("13900001111, 13900002222;", ("13900001111", "13900002222")),
        ("0571/88880000", ("0571/88880000",)),
        ("0571-88880000,8012", ("0571-88880000,8012",)),
        (" ; ", ()),
    ],
)
def test_several_numbers_stand_in_one_cell(folder, written, phones):
    put(folder, "accounts.csv", f'account,phones\n1001,"{written}"\n')
    plant, _ = plantfile.read(folder, Datum.WGS84)
    assert plant.accounts[0].phones == phones


def test_gcj02_is_brought_to_wgs84(tmp_path):
    lon, lat = to_gcj02(np.array([120.1551]), np.array([30.2741]))
    x, y = float(lon[0]), float(lat[0])
    wkt = f"LINESTRING ({x!r} {y!r}, {x + 0.001!r} {y!r})"
    put(tmp_path, "elements.csv", f'id,kind,lon,lat,geometry\nN1,optical_node,{x!r},{y!r},"{wkt}"\n')
    plant, findings = plantfile.read(tmp_path, Datum.GCJ02)
    assert findings == []
    node = plant.elements[0]
    assert (node.lon, node.lat) == (120.1551, 30.2741)
    assert shapely.get_coordinates(node.geometry)[0].tolist() == [120.1551, 30.2741]


def test_a_missing_folder_is_one_fatal_finding(tmp_path):
    plant, finding = only(tmp_path / "nowhere")
    assert plant == Plant()
    assert (finding.file, finding.row, finding.fatal) == ("elements.csv", 0, True)


ELEMENT_ROWS = {
    "a double id": ("N1,amplifier,,C,,,,,\n", "N1", "already there", True, []),
    "a modem twice in two notations": ("001a2b3c4d5e,cable_modem,,N1,,,,,\n", "00:1a:2b:3c:4d:5e", "already", True, []),
    "no id": (",amplifier,,C,,,,,\n", "", "id is missing", True, []),
    "a kind misspelt": ("A1,amplifer,,N1,,,,,\n", "A1", "did you mean 'amplifier'", True, []),
    "an orphan": ("A1,amplifier,,N9,,,,,\n", "A1", "parent 'N9' is not among", False, ["A1"]),
    "itself as parent": ("A1,amplifier,,A1,,,,,\n", "A1", "fed by itself: A1 ← A1", False, ["A1"]),
    "lon and lat swapped": ("A1,amplifier,,N1,30.27,120.15,,,\n", "A1", "look swapped", False, ["A1"]),
    "a place off Earth": ("A1,amplifier,,N1,999,95,,,\n", "A1", "not on Earth", False, ["A1"]),
    "a place far from all others": ("A1,amplifier,,N1,13.4,52.5,,,\n", "A1", "far from the rest", False, ["A1"]),
    "half a place": ("A1,amplifier,,N1,120.15,,,,\n", "A1", "lat is missing", False, ["A1"]),
    "a word for a number": ("A1,amplifier,,N1,120.15,north,,,\n", "A1", "lat 'north' is not a number", False, ["A1"]),
    "not a number for a number": ("A1,amplifier,,N1,nan,30.2,,,\n", "A1", "lon 'nan' is not a number", False, ["A1"]),
    "broken WKT": ('A1,amplifier,,N1,,,,"LINESTRING (1 2",\n', "A1", "geometry is not WKT", False, ["A1"]),
    "WKT swapped": ('A1,amplifier,,N1,,,,"POINT (30.2 120.1)",\n', "A1", "look swapped", False, ["A1"]),
    "cells beyond the header": ("A1,amplifier,,N1,,,,,,,7\n", "A1", "11 cells where the header names 9", False, ["A1"]),
    "an open quote": ('A1,"amplifier,,N1\n', "", "is not a CSV row", True, []),
}


@pytest.mark.parametrize("situation", ELEMENT_ROWS)
def test_a_bad_element_row_is_named_by_file_and_row(folder, situation):
    row, key, message, fatal, added = ELEMENT_ROWS[situation]
    rows(folder, row)
    plant, finding = only(folder)
    assert (finding.file, finding.row, finding.key, finding.fatal) == ("elements.csv", 6, key, fatal)
    assert message in finding.message
    assert "\n" not in finding.message
    assert ids(plant) == ["H", "C", "N1", "00:1a:2b:3c:4d:5e", *added]


def test_places_swapped_within_range_are_suspected(tmp_path):
    homes = "".join(f"T{i},tap,{9.9 + i / 1000},{53.5 + i / 1000}\n" for i in range(8))
    put(tmp_path, "elements.csv", f"id,kind,lon,lat\n{homes}T9,tap,53.5,9.9\n")
    _, finding = only(tmp_path)
    assert (finding.row, finding.key, finding.fatal) == (10, "T9", False)
    assert "swapped" in finding.message


def test_a_circle_names_its_members_and_its_elements_become_roots(folder):
    rows(folder, "A1,amplifier,,A3,,,,,\nA2,amplifier,,A1,,,,,\nA3,amplifier,,A2,,,,,\nT1,tap,,A3,,,,,\n")
    plant, finding = only(folder)
    assert (finding.row, finding.key) == (6, "A1")
    assert "A1 ← A3 ← A2 ← A1" in finding.message
    assert {element.id: element.parent for element in plant.elements[4:]} == {"A1": "", "A2": "", "A3": "", "T1": "A3"}


def test_children_of_a_row_left_out_say_so(folder):
    rows(folder, "A1,amplifer,,N1,,,,,\nT1,tap,,A1,,,,,\n")
    plant, findings = plantfile.read(folder, Datum.WGS84)
    assert [finding.row for finding in findings] == [6, 7]
    assert "'A1' was left out" in findings[1].message
    assert ids(plant)[-1] == "T1"


def test_a_line_break_in_a_cell_does_not_shift_the_rows_named(folder):
    rows(folder, 'T1,tap,"two\nlines",N1,,,,,\nT2,tapp,,N1,,,,,\n')
    _, finding = only(folder)
    assert (finding.row, finding.key) == (8, "T2")


@pytest.mark.parametrize(
    ("file", "text", "row", "message", "fatal"),
    [
        ("links.csv", "element,parent,path\nN1,H,brodcast\n", 2, "did you mean 'broadcast'", True),
        ("links.csv", "element,parent,path\nN7,H,data\n", 2, "not among the elements", True),
        ("links.csv", "element,parent,path\nN1,H7,data\n", 2, "parent 'H7' is not among", True),
        ("links.csv", "element,parent,path\nN1,H,data\nN1,C,data\n", 3, "earlier row", True),
        ("links.csv", "element,parent,path\nH,N1,power\n", 2, "fed by itself on the power path", True),
        ("devices.csv", "element,address\nN7,127.0.0.1\n", 2, "not among the elements", False),
        ("devices.csv", "element,address\nN1,\n", 2, "address is missing", True),
        ("devices.csv", "element,address,port\nN1,127.0.0.1,70000\n", 2, "port '70000'", True),
        ("devices.csv", "element,address,snmp_version\nN1,127.0.0.1,4\n", 2, "snmp_version '4'", True),
        ("devices.csv", "element,address,interval\nN1,127.0.0.1,soon\n", 2, "interval 'soon' is not a number", False),
        ("devices.csv", "element,address,interval\nN1,127.0.0.1,0\n", 2, "not above 0", False),
        ("devices.csv", "element,address\nN1,127.0.0.1\nN1,127.0.0.2\n", 3, "already there", True),
        ("accounts.csv", "account\n1\n1\n", 3, "already there", True),
        ("accounts.csv", "account,status\n1,arears\n", 2, "did you mean 'arrears'", False),
        ("accounts.csv", "account,name\n,Wang\n", 2, "account is missing", True),
        ("accounts.csv", "account,colour\n1,red\n", 1, "column 'colour' is not known", False),
        ("accounts.csv", "name\nWang\n", 1, "column 'account' is missing", True),
        ("accounts.csv", "account,account\n1,1\n", 1, "stands twice", True),
        ("accounts.csv", "", 1, "header is missing", True),
        ("areas.csv", "id,parent\nX,Y\n", 2, "not among the areas", False),
        ("areas.csv", "id,parent\nX,X\n", 2, "lies in itself", False),
        ("areas.csv", "id,geometry\nX,POLYGON\n", 2, "not WKT", False),
    ],
)
def test_a_bad_row_in_another_file_is_named(folder, file, text, row, message, fatal):
    put(folder, file, text)
    _, finding = only(folder)
    assert (finding.file, finding.row, finding.fatal) == (file, row, fatal)
    assert message in finding.message


@pytest.mark.parametrize(
    ("row", "message", "fatal", "left"),
    [
        ("2,tv,,", "account is not among the accounts", True, 0),
        ("1,telly,,", "service 'telly' is not known", True, 0),
        ("1,tv,CARD99,", "terminal 'CARD99' is not among the elements", False, 1),
        ("1,tv,,paid", "status 'paid' is not known", False, 1),
        (",tv,,", "account is missing", True, 0),
    ],
)
def test_a_bad_service_row_is_named(folder, row, message, fatal, left):
    put(folder, "accounts.csv", "account\n1\n")
    put(folder, "services.csv", f"account,service,terminal,status\n{row}\n")
    plant, finding = only(folder)
    assert (finding.file, finding.row, finding.fatal) == ("services.csv", 2, fatal)
    assert message in finding.message
    assert len(plant.services) == left


def test_a_terminal_of_two_accounts_is_noticed(folder):
    put(folder, "accounts.csv", "account\n1\n2\n")
    put(folder, "services.csv", "account,service,terminal\n1,tv,001a2b3c4d5e\n2,tv,001a2b3c4d5e\n")
    plant, finding = only(folder)
    assert "also serves account '1'" in finding.message
    assert len(plant.services) == 2


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("gb18030", "GB 18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_a_file_in_another_encoding_is_read_and_said(folder, encoding, word):
    (folder / "elements.csv").write_bytes(ELEMENTS.encode(encoding))
    plant, finding = only(folder)
    assert (finding.file, finding.row, finding.fatal) == ("elements.csv", 0, False)
    assert finding.message == f"is {word}, not UTF-8; read as that"
    assert plant.elements[2].name == "一号光机"


def test_a_file_in_no_known_encoding_names_the_first_line_that_is_not_utf8(folder):
    (folder / "elements.csv").write_bytes(b"id,kind,name\nH,headend,x\nN1,optical_node,\xff\xff\n")
    plant, finding = only(folder)
    assert (finding.row, finding.fatal) == (3, True)
    assert "UTF-8" in finding.message
    assert plant.elements == ()


def test_every_finding_is_a_sentence_that_begins_with_its_place(folder):
    rows(folder, "A1,amplifer,,N1,,,,,\n")
    _, finding = only(folder)
    assert str(finding).startswith("elements.csv:6: A1: kind 'amplifer'")


def test_check_finds_the_same_in_a_plant_that_was_never_a_file():
    elements = (Element("A1", Kind.AMPLIFIER, parent="A2"), Element("A2", Kind.AMPLIFIER, parent="A1"))
    plant = Plant(elements, services=(ServiceRow("9", Service.TV),))
    found = plantfile.check(plant)
    assert [(finding.file, finding.row, finding.fatal) for finding in found] == [
        ("elements.csv", 2, False),
        ("services.csv", 2, True),
    ]


def test_an_export_over_an_older_one_leaves_nothing_of_it(folder, tmp_path):
    put(folder, "accounts.csv", "account\n1\n")
    plant, _ = plantfile.read(folder, Datum.WGS84)
    plantfile.write(Plant(elements=plant.elements), folder, Datum.WGS84)
    again, findings = plantfile.read(folder, Datum.WGS84)
    assert (again.accounts, findings) == ((), [])
    assert sorted(path.name for path in folder.iterdir()) == [
        "accounts.csv",
        "areas.csv",
        "devices.csv",
        "elements.csv",
        "links.csv",
        "parcels.csv",
        "services.csv",
    ]
