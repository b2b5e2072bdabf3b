"""A lived day as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from bench.day.answering import EARLY_MS, Grade, counts
from bench.day.explaining import LEVELS_S, why_missed
from bench.day.living import CALM_STEP_S, MORNING_MS, STEP_S, Lived
from bench.day.marking import LATE_MS, SLIGHT_DB, Mark, Said
from bench.day.totals import MANY_HOMES, Totals, add_up, middle_and_worst, seen

MOST_LISTED = 40
"""Answers that were not so that are written out."""
NAMED = 3
"""Elements of an incident that are written out."""


def page(lived: Lived, size: str, command: str) -> str:
    """Return the page in Markdown."""
    return "\n".join(
        [
            *_introduction(lived, size, command),
            *_totals(lived),
            *_found(lived),
            *_missed(lived),
            *_false(lived),
            *_callers(lived),
        ]
    )


def _introduction(lived: Lived, size: str, command: str) -> Iterator[str]:
    yield "# A day in the city"
    yield ""
    yield f"Written by `{command}`; nothing here is edited by hand."
    yield ""
    yield (
        f"A simulated city of size `{size}` (seed {lived.seed}: {lived.terminals} terminals that can be asked, "
        f"{lived.homes} accounts) lives through {lived.hours:g} hours in which every kind of fault happens, some on "
        "top of each other, some repaired in parts. The plant file is wrong the way old drawings are, CMTSs notice "
        "dead modems after 20 to 60 s and show tables 4 s old, rows and addresses move, customers switch off at night."
    )
    yield ""
    yield (
        "The product's own collecting, judging, locating and incident book ask the agents by real SNMP packets; only "
        f"time is moved by hand: a state sweep every {STEP_S:g} s while something is going on and every "
        f"{CALM_STEP_S:g} s while nothing is ({lived.sweeps} sweeps), levels every {LEVELS_S:g} s. Agents answer at "
        f"once here; the city's people called {lived.calls} times, about faults and about everything else, and each "
        "customer's call was logged at the product's endpoint; what the wire does to a poller is the business of "
        "other tests."
    )
    yield ""
    yield (
        "An incident is *about* a fault when at least half of the terminals it speaks of lost service to it, or when "
        "it was opened at its element or behind it and grew over others later, or, where it speaks of none, when it "
        "names something on the fault's own line of the tree. *Exact* means that the faulty "
        "element, or the nearest one above it that the plant file knows, is named or among those said to be "
        "indistinguishable from it. The peer is the rule found in the field: a node with 30 % of its terminals "
        "offline, five at least. A crushed span or a drift is owed an incident where it changes the signal of five "
        f"terminals by {SLIGHT_DB:g} dB or more; gain control makes good what is less. What only degrades touches the "
        "homes of which the city itself then holds a service for poor: by 6 dB less level, 12 dB of noise, an echo."
    )
    yield ""


def _totals(lived: Lived) -> Iterator[str]:
    yield "| | Plantwatch | percentage per node |"
    yield "|---|---:|---:|"
    for title, value in (
        ("faults an incident was owed for", lambda totals: totals.owed),
        ("missed", lambda totals: totals.missed),
        (f"missed that touch {MANY_HOMES} homes or more", lambda totals: totals.missed_many),
        ("not told apart from another fault that stood", lambda totals: totals.folded),
        ("exact", lambda totals: totals.exact),
        ("further incidents about the same fault", lambda totals: totals.again),
        ("incidents that called a home cut off that was not", lambda totals: totals.wrong),
        ("incidents with nothing true behind them", lambda totals: totals.false),
        ("from the fault to the incident, median / 95 of 100", _fault_to_incident),
        ("from the observers' tables to the incident, median / 95 of 100", _tables_to_incident),
    ):
        yield f"| {title} | {value(add_up([lived.ours]))} | {value(add_up([lived.peers]))} |"
    yield ""


def _fault_to_incident(totals: Totals) -> str:
    return "{} s / {} s".format(*middle_and_worst(totals.seconds))


def _tables_to_incident(totals: Totals) -> str:
    return "{} s / {} s".format(*middle_and_worst(totals.seconds_after_notice))


def _found(lived: Lived) -> Iterator[str]:
    yield "## What happened and what was said"
    yield ""
    yield "| time | what | where | homes | seen to lose service | said after | cause said | named | exact |"
    yield "|---|---|---|---:|---:|---:|---|---|---|"
    for mark in lived.ours.marks:
        yield _row(mark)
    yield ""
    if lived.refused:
        yield "Of the script could not be done: " + "; ".join(lived.refused) + "."
        yield ""


def _row(mark: Mark) -> str:
    happening = mark.happening
    where = happening.element + (f" ({happening.documented})" if happening.documented != happening.element else "")
    first = mark.said[0] if mark.said else None
    after = f"{mark.seconds:.0f} s" if mark.seconds is not None else ("—" if not happening.owed else _instead(mark))
    named = ", ".join(first.elements[:NAMED]) + (" …" if len(first.elements) > NAMED else "") if first else ""
    exact = "" if not mark.said or not happening.owed else "yes" if mark.exact else "no"
    return (
        f"| {_clock(happening.started_ms)} | {happening.kind} | {where} | {happening.homes} "
        f"| {len(happening.observable)} | {after} | {first.cause if first else ''} | {named} | {exact} |"
    )


def _instead(mark: Mark) -> str:
    return "never" if mark.folded is None else f"in {mark.folded.id}"


def _missed(lived: Lived) -> Iterator[str]:
    missed = [mark for mark in lived.ours.marks if mark.missed]
    yield "## Missed"
    yield ""
    if not missed:
        yield "Nothing."
    for mark in missed:
        happening = mark.happening
        reason = why_missed(mark) or "**not explained by the facts**"
        unseen = "" if seen(mark) else " (not counted above)"
        yield (
            f"* {_clock(happening.started_ms)} {happening.kind} {happening.element}, {happening.homes} homes{unseen}: "
            f"{reason}."
        )
    yield ""


def _false(lived: Lived) -> Iterator[str]:
    yield "## Wrongly said"
    yield ""
    wrong = [(mark, one) for mark in lived.ours.marks for one in mark.wrong]
    false = [one for one in lived.ours.false if not one.merged]
    if not wrong and not false:
        yield "Nothing."
    for mark, one in wrong:
        yield f"* {_said(one)}: about {mark.happening.kind} {mark.happening.element}, which took service from nobody."
    for one in false:
        yield f"* {_said(one)}: nothing true stands behind it."
    yield ""


def _callers(lived: Lived) -> Iterator[str]:
    """Return what callers were told; each confident answer that was not so, up to MOST_LISTED."""
    found = counts(lived.answers)
    wrong = [one for one in lived.answers if one.grade is Grade.WRONG]
    yield "## Callers"
    yield ""
    yield (
        f"Each of the {len(lived.answers)} callers was looked up by the number the exchange showed: "
        f"{found[Grade.STRANGER]} of them had a number that is nobody's in the file, or none; {found[Grade.RIGHT]} "
        f"were answered rightly, {found[Grade.UNSURE]} were told that this cannot be seen or that the data is old, "
        f"{found[Grade.EARLY]} were answered wrongly within {EARLY_MS // 60_000} minutes of a fault's begin or "
        f"{LATE_MS // 60_000} of a repair, and {found[Grade.WRONG]} were told something with confidence that was not "
        "so."
    )
    yield ""
    for one in wrong[:MOST_LISTED]:
        yield f"* {_clock(one.at_ms)} {one.account}, {one.service}: told {one.verdict}; true: {one.truth}."
    if len(wrong) > MOST_LISTED:
        yield f"* and {len(wrong) - MOST_LISTED} more."
    yield ""


def _said(one: Said) -> str:
    ended = f" to {_clock(one.resolved_ms)}" if one.resolved_ms is not None else ""
    named = ", ".join(one.elements[:NAMED])
    return (
        f"{_clock(one.opened_ms)}{ended} {one.id}, {one.cause} at {named}, {one.subscribers} subscribers, "
        f"{len(one.terminals)} terminals"
    )


def _clock(at_ms: int) -> str:
    """Return hours and minutes since the day began, at midnight."""
    minutes = (at_ms - MORNING_MS) // 60_000
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
