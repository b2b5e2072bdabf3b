"""The plant file as discovery sees it: what each terminal is drawn behind, and how a decision changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from maps.model import TERMINALS, Element, Kind, Link, Path, Plant
from monitor.discovery.branching import with_branches
from monitor.ledger.proposals import Finding, ProposalKind

ANCHORS = frozenset({Kind.OPTICAL_NODE, Kind.PON_PORT, Kind.EOC_HEAD})
"""What a segment feeds as a whole, as far as the device that tells of it can know."""
KIND_BEHIND = {Kind.CMTS: Kind.CABLE_MODEM, Kind.OLT: Kind.ONU, Kind.EOC_HEAD: Kind.EOC_UNIT}
"""Kind of a device that tells of terminals → what they are."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the plant file says of terminals."""

    anchor: Mapping[str, str]
    """Terminal → the nearest node, PON port or EoC head above it on the data path; empty: none is."""
    named: Mapping[str, str]
    """Id or name of a node, in lower case → its id; names that several have are left out."""
    kind: Mapping[str, Kind]

    @classmethod
    def of(cls, plant: Plant) -> Drawing:
        """Return what a plant draws."""
        kind = {element.id: element.kind for element in plant.elements}
        parent = {element.id: element.parent for element in plant.elements}
        parent |= {link.element: link.parent for link in plant.links if link.path is Path.DATA}
        anchors: dict[str, str] = {}
        for element in parent:
            way, at = [element], parent[element]
            while at in kind and at not in anchors and at not in way and kind[at] not in ANCHORS:
                way.append(at)
                at = parent.get(at, "")
            found = at if kind.get(at) in ANCHORS else anchors.get(at, "")
            anchors.update(dict.fromkeys(way, found))
        nodes = [element for element in plant.elements if element.kind is Kind.OPTICAL_NODE]
        times = Counter(element.name.casefold() for element in nodes)
        named = {element.name.casefold(): element.id for element in nodes if times[element.name.casefold()] == 1}
        named |= {element.id.casefold(): element.id for element in nodes}
        return cls({key: anchors[key] for key, of in kind.items() if of in TERMINALS}, named, kind)


def changed(plant: Plant, decisions: Iterable[tuple[Finding, str]], kind_of_segment: Mapping[int, Kind]) -> Plant:
    """Return the plant after decisions: (what was found, the element chosen for it).

    A new terminal hangs on its element, one that moved hangs there instead, whatever its record said of single
    paths; one that vanished is gone, its subscriber's service is not, and what hung on it hangs where it did. A
    branch that was not drawn becomes an element of its own, between its homes and where they were recorded.
    """
    decisions = list(decisions)
    plant = with_branches(plant, [finding for finding, _ in decisions if finding.kind is ProposalKind.BRANCH])
    chosen = {
        finding.terminal: (finding, element)
        for finding, element in decisions
        if finding.kind is not ProposalKind.BRANCH
    }
    known = {element.id for element in plant.elements}
    elements = [
        _redrawn(element, *chosen[element.id]) if element.id in chosen else element for element in plant.elements
    ]
    elements += [
        Element(key, kind_of_segment.get(finding.segment, Kind.OTHER), parent=element)
        for key, (finding, element) in chosen.items()
        if finding.kind is ProposalKind.NEW and key not in known
    ]
    vanished = {key for key, (finding, _) in chosen.items() if finding.kind is ProposalKind.VANISHED}
    gone = {element.id: element.parent for element in elements if element.id in vanished}
    return replace(
        plant,
        elements=tuple(_inheriting(element, gone) for element in elements if element.id not in gone),
        links=tuple(link for link in plant.links if _stays(link, chosen) and link.parent not in gone),
        devices=tuple(row for row in plant.devices if row.element not in gone),
    )


def _stays(link: Link, chosen: Mapping[str, tuple[Finding, str]]) -> bool:
    """Return whether what is written of one path is still true: of what hangs elsewhere, whose current it lives on."""
    if link.element not in chosen:
        return True
    return chosen[link.element][0].kind is ProposalKind.ELSEWHERE and link.path is Path.POWER


def _inheriting(element: Element, gone: Mapping[str, str]) -> Element:
    """Return an element where it hangs once those are gone, each of which hung on another."""
    parent, passed = element.parent, set[str]()
    while parent in gone and parent not in passed:
        passed.add(parent)
        parent = gone[parent]
    return element if parent == element.parent else replace(element, parent=parent, geometry=None)


def _redrawn(element: Element, finding: Finding, chosen: str) -> Element:
    if finding.kind is ProposalKind.VANISHED:
        return element
    return replace(element, parent=chosen, geometry=None)  # the span led to where it no longer is
