"""Rows of an evidence file as what they say of somebody; a row that cannot be meant is a finding."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from collectors.identity import normalise_terminal
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.evidencefile.table import Row
from maps.evidencefile.timestamps import moment
from maps.finding import Finding, did_you_mean
from maps.model import TERMINALS, Element, Kind
from maps.plantfile.check import NEAR_ENOUGH

COLUMNS = ("element", "state", "since", "last_seen", "first_missed")
REQUIRED = ("element", "state")
TIMES = COLUMNS[2:]

DEGRADED = "degraded"
"""In service, and worse than usual."""
STATES: Mapping[str, TerminalState] = {state.name.lower(): state for state in TerminalState} | {
    "online": TerminalState.REGISTERED,
    "offline": TerminalState.DARK,
    DEGRADED: TerminalState.REGISTERED,
}
"""What a state is called → what it is."""
OF_A_DEVICE = frozenset({TerminalState.UNKNOWN, TerminalState.REGISTERED, TerminalState.DARK})
"""States of an active element: its transponder answers, or not, or nobody asked."""
MUTE = frozenset({Kind.TAP, Kind.SPLITTER, Kind.BUILDING, Kind.SERVICE_GROUP})
"""Kinds without anything that could answer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says of one terminal or active element."""

    line: int
    slot: int
    state: TerminalState
    is_degraded: bool
    since_ms: int | None
    last_seen_ms: int | None
    first_missed_ms: int | None

    @property
    def begun_ms(self) -> int:
        """When the state was first observed, 0 where nobody knows."""
        return self.since_ms or self.first_missed_ms or 0


def entries_of(
    table: Iterable[Row], file: str, elements: Sequence[Element], roster: Roster, zone: tzinfo, wrong: list[Finding]
) -> Iterator[Entry]:
    """Yield what rows say of terminals and active elements of a plant; what is wrong is added to `wrong`, by line.

    zone: what a time without a zone means.
    """
    kinds = {element.id: element.kind for element in elements}
    folded: defaultdict[str, list[str]] = defaultdict(list)
    for known in kinds:
        folded[known.casefold()].append(known)
    for row in table:
        name = row.cells["element"]
        key = _known_as(name, kinds, folded)
        if key is None:
            said = f"is not in the plant{_hint(name, folded)}" if name else "the element is missing"
            wrong.append(Finding(file, row.line, name, f"{said} (row left out)", fatal=True))
            continue
        state = STATES.get(row.cells["state"].casefold())
        if problem := _unfit(row.cells["state"], state, kinds[key]):
            wrong.append(Finding(file, row.line, key, f"{problem} (row left out)", fatal=True))
            continue
        times = _times(row, key, file, zone, wrong)
        slot = roster.slot(key)
        if state is not None and times is not None and slot is not None:
            is_degraded = row.cells["state"].casefold() == DEGRADED
            yield Entry(row.line, slot, state, is_degraded, *times)


def _known_as(name: str, kinds: Mapping[str, Kind], folded: Mapping[str, list[str]]) -> str | None:
    """Return the id somebody is known by: as written, as a terminal in any notation, or in other letters' case."""
    if name in kinds:
        return name
    as_terminal = normalise_terminal(name)
    if as_terminal in kinds:
        return as_terminal
    alike = folded.get(name.casefold(), ())
    return alike[0] if len(alike) == 1 else None


def _hint(name: str, folded: Mapping[str, list[str]]) -> str:
    near = difflib.get_close_matches(name.casefold(), folded, n=1) if len(folded) <= NEAR_ENOUGH else []
    return f", did you mean {folded[near[0]][0]!r}?" if near else ""


def _unfit(text: str, state: TerminalState | None, kind: Kind) -> str:
    """Return why a state cannot be that of somebody; empty where it can."""
    if state is None:
        return f"state {text!r} is not known{did_you_mean(text, STATES)}" if text else "the state is missing"
    if kind in MUTE:
        return f"a {kind} has nothing that could answer: give the state of the terminals behind it"
    if kind not in TERMINALS and state not in OF_A_DEVICE:
        return f"{text.lower()!r} is a state of terminals; this {kind} is online, offline, degraded or unknown"
    return ""


def _times(
    row: Row, key: str, file: str, zone: tzinfo, wrong: list[Finding]
) -> tuple[int | None, int | None, int | None] | None:
    """Return since, last seen and first missed; None where one of them is no time, which is noted."""
    found: list[int | None] = []
    for name in TIMES:
        text = row.cells.get(name, "")
        try:
            found.append(moment(text, zone) if text else None)
        except (ValueError, OverflowError):
            said = f"{name} {text!r} is no time: ISO 8601, or Unix seconds or milliseconds (row left out)"
            wrong.append(Finding(file, row.line, key, said, fatal=True))
            return None
    since, seen, missed = found
    if seen is not None and (missed or since or seen) < seen and row.cells["state"].casefold() in ("offline", "dark"):
        wrong.append(Finding(file, row.line, key, "last_seen lies after it was missed; not used", fatal=False))
        seen = None
    return since, seen, missed
