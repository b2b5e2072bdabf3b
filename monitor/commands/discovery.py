"""`plantwatch discovery`: what the plant file says of terminals beside what their CMTSs say, and decisions on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from collectors.clock import AnchoredClock
from monitor.commands.terminal import (
    ACTOR,
    FINDING,
    Config,
    Json,
    failing_clearly,
    out,
    print_json,
    refuse,
    settings_of,
)
from monitor.discovery import deciding
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import SegmentRow, load_segments
from monitor.ledger.proposals import FROM_BEHAVIOUR, Finding, Proposal, ProposalKind, open_proposals
from monitor.settings import Settings

SHOWN = 50

app = typer.Typer(help="Show where plant file and devices differ about terminals, and decide.", no_args_is_help=True)


def add_to(commands: typer.Typer) -> None:
    """Add the commands of this module, behind one word."""
    commands.add_typer(app, name="discovery")


Number = Annotated[int, typer.Argument(help="Number of the proposal, as `discovery list` shows it.")]
Kind = Annotated[ProposalKind | None, typer.Option("--kind", help="Only proposals of this kind.")]
Element = Annotated[str, typer.Option("--element", help="One of the candidates; needed where there are several.")]


@app.command("list")
def show(kind: Kind = None, config: Config = None, as_json: Json = False) -> None:
    """List open proposals and segments that differ; exits 1 where there are any."""
    with _ledger(settings_of(config)) as ledger, ledger.read() as connection:
        found = open_proposals(connection, [kind] if kind else [])
        segments = {row.id: row for row in load_segments(connection)}
    odd = [row for row in segments.values() if not row.agrees]
    if as_json:
        print_json(
            {
                "proposals": [_proposal(one, segments) for one in found],
                "segments": [asdict(row) for row in segments.values()],
            }
        )
    else:
        for one in found[:SHOWN]:
            out.print(_sentence(one, segments), markup=False)
        if len(found) > SHOWN:
            out.print(f"… and {len(found) - SHOWN} more")
        for row in odd:
            drawn = ", ".join(f"{element} ({here} of {placed})" for element, here, placed in row.counts)
            out.print(f"{row.teller} {row.name} names {', '.join(row.nodes)}; drawn there: {drawn}", markup=False)
        if not segments:
            out.print("no survey has ended yet")
        elif not found and not odd:
            out.print(f"plant file and devices agree; {len(segments)} segments surveyed")
    raise typer.Exit(FINDING if found or odd else 0)


@app.command()
def accept(number: Number, element: Element = "", config: Config = None) -> None:
    """Change the plant as a proposal says."""
    settings = settings_of(config)
    with _ledger(settings) as ledger:
        deciding.accept(ledger, number, element, ACTOR, ledger.clock.now_ms(), settings.display.phone_region)
    out.print(f"accepted proposal {number}")


@app.command()
def dismiss(number: Number, config: Config = None) -> None:
    """Leave the plant as it is; the same is not proposed again."""
    with _ledger(settings_of(config)) as ledger:
        deciding.dismiss(ledger, number, ACTOR, ledger.clock.now_ms())
    out.print(f"dismissed proposal {number}")


@contextmanager
def _ledger(settings: Settings) -> Iterator[Ledger]:
    """Give the ledger; what is refused becomes one sentence."""
    with failing_clearly():
        ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
        try:
            yield ledger
        except deciding.DecisionRefusedError as error:
            refuse(str(error))
        finally:
            ledger.close()


def _proposal(one: Proposal, segments: dict[int, SegmentRow]) -> dict[str, Any]:
    row = segments.get(one.finding.segment)
    return {
        "id": one.id,
        "kind": str(one.finding.kind),
        "terminal": one.finding.terminal,
        "drawn_at": one.finding.drawn_at,
        "segment": {"id": row.id, "teller": row.teller, "name": row.name} if row is not None else None,
        "candidates": list(one.finding.candidates),
        "evidence": dict(one.finding.evidence),
        "since_ms": one.finding.since_ms,
    }


def _sentence(one: Proposal, segments: dict[int, SegmentRow]) -> str:
    head = f"{one.id:>6}  {one.finding.kind:<9}  {one.finding.terminal}"
    if one.finding.kind in FROM_BEHAVIOUR:
        return f"{head}  {_shown(one.finding)}"
    row = segments[one.finding.segment]
    drawn = f"drawn behind {one.finding.drawn_at}, " if one.finding.drawn_at else ""
    where = "last on" if one.finding.kind is ProposalKind.VANISHED else "on"
    candidates = f"; behind {' or '.join(one.finding.candidates)}" if one.finding.candidates else ""
    return f"{head}  {drawn}{where} {row.teller} {row.name}{candidates}"


def _shown(finding: Finding) -> str:
    """Return what behaviour shows, in a sentence."""
    said, odds = finding.evidence, f"odds 10^{finding.evidence['odds']} to 1"
    if finding.kind is ProposalKind.BRANCH:
        return f"{said['homes']} homes recorded there fell together {said['together']} times, others stayed; {odds}"
    echoes = f", echoes shared with them: {said['echoes']}" if said.get("echoes") else ""
    distance = f", distance off by {said['apart']} there and {said['near']} here" if "apart" in said else ""
    return (
        f"drawn behind {finding.drawn_at}; fell {said['together']} times with those behind {finding.candidates[0]}"
        f"{echoes}, stayed {said['stayed']} times where it is drawn, {said['against']} against{distance}; {odds}"
    )
