"""Fifth: a fifth of a city's agents falls silent at once and comes back; who else is read late, what is said of it."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bench.felling import SHARE, Phase, Stamps, beyond_truth, doomed, lateness
from collectors.clock import AnchoredClock
from collectors.snmp import choice
from collectors.snmp.batch import BatchEngine
from monitor.commands import watching as commands
from monitor.incidents.model import Entry
from monitor.incidents.read import list_incidents, timeline
from monitor.ledger.ledger import Ledger
from simulator.drawing import draw_city
from simulator.process import Simulator, running
from simulator.sizes import SIZES

NETWORK = "127.46"
SIZE, QUICK_SIZE = "demo", "tiny"
STATE_S, QUICK_STATE_S = 10.0, 1.5
STATES_PER_LEVEL = 4
PHASES, QUICK_PHASES = (2, 3, 2), (1, 1, 1)
"""Intervals between level sweeps before the silence, in it, and after it."""
TIMEOUT_MS, QUICK_TIMEOUT_MS = 2000, 300
RETRIES = 2
AHEAD = 0.9
"""The first sweep over the terminals is not spread, and the next is due an interval later: we begin a little before."""
STARTED_WITHIN_S = 180.0
ENDED_WITHIN_S = 60.0
VERSIONS = (Entry.OPENED, Entry.UPDATED)
MOST_INCIDENTS = 100_000
ENGINES = {"py": BatchEngine, "c": choice.engine_class()}
CONFIG = """
[data]
directory = "{folder}/data"
[sweeps]
state_interval_s = {state_s}
level_interval_s = {level_s}
[snmp]
timeout_ms = {timeout_ms}
retries = {retries}
terminal_port = {port}
[locate]
notice_delay_s = {state_s}
"""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return for each engine how late the healthy were read, and which incidents were opened without a fault."""
    state_s, phases = (QUICK_STATE_S, QUICK_PHASES) if quick else (STATE_S, PHASES)
    size, timeout_ms = (QUICK_SIZE, QUICK_TIMEOUT_MS) if quick else (SIZE, TIMEOUT_MS)
    seed = secrets.randbelow(1_000_000)
    kinds = ["c"] if quick else [name for name, kind in ENGINES.items() if name == "py" or kind is not BatchEngine]
    figures: dict[str, Any] = {}
    for name in kinds:
        with running(size=size, seed=seed, network=NETWORK, hostile="off", round_trip="5-200", stamps="on") as city:
            found = _fell(name, city, size, seed, state_s, phases, timeout_ms)
        figures |= {f"{key}_{name}": value for key, value in found.items()}
    return {
        "parameters": {
            "size": size,
            "seed": seed,
            "silent": SHARE,
            "state_interval_s": state_s,
            "level_interval_s": state_s * STATES_PER_LEVEL,
            "intervals": list(phases),
            "timeout_ms": timeout_ms,
            "retries": RETRIES,
        },
        "figures": figures,
    }


def _fell(
    engine: str, town: Simulator, size: str, seed: int, state_s: float, phases: tuple[int, ...], timeout_ms: int
) -> dict[str, Any]:
    city = draw_city(seed, SIZES[size])
    silent = doomed(city, seed)
    healthy = [one for one in city.elements if one.agent and one.id not in silent]
    terminals = {one.id for one in healthy if one.kind == "cable_modem"}
    gear = {one.id for one in healthy} - terminals
    level_s = state_s * STATES_PER_LEVEL
    before, during, after = phases
    with tempfile.TemporaryDirectory(prefix="bench-fifth-") as name:
        folder = Path(name)
        config = folder / "plantwatch.toml"
        wanted = {"timeout_ms": timeout_ms, "retries": RETRIES, "port": town.snmp_port}
        config.write_text(CONFIG.format(folder=folder, state_s=state_s, level_s=level_s, **wanted), encoding="utf-8")
        _import(config, town.plant)
        with _core(engine, config) as process:
            began_s = _first_levels(town, terminals, process, folder) + AHEAD * level_s
            _sleep_until(began_s + before * level_s)
            told_before, _ = _incidents(folder)
            town.break_all("agent_silent", sorted(silent))
            _sleep_until(began_s + (before + during) * level_s)
            told_in_it, _ = _incidents(folder)
            town.repair()
            _sleep_until(began_s + (before + during + after) * level_s)
            process.send_signal(signal.SIGTERM)
            process.wait(ENDED_WITHIN_S)
            stamps = Stamps.of(town.asked())
        told, still_open = _incidents(folder)
    names = ("before", "silent", "after")
    levels = [Phase(name, sum(phases[:at]), sum(phases[: at + 1])) for at, name in enumerate(names)]
    states = [Phase(phase.name, phase.first * STATES_PER_LEVEL, phase.last * STATES_PER_LEVEL) for phase in levels]
    beyond = beyond_truth(told, silent)
    return {
        "agents": len(healthy) + len(silent),
        "silent": len(silent),
        **lateness(stamps, terminals, began_s, level_s, levels, "terminals"),
        **lateness(stamps, gear, began_s, state_s, states, "devices"),
        "incidents_before": len(told_before),
        "incidents_silent": len(told_in_it) - len(told_before),
        "incidents_after": len(told) - len(told_in_it),
        "incidents_beyond_truth": len(beyond),
        "beyond_truth": beyond,
        "open_at_the_end": still_open,
    }


def _import(config: Path, plant: Path) -> None:
    (config.parent / "data").mkdir()
    words = ["import", str(plant), "--datum", "wgs84", "--config", str(config)]
    subprocess.run([sys.executable, "-m", "monitor", *words], check=True, capture_output=True)


@contextmanager
def _core(engine: str, config: Path) -> Iterator[subprocess.Popen[bytes]]:
    command, root = [sys.executable, "-m", "bench.fifth", engine, str(config)], Path(__file__).parent.parent
    log_file = config.parent / "log"
    with log_file.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=root) as process:
        try:
            yield process
        finally:
            process.kill()


def _first_levels(town: Simulator, terminals: set[str], process: subprocess.Popen[bytes], folder: Path) -> float:
    """Wait until all healthy terminals were asked once; return when that began, in seconds of the monotonic clock."""
    end_s = time.monotonic() + STARTED_WITHIN_S
    while True:
        stamps = Stamps.of(town.asked())
        if terminals <= set(stamps.element.tolist()):
            return stamps.first_s(terminals)
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")[-2000:]
        assert time.monotonic() < end_s, f"{len(terminals - set(stamps.element.tolist()))} terminals were never asked"
        time.sleep(1.0)


def _sleep_until(at_s: float) -> None:
    time.sleep(max(at_s - time.monotonic(), 0.0))


def _incidents(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Return what each incident so far has said, version by version, and how many are open."""
    ledger = Ledger.open(f"sqlite:///{folder / 'data' / 'ledger.sqlite'}", AnchoredClock())
    with ledger.read() as connection:
        views = list_incidents(connection, limit=MOST_INCIDENTS)
        told = {
            one.id: [entry.detail for entry in timeline(connection, one.number) if entry.kind in VERSIONS]
            for one in views
        }
    ledger.close()
    return told, sum(one.standing for one in views)


def main(engine: str, config: Path) -> None:
    """Run `plantwatch core` with one of the engines."""
    with mock.patch.object(choice, "engine_class", return_value=ENGINES[engine]):
        commands.core(config)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
