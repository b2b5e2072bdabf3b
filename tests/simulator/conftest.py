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


@pytest.fixture(scope="session")
def district() -> City:
    """A town with everything in it: hub, CMTS ports, supplies, zones of the mains, EoC heads."""
    return draw_city(3, SIZES["district"])


class HandClock:
    """Simulated UTC milliseconds that a test moves by hand, from noon on."""

    def __init__(self) -> None:
        self.now_ms = 20_833 * 86_400_000 + 43_200_000

    def __call__(self) -> int:
        return self.now_ms

    def pass_s(self, seconds: float) -> int:
        """Let time pass and return what time it is."""
        self.now_ms += round(seconds * 1000)
        return self.now_ms


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


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
