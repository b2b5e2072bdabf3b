"""run, core and jobs where they cannot start, and a core whose plant file is half wrong."""

import os
import shutil
import signal
import socket
import sqlite3
import time

import pytest

from monitor import service
from monitor.commands import preflight
from monitor.ledger.lock import hold

SWEEPS = 4


@pytest.fixture
def impatient(monkeypatch):
    """Nobody is just ending."""
    monkeypatch.setattr(preflight, "PATIENCE_S", 0.0)
    monkeypatch.setattr(service, "LOCK_PATIENCE_S", 0.0)


@pytest.fixture
def ledger(installed):
    """Ask the ledger past the product: ledger(question) → rows."""

    def ask(question):
        with sqlite3.connect(installed.data / "ledger.sqlite") as connection:
            return connection.execute(question).fetchall()

    return ask


def test_a_busy_web_port_is_named(installed, impatient):
    port = int(installed.config.read_text().split()[3])
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        sentence = installed("run").sentence(2)
    assert sentence == (
        f"plantwatch: web.port: cannot listen on 127.0.0.1 port {port}: Address already in use; "
        "stop the program that uses it, or set another port"
    )


@pytest.mark.parametrize("words", ["run", "core"])
def test_a_data_directory_in_use_is_named_with_its_holder(installed, impatient, words):
    with hold(installed.data):
        sentence = installed(words).sentence(2)
    assert sentence == (
        f"plantwatch: data directory {installed.data} is in use by another Plantwatch (process {os.getpid()}): "
        "stop that one first, or use another directory"
    )


@pytest.mark.parametrize("words", ["run", "core"])
def test_an_unwritable_data_directory_is_named(installed, words):
    installed.add('[data]\ndirectory = "/sys"\n')
    assert installed(words).sentence(2).startswith("plantwatch: data directory /sys cannot be written: ")


@pytest.mark.parametrize("words", ["run", "core", "jobs"])
def test_a_data_directory_that_is_gone_is_not_made_anew(installed, impatient, words):
    shutil.rmtree(installed.data)
    assert "does not exist: make it with `plantwatch init`" in installed(words).sentence(2)
    assert not installed.data.exists()


@pytest.mark.parametrize(("words", "status"), [("run", 1), ("core", 1), ("check", 2)])
def test_a_ledger_of_a_newer_version_is_named_and_left_alone(installed, ledger, words, status):
    ledger("update alembic_version set version_num = '9999'")
    sentence = installed(words).sentence(status)
    assert f"ledger {installed.data / 'ledger.sqlite'} was written by a newer version of Plantwatch" in sentence
    assert ledger("select version_num from alembic_version") == [("9999",)]
    assert ledger("select name from user") == [("admin",)]


def test_a_receiver_whose_secret_is_gone_is_named(installed):
    installed.add('[[receivers]]\nname = "desk"\nurl = "http://127.0.0.1:9"\nsecret_file = "nowhere"\n')
    for words in ("run", "core", "check"):
        sentence = installed(words).sentence(2)
        assert sentence == f"plantwatch: {installed.home / 'nowhere'}: secret cannot be read: No such file or directory"


def test_a_port_that_is_just_given_back_is_waited_for(installed):
    port = int(installed.config.read_text().split()[3])
    began = time.monotonic()
    with installed.process("run") as first:
        installed_is_up(port, first)
        first.terminate()
        with installed.process("run") as second:
            assert first.wait(30) == 0
            installed_is_up(port, second)
            second.terminate()
            assert second.wait(30) == 0
    assert time.monotonic() - began < 60


@pytest.fixture
def terminal():
    """Let what is started know of its terminal's end: whoever runs these tests under nohup has it ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("terminal")
def test_closing_the_terminal_ends_all_in_order(installed):
    port = int(installed.config.read_text().split()[3])
    with installed.process("run") as running:
        installed_is_up(port, running)
        running.send_signal(signal.SIGHUP)
        _, log = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "Traceback" not in log
    with hold(installed.data):
        pass


def installed_is_up(port, process, within_s=90):
    end = time.monotonic() + within_s
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nobody listens: {process.poll()}")


def test_rows_that_cannot_be_asked_are_said_once_and_the_others_are_asked(
    installed, write_files, ledger, real_equipment, wait_until
):
    installed.add(
        "[sweeps]\nstate_interval_s = 0.5\nlevel_interval_s = 1\n[series]\nflush_s = 0.5\n"
        '[credentials.default]\n[credentials.c3]\ncommunity = "arris-c3-cmts"\n'
    )
    address, port = real_equipment
    folder = write_files(
        elements="id,kind\nA,ups\nB,ups\nC,ups\nD,ups\nCMTS1,cmts\n",
        devices="element,address,port,profile,snmp_version,credential\n"
        "A,ups.example.org,,,,\nB,127.0.0.1,,nonsense,,\nC,127.0.0.1,,,3,\nD,127.0.0.1,,,,nobody\n"
        f"CMTS1,{address},{port},,,c3\n",
    )
    assert installed("import", folder, "--datum", "wgs84").status == 1
    swept = "select count(*) from change where kind = 'sweep'"
    with installed.process("core") as core:
        wait_until(lambda: ledger(swept)[0][0] >= SWEEPS * 2, 60, "sweeps go on")
        kept = "select count(*) from column_blob where family = 'last:us_channel'"
        wait_until(lambda: ledger(kept)[0][0], 60, "the CMTS was asked")
        core.terminate()
        _, log = core.communicate(timeout=30)
    assert core.returncode == 0
    assert "Traceback" not in log
    for sentence in (
        "A: ups.example.org: not an IP address",
        "B: no profile is called 'nonsense'",
        "C: 127.0.0.1: SNMP version 3 takes a user, the credential is a community",
        "D: no credential is called 'nobody'",
    ):
        assert log.count(sentence) == 1, sentence
    assert ledger("select count(*) from alarm") == [(0,)]
