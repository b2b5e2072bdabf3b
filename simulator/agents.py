"""All agents of a plant behind one socket: which address is whom, and whether it answers at all."""

from __future__ import annotations

import time
from dataclasses import dataclass

from simulator.addresses import Addresses, Network, spoken_by
from simulator.answering import answer
from simulator.ber import MalformedError
from simulator.city import City
from simulator.cmts_table import CmtsTable
from simulator.context import Context, Views
from simulator.kinds import FACTORIES
from simulator.levels import Levels
from simulator.manners import CALM, Manners
from simulator.mib import View
from simulator.plant import Plant
from simulator.snmp import V1, Reader
from simulator.stamps import Stamps
from simulator.wire import Allowance

_LIMITED = frozenset({"docsis-cmts", "olt", "eoc-head"})
"""Kinds with tables of many terminals, which protect themselves."""


@dataclass(slots=True)
class Tally:
    """What came in."""

    answered: int = 0
    unheard: int = 0
    """For nobody, or for a dead agent."""
    refused: int = 0
    """Wrong community."""
    malformed: int = 0
    dropped: int = 0
    """More than the agent takes a second."""


@dataclass(slots=True)
class Agent:
    """One that answers: which element it speaks for, and its view once somebody has asked."""

    element: int
    terminal: int
    """Place in `City.terminals`, -1 for gear."""
    views: Views
    subject: int
    allowance: Allowance | None
    """How many requests it takes; None: all."""
    view: View | None = None


class Agents:
    """Answers datagrams on behalf of everything in a city that has an agent."""

    def __init__(
        self, city: City, plant: Plant, network: Network, community: str, largest: int, manners: Manners = CALM
    ) -> None:
        """Give every agent its address and view."""
        self.network = network
        self.levels = Levels(city, plant)
        self.addresses = Addresses(city, network)
        self.tables = {cmts: CmtsTable(city, plant, self.addresses, cmts, manners) for cmts in city.cmtses}
        """What each CMTS knows of its modems."""
        self.tally = Tally()
        self.stamps: Stamps | None = None
        """Where it is written down who is asked when, if anywhere."""
        self._community = community.encode()
        self._largest = largest
        self._manners = manners
        self._reader = Reader()
        self._city, self._plant = city, plant
        self._agents = self._engage()

    def answer(self, asked: bytes, data: bytes, now_ms: int) -> bytes | None:
        """Return what the agent at the packed address `asked` answers, None for silence."""
        element = self.addresses.at(asked)
        agent = self._agents.get(element)
        if agent is not None and self.stamps is not None:
            self.stamps.take(element, len(data))
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
        if agent.allowance is not None and not agent.allowance.takes(time.monotonic()):
            self.tally.dropped += 1
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

    def in_hubs(self) -> frozenset[bytes]:
        """Return the packed addresses of gear that stands in hubs, where the network is fast."""
        return frozenset(
            self.addresses.packed(element)
            for element in self._agents
            if self._city.elements[element].kind in {"cmts", "olt", "ups", "switch"}
        )

    def seen(self, terminal: int, now_ms: int) -> dict[str, object]:
        """Return a modem's address now, the row its CMTS has it in (0: none), and its state there."""
        table = self.tables.get(self._city.observers[terminal])
        element = self._city.terminals[terminal]
        if table is None or self._city.elements[element].kind != "cable_modem":
            return {}
        table.refresh(now_ms)
        return {
            "ip": self.addresses.of(element),
            "cmts_index": table.index_of(terminal),
            "cmts_state": int(table.by_modem(terminal, now_ms)),
        }

    def _heard(self, agent: Agent, now_ms: int) -> bool:
        if agent.terminal >= 0:
            return self._plant.answers(agent.terminal, now_ms)
        return self._plant.speaks(agent.element)

    def _engage(self) -> dict[int, Agent]:
        """Return, by element, the agent of everything whose kind somebody makes views for."""
        members: dict[str, list[int]] = {}
        for number, one in enumerate(self._city.elements):
            members.setdefault(spoken_by(one), []).append(number)
        terminal_of = {element: terminal for terminal, element in enumerate(self._city.terminals)}
        found: dict[int, Agent] = {}
        for kind, factory in FACTORIES.items():
            listed = tuple(members.get(kind, ()))
            limited = kind in _LIMITED and self._manners.requests_per_s
            views = factory(
                Context(self._city, self._plant, self.levels, self.addresses, listed, self.tables, self._manners)
            )
            for subject, element in enumerate(listed):
                allowance = Allowance(self._manners.requests_per_s) if limited else None
                found[element] = Agent(element, terminal_of.get(element, -1), views, subject, allowance)
        return found
