"""poll and walk: one device asked once, and what people type instead."""

import json

import pytest

from collectors.profiles.loading import load_profiles

NEITHER = "is neither an element of the plant with a device of its own nor an IP address"
NO_USER = "SNMP version 3 takes a user, the credential is a community"
PROFILES = ", ".join(sorted(load_profiles()))


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["poll", "127.0.0.9", "--port", "9"], 1, "127.0.0.9: no answer, UDP port 9"),
        (["poll", "cmts.example.org"], 2, f"cmts.example.org {NEITHER}"),
        (["poll", "127.0.0.9", "--profile", "cmts"], 2, f"no profile is called 'cmts'; there are {PROFILES}"),
        (["poll", "127.0.0.9", "--snmp-version", "3"], 2, f"127.0.0.9: {NO_USER}"),
        (["poll", "127.0.0.9", "--snmp-version", "4"], 2, "127.0.0.9: SNMP version '4' is not served, only 1, 2c, 3"),
        (["walk", "127.0.0.9", "--port", "9"], 1, "127.0.0.9:9: no answer to what follows 1.3.6.1.2.1.1"),
        (["walk", "127.0.0.9", "1.3.x"], 2, "'1.3.x' is no object identifier"),
        (["walk", "127.0.0.9", "sysDescr"], 2, "'sysDescr' is no object identifier"),
        (["walk", "N99"], 2, f"N99 {NEITHER}"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_one_sentence(installed, words, status, sentence):
    assert installed(*words).sentence(status) == f"plantwatch: {sentence}"


@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1"])
def test_a_port_that_is_none_is_refused_before_anything_is_sent(installed, port):
    assert "Invalid value for '--port'" in installed("poll", "127.0.0.9", "--port", port).sentence(2)


def test_a_silent_device_is_an_answer_in_json_too(installed):
    said = installed("poll", "127.0.0.9", "--port", "9", "--json")
    assert said.status == 1
    assert json.loads(said.out) == {"device": "127.0.0.9", "answered": False, "readings": []}


def test_a_device_of_the_plant_is_asked_as_its_row_says(installed, write_files, real_equipment):
    installed.add('[credentials.default]\n[credentials.c3]\ncommunity = "arris-c3-cmts"\n')
    address, port = real_equipment
    folder = write_files(
        elements="id,kind\nCMTS1,cmts\n",
        devices=f"element,address,port,credential\nCMTS1,{address},{port},c3\n",
    )
    assert installed("import", folder, "--datum", "wgs84").status == 0
    said = installed("poll", "CMTS1")
    assert (said.status, said.err) == (0, "")
    rows = [line.split() for line in said.out.splitlines()]
    assert ["us_channel", "CMTS1", "11", "us_snr_db", "26.9"] in rows
    walked = installed("walk", "CMTS1").out.splitlines()
    assert "1.3.6.1.2.1.1.2.0 = OBJECT IDENTIFIER: 1.3.6.1.4.1.4115.1.4.3" in walked
    assert walked[0].startswith("1.3.6.1.2.1.1.1.0 = OCTET STRING: Cadant C3 CMTS <<HW_REV: 04;")


def test_a_device_whose_credential_is_gone_is_named(installed, write_files):
    folder = write_files(
        elements="id,kind\nN1,optical_node\n", devices="element,address,credential\nN1,127.0.0.9,gone\n"
    )
    installed("import", folder, "--datum", "wgs84")
    assert "N1: no credential is called 'gone' in the configuration or the ledger" in installed("poll", "N1").sentence(
        2
    )
