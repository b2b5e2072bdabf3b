"""`plantwatch locate`: an old outage's records, or anybody's data, tried by hand."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from maps.datum import Datum
from maps.model import TERMINALS
from maps.plantfile import read
from monitor.commands import terminal

ROOT = Path(__file__).resolve().parents[3]
STEP = 0.001


@pytest.fixture
def street(write_files) -> Path:
    """N1 feeds A1, A2 and A3 in a row, 111 m apart, two taps at each and four homes at a tap; S1 gives A2 current."""
    rows = [
        "id,kind,name,parent,lon,lat",
        "H,headend,,,120,30",
        "C,cmts,,H,120,30",
        "N1,optical_node,磨坊光机,C,120,30",
    ]
    for a in (1, 2, 3):
        north = 30 + STEP * a
        rows.append(f"A{a},amplifier,,{f'A{a - 1}' if a > 1 else 'N1'},120,{north}")
        for t in "ab":
            rows.append(f"T{a}{t},tap,,A{a},120,{north}")
            rows += [f"{mac(a, t, k)},cable_modem,,T{a}{t},," for k in range(4)]
    rows.append("N2,optical_node,,C,120.01,30")
    rows += [f"{mac(9, 'a', k)},cable_modem,,N2,," for k in range(8)]
    return write_files(elements="\n".join(rows) + "\n")


def mac(amplifier: int, tap: str, home: int) -> str:
    return f"02:00:00:{amplifier:02x}:{ord(tap):02x}:{home:02x}"


def homes(*amplifiers: int) -> list[str]:
    return [mac(a, t, k) for a in amplifiers for t in ("ab" if a < 9 else "a") for k in range(4 if a < 9 else 8)]


@pytest.fixture
def locate(command, street, tmp_path, monkeypatch):
    """Locate by a table of who is in which state since when: locate({home: (state, since)}, option…) → Said."""
    monkeypatch.chdir(tmp_path)  # where no configuration lies

    def give(told: dict[str, tuple[str, str]] | bytes, *options: str, plant: Path = street):
        file = tmp_path / "seen.csv"
        if isinstance(told, bytes):
            file.write_bytes(told)
        else:
            text = io.StringIO()
            csv.writer(text).writerows([("element", "state", "since"), *((key, *row) for key, row in told.items())])
            file.write_text(text.getvalue(), encoding="utf-8")
        return command("locate", "--plant", plant, "--evidence", file, *options)

    return give


def dark(*amplifiers: int, since: str = "2024-03-01 10:00") -> dict[str, tuple[str, str]]:
    """Who is behind some amplifiers is dark, the others are up."""
    gone = set(homes(*amplifiers))
    return {home: ("offline", since) if home in gone else ("online", "") for home in homes(1, 2, 3, 9)}


def test_an_amplifier_is_named_in_words_without_a_service_or_configuration(locate):
    said = locate(dark(2, 3))
    assert said.status == 0, said
    text = said.out
    assert "1. Failed: amplifier A2 or its input span." in text
    assert "16 of the 16 terminals seen behind it are dark since 10:00 on 1 March; none is up" in text
    assert "To search: 111 m of plant." in text
    assert "Measure first at the input of amplifier A2" in text
    assert "2. " not in text


def test_the_same_in_json_and_in_chinese(locate):
    said = json.loads(locate(dark(2, 3), "--json", "--lang", "zh").out)
    (fault,) = said["faults"]
    assert (fault["element"]["id"], fault["cause"], fault["candidates"]) == ("A2", "element", 1)
    assert sorted(fault["explains"]) == sorted(homes(2, 3))
    assert fault["metres"] == pytest.approx(111.2, abs=0.5)
    assert (fault["measure"]["id"], fault["measure"]["point"]) == ("A2", "input")
    assert fault["before"] == "2024-03-01T02:00:00+00:00"
    assert fault["explanation"][0] == "故障处：放大器A2或其输入缆段。"
    assert said["evidence"] == {"rows": 32, "later": 0, "dark": 16, "up": 16, "degraded": 0}
    assert said["findings"] == []


def test_what_cannot_be_told_apart_is_said_with_where_to_measure(locate):
    told = {home: row for home, row in dark(2, 3).items() if home not in homes(2)}
    text = locate(told).out
    assert "or its input span, or amplifier A" in text
    assert "The evidence cannot tell these 2 apart." in text
    assert "To search: 222 m of plant." in text
    assert "Measure first at the output of amplifier A2: signal there means that the failure lies behind it" in text


def test_who_contradicts_is_named(locate):
    told = dark(2, 3) | {mac(3, "b", 1): ("online", "")}
    assert f"1 are up all the same ({mac(3, 'b', 1)})" in locate(told).out


def test_the_file_that_ends_at_a_node_says_so(locate):
    text = locate(dark(9)).out
    assert "Failed: optical node N2 or its input span" in text
    assert "The plant file does not show what is below optical node N2: 8 of these terminals" in text


def test_without_times_all_is_taken_to_have_happened_at_once_and_no_time_is_told(locate):
    told = {home: (state, "") for home, (state, _) in dark(2, 3).items()}
    said = json.loads(locate(told, "--json").out)
    (fault,) = said["faults"]
    assert (fault["element"]["id"], fault["before"]) == ("A2", None)
    assert "since" not in fault["explanation"][1]


def test_degraded_homes_behind_one_element_are_a_level_there(locate):
    told = {home: ("degraded" if home in homes(3) else "online", "") for home in homes(1, 2, 3, 9)}
    (fault,) = json.loads(locate(told, "--json").out)["faults"]
    assert (fault["element"]["id"], fault["cause"]) == ("A3", "level")
    assert sorted(fault["explains"]) == homes(3)


def test_homes_that_cannot_register_are_no_trouble_of_the_plant(locate):
    told = dict.fromkeys(homes(1, 2, 3, 9), ("unregistered", "2024-03-01 10:00"))
    (fault,) = json.loads(locate(told, "--json").out)["faults"]
    assert (fault["cause"], fault["candidates"]) == ("provisioning", 0)


def test_a_silent_node_without_word_of_its_homes_is_a_device_that_does_not_answer(locate):
    (fault,) = json.loads(locate({"N1": ("offline", ""), "C": ("online", "")}, "--json").out)["faults"]
    assert (fault["element"]["id"], fault["cause"]) == ("N1", "no_answer")


def test_a_log_is_looked_at_as_it_stood_then(locate):
    rows = ["element,state,since"]
    rows += [f"{home},online,2024-03-01 09:00" for home in homes(1, 2, 3, 9)]
    rows += [f"{home},offline,2024-03-01 10:00" for home in homes(3)]
    rows += [f"{home},offline,2024-03-01 10:20" for home in homes(1)]
    rows += [f"{home},online,2024-03-01 11:00" for home in homes(1, 3)]
    log = "\r\n".join(rows).replace(",", ";").upper().encode("gb18030")
    assert "A3" in locate(log, "--at", "2024-03-01 10:10").out
    assert "no fault of the plant" in locate(log).out


def test_everything_silent_at_once_is_our_own_link_or_what_carries_all_of_it(locate):
    said = locate(dark(1, 2, 3, 9))
    assert "1. We see nothing any more: our own link has failed, or CMTS C. The evidence cannot tell" in said.out
    assert "Look first from elsewhere whether CMTS C answers and has power" in said.out
    assert "2. " not in said.out


def test_the_example_of_the_document_runs_as_it_stands(tmp_path):
    text = (ROOT / "docs" / "locate.md").read_text(encoding="utf-8")
    lines = text.partition("```console\n")[2].partition("```")[0].splitlines()
    script = "\n".join(line.removeprefix("$ ") for line in lines)
    told = f'plantwatch() {{ {sys.executable} -m monitor "$@"; }}\n{script}'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-euc", told], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Failed: amplifier A2 or its input span." in ran.stdout


def test_findings_are_told_and_end_the_command_with_1(locate):
    said = locate(dark(2, 3) | {"A99": ("offline", "")})
    assert said.status == 1
    assert "seen.csv:34: A99: is not in the plant" in said.err
    assert "amplifier A2" in said.out
    said = locate(dark(2, 3) | {"A99": ("offline", "")}, "--json")
    assert [finding["row"] for finding in json.loads(said.out)["findings"]] == [34]


def test_what_cannot_be_read_at_all_is_one_sentence(locate, command, street, tmp_path):
    missing = tmp_path / "nowhere"
    assert f"{missing} is not a folder" in locate(dark(2), plant=missing).sentence(2)
    assert "is no time" in locate(dark(2), "--at", "noonish").sentence(2)
    said = command("locate", "--plant", street, "--evidence", missing)
    assert str(missing) in said.sentence(2)


def test_a_simulated_town_loses_an_amplifier(command, town_files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = town_files(7)
    plant, _ = read(folder, Datum.GCJ02)
    parent = {element.id: element.parent for element in plant.elements}

    def behind(key: str, above: str) -> bool:
        while key and key != above:
            key = parent.get(key, "")
        return key == above

    modems = [element.id for element in plant.elements if element.kind in TERMINALS]
    amplifiers = [element.id for element in plant.elements if element.kind == "amplifier"]
    felled = max(amplifiers, key=lambda key: (4 <= sum(behind(modem, key) for modem in modems) < len(modems) / 2, key))
    file = tmp_path / "seen.csv"
    rows = [f"{modem},{'offline' if behind(modem, felled) else 'online'}" for modem in modems]
    file.write_text("element,state\n" + "\n".join(rows), encoding="utf-8")
    said = json.loads(command("locate", "--plant", folder, "--evidence", file, "--json").out)
    (fault,) = said["faults"]
    assert felled in {fault["element"]["id"], *(other["id"] for other in fault["alternatives"])}
    assert fault["metres"] > 0
    assert len(fault["explanation"]) >= 4


def test_a_table_without_its_columns_is_refused_and_concludes_nothing(locate):
    said = locate(b"mac,up\n1,0\n")
    assert said.status == 2
    assert "column 'element' is missing" in said.err
    assert "nothing in it can be read" in said.err
    assert said.out == ""


def test_the_language_has_the_name_it_has_everywhere(locate):
    said = locate(dict.fromkeys(homes(3), ("offline", "2024-03-01 10:00")), "--language", "zh")
    assert "故障处" in said.out


def test_on_a_terminal_sentences_keep_within_its_width_and_their_margin(monkeypatch):
    screen = Console(file=io.StringIO(), force_terminal=True, width=40, highlight=False, color_system=None)
    monkeypatch.setattr(terminal, "out", screen)
    terminal.paragraph("Measure first at the input of amplifier A2: signal there means amplifier A2.", 3, "1. ")
    terminal.paragraph("先测放大器A2输入端：有信号则为放大器A2本身或其后，无信号则为其输入缆段或上游。", 3)
    lines = [line.rstrip() for line in screen.file.getvalue().splitlines()]
    assert all(cell_len(line) <= 40 for line in lines)
    assert lines[0].startswith("1. Measure")
    assert all(line.startswith("   ") for line in lines[1:])
    assert len(lines) >= 5
