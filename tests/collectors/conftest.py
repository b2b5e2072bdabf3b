"""Agents on loopback addresses, the engine that asks them, and the simulator that serves dumps."""

import asyncio
import itertools
import sys
from pathlib import Path

import pytest

from collectors.clock import AnchoredClock
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class

sys.path.insert(0, str(Path(__file__).parent))

from snmp_agents import Agent

_hosts = itertools.count(2)


@pytest.fixture
async def agent():
    """Start agents, each on a loopback address of its own unless told otherwise."""
    started = []

    async def start(objects=None, *, address=None, port=0, **how) -> Agent:
        number = next(_hosts)
        host = address or f"127.77.{number >> 8}.{number & 255}"
        _, made = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Agent(objects or {}, **how), local_addr=(host, port)
        )
        made.address, made.port = made.transport.get_extra_info("sockname")[:2]
        started.append(made)
        return made

    yield start
    for made in started:
        made.transport.close()


@pytest.fixture(params=["python", "c"])
def engine_kind(request):
    """Both engines, where the C core was built."""
    if request.param == "python":
        return BatchEngine
    if engine_class() is BatchEngine:
        pytest.skip("the C core was not built")
    return engine_class()


@pytest.fixture
async def engine(engine_kind):
    """An engine with short time-outs."""
    made = engine_kind(AnchoredClock(), timeout_ms=300, retries=1, rate_per_s=20_000.0)
    yield made
    made.close()
