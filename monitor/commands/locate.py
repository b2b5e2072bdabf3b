"""`plantwatch locate`: plant files and a table of who is dark in, faults out; nothing runs, nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import numpy as np
import typer

from collectors.clock import AnchoredClock
from collectors.roster import Roster
from collectors.states import TerminalState
from maps import evidencefile, plantfile
from maps.assumptions import Assumptions
from maps.datum import Datum
from maps.evidencefile.read import Clock, Reported
from maps.evidencefile.timestamps import moment
from maps.model import Element, Fault, Plant
from maps.moments import IS_UP
from maps.plantfile import Finding
from monitor.commands.plant_files import Rows
from monitor.commands.terminal import (
    FINDING,
    Config,
    Json,
    failing_clearly,
    out,
    paragraph,
    print_json,
    progress,
    refuse,
    settings_of,
    tell_findings,
)
from monitor.incidents.model import FaultView
from monitor.settings import Settings
from monitor.telling.catalogue import Language
from monitor.telling.explaining import explain
from monitor.watch.faults.locating import Locator
from monitor.watch.levels.quality import Quality
from thresholds.model import DEFAULT_SEVERITY, Alarm, Level, Rule, RuleType, Severity
from thresholds.rules import load_rules

REPORTED = "reported"
"""Stands for a rule where a person says that an element is worse than usual."""


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(locate)


def locate(
    plant: Annotated[Path, typer.Option("--plant", help="Folder of plant files, as `plantwatch import` takes it.")],
    evidence: Annotated[Path, typer.Option("--evidence", help="CSV of element,state,since: who is dark, who is up.")],
    at: Annotated[
        str, typer.Option("--at", help="The moment asked about; else that of the newest row. ISO 8601 or Unix time.")
    ] = "",
    every: Annotated[
        float, typer.Option("--every", min=1.0, help="Seconds from one look at a terminal to the next, in the file.")
    ] = 120.0,
    datum: Annotated[
        Datum, typer.Option("--datum", help="Datum of the plant files; only distances matter here.")
    ] = Datum.WGS84,
    lang: Annotated[Language, typer.Option("--lang", "--language", help="Language of the explanations.")] = "en",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Name the plant that failed from who is dark, without a service; exits 1 where the files have findings."""
    settings = settings_of(config)
    zone = ZoneInfo(settings.display.timezone)
    if not plant.is_dir():
        refuse(f"{plant} is not a folder")
    with failing_clearly():
        content = evidence.read_bytes()
        with progress() as display:
            drawn, findings = plantfile.read(plant, datum, told=Rows(display))
    if not drawn.elements:
        refuse(f"{plant}: there is no plant to look at: {findings[0] if findings else 'elements.csv is empty'}")
    roster = Roster(dict.fromkeys(element.id for element in drawn.elements))
    clock = Clock(zone, AnchoredClock().now_ms(), round(settings.locate.notice_delay_s * 1000), round(every * 1000))
    told, wrong = evidencefile.read(content, evidence.name, drawn.elements, roster, clock, _moment(at, zone))
    if any(one.fatal and not one.key for one in wrong) and not told.rows and not as_json:
        tell_findings(wrong, "--json lists them all")
        refuse(f"{evidence.name}: nothing in it can be read; it has columns element, state and, where known, since")
    views, faults = _found(drawn, roster, told, clock.every_ms, settings)
    findings = [*findings, *wrong]
    if as_json:
        names = {element.id: element for element in drawn.elements}
        said = [
            _as_json(fault, view, names, roster, explain(_undated(view, told), names, lang, zone).sentences, told)
            for view, fault in zip(views, faults, strict=True)
        ]
        print_json({"at": _iso(told.at_ms), "evidence": _counts(told), "faults": said, "findings": _listed(findings)})
    else:
        _print(drawn, views, told, findings, lang, zone)
    raise typer.Exit(FINDING if findings else 0)


def _moment(text: str, zone: ZoneInfo) -> int | None:
    try:
        return moment(text.strip(), zone) if text.strip() else None
    except (ValueError, OverflowError):
        refuse(f"--at {text!r} is no time: ISO 8601, or Unix seconds or milliseconds")


def _found(
    plant: Plant, roster: Roster, told: Reported, every_ms: int, settings: Settings
) -> tuple[list[FaultView], list[Fault]]:
    """Return what the service would conclude from the same, worst first."""
    of = settings.locate
    locator = Locator(plant, roster, Assumptions.of(of.switched_off, of.missed_anyway, of.notice_delay_s, of.priors))
    in_service, since_ms = told.evidence.state == TerminalState.REGISTERED, told.evidence.since_ms
    faults = locator.faults(
        told.evidence,
        _alarms(plant.elements, roster, told),
        told.at_ms,
        lambda fault: fault.probability >= settings.incidents.open_probability,
        Quality.told(
            told.degraded,
            in_service,
            np.where(told.degraded, since_ms - every_ms, told.evidence.last_seen_ms),
            np.where(told.degraded, since_ms, 0),
        ),
    )
    faults.sort(key=lambda fault: (-len(fault.explains), -len(fault.behind), fault.element))
    return [locator.view(fault) for fault in faults], faults


def _alarms(elements: Sequence[Element], roster: Roster, told: Reported) -> list[Alarm]:
    """Return the alarms that the service would raise: devices that are silent, as its rules weigh them, or bad."""
    rules = [rule for rule in load_rules() if rule.type is RuleType.NO_ANSWER]
    alarms = []
    for element in elements:
        slot = roster.slot(element.id)
        if slot is None:
            continue
        since_ms = int(told.evidence.since_ms[slot])
        if told.evidence.state[slot] == TerminalState.DARK:
            alarms += [
                Alarm(slot, 0, rule.id, Level.NO_ANSWER, _severity(rule), since_ms, np.nan)
                for rule in rules
                if element.kind in rule.kinds
            ]
        elif told.degraded[slot] and any(element.kind in rule.kinds for rule in rules):
            alarms.append(Alarm(slot, 0, REPORTED, Level.LOLO, Severity.MAJOR, since_ms, np.nan))
    return alarms


def _severity(rule: Rule) -> Severity:
    return rule.severity.get(Level.NO_ANSWER, DEFAULT_SEVERITY[Level.NO_ANSWER])


def _undated(view: FaultView, told: Reported) -> FaultView:
    """Return a fault without times where the file names none: those of the evidence are made up."""
    return view if told.timed else FaultView.from_json(view.to_json() | {"after_ms": 0, "before_ms": 0})


def _print(
    plant: Plant,
    views: Sequence[FaultView],
    told: Reported,
    findings: Sequence[Finding],
    lang: Language,
    zone: ZoneInfo,
) -> None:
    tell_findings(findings, "--json lists them all")
    names = {element.id: element for element in plant.elements}
    counts = _counts(told)
    degraded = f", {counts['degraded']} of them degraded" if counts["degraded"] else ""
    out.print(
        f"{counts['rows']} rows: {counts['dark']} dark, {counts['up']} up{degraded}; "
        f"as of {datetime.fromtimestamp(told.at_ms / 1000, zone):%Y-%m-%d %H:%M:%S %Z}",
        markup=False,
    )
    if told.later:
        out.print(f"{told.later} rows begin later and are left aside")
    for number, view in enumerate(views, 1):
        first, *rest = explain(_undated(view, told), names, lang, zone).sentences
        margin = f"{number}. "
        out.print()
        paragraph(first, len(margin), margin)
        for sentence in rest:
            paragraph(sentence, len(margin))
    if not views:
        out.print("no fault of the plant explains this, or none is likely enough to send anybody")


def _counts(told: Reported) -> dict[str, int]:
    state = told.evidence.state
    return {
        "rows": told.rows,
        "later": told.later,
        "dark": int(np.count_nonzero(state == TerminalState.DARK)),
        "up": int(np.count_nonzero(IS_UP[state])),
        "degraded": int(np.count_nonzero(told.degraded)),
    }


def _as_json(
    fault: Fault, view: FaultView, names: dict[str, Element], roster: Roster, sentences: Sequence[str], told: Reported
) -> dict[str, Any]:
    search = view.search

    def element(key: str) -> dict[str, str]:
        known = names.get(key)
        return {"id": key, "kind": str(known.kind) if known else "other", "name": known.name if known else ""}

    rest = sum(chance for _, chance in view.alternatives)
    return {
        "element": element(view.element),
        "cause": view.cause,
        "probability": view.probability,
        "probability_of_element": round(max(view.probability - rest, 0.0), 4),
        "alternatives": [element(key) | {"probability": chance} for key, chance in view.alternatives],
        "members": list(view.members),
        "unprotected": list(view.unprotected),
        "explains": [roster.key(slot) for slot in fault.explains.tolist()],
        "contradicts": [roster.key(slot) for slot in fault.contradicts.tolist()],
        "behind": view.behind,
        "after": _iso(view.after_ms) if told.timed else None,
        "before": _iso(view.before_ms) if told.timed else None,
        "candidates": search.candidates if search else 0,
        "metres": search.metres if search else None,
        "unmeasured": search.unmeasured if search else 0,
        "measure": {**element(search.measure), "point": str(search.point)} if search and search.measure else None,
        "not_drawn_below": search.below if search else "",
        "explanation": list(sentences),
    }


def _iso(at_ms: int) -> str | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat() if at_ms else None


def _listed(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [{"file": f.file, "row": f.row, "key": f.key, "message": f.message, "fatal": f.fatal} for f in findings]
