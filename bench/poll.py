"""CPU per GET of twelve objects: the batch engine (C, Python) beside gufo-snmp and pysnmp, same agent, same run."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
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

from bench import agent
from collectors.clock import AnchoredClock
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class
from collectors.snmp.engine import Question, target

ADDRESSES = 64
AT_ONCE = 32
"""Sessions gufo-snmp keeps busy side by side: its cheapest way on one loop."""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the one switch every benchmark has
    """Return microseconds of CPU per answered GET for ours and the peers."""
    rounds, ours, gufo, pysnmp = (15, 4_000, 2_000, 20) if quick else (9, 20_000, 10_000, 60)
    figures: dict[str, list[float]] = {"py": [], "c": [], "gufo": [], "pysnmp": []}
    with agent.agent(ADDRESSES) as port:
        for _ in range(rounds):  # in turns, so a busy neighbour slows all alike
            figures["py"].append(_cpu_us(partial(_ours, BatchEngine), port, ours))
            if engine_class() is not BatchEngine:
                figures["c"].append(_cpu_us(partial(_ours, engine_class()), port, ours))
            figures["gufo"].append(_cpu_us(_gufo, port, gufo))
        figures["pysnmp"].append(_cpu_us(_pysnmp, port, pysnmp))
    best = {f"us_per_get_{name}": round(min(figure), 2) for name, figure in figures.items() if figure}
    return {
        "parameters": {"objects": len(agent.OIDS), "agents": ADDRESSES, "rounds": rounds, "gets_a_round": ours},
        "figures": {**best, "ratio_to_gufo": round(best["us_per_get_py"] / best["us_per_get_gufo"], 3)},
        "peer": {
            "gufo-snmp": {"us_per_get": best["us_per_get_gufo"], "how": f"asyncio, {AT_ONCE} sessions kept"},
            "pysnmp": {"us_per_get": best["us_per_get_pysnmp"], "how": "asyncio, engine and target kept"},
        },
    }


def _cpu_us(poll: Callable[[int, int], Awaitable[float]], port: int, gets: int) -> float:
    return asyncio.run(_within(poll, port, gets)) / gets * 1e6


async def _within(poll: Callable[[int, int], Awaitable[float]], port: int, gets: int) -> float:
    return await poll(port, gets)


def _addresses(gets: int) -> list[str]:
    return [f"127.42.0.{number}" for number in itertools.islice(itertools.cycle(range(1, ADDRESSES + 1)), gets)]


async def _ours(kind: type[BatchEngine], port: int, gets: int) -> float:
    engine = kind(AnchoredClock(), rate_per_s=20_000.0, outstanding_per_device=64)
    targets = [target(address, port) for address in _addresses(gets)]
    began = time.process_time()
    job = engine.get(targets, Question(agent.OIDS))
    await job.wait(60.0)
    spent = time.process_time() - began
    engine.close()
    assert job.answered.all(), "the agent lost requests"
    for row in (0, gets - 1):
        assert tuple(job.values[row]) == agent.values(row % ADDRESSES)
    return spent


async def _gufo(port: int, gets: int) -> float:
    addresses = _addresses(AT_ONCE)
    sessions = [SnmpSession(address, port=port, community="public") for address in addresses]

    async def loop(session: SnmpSession, count: int) -> None:
        for _ in range(count):
            answer = await session.get_many(agent.OIDS)
            assert len(answer) == len(agent.OIDS)

    began = time.process_time()
    await asyncio.gather(*(loop(session, gets // AT_ONCE) for session in sessions))
    return time.process_time() - began


async def _pysnmp(port: int, gets: int) -> float:
    engine = SnmpEngine()
    whom = await UdpTransportTarget.create(("127.42.0.1", port))
    objects = [ObjectType(ObjectIdentity(oid)) for oid in agent.OIDS]
    began = time.process_time()
    for _ in range(gets):
        failure, status, _, answer = await get_cmd(engine, CommunityData("public"), whom, ContextData(), *objects)
        assert not failure
        assert not status
        assert len(answer) == len(agent.OIDS)
    spent = time.process_time() - began
    engine.close_dispatcher()
    return spent
