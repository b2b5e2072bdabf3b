"""Plant: how many modems the simulated city answers for from one core, over loopback."""

from __future__ import annotations

import csv
import os
import socket
import time
from pathlib import Path
from typing import Any

from collectors.snmp import ber, message
from simulator.process import running

OBJECTS = (
    *(f"1.3.6.1.2.1.10.127.1.1.1.1.6.{channel}" for channel in (3, 48, 49, 50)),
    *(f"1.3.6.1.2.1.10.127.1.1.4.1.5.{channel}" for channel in (3, 48, 49, 50)),
    "1.3.6.1.2.1.1.3.0",
    "1.3.6.1.2.1.2.2.1.6.2",
    "1.3.6.1.2.1.10.127.1.1.4.1.8.3",
    "1.3.6.1.2.1.10.127.1.1.1.1.2.3",
)
"""Twelve objects of a modem: power and quality of its downstream channels, uptime, MAC, codewords, frequency."""
IN_FLIGHT = 400
"""Requests without an answer yet."""
SECONDS, QUICK_SECONDS = 20.0, 5.0
NETWORK = "127.121"


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - every benchmark has this form
    """Return answers a second, and answers per second of the simulator's CPU."""
    seconds = QUICK_SECONDS if quick else SECONDS
    with running(size="demo", seed=7, network=NETWORK, hostile="off") as city:
        modems = _modems(city.plant)
        cpu_s = _cpu_s(city.pid)
        answers, took_s = _ask(city.snmp_port, seconds)
        cpu_s = _cpu_s(city.pid) - cpu_s
    return {
        "parameters": {"objects": len(OBJECTS), "modems": modems, "in_flight": IN_FLIGHT},
        "figures": {
            "answers_per_s": round(answers / took_s),
            "answers_per_cpu_s": round(answers / cpu_s),
            "us_per_answer": round(cpu_s / answers * 1e6, 1),
        },
    }


def _ask(port: int, seconds: float) -> tuple[int, float]:
    """Ask modems in turn, `IN_FLIGHT` at a time; return how many answered, in how many seconds."""
    places = [(f"{NETWORK}.{block}.{host}", port) for block in range(1, 21) for host in range(1, 255)]
    bindings = message.bind(ber.encode_oid(oid) for oid in OBJECTS)
    before, after = message.template(message.V2C, b"public", message.GET, bindings)
    request = before + message.FIRST_ID.to_bytes(4, "big") + after
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    sock.settimeout(0.2)
    sent = answers = 0
    began = time.perf_counter()
    with sock:
        while time.perf_counter() < began + seconds:
            for _ in range(IN_FLIGHT):
                sock.sendto(request, places[sent % len(places)])
                sent += 1
            answers += _drain(sock, IN_FLIGHT)
    return answers, time.perf_counter() - began


def _drain(sock: socket.socket, wanted: int) -> int:
    """Take what is answered, until nothing more comes."""
    for count in range(wanted):
        try:
            sock.recv(65535)
        except TimeoutError:
            return count
    return wanted


def _modems(plant: Path) -> int:
    with (plant / "elements.csv").open(encoding="utf-8", newline="") as file:
        return sum(row["kind"] == "cable_modem" for row in csv.DictReader(file))


def _cpu_s(pid: int) -> float:
    """Return the processor time a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
