"""What machines ask of the web process: alive, ready, metrics, the words, the API document."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, abort, current_app, jsonify
from flask_openapi3.openapi import OpenAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from monitor.care import figures
from monitor.care.figures import Figures, SweepFigures
from monitor.ledger.heard import tallies
from monitor.ledger.ledger import LedgerError
from webui import words
from webui.api.document import finished
from webui.display import SEVERITIES
from webui.readers import readers

NOTICES = {
    "heard": "Traps, informs and syslog lines taken.",
    "unknown": "Traps among them that the catalogue does not have.",
    "malformed": "Datagrams and lines that could not be read.",
    "flooded": "Dropped because their source said too much.",
    "unknown_user": "Refused: of no SNMPv3 user that is known, or not at the user's level.",
    "wrong_password": "Refused: SNMPv3 with a wrong password or algorithm.",
    "replayed": "Refused: SNMPv3 that was said before, or long ago.",
    "unkept": "Let go because the ledger could not take them.",
}

service = Blueprint("service", __name__)


@service.get("/healthz")
def healthz() -> Response:
    """Say that this process answers."""
    return jsonify(status="ok")


@service.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether pages can be served: 503 and why, when the ledger cannot be read."""
    try:
        with readers().ledger.read() as connection:
            now = readers().truths.now(connection, readers().now_ms(), readers().stale_after_ms)
    except LedgerError as error:
        return jsonify(status="unavailable", detail=str(error)), 503
    return jsonify(status="ok", data_ms=now.freshness.as_of_ms, stale=now.freshness.stale), 200


@service.get("/metrics")
def metrics() -> Response:
    """Give the monitor's pulse to Prometheus: a handful of gauges, never one per modem."""
    with readers().ledger.read() as connection:
        now_ms = readers().now_ms()
        now = readers().truths.now(connection, now_ms, readers().stale_after_ms)
        heard = tallies(connection)
        told = figures.load(connection)
    registry = CollectorRegistry()
    gauges = {
        "plantwatch_incidents_open": ("Open incidents.", now.incidents),
        "plantwatch_incidents_unacknowledged": ("Open incidents nobody has acknowledged.", now.unacknowledged),
        "plantwatch_subscribers_affected": ("Accounts that open incidents affect.", now.subscribers),
        "plantwatch_worst_severity": (f"Worst open severity, 0 to 5: {', '.join(SEVERITIES)}.", now.severity),
        "plantwatch_data_stale": ("1 when the newest state sweep is too old to speak of now.", now.freshness.stale),
    }
    for name, (text, value) in gauges.items():
        Gauge(name, text, registry=registry).set(value)
    for what, text in NOTICES.items():
        Counter(f"plantwatch_notices_{what}", text, registry=registry).inc(heard.get(what, 0))
    if now.freshness.as_of_ms is not None:
        age = Gauge("plantwatch_data_age_seconds", "Age of the newest state sweep.", registry=registry)
        age.set(max(0, now_ms - now.freshness.as_of_ms) / 1000)
    _tell_figures(told, registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _tell_figures(told: Figures, registry: CollectorRegistry) -> None:
    """Add what core says of its sweeps and of what they cost."""
    gauges: dict[str, tuple[str, Callable[[SweepFigures], float]]] = {
        "interval_seconds": ("Seconds from one sweep to the next.", lambda one: one.interval_s),
        "duration_seconds": ("Seconds the last sweep took.", lambda one: one.duration_s),
        "answers_per_second": ("Devices that answered, a second of the last sweep.", lambda one: one.answers_per_s),
        "silent_ratio": ("Share of the devices that did not answer in it.", lambda one: one.silent_share),
    }
    for name, (text, value) in gauges.items():
        gauge = Gauge(f"plantwatch_sweep_{name}", text, ["sweep"], registry=registry)
        for one in told.sweeps:
            gauge.labels(one.name).set(value(one))
    ended = Counter("plantwatch_sweeps", "Sweeps that ended.", ["sweep"], registry=registry)
    late = Counter("plantwatch_sweeps_late", "Sweeps that began late or took too long.", ["sweep"], registry=registry)
    for one in told.sweeps:
        ended.labels(one.name).inc(one.sweeps)
        late.labels(one.name).inc(one.late)
    core = told.core
    Counter("plantwatch_snmp_retries", "Requests sent again.", registry=registry).inc(core.retries)
    Counter("plantwatch_snmp_given_up", "Requests given up after the last retry.", registry=registry).inc(core.given_up)
    Counter("plantwatch_values_stored", "Values handed to the series store.", registry=registry).inc(core.stored)
    Gauge("plantwatch_spool_bytes", "Waiting on disk for the series server.", registry=registry).set(core.spool_bytes)
    if core.cpu_s_per_value is not None:
        text = "Processor seconds of core per value stored, over the last minutes."
        Gauge("plantwatch_cpu_seconds_per_value", text, registry=registry).set(core.cpu_s_per_value)


@service.get("/catalogue/<language>.js")
def catalogue(language: str) -> Response:
    """Give scripts the words of a language, as a script: a page is loaded when its words are, and keys work."""
    for known in words.LANGUAGES:
        if known == language:
            text = json.dumps(words.catalogue(known), ensure_ascii=False)
            return Response(f"globalThis.plantwatchWords = {text};\n", content_type="text/javascript; charset=utf-8")
    abort(404)


@service.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Give the OpenAPI 3.1 document of the API."""
    app = cast("OpenAPI", current_app)
    return jsonify(finished(app.api_doc))
