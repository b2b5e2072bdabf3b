"""All agents of a plant behind one socket: which address is whom, and whether it answers at all."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.addresses import Addresses, Network, spoken_by
from simulator.answering import answer
from simulator.ber import MalformedError
from simulator.city import City
from simulator.cmts import CmtsTable
from simulator.context import Context, Views
from simulator.kinds import FACTORIES
from simulator.levels import Levels
from simulator.mib import View
from simulator.plant import Plant
from simulator.snmp import V1, Reader


@dataclass(slots=True)
class Tally:
    """What came in."""

    answered: int = 0
    unheard: int = 0
    """For nobody, or for a dead agent."""
    refused: int = 0
    """Wrong community."""
    malformed: int = 0


@dataclass(slots=True)
class Agent:
    """One that answers: which element it speaks for, and its view once somebody has asked."""

    element: int
    terminal: int
    """Place in `City.terminals`, -1 for gear."""
    views: Views
    subject: int
    view: View | None = None


class Agents:
    """Answers datagrams on behalf of everything in a city that has an agent."""

    def __init__(self, city: City, plant: Plant, network: Network, community: str, largest: int) -> None:
        """Give every agent its address and view."""
        self.network = network
        self.levels = Levels(city, plant)
        self.addresses = Addresses(city, network)
        self.table = CmtsTable(city, plant, network)
        self.tally = Tally()
        self._community = community.encode()
        self._largest = largest
        self._reader = Reader()
        self._city, self._plant = city, plant
        by_element = self._agents()
        self._by_address = {
            address: by_element[element] for address, element in self.addresses.all().items() if element in by_element
        }

    def answer(self, asked: bytes, data: bytes, now_ms: int) -> bytes | None:
        """Return what the agent at the packed address `asked` answers, None for silence."""
        agent = self._by_address.get(asked)
        if agent is None or not self._heard(agent, now_ms):
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
        view = agent.view
        if view is None:
            view = agent.view = agent.views(agent.subject)
        if view.v1_only and request.version != V1:
            self.tally.unheard += 1
            return None
        self.tally.answered += 1
        view.refresh(now_ms)
        return answer(request, view, agent.subject, now_ms, self._largest)

    def _heard(self, agent: Agent, now_ms: int) -> bool:
        if agent.terminal >= 0:
            return self._plant.answers(agent.terminal, now_ms)
        return self._plant.lit(agent.element)

    def _agents(self) -> dict[int, Agent]:
        """Return the agent of every element whose kind somebody makes views for."""
        members: dict[str, list[int]] = {}
        for number, one in enumerate(self._city.elements):
            members.setdefault(spoken_by(one), []).append(number)
        terminal_of = {element: terminal for terminal, element in enumerate(self._city.terminals)}
        found: dict[int, Agent] = {}
        for kind, factory in FACTORIES.items():
            listed = tuple(members.get(kind, ()))
            views = factory(Context(self._city, self._plant, self.levels, self.addresses, listed))
            for subject, element in enumerate(listed):
                found[element] = Agent(element, terminal_of.get(element, -1), views, subject)
        return found
