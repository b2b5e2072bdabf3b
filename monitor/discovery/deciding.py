"""Proposals decided: by people, or by the setting; the plant changes with the decision, or neither does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from maps.model import Kind, Plant
from monitor.discovery.drawing import KIND_BEHIND, Drawing, changed
from monitor.ledger import changes, commands, proposals
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import load_segments
from monitor.ledger.plant import apply, difference, load_plant
from monitor.ledger.proposals import FROM_BEHAVIOUR, Proposal, ProposalKind, ProposalState

_FOR_PEOPLE = FROM_BEHAVIOUR | {ProposalKind.DIFFERS}
KIND = "discovery"
"""Kind of the changes that pages follow."""
CORE = "core"


class DecisionRefusedError(Exception):
    """A decision that cannot be; the message says why."""


class UnknownProposalError(DecisionRefusedError):
    """There is no such proposal."""


def accept(ledger: Ledger, number: int, element: str, by: str, at_ms: int, region: str) -> None:
    """Change the plant as a proposal says, with one of its candidates; empty: the only one.

    Raises DecisionRefusedError, LedgerError.
    """
    found = _open(ledger, number)
    candidates = found.finding.candidates
    if found.finding.kind is not ProposalKind.VANISHED:
        element = element or (candidates[0] if len(candidates) == 1 else "")
        if not element:
            raise DecisionRefusedError(
                "several elements are possible: choose one" if candidates else "no element is known for it"
            )
        if element not in candidates:
            raise DecisionRefusedError(f"{element} is none of the candidates")
    else:
        element = ""
    _carry_out(ledger, [(found, element)], ProposalState.ACCEPTED, by, at_ms, region)


def dismiss(ledger: Ledger, number: int, by: str, at_ms: int) -> None:
    """Leave the plant as it is, and do not propose this again while the terminal stays on that segment.

    Raises DecisionRefusedError, LedgerError.
    """
    found = _open(ledger, number)
    with ledger.write(by, "discovery.dismiss", found.finding.terminal, _detail(found, "")) as connection:
        if not proposals.decide(connection, number, ProposalState.DISMISSED, at_ms, by):
            raise DecisionRefusedError("somebody decided it before")
        changes.announce(connection, at_ms, KIND)


def carry_out_all(ledger: Ledger, at_ms: int, region: str) -> int:
    """Apply every open proposal whose evidence determines exactly one outcome; return how many.

    A record that differs from the start stays open: who says that it is the record that is wrong? So does what
    behaviour shows. Raises LedgerError.
    """
    with ledger.read() as connection:
        clear = [
            (one, one.finding.candidates[0] if one.finding.candidates else "")
            for one in proposals.open_proposals(connection)
            if one.finding.kind is ProposalKind.VANISHED
            or (one.finding.kind not in _FOR_PEOPLE and len(one.finding.candidates) == 1)
        ]
    if clear:
        _carry_out(ledger, clear, ProposalState.APPLIED, CORE, at_ms, region)
    return len(clear)


def _open(ledger: Ledger, number: int) -> Proposal:
    with ledger.read() as connection:
        found = proposals.proposal(connection, number)
    if found is None:
        raise UnknownProposalError(f"there is no proposal {number}")
    if found.state is not ProposalState.OPEN:
        raise DecisionRefusedError(f"proposal {number} is {found.state} already")
    return found


def _carry_out(
    ledger: Ledger, decided: Iterable[tuple[Proposal, str]], state: ProposalState, by: str, at_ms: int, region: str
) -> None:
    """Change the plant and end the proposals in one transaction; comparing comes before it, as with an import."""
    decided = list(decided)
    with ledger.read() as connection:
        plant = load_plant(connection)
        _check_drawn(plant, (element for _, element in decided if element))
        _check_no_circle(plant, ((one.finding.terminal, element) for one, element in decided))
        wanted = changed(
            plant, [(one.finding, element) for one, element in decided], _kinds(connection, Drawing.of(plant).kind)
        )
        found = difference(connection, wanted, region)
    many = len(decided) > 1
    subject = "" if many else decided[0][0].finding.terminal
    detail = {"proposals": len(decided)} if many else _detail(*decided[0])
    with ledger.write(by, f"discovery.{_VERB[state]}", subject, detail) as connection:
        for one, element in decided:
            if not proposals.decide(connection, one.id, state, at_ms, by, element):
                raise DecisionRefusedError("somebody decided it before")
        apply(connection, wanted, found, at_ms, by, "discovery", region)
        commands.ask(connection, at_ms, by, "plant.reload")
        changes.announce(connection, at_ms, KIND)


def _check_drawn(plant: Plant, elements: Iterable[str]) -> None:
    """Refuse what is no longer in the plant: it was when the proposal was made, and a plant was imported since."""
    missing = set(elements).difference(element.id for element in plant.elements)
    if missing:
        raise DecisionRefusedError(f"{min(missing)} is no longer in the plant")


def _check_no_circle(plant: Plant, hung: Iterable[tuple[str, str]]) -> None:
    """Refuse to hang anything behind itself, as an import since may have made it."""
    parent = {element.id: element.parent for element in plant.elements}
    for subject, element in hung:
        at, passed = element, set[str]()
        while at and at not in passed and subject != element:
            if at == subject:
                raise DecisionRefusedError(f"{element} hangs behind {subject} itself")
            passed.add(at)
            at = parent.get(at, "")


_VERB = {ProposalState.ACCEPTED: "accept", ProposalState.APPLIED: "apply"}


def _kinds(connection: Connection, kind: Mapping[str, Kind]) -> dict[int, Kind]:
    """Return segment → kind of its terminals."""
    return {row.id: KIND_BEHIND.get(kind.get(row.teller, Kind.OTHER), Kind.OTHER) for row in load_segments(connection)}


def _detail(one: Proposal, element: str) -> dict[str, object]:
    return {
        "proposal": one.id, "kind": str(one.finding.kind), "drawn_at": one.finding.drawn_at,
        "candidates": list(one.finding.candidates), "element": element,
    }  # fmt: skip
