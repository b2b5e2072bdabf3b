"""What is wrong between the rows of a plant: doubles, orphans, circles, strangers, places far off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from maps.finding import Finding, Wrong, did_you_mean
from maps.model import Account, Element, Link, Path, Plant
from maps.plantfile.columns import ACCOUNTS, AREAS, DEVICES, ELEMENTS, LINKS, PARCELS, SERVICES
from maps.plantfile.coordinates import out_of_the_way
from maps.plantfile.nearness import between_places
from maps.plantfile.offsets import by_an_offset
from maps.routes import is_fed
from maps.tree import cut_cycles

Where = Callable[[str, int], tuple[str, int]]
"""where(table, index) → file and line in it."""

MOST_NAMED = 12
"""Members of a circle that a sentence names."""

NEAR_ENOUGH = 50_000
"""Above this many known ids no similar one is searched for: it would take longer than the import."""


def check(plant: Plant, where: Where | None = None, left_out: Collection[str] = ()) -> list[Finding]:
    """Return what is wrong between the rows of a plant, in table and row order.

    where: where each row stands; without it, as an export as CSV would write it. left_out: ids of elements whose
    rows could not be read, so that their children's findings can say so. A fatal finding is about a row
    that must be left out: a double, or one about somebody unknown.
    """
    place = where or (lambda table, index: (f"{table}.csv", index + 2))
    found = [
        *_elements(plant.elements, left_out),
        *between_places(plant.elements),
        *_links(plant),
        *_devices(plant),
        *_doubles(ACCOUNTS, [account.account for account in plant.accounts], "account"),
        *_far(ACCOUNTS, plant.accounts, [account.account for account in plant.accounts]),
        *_services(plant),
        *_areas(plant),
        *_parcels(plant),
        *by_an_offset(plant),
    ]
    order = [ELEMENTS, LINKS, DEVICES, ACCOUNTS, SERVICES, AREAS, PARCELS]
    ranked = sorted(found, key=lambda wrong: (order.index(wrong[0]), wrong[1]))
    return [Finding(*place(table, index), key, message, fatal) for table, index, key, message, fatal in ranked]


def _doubles(file: str, keys: Sequence[str], noun: str) -> Iterator[Wrong]:
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if first.setdefault(key, index) != index:
            yield file, index, key, f"this {noun} is already there in an earlier row; this row is left out", True


def _elements(elements: Sequence[Element], left_out: Collection[str]) -> Iterator[Wrong]:
    ids = [element.id for element in elements]
    yield from _doubles(ELEMENTS, ids, "id")
    known = dict(zip(reversed(ids), range(len(ids) - 1, -1, -1), strict=True))
    for index, element in enumerate(elements):
        if element.parent and element.parent not in known:
            yield ELEMENTS, index, element.id, _orphan(element.parent, known, left_out), False
    parent = [known.get(element.parent, -1) for element in elements]
    for members in cycles(parent):
        yield ELEMENTS, members[0], ids[members[0]], f"is fed by itself: {_circle(members, ids)}", False
    yield from _far(ELEMENTS, elements, ids)


def _orphan(parent: str, known: Collection[str], left_out: Collection[str]) -> str:
    if parent in left_out:
        return f"its parent {parent!r} was left out; treated as a root"
    if len(known) > NEAR_ENOUGH:
        return f"its parent {parent!r} is not among the elements; treated as a root"
    hint = did_you_mean(parent, known)
    return f"its parent {parent!r} is not among the elements{hint if hint.startswith(',') else ';'} treated as a root"


def cycles(parent: Sequence[int]) -> list[list[int]]:
    """Return the members of each circle in `parent` (-1: none), first the one in the earliest row."""
    array = np.asarray(parent, dtype=np.intp)
    on_cycle = np.flatnonzero(cut_cycles(array) != array).tolist()
    seen: set[int] = set()
    circles = []
    for start in on_cycle:
        members, at = [], start
        while at not in seen:
            seen.add(at)
            members.append(at)
            at = parent[at]
        if members:
            circles.append(members)
    return circles


def _circle(members: Sequence[int], ids: Sequence[str]) -> str:
    named = [ids[index] for index in members[:MOST_NAMED]]
    more = [f"… {len(members) - MOST_NAMED} more"] if len(members) > MOST_NAMED else []
    return " ← ".join([*named, *more, ids[members[0]]])


def _far(file: str, rows: Sequence[Element] | Sequence[Account], keys: Sequence[str]) -> Iterator[Wrong]:
    lon = np.array([np.nan if row.lon is None else row.lon for row in rows], dtype=np.float64)
    lat = np.array([np.nan if row.lat is None else row.lat for row in rows], dtype=np.float64)
    swapped, far = out_of_the_way(lon, lat)
    for index in swapped.tolist():
        yield file, index, keys[index], f"lon {lon[index]:g}, lat {lat[index]:g} look swapped", False
    for index in far.tolist():
        yield file, index, keys[index], f"lon {lon[index]:g}, lat {lat[index]:g} lies far from the rest", False


def _links(plant: Plant) -> Iterator[Wrong]:
    ids = {element.id: index for index, element in enumerate(plant.elements)}
    first: dict[tuple[str, Path], int] = {}
    for index, link in enumerate(plant.links):
        if link.element not in ids:
            yield LINKS, index, link.element, "this element is not among the elements; the row is left out", True
        elif link.parent and link.parent not in ids:
            yield LINKS, index, link.element, f"parent {link.parent!r} is not among the elements; left out", True
        elif first.setdefault((link.element, link.path), index) != index:
            message = f"has a parent on the {link.path} path in an earlier row; this row is left out"
            yield LINKS, index, link.element, message, True
    for path in Path:
        if path is Path.PROTECTION:
            yield from _no_other_routes(plant, ids)
        else:
            yield from _link_circles(plant, ids, path)


def _link_circles(plant: Plant, ids: dict[str, int], path: Path) -> Iterator[Wrong]:
    """Find the circles that links close; each such link must go."""
    here: dict[int, tuple[int, Link]] = {}
    for index, link in enumerate(plant.links):
        if link.path is path and link.element in ids:
            here.setdefault(ids[link.element], (index, link))
    if not here:
        return
    parent = [ids.get(element.parent, -1) for element in plant.elements]
    for at, (_, link) in here.items():
        parent[at] = ids.get(link.parent, -1)
    keys = [element.id for element in plant.elements]
    for members in cycles(parent):
        for at in members:
            if at in here:
                message = f"is fed by itself on the {path} path: {_circle(members, keys)}; this row is left out"
                yield LINKS, here[at][0], keys[at], message, True


def _no_other_routes(plant: Plant, ids: dict[str, int]) -> Iterator[Wrong]:
    """Find the links that protect nothing; a ring may well feed itself both ways round."""
    other = {link.element: link.parent for link in plant.links if link.path is Path.PROTECTION}

    def feeders(element: str) -> set[str]:
        return ({plant.elements[ids[element]].parent, other.get(element, "")} - {element}) & ids.keys()

    for index, link in enumerate(plant.links):
        if link.path is not Path.PROTECTION or link.element not in ids or link.parent not in ids:
            continue
        if link.parent == plant.elements[ids[link.element]].parent:
            message = f"is protected by {link.parent!r}, which feeds it anyway; this row is left out"
            yield LINKS, index, link.element, message, True
        elif link.parent == link.element or not is_fed(link.parent, (link.element,), feeders):
            message = f"is protected by {link.parent!r}, which it feeds itself; this row is left out"
            yield LINKS, index, link.element, message, True


def _devices(plant: Plant) -> Iterator[Wrong]:
    yield from _doubles(DEVICES, [device.element for device in plant.devices], "element")
    ids = {element.id for element in plant.elements}
    for index, device in enumerate(plant.devices):
        if device.element not in ids:
            yield DEVICES, index, device.element, "is not among the elements: polled, but not on the map", False


def _services(plant: Plant) -> Iterator[Wrong]:
    accounts = {account.account for account in plant.accounts}
    ids = {element.id for element in plant.elements}
    sold: dict[str, str] = {}
    first: set[tuple[str, str, str]] = set()
    for index, service in enumerate(plant.services):
        terminal = service.terminal
        if service.account not in accounts:
            yield SERVICES, index, service.account, "this account is not among the accounts; left out", True
            continue
        if (service.account, service.service, terminal) in first:
            yield SERVICES, index, service.account, "this service is already there in an earlier row; left out", True
            continue
        first.add((service.account, service.service, terminal))
        if terminal and terminal not in ids:
            yield SERVICES, index, service.account, f"terminal {terminal!r} is not among the elements", False
        if terminal and sold.setdefault(terminal, service.account) != service.account:
            message = f"terminal {terminal!r} also serves account {sold[terminal]!r}"
            yield SERVICES, index, service.account, message, False


def _areas(plant: Plant) -> Iterator[Wrong]:
    ids = [area.id for area in plant.areas]
    yield from _doubles(AREAS, ids, "id")
    known = dict(zip(reversed(ids), range(len(ids) - 1, -1, -1), strict=True))
    for index, area in enumerate(plant.areas):
        if area.parent and area.parent not in known:
            yield AREAS, index, area.id, f"its parent {area.parent!r} is not among the areas", False
    for members in cycles([known.get(area.parent, -1) for area in plant.areas]):
        yield AREAS, members[0], ids[members[0]], f"lies in itself: {_circle(members, ids)}", False


def _parcels(plant: Plant) -> Iterator[Wrong]:
    yield from _doubles(PARCELS, [parcel.id for parcel in plant.parcels], "id")
    accounts = {account.account for account in plant.accounts}
    for index, parcel in enumerate(plant.parcels):
        if parcel.account and parcel.account not in accounts:
            yield PARCELS, index, parcel.id, f"account {parcel.account!r} is not among the accounts", False
