"""Somebody else's files by a mapping: what they become, and what a mistake in the mapping is refused with."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import shapely

from maps import plantfile
from maps.model import Account, Element, Kind, Plant
from maps.plantfile.mapping import MappingError, load

DXF = """0
SECTION
2
HEADER
9
$DWGCODEPAGE
3
ANSI_936
0
ENDSEC
0
SECTION
2
ENTITIES
0
TEXT
5
A1
8
放大器
10
120.1
20
30.2
40
1.0
1
庆春路放大器
0
LINE
5
A2
8
电缆
10
120.1
20
30.2
11
120.2
21
30.3
0
LINE
5
A3
8
图框
10
0.0
20
0.0
11
1.0
21
1.0
0
ENDSEC
0
EOF
"""

KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Plan</name>
<Folder><name>放大器</name>
<Placemark><name>A1</name><ExtendedData><Data name="型号"><value>X5</value></Data></ExtendedData>
<Point><coordinates>120.1,30.2,0</coordinates></Point></Placemark>
<Placemark><name>A2</name><LineString><coordinates>120.1,30.2 120.2,30.3</coordinates></LineString></Placemark></Folder>
<Folder><name>楼</name><Placemark><name>B1</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
120,30 120.1,30 120.1,30.1 120,30</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
</Folder></Document></kml>"""


def mapped(tmp_path: Path, rules: str, path: Path) -> tuple[Plant, list[plantfile.Finding]]:
    file = tmp_path / "mapping.toml"
    file.write_text(rules, encoding="utf-8")
    return plantfile.read(path, "wgs84", mapping=load(file))


def test_layers_of_a_drawing_become_kinds_of_element(tmp_path):
    drawing = tmp_path / "plan.dxf"
    drawing.write_bytes(DXF.encode("gb18030"))
    plant, findings = mapped(
        tmp_path,
        """
        [[elements]]
        where = { Layer = ["放大器", "电缆"] }
        columns = { id = "D-{EntityHandle}", kind = "Layer", name = "Text" }
        values.kind = { "放大器" = "amplifier", "电缆" = "other" }
        attributes = false
        """,
        drawing,
    )
    assert findings == []
    assert plant.elements == (
        Element("D-A1", Kind.AMPLIFIER, "庆春路放大器", lon=120.1, lat=30.2),
        Element("D-A2", Kind.OTHER, geometry=shapely.LineString([(120.1, 30.2), (120.2, 30.3)])),
    )


def test_a_drawing_that_does_not_say_its_encoding_is_read_in_the_one_that_is_named(tmp_path):
    drawing = tmp_path / "plan.dxf"
    silent = DXF.replace("9\n$DWGCODEPAGE\n3\nANSI_936\n", "")
    rules = """
    [[elements]]
    encoding = "GB18030"
    where = { Layer = "放大器" }
    columns = { id = "EntityHandle", name = "Text" }
    constants.kind = "amplifier"
    """
    for content, stated in ((silent, rules), (DXF, rules.replace('encoding = "GB18030"', ""))):
        drawing.write_bytes(content.encode("gb18030"))
        plant, _ = mapped(tmp_path, stated, drawing)
        assert [element.name for element in plant.elements] == ["庆春路放大器"]


@pytest.mark.parametrize("packed", [False, True])
def test_folders_of_kml_feed_tables_and_keep_what_else_they_say(tmp_path, packed):
    path = tmp_path / ("plan.kmz" if packed else "plan.kml")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
    else:
        path.write_text(KML, encoding="utf-8")
    plant, findings = mapped(
        tmp_path,
        """
        [[elements]]
        layer = "放*"
        columns = { id = "name" }
        constants = { kind = "amplifier" }

        [[elements]]
        layer = "楼"
        columns = { id = "name" }
        constants = { kind = "building", parent = "A1" }
        """,
        path,
    )
    assert findings == []
    first, second, building = plant.elements
    assert first == Element("A1", Kind.AMPLIFIER, lon=120.1, lat=30.2, attributes={"型号": "X5"})
    assert second.geometry == shapely.LineString([(120.1, 30.2), (120.2, 30.3)])
    assert (building.parent, shapely.get_dimensions(building.geometry)) == ("A1", 2)


def test_several_files_in_several_encodings_feed_one_table(tmp_path):
    (tmp_path / "amps.csv").write_bytes("编号,类型,上级\nA1,放大器,\nA2,,A1\n".encode("gb18030"))
    (tmp_path / "taps.csv").write_bytes("NR,UP\nT1,A2\nT2,A2\n".encode("utf-16"))
    book = openpyxl.Workbook()
    book.active.title = "用户"
    book.active.append(["户号", "姓名", "X"])
    book.active.append([10234, "王伟", 1])
    book.save(tmp_path / "people.xlsx")
    plant, findings = mapped(
        tmp_path,
        """
        [[elements]]
        file = "amps.csv"
        encoding = "gb18030"
        columns = { id = "编号", kind = "类型", parent = "上级" }
        constants = { kind = "amplifier" }  # where the cell is empty
        values.kind = { "放大器" = "amplifier" }

        [[elements]]
        file = "taps.csv"
        columns = { id = "NR", parent = "UP" }
        constants.kind = "tap"

        [[accounts]]
        file = "people.xlsx"
        layer = "用户"
        columns = { account = "户号", name = "姓名" }
        """,
        tmp_path,
    )
    assert [str(finding) for finding in findings] == ["taps.csv: is UTF-16, not UTF-8; read as that"]
    assert [(e.id, e.kind, e.parent) for e in plant.elements] == [
        ("A1", Kind.AMPLIFIER, ""),
        ("A2", Kind.AMPLIFIER, "A1"),
        ("T1", Kind.TAP, "A2"),
        ("T2", Kind.TAP, "A2"),
    ]
    assert plant.accounts == (Account("10234", "王伟"),)


def test_a_finding_names_the_file_and_the_row_it_came_from(tmp_path):
    (tmp_path / "amps.csv").write_text("nr,what\nA1,amp\nA2,lamp\n", encoding="utf-8")
    rules = """
    [[elements]]
    columns = { id = "nr", kind = "what" }
    values.kind = { amp = "amplifier" }
    """
    _, findings = mapped(tmp_path, rules, tmp_path / "amps.csv")
    assert [(finding.file, finding.row, finding.key) for finding in findings] == [("amps.csv", 3, "A2")]


MISTAKES = {
    "[[element]]\n": "mapping.toml:1: there is no table 'element', did you mean 'elements'?",
    "[elements]\ncolumns = { id = 'nr' }\n": "mapping.toml:1: write [[elements]], in two brackets",
    "[[elements]]\ncolumns = { id = 'nr', kind = 'what' }\ncolumn = 1\n": "mapping.toml:3: there is no key 'column'",
    "[[elements]]\n[elements.columns]\nid = 'nr'\nkindd = 'what'\n": (
        "mapping.toml:4: elements has no column 'kindd', did you mean 'kind'?"
    ),
    "[[elements]]\ncolumns.id = 'nr'\n": "mapping.toml:1: nothing feeds the column 'kind', which elements must have",
    "[[elements]]\ncolumns.id = 'nr'\ncolumns.kind = 'wat'\n": (
        "mapping.toml:3: amps.csv has no column 'wat', did you mean 'what'?"
    ),
    "[[elements]]\ncolumns.id = 'nr'\nconstants.kind = 'tap'\nwhere.colour = 'red'\n": (
        "mapping.toml:4: amps.csv has no column 'colour'"
    ),
    "[[elements]]\nfile = 'amp.csv'\ncolumns = { id = 'nr', kind = 'what' }\n": "mapping.toml:2: there is no 'amp.csv'",
    "[[elements]]\nlayer = 'taps'\ncolumns = { id = 'nr', kind = 'what' }\n": (
        "mapping.toml:2: amps.csv has no layer 'taps'"
    ),
    "[[elements]]\ncolumns = { id = \n": "mapping.toml:2: is not TOML",
    "[[accounts]]\ncolumns.account = 'nr'\n": "mapping.toml: nothing feeds the elements",
    "[[elements]]\ncolumns = 'nr'\n": "mapping.toml:2: columns must be a table",
}


@pytest.mark.parametrize("rules", MISTAKES)
def test_a_mistake_in_a_mapping_is_refused_with_file_line_and_what_was_meant(tmp_path, rules):
    (tmp_path / "amps.csv").write_text("nr,what\nA1,amplifier\n", encoding="utf-8")
    with pytest.raises(MappingError) as refused:
        mapped(tmp_path, rules, tmp_path / "amps.csv")
    assert str(refused.value).startswith(MISTAKES[rules])


def test_the_example_of_the_documentation_is_a_mapping(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "plant-files.md").read_text(encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert [rule.table for rule in load(tmp_path / "mapping.toml").rules] == ["elements"] * 3 + ["accounts"]
