"""GET /lookup?phone=, ?account= or ?q=: the agent's answer for screens and programs."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from monitor.care.answers import Answer, HomeAnswer, ServiceAnswer
from monitor.care.expected import expected_back
from monitor.care.joining import CALLED_MS
from monitor.care.neighbours import Neighbours
from monitor.care.sentences import LANGUAGES, say, say_nobody
from monitor.ledger.announced import told_to
from webui.api.blueprint import CARE, api
from webui.api.lookup_schema import LookupAnswer, LookupQuery
from webui.api.problem import Problem
from webui.asking import ask, ask_for
from webui.context import now_ms
from webui.display import state_name
from webui.readers import readers


@api.get("/lookup", tags=[CARE], responses={200: LookupAnswer, 422: Problem})
def lookup(query: LookupQuery) -> Response:
    """Give the verdict per service for whoever has a telephone number, an account, or is meant otherwise."""
    if query.account.strip():
        return jsonify(as_json(ask_for(query.account.strip())))
    if query.phone.strip():
        return jsonify(as_json(ask(query.phone)))
    return jsonify(as_json(ask(query.q), nobody="not_found"))


def as_json(answer: Answer, nobody: str = "not_a_phone") -> dict[str, Any]:
    """Return an answer as the API gives it; `nobody`: the verdict on what is no number and nobody's."""
    told = _told(answer)
    homes = [_home(home, told[home.subscriber.account]) for home in answer.homes]
    foremost = next((item for item, home in zip(homes, answer.homes, strict=True) if home is answer.foremost), None)
    nobody = "choose" if answer.candidates else "unknown_phone" if answer.e164 else nobody
    return {
        "phone": answer.written,
        "e164": answer.e164,
        "known": bool(homes),
        "verdict": foremost["verdict"] if foremost is not None else nobody,
        "sentence": foremost["sentence"]
        if foremost is not None
        else {item: say_nobody(answer, item) for item in LANGUAGES},
        "data_ms": answer.freshness.as_of_ms,
        "stale": answer.freshness.stale,
        "accounts": homes,
        "candidates": [{"account": who.account, "name": who.name, "address": who.address} for who in answer.candidates],
    }


def _told(answer: Answer) -> dict[str, list[dict[str, Any]]]:
    """Return what the homes of an answer were told before, by account."""
    accounts = [home.subscriber.account for home in answer.homes]
    if not accounts:
        return {}
    with readers().ledger.read() as connection:
        return {
            account: [
                {
                    "at_ms": item.at_ms,
                    "by": item.by,
                    "how": item.how,
                    "verdict": item.verdict,
                    "incident": f"INC-{item.incident:06d}" if item.incident is not None else None,
                }
                for item in told_to(connection, account, now_ms() - CALLED_MS)
            ]
            for account in accounts
        }


def _home(home: HomeAnswer, told: list[dict[str, Any]]) -> dict[str, Any]:
    who = home.subscriber
    return {
        "account": who.account,
        "name": who.name,
        "address": who.address,
        "account_class": who.cls,
        "status": who.status,
        "unit": who.unit,
        "verdict": home.verdict,
        "reason": home.reason,
        "sentence": {item: say(home, item, readers().zone, now_ms()) for item in LANGUAGES},
        "since_ms": home.since_ms,
        "cause": home.incident.cause if home.incident is not None else None,
        "incident": home.incident.id if home.incident is not None else None,
        "neighbours": _neighbours(home.neighbours),
        "unaffected": list(home.unaffected),
        "services": [_service(item) for item in home.services],
        "recent": [item.id for item in home.recent],
        "restoration": _restoration(home),
        "planned": _planned(home),
        "told": told,
    }


def _restoration(home: HomeAnswer) -> dict[str, int] | None:
    etr = expected_back(home, now_ms())
    return {"after_ms": etr.after_ms, "before_ms": etr.before_ms} if etr is not None else None


def _planned(home: HomeAnswer) -> dict[str, Any] | None:
    work = home.planned
    if work is None:
        return None
    return {"from_ms": work.from_ms, "to_ms": work.to_ms, "text": {item: work.text(item) for item in LANGUAGES}}


def _service(item: ServiceAnswer) -> dict[str, Any]:
    return {
        "service": item.subscription.service,
        "terminal": item.subscription.terminal,
        "status": item.subscription.status,
        "state": state_name(item.subscription.state),
        "verdict": item.verdict,
        "reason": item.reason,
        "since_ms": item.since_ms,
        "last_seen_ms": item.subscription.last_seen_ms or None,
        "incident": item.incident.id if item.incident is not None else None,
        "out_of_limits": list(item.out_of_limits),
        "changed": list(item.changed),
        "neighbours": _neighbours(item.neighbours),
    }


def _neighbours(beside: Neighbours | None) -> dict[str, Any] | None:
    if beside is None:
        return None
    return {
        "element": {"id": beside.element, "kind": beside.kind, "name": beside.name or beside.element},
        "total": beside.total,
        "offline": beside.offline,
        "unseen": beside.unseen,
        "pending": beside.pending,
    }
