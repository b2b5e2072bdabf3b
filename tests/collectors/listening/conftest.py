"""A sink that remembers, and receivers on free loopback ports."""

import pytest

from collectors.clock import AnchoredClock
from collectors.listening.address import Address
from collectors.listening.catalogue import load_catalogue
from collectors.listening.gate import Gate
from collectors.listening.traps_udp import TrapReceiver


class Heard(list):
    """Remembers the notices it hears."""

    def hear(self, notice):
        self.append(notice)


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
async def trap_receiver(heard, catalogue):
    """A receiver on a port of 127.0.0.1, which it tells as `.at`; the device there has slot 5."""
    made = TrapReceiver(catalogue, heard, AnchoredClock(), Gate(1000.0, 1000.0), {"127.0.0.1": 5}.get)
    host, port = await made.open(Address("127.0.0.1", 0))
    made.at = f"{host}:{port}"
    yield made
    made.close()
