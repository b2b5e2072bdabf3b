"""An evidence file as evidence: who was in which state since when, as far as it was known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from collectors.roster import Roster
from collectors.states import TerminalState
from maps.evidencefile.entries import COLUMNS, REQUIRED, Entry, entries_of
from maps.evidencefile.table import rows
from maps.finding import Finding
from maps.model import Element, Evidence
from maps.moments import IS_UP

LONG_MS = 600_000
"""A state without a beginning, other than darkness, has stood for so long."""


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """What a file says, as it stood at a moment."""

    evidence: Evidence
    degraded: NDArray[np.bool_]
    """bool[slots]: who is worse than usual."""
    at_ms: int
    timed: bool
    """Whether the file says of anybody when; otherwise the times in `evidence` mean no more than "all at once"."""
    rows: int
    """Rows that count."""
    later: int
    """Rows left aside because they begin after the moment."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How the times of a file are meant."""

    zone: tzinfo
    """What a time without a zone means."""
    now_ms: int
    """The moment where the file names none at all."""
    notice_ms: int
    """Longest time a CMTS takes to notice a dead modem."""
    every_ms: int = 120_000
    """How often states were looked at: who was missed at a moment was there at most so long before."""


def read(
    content: bytes, file: str, elements: Sequence[Element], roster: Roster, clock: Clock, at_ms: int | None = None
) -> tuple[Reported, list[Finding]]:
    """Return what a file says of a plant's terminals and active elements, and what is wrong with it, by line.

    at_ms: the moment asked about; without it that of the newest row, and as much later as every CMTS needs to
    notice who is dark.

    1. Rows about somebody the plant does not know, and with a state or a time that is none, are findings.
    2. Of several rows about one, the last that began by the moment counts: a log of changes can be read as it is.
    3. Who is dark and has no beginning fell silent with the others: between the first and the last of them.
    4. Who is up was seen so at the moment, where the row does not say when.
    """
    table, findings = rows(content, file, COLUMNS, REQUIRED)
    wrong: list[Finding] = []
    entries = list(entries_of(table, file, elements, roster, clock.zone, wrong))
    told = [at for entry in entries for at in (entry.since_ms, entry.last_seen_ms, entry.first_missed_ms) if at]
    if at_ms is None:
        at_ms = max(told) + 2 * clock.notice_ms if told else clock.now_ms
    standing = [entry for entry in entries if entry.begun_ms <= at_ms]
    by_slot = _by_slot(standing, file, roster, wrong)
    evidence, degraded = _columns(by_slot, len(roster), at_ms, clock)
    known = Reported(evidence, degraded, at_ms, bool(told), len(standing), len(entries) - len(standing))
    return known, sorted([*findings, *wrong], key=lambda finding: finding.row)


def _by_slot(entries: Sequence[Entry], file: str, roster: Roster, wrong: list[Finding]) -> dict[int, list[Entry]]:
    """Return each one's entries in order of time; of two that begin in one moment the later line counts."""
    by_slot: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.begun_ms, entry.line)):
        before = by_slot[entry.slot][-1] if by_slot[entry.slot] else None
        if before is not None and before.begun_ms == entry.begun_ms:
            said = f"was told of in line {before.line} already; this row counts"
            wrong.append(Finding(file, entry.line, roster.key(entry.slot), said, fatal=False))
            by_slot[entry.slot].pop()
        by_slot[entry.slot].append(entry)
    return by_slot


def _columns(
    by_slot: Mapping[int, Sequence[Entry]], n: int, at_ms: int, clock: Clock
) -> tuple[Evidence, NDArray[np.bool_]]:
    state = np.full(n, TerminalState.UNKNOWN, dtype=np.uint8)
    since, seen, missed = (np.zeros(n, dtype=np.int64) for _ in range(3))
    degraded = np.zeros(n, dtype=np.bool_)
    unbegun = []
    for slot, entries in by_slot.items():
        last = entries[-1]
        first = _first_of_run(entries)
        state[slot], degraded[slot] = last.state, last.is_degraded
        since[slot] = first.begun_ms or at_ms - LONG_MS
        if last.state == TerminalState.DARK:
            missed[slot] = first.first_missed_ms or first.since_ms or 0
            seen[slot] = max((entry.last_seen_ms or 0 for entry in entries), default=0)
            if not missed[slot]:
                unbegun.append(slot)
            elif not seen[slot]:
                before = next((entry for entry in reversed(entries) if IS_UP[entry.state]), None)
                seen[slot] = max(missed[slot] - clock.every_ms, before.begun_ms if before is not None else 0)
        elif IS_UP[last.state]:
            seen[slot] = last.last_seen_ms or at_ms
    _begin_together(np.array(unbegun, dtype=np.intp), since, seen, missed, at_ms, clock)
    return Evidence(state, since, seen, missed), degraded


def _first_of_run(entries: Sequence[Entry]) -> Entry:
    """Return the entry with which the last state began: what is said of it again is no new beginning."""
    first = entries[-1]
    for entry in reversed(entries):
        if entry.state != first.state:
            break
        first = entry
    return first


def _begin_together(
    slots: NDArray[np.intp],
    since: NDArray[np.int64],
    seen: NDArray[np.int64],
    missed: NDArray[np.int64],
    at_ms: int,
    clock: Clock,
) -> None:
    """Give those that are dark and have no beginning that of the others; all of one moment where none has any."""
    known = np.flatnonzero(missed > 0)
    last = int(missed[known].max()) if len(known) else at_ms - 2 * clock.notice_ms
    first = int(seen[known].min()) if len(known) else last - clock.every_ms
    missed[slots] = np.maximum(last, seen[slots])
    seen[slots] = np.where(seen[slots] > 0, seen[slots], first)
    since[slots] = missed[slots]
