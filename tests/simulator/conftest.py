from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence

import pytest

from simulator import Simulator, running
from simulator.city import City
from simulator.drawing import draw_city
from simulator.sizes import SIZES

NETWORK = "127.41"


@pytest.fixture(scope="session")
def tiny() -> City:
    return draw_city(5, SIZES["tiny"])


@pytest.fixture(scope="module")
def plant() -> Iterator[Simulator]:
    with running(seed=5, network=NETWORK, notice_delay="0-0.3", return_delay="0.2-0.4") as simulator:
        yield simulator


@pytest.fixture
def whole_plant(plant: Simulator) -> Iterator[Simulator]:
    """The plant with nothing broken before and after."""
    plant.repair("all")
    yield plant
    plant.repair("all")


NetSnmp = Callable[..., str]


@pytest.fixture
def net_snmp(plant: Simulator) -> NetSnmp:
    """Net-SNMP's commands against the plant: net_snmp("snmpget", address, *oids, version="2c")."""

    def run(
        command: str,
        address: str,
        *arguments: str,
        version: str = "2c",
        community: str = "public",
        options: Sequence[str] = (),
    ) -> str:
        line = [command, f"-v{version}", "-c", community, "-t", "1", "-r", "2", "-On", "-Oe", "-OU", "-Ot", *options]
        done = subprocess.run(
            [*line, f"{address}:{plant.snmp_port}", *arguments], capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout + done.stderr

    return run
