"""Test now: ask a terminal and its neighbours at once, and follow how far that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from flask import Response, abort, jsonify
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from monitor.care.tested import beyond_limits, counted, finding
from monitor.ledger import tables as t
from monitor.ledger import terminal_tests
from monitor.ledger.terminal_tests import TerminalTest, UnknownTerminalError
from monitor.rules.versions import current_rules
from webui.access import known_visitor
from webui.api.blueprint import CARE, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms, NoArguments
from webui.context import now_ms
from webui.levels import BY_KIND
from webui.readers import readers

MOST_LEVELS = 6
"""Readings of a terminal that are shown, the most telling of its kind."""
FindingName = Literal["waiting", "good", "poor", "alone", "together", "silent", "not_asked", "failed"]


class TerminalBody(Arguments):
    """Which terminal to test."""

    terminal: str = Field(description="Its MAC, serial or card number, as the plant has it.", max_length=100)


class TerminalTestPath(BaseModel):
    """Which test."""

    id: int = Field(ge=1, lt=2**53)


class BegunTest(BaseModel):
    """A test that is under way."""

    id: int
    shared: bool = Field(description="Somebody had asked for the same a moment ago: it is theirs.")


class TerminalReading(BaseModel):
    """What a terminal says of itself, the mean over its channels."""

    family: str
    metric: str
    value: float
    unit: str


class TestedTerminal(BaseModel):
    """What became of the questions to the terminal."""

    asked: bool = Field(description="False: no address is known, or its CMTS has no room for more questions now.")
    answered: bool | None = Field(description="null: not yet.")
    at_ms: Ms | None
    readings: list[TerminalReading]
    beyond_limits: list[str] = Field(description="Metrics beyond the last value before service suffers.")


class TestedNeighbours(BaseModel):
    """And to those beside it."""

    asked: int
    answered: int
    waiting: int


class TerminalTestResult(BaseModel):
    """A test, as far as it has come."""

    id: int
    terminal: str
    by: str
    at_ms: Ms
    done_ms: Ms | None
    state: Literal["running", "done", "failed"]
    finding: FindingName
    own: TestedTerminal | None
    neighbours: TestedNeighbours


@api.post("/tests", tags=[CARE], responses={202: BegunTest, 404: Problem, 422: Problem})
def begin_test(body: TerminalBody) -> tuple[Response, int]:
    """Test a terminal and its neighbours now; ask for the test by its id until its state is not `running`."""
    try:
        test, shared = terminal_tests.ask(readers().ledger, body.terminal, known_visitor().name, now_ms())
    except UnknownTerminalError as error:
        abort(404, f"{error}.")
    return jsonify(id=test, shared=shared), 202


@api.get("/tests/<int:id>", tags=[CARE], responses={200: TerminalTestResult, 404: Problem})
def test_result(path: TerminalTestPath, query: NoArguments) -> Response:  # noqa: ARG001 - refuses what we do not know
    """Say how far a test is and what it found."""
    with readers().ledger.read() as connection:
        test = terminal_tests.load(connection, path.id)
        if test is None:
            abort(404, "There is no such test.")
        return jsonify(_as_json(connection, test))


def _as_json(connection: Connection, test: TerminalTest) -> dict[str, Any]:
    own = next((answer for answer in test.answers if answer.own), None)
    kind = connection.execute(select(t.element.c.kind).where(t.element.c.id == test.terminal)).scalar() or ""
    poor = beyond_limits(own.readings, kind, current_rules(connection)) if own is not None else ()
    asked, answered, waiting = counted(test.answers)
    return {
        "id": test.id,
        "terminal": test.terminal,
        "by": test.by,
        "at_ms": test.at_ms,
        "done_ms": test.done_ms,
        "state": str(test.state),
        "finding": str(finding(test, poor, now_ms())),
        "own": None if own is None else {
            "asked": own.asked,
            "answered": own.answered,
            "at_ms": own.at_ms or None,
            "readings": _readings(own.readings, kind),
            "beyond_limits": list(poor),
        },
        "neighbours": {"asked": asked, "answered": answered, "waiting": waiting},
    }  # fmt: skip


def _readings(readings: Mapping[str, float], kind: str) -> list[dict[str, Any]]:
    """Return the most telling readings first, each once, as its kind is charted."""
    shown = {item.name: item for item in reversed(BY_KIND.get(kind, ())) if not item.per_s and item.name in readings}
    return [
        {"family": item.family, "metric": name, "value": readings[name], "unit": item.unit}
        for name, item in reversed(shown.items())
    ][:MOST_LEVELS]
