"""An agent's lookup over HTTP, authenticated and audited, while a hub of 100 000 terminals falls silent."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from bench.lookup_arrivals import Outcome, Request, play
from bench.lookup_ledger import Town, build
from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from monitor.ledger import people
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role

RATE, PEER_RATE = 50.0, 10.0
PAGE_RATE = 2.0
"""Lookup pages for people, besides: the same answer with the whole page around it."""
CARRIED_WITHIN_S = 30.0
"""Longest until the last lookup is in the ledger's own trail."""
FULL, QUICK = Town(1_000_000, 100_000, 1000), Town(100_000, 20_000, 100)
CONFIG = """
[data]
directory = "{folder}"
[web]
port = 0
[sweeps]
state_interval_s = {state_s}
level_interval_s = 60
[series]
flush_s = {flush_s}
"""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Return milliseconds from when a lookup was due to its last byte, and the same of a request that reads nothing."""
    town, state_s, notice_s, seconds, warm_s = (QUICK, 5, 12.0, 20, 3) if quick else (FULL, 30, 60.0, 100, 15)
    with tempfile.TemporaryDirectory(prefix="bench-lookup-") as folder:
        config = Path(folder) / "plantwatch.toml"
        config.write_text(CONFIG.format(folder=folder, state_s=state_s, flush_s=10 if quick else 30), encoding="utf-8")
        path = Path(folder) / "ledger.sqlite"
        ledger = Ledger.open(f"sqlite:///{path}", AnchoredClock())
        build(ledger, path, town)
        token = people.make_token(ledger, "bench", "exchange", Role.AGENT)
        with _core(config, town, notice_s) as core, web(config) as (pages, port):
            headers = f"Authorization: Bearer {token}\r\n"
            warm_up = _requests(town, warm_s, np.random.default_rng(8))
            asyncio.run(play("127.0.0.1", port, headers, warm_up))
            _read_through(path)
            before_s = np.array([_cpu_s(core), _cpu_s(pages)])
            _fail(core)
            outcomes = asyncio.run(play("127.0.0.1", port, headers, _requests(town, seconds, np.random.default_rng(9))))
            busy = (np.array([_cpu_s(core), _cpu_s(pages)]) - before_s) / seconds * 100
            after = _after(ledger, sum(item.what == "lookup" for item in outcomes))
        ledger.close()
    lookups = _figures(outcomes, "lookup")
    health = _figures(outcomes, "health")
    assert after["audited"] >= lookups["requests"], "a lookup went without its row in the trail"
    return {
        "parameters": {
            "accounts": town.homes,
            "incidents_open": town.incidents,
            "outage_terminals": town.outage,
            "rate_per_s": RATE,
            "seconds": seconds,
            "warm_up_s": warm_s,
            "ledger": "read through once before, so that its pages are in memory as far as it holds them",
            "arrivals": "fixed times; latency from when a request was due",
            "callers": "half in the outage, a quarter in standing incidents, a quarter anywhere",
            "polling": f"states of all terminals every {state_s} s, levels of up to 100 000 every 60 s",
            "terminals_noticed_dark_within_s": notice_s,
        },
        "figures": {
            **{f"lookup_{name}": value for name, value in lookups.items() if name.endswith("ms")},
            "requests": lookups["requests"],
            "errors": lookups["errors"],
            **{f"page_{name}": value for name, value in _figures(outcomes, "page").items()},
            "core_cpu_percent": round(float(busy[0])),
            "web_cpu_percent": round(float(busy[1])),
            "incidents_open_after": after["open"],
            "terminals_dark_after": after["dark"],
            "ratio_to_peer_p99": round(lookups["p99_ms"] / health["p99_ms"], 2),
        },
        "peer": {"what": f"/healthz of the same process, {PEER_RATE:g} a second in between", **health},
    }


def _requests(town: Town, seconds: float, rng: np.random.Generator) -> list[Request]:
    """Return lookups every 20 ms, and now and then a health check and a page."""
    dark = [home for _, behind in town.dark_at_first() for home in behind]
    found = []
    for i in range(int(seconds * RATE)):
        pick = rng.random()
        if pick < 0.5:
            home = int(rng.integers(town.outage))
        else:
            home = int(rng.choice(dark)) if pick < 0.75 else int(rng.integers(town.homes))
        found.append(_lookup(i / RATE, town, home))
    found += [_health((i + 0.5) / PEER_RATE) for i in range(int(seconds * PEER_RATE))]
    for i in range(int(seconds * PAGE_RATE)):
        home = int(rng.integers(town.outage))
        found.append(_page((i + 0.25 / RATE) / PAGE_RATE, town, home))
    return sorted(found, key=lambda request: request.due_s)


def _lookup(due_s: float, town: Town, home: int) -> Request:
    def is_right(status: int, body: bytes) -> bool:
        return status == 200 and [item["account"] for item in json.loads(body)["accounts"]] == [town.account(home)]

    return Request(due_s, f"/api/v1/lookup?phone={town.phone(home)}", is_right, "lookup")


def _health(due_s: float) -> Request:
    return Request(due_s, "/healthz", lambda status, _: status == 200, "health")


def _page(due_s: float, town: Town, home: int) -> Request:
    def is_right(status: int, body: bytes) -> bool:
        return status == 200 and town.account(home).encode() in body

    return Request(due_s, f"/lookup?phone={town.phone(home)}", is_right, "page")


def _figures(outcomes: list[Outcome], what: str) -> dict[str, Any]:
    spent = np.array([item.latency_ms for item in outcomes if item.what == what])
    return {
        "p50_ms": round(float(np.percentile(spent, 50)), 2),
        "p99_ms": round(float(np.percentile(spent, 99)), 2),
        "max_ms": round(float(spent.max()), 2),
        "requests": len(spent),
        "errors": sum(not item.right for item in outcomes if item.what == what),
    }


def _after(ledger: Ledger, lookups: int) -> dict[str, int]:
    """Return what the ledger holds once the trail has come over to it."""
    count, end_s = select(func.count()), time.monotonic() + CARRIED_WITHIN_S
    while True:
        with ledger.read() as connection:
            found = {
                "open": connection.execute(count.where(t.incident.c.resolved_ms.is_(None))).scalar_one(),
                "dark": connection.execute(count.where(t.terminal_state.c.state == TerminalState.DARK)).scalar_one(),
                "audited": connection.execute(count.where(t.audit.c.action == "lookup")).scalar_one(),
            }
        if found["audited"] >= lookups or time.monotonic() > end_s:
            return found
        time.sleep(0.1)


def _read_through(path: Path) -> None:
    """Have the system hold the ledger's pages: some kernels drop what nobody read for minutes, with memory to spare."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _cpu_s(process: subprocess.Popen[str]) -> float:
    """Return the CPU seconds a process has spent: unlike latencies they do not depend on who else is busy."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fail(core: subprocess.Popen[str]) -> None:
    assert core.stdin is not None
    core.stdin.write("fail\n")
    core.stdin.flush()


@contextmanager
def _core(config: Path, town: Town, notice_s: float) -> Iterator[subprocess.Popen[str]]:
    """Run core beside us, yielded once it has swept everybody; a line of input cuts the hub off."""
    numbers = map(str, (town.homes, town.outage, town.incidents, notice_s))
    command = [sys.executable, "-m", "bench.lookup_core", str(config), *numbers]
    with _process(command, "ready", stdin=subprocess.PIPE) as (process, _):
        yield process


@contextmanager
def web(config: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the web process beside us; yields it and its port."""
    with _process([sys.executable, "-m", "webui", "--config", str(config)], "listening on ") as (process, line):
        yield process, int(line.rpartition(":")[2])


@contextmanager
def _process(command: list[str], says: str, **streams: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:  # noqa: ANN401 - what Popen takes
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, **streams) as process:
        assert process.stdout is not None
        try:
            line = next((line for line in process.stdout if line.startswith(says)), "")
            assert line, f"{command[2]} ended before it was ready"
            drain = threading.Thread(target=process.stdout.read, daemon=True)
            drain.start()
            yield process, line
        finally:
            process.kill()
