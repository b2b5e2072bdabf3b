"""Plant files in and out by command: what is wrong with them, and that nothing is lost on the way."""

import json

import pytest

from maps.datum import Datum
from maps.plantfile import read

GOOD = "id,kind,parent\nHE1,headend,\nN1,optical_node,HE1\n"

WRONG = {
    "id,kind,parent\nA,amplifier,B\nB,amplifier,A\n": "elements.csv:2: A: is fed by itself: A ← B ← A",
    "id,kind,parent\nA,amplifier,Z\n": (
        "elements.csv:2: A: its parent 'Z' is not among the elements; known are A; treated as a root"
    ),
    "id,kind\nA,amplifier\nA,tap\n": (
        "elements.csv:3: A: this id is already there in an earlier row; this row is left out"
    ),
    "id,kind,lon,lat\nA,amplifier,204.1,31.2\n": "elements.csv:2: A: lon 204.1, lat 31.2 is not on Earth; left empty",
    "id,kind\nA,amplifer\n": (
        "elements.csv:2: A: kind 'amplifer' is not known, did you mean 'amplifier'? (row left out)"
    ),
    "id;kind\nA;amplifier\n": (
        "elements.csv:1: the columns are separated by ';'; save the file with commas between them"
    ),
    "id,name\nA,x\n": "elements.csv:1: column 'kind' is missing",
    "": "elements.csv:1: the file is empty: the header is missing",
}


@pytest.mark.parametrize("elements", WRONG)
def test_what_is_wrong_with_a_file_is_said_with_file_row_and_id(installed, write_files, elements):
    said = installed("check", write_files(elements=elements), "--datum", "wgs84")
    assert said.status == 1
    sentence = WRONG[elements].replace("; known are A;", ";") if "Z" in elements else WRONG[elements]
    assert sentence in said.err.splitlines()


def test_a_fatal_finding_keeps_the_plant_that_is_there(installed, write_files):
    assert installed("import", write_files(elements=GOOD), "--datum", "wgs84").status == 0
    worse = write_files(elements="id,kind\nHE1,headend\nHE1,hub\n")
    said = installed("import", worse, "--datum", "wgs84")
    assert said.status == 1
    assert "nothing was imported" in said.err
    assert exported(installed)[0] == ["HE1", "N1"]
    assert json.loads(installed("import", worse, "--datum", "wgs84", "--json").out)["imported"] is False
    assert exported(installed)[0] == ["HE1", "N1"]
    assert installed("import", worse, "--datum", "wgs84", "--partial").status == 1
    assert exported(installed)[0] == ["HE1"]


def exported(installed):
    """The ids of elements and of devices that are in the ledger, by way of an export."""
    folder = installed.home / "out"
    assert installed("export", folder, "--datum", "wgs84").status == 0
    plant, findings = read(folder, Datum.WGS84)
    assert not [finding for finding in findings if finding.fatal]
    return [element.id for element in plant.elements], [device.element for device in plant.devices]


def test_a_folder_that_is_missing_or_empty_is_named(installed, tmp_path):
    missing = tmp_path / "nowhere"
    assert installed("import", missing, "--datum", "wgs84").sentence(2) == f"plantwatch: there is no {missing}"
    missing.mkdir()
    said = installed("import", missing, "--datum", "wgs84")
    assert said.status == 1
    assert f"elements.csv: there is no such file in {missing}" in said.err.splitlines()
    assert "()" not in said.out


def test_check_asks_for_the_datum(installed, write_files):
    sentence = installed("check", write_files(elements=GOOD)).sentence(2)
    assert sentence == ("plantwatch: --datum is required with plant files: wgs84, gcj02, bd09, cgcs2000 or EPSG:code")


def test_an_export_to_where_nothing_can_be_written_names_the_place(installed, tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", "/sys/plantwatch"):
        assert installed("export", place, "--datum", "wgs84").sentence(2).startswith(f"plantwatch: {place}: ")


NOT_ASKED = "; imported, but it is not asked"


def test_devices_that_the_service_could_not_ask_are_found_beforehand(installed, write_files):
    folder = write_files(
        elements="id,kind\nA,ups\nB,ups\nC,ups\nD,ups\nE,ups\n",
        devices="element,address,profile,snmp_version,credential\n"
        "A,ups.example.org,,,\nB,127.0.0.1,nonsense,,\nC,127.0.0.1,,3,\nD,127.0.0.1,,,nobody\nE,127.0.0.1,,,\n",
    )
    said = installed("import", folder, "--datum", "wgs84")
    assert said.status == 1
    assert said.err.splitlines() == [
        "devices.csv:2: A: ups.example.org: not an IP address" + NOT_ASKED,
        "devices.csv:3: B: no profile is called 'nonsense'" + NOT_ASKED,
        "devices.csv:4: C: 127.0.0.1: SNMP version 3 takes a user, the credential is a community" + NOT_ASKED,
        "devices.csv:5: D: no credential is called 'nobody' in the configuration or the ledger" + NOT_ASKED,
    ]
    assert exported(installed)[1] == ["A", "B", "C", "D", "E"]


def test_the_same_plant_again_is_no_new_version(installed, write_files):
    folder = write_files(elements=GOOD)
    assert "imported as plant version 1" in installed("import", folder, "--datum", "wgs84").out
    assert "nothing differs from plant version 1" in installed("import", folder, "--datum", "wgs84").out


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_a_town_is_imported_without_a_finding_and_exported_unchanged(installed, town_files, seed):
    files = town_files(seed)
    said = installed("check", files, "--datum", "wgs84")
    assert (said.status, said.err) == (0, "")
    assert installed("import", files, "--datum", "wgs84").status == 0
    plant, _ = read(files, Datum.WGS84)
    for datum in Datum:
        folder = installed.home / datum
        assert installed("export", folder, "--datum", datum).status == 0
        assert read(folder, datum) == (plant, [])
        assert installed("check", folder, "--datum", datum).status == 0
        assert "nothing differs" in installed("import", folder, "--datum", datum).out


@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "xlsx", "shp"])
def test_every_form_brings_a_town_back_unchanged(installed, town_files, form):
    files = town_files(7)
    assert installed("import", files, "--datum", "wgs84").status == 0
    path = installed.home / {"gpkg": "plant.gpkg", "xlsx": "plant.xlsx"}.get(form, "plant")
    assert installed("export", path, "--datum", "bd09", "--format", form).status == 0
    again = installed("import", path, "--datum", "bd09")
    assert (again.status, again.err) == (0, "")
    assert "nothing differs from plant version 1" in again.out


def test_a_dry_run_says_what_would_change_and_stores_nothing(installed, write_files):
    assert installed("import", write_files(elements=GOOD), "--datum", "wgs84").status == 0
    other = write_files(elements="id,kind,parent,name\nHE1,headend,,North\nN2,optical_node,HE1,\n")
    said = installed("import", other, "--datum", "wgs84", "--dry-run")
    assert said.status == 0
    assert said.out.splitlines()[-5:] == [
        "elements: 1 added, 1 removed, 1 changed",
        "  + N2",
        "  - N1",
        "  ~ HE1: name '' → 'North'",
        "  columns that differ: name 1",
    ]
    found = json.loads(installed("import", other, "--datum", "wgs84", "--dry-run", "--json").out)
    assert (found["dry_run"], found["imported"]) == (True, False)
    assert found["changes"]["elements"]["first_changes"] == [
        {"key": "HE1", "column": "name", "old": "", "new": "North"}
    ]
    assert exported(installed)[0] == ["HE1", "N1"]
    same = installed("import", write_files(elements=GOOD), "--datum", "wgs84", "--dry-run")
    assert same.out.splitlines()[-1] == "nothing would change"


def test_what_is_wrong_with_datum_mapping_or_form_is_one_sentence(installed, write_files, tmp_path):
    folder = write_files(elements=GOOD)
    mapping = tmp_path / "map.toml"
    mapping.write_text("[[elements]]\ncolumns = { id = 'id', kind = 'kind' }\ncolumn = 1\n")
    refused = installed("import", folder, "--datum", "wgs84", "--mapping", mapping).sentence(2)
    assert refused == "plantwatch: map.toml:3: there is no key 'column', did you mean 'columns'?"
    assert "datum 'wgs' is none of" in installed("import", folder, "--datum", "wgs").sentence(2)
    assert "dxf is read only" in installed("export", tmp_path / "plan.dxf", "--datum", "wgs84").sentence(2)
    mapping.write_text("[[elements]]\nfile = 'elements.csv'\ncolumns = { id = 'id', kind = 'kind' }\n")
    assert installed("import", folder, "--datum", "wgs84", "--mapping", mapping).status == 0
    assert exported(installed)[0] == ["HE1", "N1"]


@pytest.mark.parametrize("name", ["plant.pdf", "plant.cvs"])
def test_an_export_to_a_file_of_no_known_form_is_refused(installed, tmp_path, name):
    said = installed("export", tmp_path / name, "--datum", "wgs84").sentence(2)
    assert "no form of plant file ends so" in said
    assert not (tmp_path / name).exists()
    assert installed("export", tmp_path / name, "--datum", "wgs84", "--format", "csv").status == 0
    assert (tmp_path / name / "elements.csv").exists()
    assert installed("export", tmp_path / name, "--datum", "wgs84").status == 0, "the folder is there now"
