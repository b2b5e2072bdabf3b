"""The program: it starts, says so, obeys typed lines, and ends cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import SimulatorError, running

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
