"""CPU per varbind of a walk: the batch engine (C, Python) beside gufo-snmp's blocking client, same agents, same run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from gufo.snmp.sync import SnmpSession

from bench import table_agent
from bench.table_agent import COLUMNS, ROOT
from collectors.clock import AnchoredClock
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class
from collectors.snmp.engine import TableQuestion, target

REPETITIONS = 25
AGENTS = 16
"""Walked at once, or one after the other where the peer can but that."""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return microseconds of CPU per varbind walked for ours and the peer."""
    rounds, rows = (9, 500) if quick else (5, 2_500)
    figures: dict[str, list[float]] = {"py": [], "c": [], "gufo": []}
    with table_agent.agents(AGENTS, rows) as port:
        _gufo(port, rows)  # the agents make their answers
        for _ in range(rounds):  # in turns, so a busy neighbour slows all alike
            figures["py"].append(_cpu_us(partial(_ours, BatchEngine), port, rows))
            if engine_class() is not BatchEngine:
                figures["c"].append(_cpu_us(partial(_ours, engine_class()), port, rows))
            figures["gufo"].append(_cpu_us(_gufo, port, rows))
    best = {f"us_per_varbind_{name}": round(min(figure), 3) for name, figure in figures.items() if figure}
    ours = best.get("us_per_varbind_c", best["us_per_varbind_py"])
    return {
        "parameters": {
            "varbinds": AGENTS * rows * COLUMNS,
            "agents": AGENTS,
            "columns": COLUMNS,
            "repetitions": REPETITIONS,
            "rounds": rounds,
        },
        "figures": {**best, "ratio_to_gufo": round(ours / best["us_per_varbind_gufo"], 3)},
        "peer": {
            "gufo-snmp": {
                "us_per_varbind": best["us_per_varbind_gufo"],
                "how": f"blocking client, GETBULK of {REPETITIONS}, one agent and one column after the other",
            }
        },
    }


def _cpu_us(walk: Callable[[int, int], float], port: int, rows: int) -> float:
    return walk(port, rows) / (AGENTS * rows * COLUMNS) * 1e6


def _ours(kind: type[BatchEngine], port: int, rows: int) -> float:
    return asyncio.run(_walk(kind, port, rows))


def _hosts() -> list[str]:
    return [f"127.42.1.{number + 1}" for number in range(AGENTS)]


async def _walk(kind: type[BatchEngine], port: int, rows: int) -> float:
    engine = kind(AnchoredClock(), rate_per_s=20_000.0, max_repetitions=REPETITIONS)
    columns = tuple(f"{ROOT}.{column}" for column in range(1, COLUMNS + 1))
    began = time.process_time()
    job = engine.walk([target(host, port) for host in _hosts()], TableQuestion(columns))
    await job.wait(60.0)
    table = job.rows()
    spent = time.process_time() - began
    engine.close()
    assert job.complete.all(), "the agents lost requests"
    assert np.array_equal(table.index, np.tile(np.arange(1, rows + 1, dtype=np.uint64), AGENTS))
    for row in (1, rows):
        assert table.values[row - 1].tolist() == [table_agent.value(column, row) for column in range(1, COLUMNS + 1)]
    return spent


def _gufo(port: int, rows: int) -> float:
    spent = 0.0
    for host in _hosts():
        with SnmpSession(host, port=port, community="public", max_repetitions=REPETITIONS, timeout=10.0) as session:
            began = time.process_time()
            for column in range(1, COLUMNS + 1):
                assert sum(1 for _ in session.getbulk(f"{ROOT}.{column}")) == rows
            spent += time.process_time() - began
    return spent
