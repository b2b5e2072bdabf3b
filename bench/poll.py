"""CPU per GET of twelve objects: the batch engine (C, Python) beside other libraries, same agents, same run."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import itertools
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gufo.snmp.aio import SnmpSession
from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    get_cmd,
)

from bench import crowd
from bench.crowd import OIDS, Crowd
from collectors.clock import AnchoredClock
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class
from collectors.snmp.engine import Question, target

AGENTS = 10_000
AT_ONCE = 32
"""Sessions a peer keeps busy side by side: gufo-snmp's cheapest way on one loop, and a pool of threads for easysnmp."""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return microseconds of CPU per answered GET for ours and the peers."""
    rounds, ours, peers, pysnmp = (7, 10_000, 2_048, 20) if quick else (9, 20_000, 10_240, 60)
    figures: dict[str, list[float]] = {"py": [], "c": [], "gufo": [], "easysnmp": [], "pysnmp": []}
    with crowd.running(Crowd(AGENTS)) as agents:
        port = agents.port
        for _ in range(rounds):  # in turns, so a busy neighbour slows all alike
            figures["py"].append(_cpu_us(partial(_ours, BatchEngine), port, ours))
            if engine_class() is not BatchEngine:
                figures["c"].append(_cpu_us(partial(_ours, engine_class()), port, ours))
            figures["gufo"].append(_cpu_us(_gufo, port, peers))
            if importlib.util.find_spec("easysnmp"):
                figures["easysnmp"].append(_easysnmp(port, peers // 4) / (peers // 4) * 1e6)
        figures["pysnmp"].append(_cpu_us(_pysnmp, port, pysnmp))
    best = {f"us_per_get_{name}": round(min(figure), 2) for name, figure in figures.items() if figure}
    peer: dict[str, Any] = {
        "gufo-snmp": {"us_per_get": best["us_per_get_gufo"], "how": f"asyncio, {AT_ONCE} sessions kept"},
        "pysnmp": {"us_per_get": best["us_per_get_pysnmp"], "how": "asyncio, engine and target kept"},
    }
    if "us_per_get_easysnmp" in best:
        peer["easysnmp"] = {
            "us_per_get": best["us_per_get_easysnmp"],
            "how": f"{AT_ONCE} threads, each with a session kept",
        }
    return {
        "parameters": {"objects": len(OIDS), "agents": AGENTS, "rounds": rounds, "gets_a_round": ours},
        "figures": {**best, **_ratios(best)},
        "peer": peer,
    }


def _ratios(best: dict[str, float]) -> dict[str, float]:
    """Return ours over a peer's, `ratio_to_gufo` being that of the engine in Python."""
    ratios = {"ratio_to_gufo": round(best["us_per_get_py"] / best["us_per_get_gufo"], 3)}
    for peer in ("gufo", "easysnmp"):
        if "us_per_get_c" in best and f"us_per_get_{peer}" in best:
            ratios[f"ratio_c_to_{peer}"] = round(best["us_per_get_c"] / best[f"us_per_get_{peer}"], 3)
    return ratios


def _cpu_us(poll: Callable[[int, int], Awaitable[float]], port: int, gets: int) -> float:
    return asyncio.run(_within(poll, port, gets)) / gets * 1e6


async def _within(poll: Callable[[int, int], Awaitable[float]], port: int, gets: int) -> float:
    return await poll(port, gets)


def _addresses(gets: int) -> list[str]:
    return list(itertools.islice(itertools.cycle(map(Crowd.address, range(AGENTS))), gets))


async def _ours(kind: type[BatchEngine], port: int, gets: int) -> float:
    engine = kind(AnchoredClock(), rate_per_s=20_000.0, outstanding_per_device=4)
    targets = [target(address, port) for address in _addresses(gets)]
    began = time.process_time()
    job = engine.get(targets, Question(OIDS))
    await job.wait(60.0)
    spent = time.process_time() - began
    engine.close()
    assert job.answered.all(), "the agents lost requests"
    for row in (0, gets - 1):
        assert tuple(job.values[row]) == tuple(crowd.value(row % AGENTS, at) for at in range(len(OIDS)))
    return spent


async def _gufo(port: int, gets: int) -> float:
    sessions = [SnmpSession(address, port=port, community="public") for address in _addresses(AT_ONCE)]

    async def loop(session: SnmpSession, count: int) -> None:
        for _ in range(count):
            answer = await session.get_many(OIDS)
            assert len(answer) == len(OIDS)

    began = time.process_time()
    await asyncio.gather(*(loop(session, gets // AT_ONCE) for session in sessions))
    return time.process_time() - began


def _easysnmp(port: int, gets: int) -> float:
    """Return the processor time of so many GETs, from a pool of threads that keep their blocking sessions."""
    easysnmp = importlib.import_module("easysnmp")
    sessions = [
        easysnmp.Session(
            hostname=address, remote_port=port, version=2, community="public", use_numeric=True, timeout=5, retries=2
        )
        for address in _addresses(AT_ONCE)
    ]
    names = [f".{oid}" for oid in OIDS]

    def loop(session: Any) -> None:  # noqa: ANN401 - the library has no types
        for _ in range(gets // AT_ONCE):
            assert len(session.get(names)) == len(OIDS)

    began = time.process_time()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(loop, sessions))
    return time.process_time() - began


async def _pysnmp(port: int, gets: int) -> float:
    engine = SnmpEngine()
    whom = await UdpTransportTarget.create((Crowd.address(0), port))
    objects = [ObjectType(ObjectIdentity(oid)) for oid in OIDS]
    began = time.process_time()
    for _ in range(gets):
        failure, status, _, answer = await get_cmd(engine, CommunityData("public"), whom, ContextData(), *objects)
        assert not failure
        assert not status
        assert len(answer) == len(OIDS)
    spent = time.process_time() - began
    engine.close_dispatcher()
    return spent
