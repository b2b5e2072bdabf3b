"""The program: it starts, says so, obeys typed lines, and ends cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from simulator import SimulatorError, running
from simulator.difficulty import easy, hostile
from simulator.options import read_options
from simulator.records import Knobs
from simulator.sizes import SIZES

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(root: Path, tmp_path: Path) -> Start:
    def run(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "simulator", "--out", str(tmp_path), "--snmp-port", "0", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root,
        )  # fmt: skip

    return run


def test_typed_commands_break_and_mend(start: Start) -> None:
    with start("--network", "127.42") as process:
        said, errors = process.communicate(
            "kill a3\nlist\ncut T5\nrepair F1\nrepair all\nlist\nkill A77\nfly\nquit\n", 30
        )
    assert process.returncode == 0
    assert errors == ""
    assert "F1 element_dead A3: " in said
    assert said.count("F1 element_dead A3") == 2
    assert "repaired: F2" in said
    assert "nothing is broken" in said
    assert "no element 'A77'" in said
    assert said.count("kill ELEMENT") == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(start: Start, number: signal.Signals, tmp_path: Path) -> None:
    process = start("--json-ready", "--network", "127.43")
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert ready["ready"]
    assert Path(ready["plant"]) == tmp_path / "plant"
    process.send_signal(number)
    _, errors = process.communicate(timeout=15)
    assert (process.returncode, errors) == (0, "")
    log = (tmp_path / "truth.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in log] == ["started", "ended"]


def test_a_taken_port_is_named(free_port: Callable[[], int]) -> None:
    port = free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", port))
        with pytest.raises(SimulatorError, match=f"UDP port {port} cannot be had"), running(snmp_port=port):
            pass


def test_a_wrong_option_is_named() -> None:
    with pytest.raises(SimulatorError, match="stays on loopback"), running(network="10.0"):
        pass
    with pytest.raises(SimulatorError, match="no range"), running(notice_delay="5-1"):
        pass


def test_a_city_is_hostile_unless_told_otherwise_and_a_tiny_town_is_not() -> None:
    tiny, city = (read_options(["--out", "x", "--size", size]).difficulty for size in ("tiny", "demo"))
    assert tiny == easy()
    assert city == hostile(SIZES["demo"])
    assert city.night_off > 0
    assert city.manners.loss > 0
    calm = read_options(["--out", "x", "--size", "demo", "--hostile", "off"]).difficulty
    assert calm == easy()


def test_each_knob_can_be_turned_alone() -> None:
    words = "--loss 0.5 --round-trip 7-9 --night-off 0.3 --notice-delay 1-2 --cache 9 --records missing_taps=0.4,all=0"
    said = read_options(["--out", "x", "--size", "demo", *words.split()]).difficulty
    wanted = hostile(SIZES["demo"])
    assert said.manners == replace(wanted.manners, loss=0.5, round_trip_ms=(7.0, 9.0), cache_ms=9000)
    assert said.delays == replace(wanted.delays, notice_ms=(1000, 2000))
    assert said.knobs == Knobs(missing_taps=0.4)
    assert said.night_off == 0.3
    assert said.own_way == wanted.own_way


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--loss", "2"], "no share"),
        (["--records", "typos=0.1"], "no knob 'typos'"),
        (["--speed", "1000"], "between 1 and 120"),
        (["--start", "25"], "between 0 and 24"),
        (["--day", "0.2"], "an hour at least"),
    ],
)
def test_a_wrong_knob_is_named(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["--out", "x", *words])
    assert why in capsys.readouterr().err


def test_a_script_that_cannot_be_played_is_named(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"at": 1}')
    with start("--network", "127.47", "--script", str(script)) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "script.jsonl: event 1" in errors


def test_larger_towns_say_what_takes_a_while_and_play_their_script(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "script.toml"
    script.write_text('[[event]]\nat = 0\nbreak = "agent_silent"\nelement = "CMTS1"\n')
    with start("--size", "district", "--network", "127.47", "--script", str(script), "--calls", "calls=0") as process:
        assert process.stdout is not None
        said = ""
        while "silent" not in said:
            assert process.stdin is not None
            process.stdin.write("list\n")
            process.stdin.flush()
            said = process.stdout.readline()
        _, errors = process.communicate("quit\n", 30)
    assert "drawing a district town" in errors
    assert "F1 agent_silent CMTS1" in said


def test_slow_agents_answer_late() -> None:
    with running(network="127.44", answer_ms="120") as simulator, socket.socket(type=socket.SOCK_DGRAM) as sock:
        request = bytes.fromhex(
            "302902010104067075626c6963a01c02047fffffff020100020100300e300c06082b060102010101000500"
        )
        sock.settimeout(0.05)
        sock.sendto(request, ("127.44.0.1", simulator.snmp_port))
        with pytest.raises(TimeoutError):
            sock.recv(2000)
        sock.settimeout(5)
        assert b"CMTS" in sock.recv(2000)


def test_the_process_is_gone_after_the_block() -> None:
    with running(network="127.45") as simulator:
        os.kill(simulator.pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(simulator.pid, 0)
