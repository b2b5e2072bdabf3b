"""profile list, show and test: what is asked, and what a live device says to it."""

import json

import pytest

from collectors.profiles.loading import load_profiles


@pytest.fixture(scope="module")
def gear(serve_dumps, root):
    return serve_dumps(root / "tests" / "collectors" / "gear")


def test_every_profile_is_listed_with_what_it_is_for(command):
    listed = command("profile", "list").out.splitlines()[1:]
    assert [line.split()[0] for line in listed] == sorted(load_profiles())
    assert [one["name"] for one in json.loads(command("profile", "list", "--json").out)] == sorted(load_profiles())


def test_a_profile_is_shown_with_its_units_and_whole_oids(command):
    lines = [line.split("  ") for line in command("profile", "show", "hms-node").out.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    oid = "1.3.6.1.4.1.5591.1.5.5.1.2"
    assert ["optical_node", "optical_rx_dbm", "dBm", "fnOpticalReceiverPower", oid, "light received"] in cells


def test_a_profile_there_is_not_is_one_sentence(command):
    known = ", ".join(sorted(load_profiles()))
    said = command("profile", "show", "cmts").sentence(2)
    assert said == f"plantwatch: no profile is called 'cmts'; there are {known}"


def test_a_live_device_is_tested_by_the_profile_it_calls_for(installed, gear):
    words = ("profile", "test", gear.address, "--port", str(gear.port), "--community", "switch-one-port-empty")
    said = installed(*words, "--profile", "switch")
    assert (said.status, said.err) == (0, "")
    rows = [line.split() for line in said.out.splitlines()]
    assert ["interface", "in_octets", str(2**40 + 7), "count", "1", "3", "1.3.6.1.2.1.31.1.1.1.6"] in rows
    assert ["storage", "storage_used_percent", "hrStorageUsed", "1.3.6.1.2.1.25.2.3.1.6"] in rows, (
        "what it lacks is told"
    )
    assert "Asked by profile switch." in said.out
    assert said.out.splitlines()[-1].startswith("By itself ")


def test_the_answer_as_json_holds_every_reading(installed, gear):
    words = ("profile", "test", gear.address, "--port", str(gear.port), "--community", "hms-supply-on-mains")
    said = json.loads(installed(*words, "--profile", "hms-supply", "--json").out)
    assert said["profile"] == "hms-supply"
    assert set(said["chosen"]) == {"profile", "why"}
    read = {row["metric"]: row for row in said["read"]}
    assert [one["value"] for one in read["battery_block_v"]["readings"]] == [13.56, 13.55, 13.57]
    assert (read["input_voltage_v"]["unit"], read["input_voltage_v"]["object"]) == ("V", "psInputVoltage")
    assert {row["metric"] for row in said["missing"]} == {
        *("input_presence_code", "output_frequency_hz", "input_current_a", "input_power_w"),
    } - set(read)


def test_poll_takes_the_profile_that_a_device_calls_for(installed, serve_dumps, root, tmp_path):
    dump = (root / "tests" / "collectors" / "gear" / "hms-supply-on-mains.snmprec").read_text(encoding="utf-8")
    called = dump.replace("1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999", "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.5591.1.4")
    assert called != dump
    (tmp_path / "supply.snmprec").write_text(called, encoding="utf-8")
    where = serve_dumps(tmp_path)
    said = installed("poll", where.address, "--port", str(where.port), "--community", "supply")
    assert ["power_supply", where.address, "1", "input_voltage_v", "228.7"] in [
        line.split() for line in said.out.splitlines()
    ]


def test_a_silent_device_is_a_finding(installed):
    said = installed("profile", "test", "127.0.0.9", "--port", "9").sentence(1)
    assert said == "plantwatch: 127.0.0.9: no answer, UDP port 9"
