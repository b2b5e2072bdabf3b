"""The outbox: from an incident's commit to its first attempt, through failing receivers, kills and storms."""

from __future__ import annotations

import json
import logging
import random
import sys
import time
from dataclasses import dataclass
from typing import Any

import structlog

from bench.outbox_heard import dwell_ms, percentile, tally
from bench.outbox_scene import PRIORITY_EVERY, STORY, scene
from monitor.incidents.model import incident_id

FAILING = 0.3
STEADY_PER_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    incidents: int
    receivers: int
    kills: int
    steady_s: int
    storm_incidents: int
    storm_s: int
    timeout_s: float
    patience_s: int


QUICK = Size(50, 20, 3, 9, 1000, 6, 2.0, 60)
FULL = Size(1000, 20, 20, 120, 10_000, 60, 10.0, 7200)


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Return dwell at a steady rate, what becomes of deliveries under failures and kills, and dwell in a storm."""
    size = QUICK if quick else FULL
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    figures: dict[str, Any] = {}
    for part in (_steady, _storm, _rough):
        found = part(size)
        print(json.dumps(found), file=sys.stderr, flush=True)  # the last part may take an hour
        figures |= found
    return {
        "parameters": {
            "steady": f"{STEADY_PER_MINUTE} incidents a minute for {size.steady_s} s, one receiver",
            "deliveries": size.incidents * len(STORY) * size.receivers,
            "receivers": f"{size.receivers}, every fourth of them told in digests beyond 600 messages a minute",
            "induced_failures": f"{FAILING:.0%} of requests: 500, 429 with Retry-After 1, connections cut before and "
            "after the effect, an effect and then silence",
            "timeout_s": size.timeout_s,
            "kills": size.kills,
            "effects": "a receiver knows a message again by webhook-id; an effect is a revision at a receiver",
            "storm": f"{size.storm_incidents} incidents in {size.storm_s} s, one in {PRIORITY_EVERY} priority, two "
            "receivers, one of them told in digests beyond 60 messages a minute",
            "fsyncs": "commits of the ledger by both processes: each one fsync of its log (SQLite, synchronous=FULL);"
            " checkpoints come on top",
            "mishaps": "what went wrong that was neither a receiver's failure nor a kill: turns put off because the "
            "ledger was away, mistakes in channels, ends of the delivering process by itself",
        },
        "figures": figures,
    }


def _steady(size: Size) -> dict[str, Any]:
    """Commit 200 incidents a minute, and see when each is first attempted."""
    with scene(0.0, ("desk",), size.timeout_s) as stage:
        committed = stage.open_at(STEADY_PER_MINUTE / 60, size.steady_s, priority=False)
        stage.wait(len(committed), size.patience_s)
        written = stage.commits[0] + stage.core.end()
        heard, mishaps = stage.report(), stage.core.mishaps()
    dwell = dwell_ms(heard, committed, "desk")
    return {
        "dwell_p50_ms": percentile(dwell, 50),
        "dwell_p99_ms": percentile(dwell, 99),
        "fsyncs_per_incident": round(written / len(committed), 2),
        "steady_mishaps": mishaps,
    }


def _rough(size: Size) -> dict[str, Any]:
    """Have deliveries fail and their process killed; count what was lost, doubled and out of order."""
    names = tuple(f"r{i}" for i in range(size.receivers))
    deliveries = size.incidents * len(STORY) * size.receivers
    wants = {name: {"digest_above_per_minute": 600} for name in names[::4]}
    with scene(FAILING, names, size.timeout_s, wants) as stage:
        draw, began_s = random.Random(7), time.monotonic()
        stage.tell_stories(size.incidents // 2)
        for kill in range(size.kills):
            stage.wait(round(deliveries * kill / size.kills * 0.8), size.patience_s)
            time.sleep(draw.uniform(0.0, 1.0))  # any moment will do
            stage.core.kill()
            if kill == size.kills // 2:
                stage.tell_stories(size.incidents - size.incidents // 2)
        stage.wait_until_told(size.patience_s)
        took_s = time.monotonic() - began_s
        stage.core.end()
        heard, mishaps, dead = stage.report(), stage.core.mishaps(), stage.count("dead")
    want = {(incident_id(number), n + 1) for number in range(1, size.incidents + 1) for n in range(len(STORY))}
    return {
        "deliveries": deliveries,
        **tally(heard, names, want),
        "dead": dead,
        "requests": heard["requests"],
        "failed_requests": heard["failed"],
        "digests": heard["digests"],
        "deliveries_per_s": round(deliveries / took_s),
        "rough_mishaps": mishaps,
    }


def _storm(size: Size) -> dict[str, Any]:
    """Commit as many incidents as a typhoon makes, and see when those that matter most are told."""
    wants = {"paced": {"digest_above_per_minute": 60}}
    with scene(0.0, ("plain", "paced"), size.timeout_s, wants) as stage:
        committed = stage.open_at(size.storm_incidents / size.storm_s, size.storm_s, priority=True)
        stage.wait_until_told(size.patience_s)
        stage.core.end()
        heard, mishaps = stage.report(), stage.core.mishaps()
        paced = stage.priority_ms("paced")
    first = {number: at_s for number, at_s in committed.items() if number % PRIORITY_EVERY == 0}
    return {
        "storm_incidents": len(committed),
        "storm_committed_within_s": round(max(committed.values()) - min(committed.values()), 1),
        "storm_priority_p99_ms": percentile(dwell_ms(heard, first, "plain"), 99),
        "storm_priority_in_digests_p99_ms": percentile(paced, 99),
        "storm_all_p99_ms": percentile(dwell_ms(heard, committed, "plain"), 99),
        "storm_lost": sum(len(committed) - len(heard["effects"].get(name, [])) for name in ("plain", "paced")),
        "storm_messages_in_digests": sum(1 for made in heard["first_s"] if made.endswith("_paced")),
        "storm_mishaps": mishaps,
    }
