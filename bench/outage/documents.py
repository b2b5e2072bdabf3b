"""The documented plant: what the operator's files say of a simulated city, as the product's own nouns."""

from __future__ import annotations

from maps.model import Element, Kind, Link, Path, Plant
from simulator.records import Records


def plant_of(records: Records) -> Plant:
    """Return the plant as it is written; what no file knows is not in it."""
    elements = records.city.elements
    rows, links = [], []
    for number, one in enumerate(elements):
        if not records.written[number]:
            continue
        parent, placed = records.parents[number], records.placed[number]
        rows.append(
            Element(
                id=one.id,
                kind=Kind(one.kind),
                parent=elements[parent].id if parent >= 0 else "",
                lon=one.lon if placed else None,
                lat=one.lat if placed else None,
            )
        )
        supply = records.supplies[number]
        if supply >= 0 and records.written[supply]:
            links.append(Link(one.id, elements[supply].id, Path.POWER))
    return Plant(elements=tuple(rows), links=tuple(links))
