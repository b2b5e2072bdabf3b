"""What is sent to every route that writes, what the trail says of it, and what the route refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from monitor.ledger import proposals
from monitor.ledger import tables as t
from tests.webui.conftest import PASSWORD, Town
from tests.webui.test_access import PLAN
from tests.webui.test_discovery import NEW as NEW_MODEM

Said = Mapping[str, Any]
Told = Said | Callable[[Town], Said]
Refusal = tuple[str, Told]
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Write:
    """A write that succeeds, what the trail says of it, and the same write refused."""

    action: str
    subject: str
    said: Told
    """What is sent: a form to a page, a body to the API."""
    refused: tuple[Refusal, ...]
    """Where to, and what else is sent; each is answered by 4xx."""
    path: str = ""
    """Empty: the one of the table of routes; `{proposal}` stands for a number."""
    stage: tuple[str, ...] = ()
    """Fixtures that prepare the town for it."""


def revision(here: Town) -> int:
    with here.ledger.read() as connection:
        return int(connection.execute(select(t.work_order.c.revision)).scalar_one())


def order(**said: str) -> Callable[[Town], Said]:
    return lambda here: {**said, "revision": revision(here)}


def proposal(here: Town) -> int:
    """Return the number of what is proposed for the modem that nobody has drawn."""
    with here.ledger.read() as connection:
        return next(one.id for one in proposals.open_proposals(connection) if one.finding.terminal == NEW_MODEM)


INCIDENT, OVER = "INC-000002", "INC-000001"
WORK = {"element": "N1", "from": "2030-01-01T01:00", "to": "2030-01-01T05:00", "service": "tv"}
WORK_TOLD = {"element": "N1", "from_ms": 1_900_000_000_000, "to_ms": 1_900_003_600_000}
CALL = {"account": "10100", "symptom": "slow", "key": "k1"}
CARD = {"version": "0", "verdict": "area_outage", "symptom": "slow", "text_zh": "好", "text_en": "good"}
STEP = "/incidents/{}/plan-runs/1/steps/{}/done"
AT, API = f"/incidents/{INCIDENT}", f"/api/v1/incidents/{INCIDENT}"


def soon(here: Town) -> Said:
    return {"until_ms": here.desk.now_ms() + HOUR_MS}


def back(here: Town) -> Said:
    return {"after_ms": here.desk.now_ms() + HOUR_MS, "before_ms": here.desk.now_ms() + 2 * HOUR_MS}


def back_in_the_form(here: Town) -> Said:
    """Return the same as the form has it, in the installation's time."""
    zone = ZoneInfo(here.settings.display.timezone)
    times = {name.removesuffix("_ms"): datetime.fromtimestamp(at / 1000, zone) for name, at in back(here).items()}
    return {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}


WRITES: dict[str, Write] = {
    "login.enter": Write(
        "login", "admin", {"name": "admin", "password": PASSWORD},
        (("/login", {"name": "admin", "password": "wrong"}),),
    ),
    "login.leave": Write("logout", "admin", {}, ()),
    "incidents.acknowledge": Write("incident.acknowledge", INCIDENT, {}, ((AT + "/acknowledge", {}),)),
    "api.acknowledge": Write("incident.acknowledge", INCIDENT, {}, ((API + "/acknowledge", {}),)),
    "incidents.assign": Write("incident.assign", INCIDENT, {"to": "noc"}, ((AT + "/assign", {"to": "x", "was": "y"}),)),
    "api.assign": Write("incident.assign", INCIDENT, {"to": "noc"}, ((API + "/assign", {"to": "noc", "was": "y"}),)),
    "incidents.snooze": Write("incident.snooze", INCIDENT, {"hours": "4"}, ((AT + "/snooze", {"hours": "9999"}),)),
    "api.snooze": Write("incident.snooze", INCIDENT, soon, ((API + "/snooze", {"until_ms": 2**52}),)),
    "incidents.close": Write(
        "incident.close", OVER, {"reason": "nobody went"}, ((AT + "/close", {"reason": "still stands"}),),
        path=f"/incidents/{OVER}/close",
    ),
    "api.close": Write(
        "incident.close", OVER, {"reason": "nobody went"}, ((API + "/close", {"reason": "still stands"}),),
        path=f"/api/v1/incidents/{OVER}/close",
    ),
    "incidents.comment": Write("incident.comment", INCIDENT, {"text": "seen"}, ((AT + "/comment", {"text": " "}),)),
    "api.comment": Write("incident.comment", INCIDENT, {"text": "seen"}, ((API + "/comments", {"text": "x" * 2001}),)),
    "incidents.found": Write(
        "incident.found", INCIDENT, {"cause": "other"}, ((AT + "/found", {"cause": "other", "element": "A99"}),)
    ),
    "api.found_at_closing": Write(
        "incident.found", INCIDENT, {"cause": "other"}, ((API + "/found", {"cause": "other", "element": "A99"}),)
    ),
    "ties.add": Write(
        "incident.link", INCIDENT, {"other": OVER, "kind": "caused_by"},
        ((AT + "/links", {"other": INCIDENT, "kind": "nested"}), (AT + "/links", {"other": OVER, "kind": "friends"})),
    ),
    "api.link": Write(
        "incident.link", INCIDENT, {"other": OVER, "kind": "nested"},
        ((API + "/links", {"other": "INC-000099", "kind": "nested"}),),
    ),
    "ties.remove": Write(
        "incident.unlink", INCIDENT, {"other": OVER}, ((AT + "/links/remove", {"other": "INC-000099"}),),
        stage=("tied",),
    ),
    "api.unlink": Write(
        "incident.unlink", INCIDENT, {"other": OVER}, ((API + "/links/remove", {"other": INCIDENT}),), stage=("tied",)
    ),
    "incidents.override": Write(
        "incident.override", INCIDENT, {"reason": "the street is gone"}, ((AT + "/override", {"reason": "again"}),),
        stage=("core",),
    ),
    "api.override": Write(
        "incident.override", INCIDENT, {"reason": "the street is gone"}, ((API + "/override", {"reason": "again"}),),
        stage=("core",),
    ),
    "incidents.expect": Write(
        "incident.expect", INCIDENT, back_in_the_form, ((AT + "/restoration", {"after": "2001-01-01T01:00"}),),
        stage=("core",),
    ),
    "api.expect": Write(
        "incident.expect", INCIDENT, back, ((API + "/restoration", {"after_ms": 2, "before_ms": 1}),), stage=("core",)
    ),
    "incidents.open_one": Write(
        "incident.opened", "A2", {"element": "A2", "reason": "a tree fell"},
        (("/incidents", {"element": "A99", "reason": "there"}), ("/incidents", {"element": "A1", "reason": "me too"})),
        stage=("core",),
    ),
    "api.open_incident": Write(
        "incident.opened", "A2", {"element": "A2", "reason": "a tree fell"},
        (("/api/v1/incidents", {"element": "A99", "reason": "there"}),), stage=("core",),
    ),
    "plans.save": Write("plan.save", "night", {"plan": json.dumps(PLAN)}, (("/plans", {"plan": "{}"}),)),
    "api.save_plan": Write("plan.save", "night", {"plan": PLAN}, (("/api/v1/plans", {"plan": {"name": "night"}}),)),
    "plans.tick_off": Write(
        "plan.tick_off", INCIDENT, {}, ((STEP.format(INCIDENT, 1), {}), (STEP.format(INCIDENT, 0), {})),
        path=STEP.format(INCIDENT, 1), stage=("running",),
    ),
    "api.tick_off": Write(
        "plan.tick_off", INCIDENT, {},
        ((f"/api/v1{STEP.format(OVER, 1)}", {}), (f"/api/v1{STEP.format(INCIDENT, 1)}", {})),
        path=f"/api/v1{STEP.format(INCIDENT, 1)}", stage=("running",),
    ),
    "lookup.log": Write("call.log", "10100", CALL, (("/lookup/calls", {**CALL, "account": "99999", "key": "k2"}),)),
    "api.log_call": Write("call.log", "10100", CALL, (("/api/v1/calls", {**CALL, "account": "99999", "key": "k2"}),)),
    "callbacks.take": Write(
        "callback.claim", "1", {}, (("/callbacks/2/claim", {}), ("/callbacks/9/claim", {})), stage=("callbacks",)
    ),
    "callbacks.result": Write(
        "callback.result", "1", {"result": "reached"}, (("/callbacks/2/result", {"result": "reached"}),),
        stage=("callbacks",),
    ),
    "guidance.edit": Write("guidance.edit", "area_outage/slow", CARD, (("/guidance", {**CARD, "version": "7"}),)),
    "planned.announce": Write("work.announce", "N1", WORK, (("/planned", {**WORK, "element": "A99"}),)),
    "api.announce_work": Write(
        "work.announce", "N1", WORK_TOLD, (("/api/v1/planned-work", {**WORK_TOLD, "element": "A99"}),)
    ),
    "api.cancel_work": Write(
        "work.cancel", "1", {},
        (("/api/v1/planned-work/1/cancel", {}), ("/api/v1/planned-work/9/cancel", {})), stage=("work",),
    ),
    "planned.cancel": Write(
        "work.cancel", "1", {}, (("/planned/1/cancel", {}), ("/planned/9/cancel", {})),
        stage=("work",),
    ),
    "orders.hand_on": Write("order.open", "10100", {"account": "10100"}, (("/lookup/hand-on", {"account": "99999"}),)),
    "orders.say": Write(
        "order.say", "ORD-000001", order(state="on_site"),
        (("/orders/ORD-000001/state", {"state": "done", "revision": "9"}),),
        stage=("under_way",),
    ),
    "api.order_say": Write(
        "order.say", "ORD-000001", order(state="on_site"),
        (("/api/v1/orders/ORD-000001/state", {"state": "done", "revision": 9}),), stage=("under_way",),
    ),
    "orders.close": Write(
        "order.close", "ORD-000001", order(reason="torn down"),
        (("/orders/ORD-000001/close", {"reason": "x", "revision": "9"}),),
        stage=("under_way",),
    ),
    "api.order_close": Write(
        "order.close", "ORD-000001", order(reason="torn down"),
        (("/api/v1/orders/ORD-000001/close", {"reason": "x", "revision": 9}),), stage=("under_way",),
    ),
    "channels.test": Write(
        "receiver.test", "desk", {"receiver": "desk"}, (("/channels/test", {"receiver": "nobody"}),), stage=("outbox",)
    ),
    "api.receiver_test": Write(
        "receiver.test", "desk", {}, (("/api/v1/receivers/nobody/test", {}),), stage=("outbox",)
    ),
    "channels.resend": Write(
        "notice.resend", "gone-1", {"notice": "gone-1"}, (("/channels/resend", {"notice": "gone-1"}),),
        stage=("told", "dead"),
    ),
    "api.receiver_resend": Write(
        "receiver.resend", "desk", {}, (("/api/v1/receivers/nobody/resend", {}),), stage=("told", "dead")
    ),
    "api.notice_resend": Write(
        "notice.resend", "gone-1", {}, (("/api/v1/deliveries/gone-1/resend", {}),),
        path="/api/v1/deliveries/gone-1/resend", stage=("told", "dead"),
    ),
    "discovery.accept": Write(
        "discovery.accept", NEW_MODEM, {"element": "N2"}, (("/discovery/999/accept", {"element": "N2"}),),
        path="/discovery/{proposal}/accept", stage=("surveyed",),
    ),
    "discovery.dismiss": Write(
        "discovery.dismiss", NEW_MODEM, {}, (("/discovery/999/dismiss", {}),),
        path="/discovery/{proposal}/dismiss", stage=("surveyed",),
    ),
    "api.discovery_accept": Write(
        "discovery.accept", NEW_MODEM, {"element": "N2"},
        (("/api/v1/discovery/proposals/999/accept", {"element": "N2"}),),
        path="/api/v1/discovery/proposals/{proposal}/accept", stage=("surveyed",),
    ),
    "api.discovery_dismiss": Write(
        "discovery.dismiss", NEW_MODEM, {}, (("/api/v1/discovery/proposals/999/dismiss", {}),),
        path="/api/v1/discovery/proposals/{proposal}/dismiss", stage=("surveyed",),
    ),
    "api.begin_test": Write(
        "terminal.test", "02:00:00:00:01:00", {"terminal": "02:00:00:00:01:00"},
        (("/api/v1/tests", {"terminal": "02:00:00:00:09:09"}),),
    ),
    "demo.make": Write(
        "demo.break", "", {"kind": "element_dead"}, (("/demo/faults", {"kind": "earthquake"}),),
        stage=("demonstration",),
    ),
    "demo.mend": Write(
        "demo.mend", "all", {}, (("/demo/faults/F99/repair", {}),),
        path="/demo/faults/all/repair", stage=("demonstration",),
    ),
}  # fmt: skip
