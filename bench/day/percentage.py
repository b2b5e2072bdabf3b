"""The peer: percentage offline per node, the rule found in the field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.day.marking import Said
from maps.model import TERMINALS, Kind, Plant

LEAST_SHARE = 0.3
"""Share of a node's terminals offline that makes an outage of it."""
LEAST_COUNT = 5
SERVING = frozenset({Kind.OPTICAL_NODE, Kind.EOC_HEAD, Kind.PON_PORT})


@dataclass(slots=True)
class Percentages:
    """Opens an outage of a node while a share of its terminals is offline, whatever lies behind it."""

    node_of: Mapping[str, str]
    """Terminal → the node the file hangs it on."""
    _members: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _standing: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    _said: list[Said] = field(default_factory=list)

    @classmethod
    def of_plant(cls, plant: Plant) -> Percentages:
        """Take the nodes of a documented plant; a terminal known to none is nobody's."""
        element = {one.id: one for one in plant.elements}
        node_of: dict[str, str] = {}
        for one in plant.elements:
            if one.kind not in TERMINALS:
                continue
            above = one
            while above.kind not in SERVING and above.parent:
                above = element[above.parent]
            if above.kind in SERVING:
                node_of[one.id] = above.id
        made = cls(node_of)
        for node in node_of.values():
            made._members[node] += 1
        return made

    def sweep(self, offline: frozenset[str], now_ms: int) -> None:
        """Take which terminals are offline now."""
        gone: defaultdict[str, set[str]] = defaultdict(set)
        for terminal in offline:
            node = self.node_of.get(terminal)
            if node is not None:
                gone[node].add(terminal)
        out = {
            node: who
            for node, who in gone.items()
            if len(who) >= LEAST_COUNT and len(who) >= LEAST_SHARE * self._members[node]
        }
        for node in self._standing.keys() - out.keys():
            self._end(node, now_ms)
        for node, who in out.items():
            since, before = self._standing.get(node, (now_ms, frozenset()))
            self._standing[node] = since, before | who

    def said(self, now_ms: int) -> list[Said]:
        """Return every outage that was declared; those that stand end now."""
        for node in list(self._standing):
            self._end(node, now_ms)
        return list(self._said)

    def _end(self, node: str, now_ms: int) -> None:
        since, who = self._standing.pop(node)
        name = f"P{len(self._said) + 1}"
        self._said.append(Said(name, "percentage", (node,), since, now_ms, len(who), who))
