"""Plants with elements that two routes feed."""

from __future__ import annotations

from maps.model import Element, Kind, Link, Path, Plant

KINDS = {"H": Kind.HEADEND, "C": Kind.CMTS, "X": Kind.TRANSMITTER, "E": Kind.EDFA, "N": Kind.OPTICAL_NODE}

STAR = {"H": "", "C": "H", "X": "C", "E1": "X", "E2": "X", "N1": "E1", "N2": "E1", "N3": "E2", "N9": "X"}
"""N1 to N3 have a route over each of E1 and E2; N9 has one fibre from X."""
STAR_ROUTES = {"N1": "E2", "N2": "E2", "N3": "E1"}
RING = {"H": "", "X": "H", "N1": "X", "N2": "N1", "N3": "N2", "N4": "N3"}
"""One fibre from X through all nodes and back to it."""
RING_ROUTES = {"N1": "N2", "N2": "N3", "N3": "N4", "N4": "X"}


def plant(parents: dict[str, str], routes: dict[str, str], links: tuple[Link, ...] = ()) -> Plant:
    """Return a plant in which each node feeds three taps of four modems."""
    elements = [Element(key, KINDS[key[0]], parent=parent) for key, parent in parents.items()]
    for node in (key for key in parents if key[0] == "N"):
        elements += [Element(f"T{node}{tap}", Kind.TAP, parent=node) for tap in range(3)]
        elements += [Element(f"{node}m{m}", Kind.CABLE_MODEM, parent=f"T{node}{m % 3}") for m in range(12)]
    return Plant(tuple(elements), (*links, *(Link(key, other, Path.PROTECTION) for key, other in routes.items())))
