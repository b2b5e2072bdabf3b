"""A fault explained in words: what failed, why that is thought, what to search and where to measure first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from maps.model import Cause
from maps.power import SUPPLIES
from maps.search import Search
from monitor.incidents.model import FaultView
from monitor.telling.catalogue import Language, called, listed, moment, say, words

MOST_NAMED = 4
"""Candidates named in a sentence; the rest are counted."""
MOST_UP = 3
"""Terminals named that are up all the same."""
SPANS = frozenset({Cause.ELEMENT, Cause.LEVEL})
"""Causes that may as well lie in the span that feeds an element."""


class Called(Protocol):
    """A piece of plant as people know it."""

    @property
    def kind(self) -> str:
        """What it is."""
        ...

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fault in sentences; an empty one has nothing to say."""

    what: str
    """What failed, and what cannot be told from it."""
    why: str
    """How many are in trouble since when, who contradicts, how likely it is."""
    search: str
    """How many metres of plant there are to search."""
    first: str
    """Where to measure first, and what the answer means."""
    depth: str
    """What the plant file does not show."""
    protection: str
    """Who is in service by one of two routes."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Those that say something, in this order."""
        return tuple(part for part in astuple(self) if part)


def explain(fault: FaultView, names: Mapping[str, Called], language: Language, zone: ZoneInfo) -> Explanation:
    """Return a fault in the words of a language, with times of a zone.

    names: element id → what it is; one that is no longer in the plant is called by its id.
    """
    search = fault.search or Search()
    return Explanation(
        what=_what(fault, names, language),
        why=_why(fault, names, language, zone),
        search=_search(search, language),
        first=_first(fault, search, names, language),
        depth=_depth(search, names, language),
        protection=_protection(fault, names, language),
    )


def elements_of(fault: FaultView) -> tuple[str, ...]:
    """Return the ids of the elements that an explanation may name."""
    search = fault.search or Search()
    there = (fault.element, *(element for element, _ in fault.alternatives), search.measure, search.below)
    there = (*there, *fault.unprotected[:MOST_NAMED])
    return tuple(element for element in there if element)


def _called(element: str, names: Mapping[str, Called], language: Language) -> str:
    known = names.get(element)
    kind, name = (known.kind, known.name) if known is not None else ("other", "")
    return called(language, kind, name if name != element else "", element)


def _place(fault: FaultView, names: Mapping[str, Called], language: Language) -> str:
    """Return the candidates as one phrase, each with its span where that may have failed as well.

    Of our own link, which has no place, what may have failed in its stead.
    """
    every = tuple(element for element, _ in fault.alternatives)
    if not _is_either(fault):
        every = (fault.element, *every)
    parts = []
    for element in every[:MOST_NAMED]:
        known = names.get(element)
        has_span = fault.cause in SPANS and not (known is not None and known.kind in SUPPLIES)
        on_two = fault.search is not None and element in fault.search.two_routes
        part = "routes" if has_span and on_two else "span" if has_span else "itself"
        parts.append(say(language, "part", part, element=_called(element, names, language)))
    if len(every) > MOST_NAMED:
        parts.append(say(language, "part", "others", others=len(every) - MOST_NAMED))
    return words(language)["part"]["or"].join(parts)


def _is_either(fault: FaultView) -> bool:
    """Return whether it is our own link or some piece of plant, which nobody can tell apart from here."""
    return fault.cause == Cause.UPLINK and bool(fault.alternatives)


def _what(fault: FaultView, names: Mapping[str, Called], language: Language) -> str:
    if fault.cause not in words(language)["what"]:  # of another version of this program
        return ""
    if fault.search is not None and fault.search.branches:
        element = _called(fault.element, names, language)
        return say(language, "what", "fork", element=element, branches=fault.search.branches)
    code = "either" if _is_either(fault) else fault.cause
    said = [say(language, "what", code, place=_place(fault, names, language))]
    if fault.alternatives:
        said.append(say(language, "what", "apart", candidates=1 + len(fault.alternatives)))
    return _together(said, language)


def _why(fault: FaultView, names: Mapping[str, Called], language: Language, zone: ZoneInfo) -> str:
    if fault.cause not in words(language)["why"]:
        return ""
    since = ""
    if fault.before_ms:
        since = say(language, "since", "moment", moment=moment(language, fault.before_ms, zone))
    return say(
        language,
        "why",
        _reason(fault),
        place=_called(fault.element, names, language),
        explains=fault.explains,
        seen=fault.explains + fault.contradicts,
        behind=fault.behind,
        unseen=max(fault.behind - fault.explains - fault.contradicts, 0),
        since=since,
        against=_against(fault, language),
        by=fault.by,
        callers=fault.callers,
        usual=fault.usual_callers,
        probability=math.floor(fault.probability * 100),  # 99.9 % is not certainty
    )


def _reason(fault: FaultView) -> str:
    """Return the code of the sentence that says why: that of its cause, unless less than that is known."""
    if fault.by:
        return "by_hand"
    if _is_either(fault):
        return "either"
    if fault.cause == Cause.LEVEL and not fault.explains:
        return "reading"
    return "called" if fault.cause == Cause.ELEMENT and fault.callers else fault.cause


def _against(fault: FaultView, language: Language) -> str:
    if not fault.contradicts:
        return say(language, "against", "none")
    if not fault.contradicting:
        return say(language, "against", "unnamed", up=fault.contradicts)
    some = fault.contradicting[:MOST_UP]
    code = "named" if len(some) == fault.contradicts else "more"
    terminals = words(language)["list"]["between"].join(some)
    return say(language, "against", code, up=fault.contradicts, terminals=terminals)


def _search(search: Search, language: Language) -> str:
    if not search.candidates:
        return ""
    if search.metres is None:
        return say(language, "search", "unknown")
    if search.unmeasured:
        return say(language, "search", "partly", metres=f"{search.metres:.0f}", unmeasured=search.unmeasured)
    if not search.metres:
        return say(language, "search", "spot")
    return say(language, "search", "known", metres=f"{search.metres:.0f}")


def _first(fault: FaultView, search: Search, names: Mapping[str, Called], language: Language) -> str:
    if search.measure:
        return say(language, "first", search.point, element=_called(search.measure, names, language))
    if _is_either(fault):
        return say(language, "first", "either", element=_called(fault.element, names, language))
    return say(language, "first", fault.cause) if fault.cause in words(language)["first"] else ""


def _depth(search: Search, names: Mapping[str, Called], language: Language) -> str:
    if not search.below:
        return ""
    return say(
        language, "depth", "bare", element=_called(search.below, names, language), unplaced=search.unplaced
    )  # fmt: skip


def _protection(fault: FaultView, names: Mapping[str, Called], language: Language) -> str:
    if not fault.unprotected:
        return ""
    some = fault.unprotected[:MOST_NAMED]
    elements = listed(language, [_called(element, names, language) for element in some])
    code = "named" if len(some) == len(fault.unprotected) else "more"
    return say(language, "protection", code, elements=elements, others=len(fault.unprotected) - len(some))


def _together(sentences: list[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)
