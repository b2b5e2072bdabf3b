"""What feeds an element that has two routes, as on a fibre ring: whose loss takes both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TypeVar

from maps.tree import Index

Key = TypeVar("Key", bound=Hashable)


def is_fed(element: Key, gone: Collection[Key], feeders: Callable[[Key], Collection[Key]]) -> bool:
    """Return whether a way from the top still reaches an element when others are gone.

    feeders: returns what feeds an element, on either route; of nothing: it is a top. Ways may lead in circles.
    """
    passed, edge = {element, *gone}, [element]
    while edge:
        above = feeders(edge.pop())
        if not above:
            return True
        fresh = set(above) - passed
        passed |= fresh
        edge += fresh
    return False


def where_routes_part(parent: Index, other: Mapping[int, int]) -> Index:
    """Return parents in which an element with two routes hangs on the nearest that both of them need.

    parent: intp[n], -1 for a root; other: element → its parent on the other route. What lies on one route alone cannot
    darken the element. Whose loss does is on every way to it, so on this one.
    """
    joined = parent.copy()

    def feeders(at: int) -> set[int]:
        return {int(parent[at]), other.get(at, -1)} - {-1}

    for element in other:
        at, passed = int(parent[element]), {-1}
        while at not in passed and is_fed(element, (at,), feeders):
            passed.add(at)
            at = int(parent[at])
        joined[element] = -1 if at in passed else at
    return joined
