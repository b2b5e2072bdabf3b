"""All agents of a plant behind one socket: which address is whom, and whether it answers at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.addresses import Network, packed
from simulator.answering import answer
from simulator.ber import MalformedError
from simulator.city import City
from simulator.cmts import CmtsTable, cmts_view
from simulator.levels import Levels
from simulator.mib import View
from simulator.modem import modem_view
from simulator.node import node_view
from simulator.plant import Plant
from simulator.snmp import Reader


@dataclass(frozen=True, slots=True)
class Agent:
    """One address: a view, who of those that share it, and whether it can be heard."""

    view: View
    subject: int
    answers: Callable[[int], bool]
    """now_ms → whether it is powered and connected."""


@dataclass(slots=True)
class Tally:
    """What came in."""

    answered: int = 0
    unheard: int = 0
    """For nobody, or for a dead agent."""
    refused: int = 0
    """Wrong community."""
    malformed: int = 0


class Agents:
    """Answers datagrams on behalf of CMTS, nodes and modems."""

    def __init__(self, city: City, plant: Plant, network: Network, community: str, largest: int) -> None:
        """Give every agent its address and view."""
        levels = Levels(city, plant)
        self.network = network
        self.table = CmtsTable(city, plant, network)
        self.tally = Tally()
        self._community = community.encode()
        self._largest = largest
        self._reader = Reader()
        self._plant = plant
        self._by_address: dict[bytes, Agent] = {}
        self._add(network.cmts(), Agent(cmts_view(city, self.table, levels), 0, self._lit(city.cmtses[0])))
        for index, node in enumerate(city.nodes):
            view = node_view(city, plant, levels, index)
            self._add(network.node(index), Agent(view, 0, self._lit(node)))
        shared = modem_view(city, plant, levels)
        for modem in range(len(city.terminals)):
            self._add(network.modem(modem), self._modem(shared, modem))

    def answer(self, asked: bytes, data: bytes, now_ms: int) -> bytes | None:
        """Return what the agent at the packed address `asked` answers, None for silence."""
        agent = self._by_address.get(asked)
        if agent is None or not agent.answers(now_ms):
            self.tally.unheard += 1
            return None
        try:
            request = self._reader.read(data)
        except MalformedError:
            self.tally.malformed += 1
            return None
        if request.community != self._community:
            self.tally.refused += 1
            return None
        self.tally.answered += 1
        return answer(request, agent.view, agent.subject, now_ms, self._largest)

    def _modem(self, shared: View, modem: int) -> Agent:
        return Agent(shared, modem, lambda now_ms: self._plant.answers(modem, now_ms))

    def _lit(self, element: int) -> Callable[[int], bool]:
        return lambda _now_ms: self._plant.lit(element)

    def _add(self, address: str, agent: Agent) -> None:
        self._by_address[packed(address)] = agent
