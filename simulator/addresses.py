"""Which 127.x.y.z address belongs to which agent."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from random import Random

from simulator.city import City, Element

MODEM_AGENT = "docsis-modem"
_FIRST_NODE = 11
"""Before it CMTSs, behind it nodes, then all other gear."""
_SPARE = 0.05
"""Addresses a DHCP server has beyond one for each modem, as a share."""


@dataclass(frozen=True, slots=True)
class Network:
    """The first two octets of the plant's management network, inside 127/8."""

    base: int

    @classmethod
    def parse(cls, text: str) -> Network:
        """Return the network written `127.20`. Raises ValueError for anything outside 127/8."""
        address = IPv4Address(f"{text}.0.0")
        if not address.is_loopback:
            msg = f"network {text}: the simulator stays on loopback, 127.0 to 127.255"
            raise ValueError(msg)
        return cls(int(address))

    def cmts(self) -> str:
        """Return the address of the first CMTS."""
        return str(IPv4Address(self.base + 1))

    def hosts(self, first: int) -> Iterator[int]:
        """Return addresses from `base + first` on whose last octet is neither 0 nor 255."""
        at = self.base + first
        while True:
            if 0 < at & 255 < 255:
                yield at
            at += 1


class Addresses:
    """Who has which address: gear for good, modems until they ask DHCP again.

    CMTSs come first, then from the eleventh address on nodes and all other gear, and from the next
    free third octet on modems. The same city has the same addresses at every start.
    """

    def __init__(self, city: City, network: Network) -> None:
        """Give every element with an agent its address."""
        self.network = network
        spoken = [spoken_by(element) for element in city.elements]
        modems = [number for number, agent in enumerate(spoken) if agent == MODEM_AGENT]
        gear = sorted(
            (number for number, agent in enumerate(spoken) if agent and agent != MODEM_AGENT),
            key=lambda number: (_rank(city.elements[number].kind), number),
        )
        self._of: dict[int, int] = {}
        cmtses = [number for number in gear if city.elements[number].kind == "cmts"]
        hosts = network.hosts(1)
        for number in cmtses:
            self._of[number] = next(hosts)
        hosts = network.hosts(max(_FIRST_NODE, len(cmtses) + 1))
        last = network.base
        for number in gear[len(cmtses) :]:
            last = self._of[number] = next(hosts)
        hosts = network.hosts(((max(last, network.base + len(cmtses)) - network.base >> 8) + 1) << 8)
        for number in modems:
            self._of[number] = next(hosts)
        self._free = deque(next(hosts) for _ in range(round(len(modems) * _SPARE)))
        self._at = {address: element for element, address in self._of.items()}
        self._draw = Random(f"addresses {city.seed}")

    def of(self, element: int) -> str:
        """Return an element's address. Raises KeyError for one without an agent."""
        return str(IPv4Address(self._of[element]))

    def packed(self, element: int) -> bytes:
        """Return four octets in network order, zeroes for an element without an agent."""
        return self._of.get(element, 0).to_bytes(4, "big")

    def at(self, asked: bytes) -> int:
        """Return the element that has an address now, four octets in network order; -1 for nobody's."""
        return self._at.get(int.from_bytes(asked, "big"), -1)

    def renew(self, element: int) -> bool:
        """Give a modem another address; its old one is free for others from now on.

        Tells whether the pool had another to give.
        """
        if not self._free or element not in self._of:
            return False
        old = self._of[element]
        self._free.rotate(self._draw.randrange(len(self._free)))
        new = self._free.popleft()
        self._free.append(old)
        self._of[element] = new
        del self._at[old]
        self._at[new] = element
        return True


def spoken_by(element: Element) -> str:
    """Return what an element's agent speaks, empty where nobody answers."""
    return element.agent


def _rank(kind: str) -> int:
    """Return 0 for CMTSs, 1 for nodes, 2 for all else."""
    return {"cmts": 0, "optical_node": 1}.get(kind, 2)
