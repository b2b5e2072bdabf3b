"""A branch that was not drawn, drawn: an element between its homes and what they were recorded at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from maps.model import Element, Kind, Plant
from monitor.ledger.proposals import Finding


def with_branches(plant: Plant, findings: Iterable[Finding]) -> Plant:
    """Return the plant with an element for each branch found, on which those of its homes hang that still hang there.

    What it is nobody knows until somebody has looked: its kind is `other`, its place unknown.
    """
    known = {element.id for element in plant.elements}
    onto: dict[str, Element] = {}
    for finding in findings:
        branch = Element(_free(finding.terminal, known), Kind.OTHER, parent=finding.terminal)
        known.add(branch.id)
        onto |= dict.fromkeys(finding.evidence.get("terminals", ()), branch)
    if not onto:
        return plant
    elements: list[Element] = []
    drawn: set[str] = set()
    for element in plant.elements:
        branch_of = onto.get(element.id)
        if branch_of is None or element.parent != branch_of.parent:
            elements.append(element)
            continue
        if branch_of.id not in drawn:  # before the first that hangs on it
            drawn.add(branch_of.id)
            elements.append(branch_of)
        elements.append(replace(element, parent=branch_of.id, geometry=None))
    return replace(plant, elements=tuple(elements))


def _free(element: str, known: set[str]) -> str:
    """Return an id that nothing has yet, after the element's own."""
    number = 1
    while f"{element}-branch-{number}" in known:
        number += 1
    return f"{element}-branch-{number}"
