"""Marks what was said against what was true: found, missed, said twice, said of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

LATE_MS = 180_000
"""What is said so long after a repair may still be about the fault: staggered returns, tables not yet read."""
LEAST_SHARE = 0.5
"""Of the terminals an incident speaks of, the share a fault must have cut off for the incident to be about it."""
FEW = 5
"""So many terminals dark at once are what evenings look like."""
SLIGHT_DB = 3.0
"""Half the power. A smaller change is one that gain control has made good, and that no subscriber notices."""
NOISE = "noise"
DEGRADED = frozenset({NOISE, "level"})
"""Causes of incidents about signals that are worse than they were."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that truly happened in the plant."""

    id: str
    kind: str
    element: str
    documented: str
    """The nearest element at or above that the plant file knows: as deep as an answer can be."""
    started_ms: int
    ended_ms: int
    homes: int
    """Accounts that lost a service; of a fault that only degrades, those of which it made a service poor."""
    observable: frozenset[str]
    """Terminals cut off that somebody can be asked about, and that were on."""
    noticed_ms: int | None
    """When the observers' tables first showed half of them gone; None: they never did."""
    silent: bool = False
    """Nobody loses anything: an incident that counts subscribers is wrong."""
    private: bool = False
    """One home's own trouble, which no incident is made of."""
    touched: frozenset[str] = frozenset()
    """Elements and terminals whose levels suffer though nobody is cut off."""
    noisy: frozenset[str] = frozenset()
    """Terminals that share the noise it lets in, wherever on the return path they hang."""
    mended_ms: tuple[int, ...] = ()
    """When it was repaired, each time but for a part of it; the whole of it at `ended_ms`."""
    effect_db: float | None = None
    """How much the fifth worst terminal's signal changed by it; None where it degrades nothing."""

    @property
    def owed(self) -> bool:
        """Whether an incident is owed for it."""
        slight = self.effect_db is not None and self.effect_db < SLIGHT_DB and len(self.observable) < FEW
        return not self.private and not self.silent and not slight


@dataclass(frozen=True, slots=True)
class Said:
    """One incident, as the product told it."""

    id: str
    cause: str
    elements: tuple[str, ...]
    """The elements named, then those that could not be told from them."""
    opened_ms: int
    resolved_ms: int | None
    subscribers: int
    terminals: frozenset[str]
    opened_at: str = ""
    """The element named first when it was opened."""
    opened_cause: str = ""
    """The cause told when it was opened: who is disturbed today may be cut off tomorrow, and is told so."""
    merged: bool = False
    """It was folded into another that speaks of more."""


@dataclass(slots=True)
class Mark:
    """What was said of one happening."""

    happening: Happening
    said: list[Said] = field(default_factory=list)
    folded: Said | None = None
    """An incident about another fault that grew over most of what this one took."""
    grown: list[Said] = field(default_factory=list)
    """Of those said: that came to speak of another fault that happened while they stood."""

    @property
    def found(self) -> bool:
        """Whether anything was said of it."""
        return bool(self.said)

    @property
    def missed(self) -> bool:
        """Whether something was owed and nothing was said."""
        return self.happening.owed and not self.said and self.folded is None

    @property
    def exact(self) -> bool:
        """Whether the nearest documented element was among those named or not told apart."""
        return any(self.happening.documented in one.elements for one in self.said)

    @property
    def wrong(self) -> list[Said]:
        """What should not have been said: subscribers without service where all had it, incidents of one home."""
        if self.happening.owed:
            return []
        return [one for one in self.said if (one.subscribers or self.happening.private) and one not in self.grown]

    @property
    def again(self) -> int:
        """Incidents beyond the first that stood by themselves."""
        return max(0, sum(not one.merged for one in self.said) - 1)

    @property
    def seconds(self) -> float | None:
        """From the fault to the first incident."""
        if not self.said:
            return None
        return (min(one.opened_ms for one in self.said) - self.happening.started_ms) / 1000.0

    @property
    def seconds_after_notice(self) -> float | None:
        """From the moment the observers' tables showed it to the first incident; negative: told by less than half."""
        if not self.said or self.happening.noticed_ms is None:
            return None
        return (min(one.opened_ms for one in self.said) - self.happening.noticed_ms) / 1000.0


@dataclass(frozen=True, slots=True)
class Marks:
    """A whole day's marks."""

    marks: tuple[Mark, ...]
    false: tuple[Said, ...]
    """Incidents that nothing true stands behind."""


def mark(happenings: Sequence[Happening], said: Iterable[Said], parent: Mapping[str, str]) -> Marks:
    """Return what was said of each happening, and what of none.

    parent: the documented tree, element → parent. An incident is about the happening most of whose lost
    terminals it speaks of, or that it was opened for; one that speaks of no terminal is about a happening on the
    same line of the tree.
    """
    marks = [Mark(one) for one in happenings]
    false: list[Said] = []
    said = sorted(said, key=lambda item: item.opened_ms)
    for one in said:
        fitting = [mark for mark in marks if _in_time(mark.happening, one)]
        named = [mark for mark in fitting if _names_a_silent_head(mark.happening, one)]
        best = max(named or fitting, key=lambda mark: _closeness(mark.happening, one, parent), default=None)
        if best in named:
            best.said.append(one)
        elif best is None or _closeness(best.happening, one, parent) <= 0.0:
            false.append(one)
        else:
            best.said.append(one)
    for mark in marks:
        if not mark.said:
            mark.folded = next((one for one in said if _grew_over(mark.happening, one, parent)), None)
        others = [other.happening for other in marks if other is not mark and other.happening.owed]
        mark.grown = [one for one in mark.said if any(_grew_over(other, one, parent) for other in others)]
    return Marks(tuple(marks), tuple(false))


def _in_time(happening: Happening, said: Said) -> bool:
    return happening.started_ms <= said.opened_ms <= happening.ended_ms + LATE_MS


def _names_a_silent_head(happening: Happening, said: Said) -> bool:
    """Tell whether an incident names just what failed and speaks of hardly a terminal: no share of those says more."""
    few = bool(said.terminals) and len(said.terminals) < FEW
    return few and not happening.touched and happening.documented in said.elements[:1]


def _closeness(happening: Happening, said: Said, parent: Mapping[str, str]) -> float:
    """Return 0 for an incident that is not about a happening, else more the better they fit."""
    if said.terminals and happening.touched and said.cause in DEGRADED:
        touched = happening.touched | happening.noisy if said.cause == NOISE else happening.touched
        share = len(said.terminals & touched) / len(said.terminals)
        if share >= LEAST_SHARE:
            return share
    elif said.terminals and happening.observable:
        share = len(said.terminals & happening.observable) / len(said.terminals)
        if share >= LEAST_SHARE:
            return share
        return LEAST_SHARE / 2 if _holds(happening, said) or _began_behind(happening, said, parent) else 0.0
    if happening.documented in said.elements[:1]:
        return 0.5
    if not _on_one_line(happening, said.elements, parent):
        return 0.0
    return 0.3 if happening.touched and said.cause in DEGRADED else 0.25


def _grew_over(happening: Happening, said: Said, parent: Mapping[str, str]) -> bool:
    """Tell whether an incident that stood when something happened came to speak of it as well.

    Noise of two places on one channel, or two levels on one line, are one trouble to whoever measures it. What
    happens below a dead head of which nobody tells any more is behind the outage of that head.
    """
    stood = (
        said.opened_ms <= happening.ended_ms and (said.resolved_ms or happening.started_ms + 1) > happening.started_ms
    )
    if happening.touched and DEGRADED & {said.cause, said.opened_cause}:
        return stood and _on_one_line(happening, (said.opened_at, *said.elements), parent)
    if said.subscribers and not said.terminals:
        return stood and bool(_line(happening.documented, parent) & set(said.elements[:1]))
    return stood and bool(happening.observable) and (_holds(happening, said) or _came_to_name(happening, said))


def _holds(happening: Happening, said: Said) -> bool:
    """Tell whether an incident that grew over several faults speaks of most of what this one took."""
    return len(said.terminals & happening.observable) >= LEAST_SHARE * len(happening.observable)


def _came_to_name(happening: Happening, said: Said) -> bool:
    """Tell whether an incident names just what failed, and speaks of hardly anybody else.

    That may be less than half of what was lost: while an observer is silent nobody tells of its terminals.
    """
    of_it = len(said.terminals & happening.observable)
    return happening.documented in said.elements[:1] and of_it >= max(FEW, LEAST_SHARE * len(said.terminals))


def _began_behind(happening: Happening, said: Said, parent: Mapping[str, str]) -> bool:
    """Tell whether an incident that grew over other faults was opened at this one's element, or at one behind it."""
    return happening.documented in _line(said.opened_at, parent)


def _on_one_line(happening: Happening, elements: Sequence[str], parent: Mapping[str, str]) -> bool:
    """Tell whether a named element is one that was touched, lies above the fault, or below it."""
    above = _line(happening.documented, parent)
    return any(
        element in above or element in happening.touched or happening.documented in _line(element, parent)
        for element in elements
    )


def _line(element: str, parent: Mapping[str, str]) -> AbstractSet[str]:
    """Return an element and everything above it."""
    line: set[str] = set()
    while element and element not in line:
        line.add(element)
        element = parent.get(element, "")
    return line
