"""A trunk is cut at night: plan, short message, callers, ticket, crew, repair in two steps, and a tap that stays dead.

Agents answer by real SNMP packets and receivers by real HTTP; only time is moved by hand, so that an hour of it fits.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bench.day.clock import HandClock
from bench.day.haste import HastyLoop
from bench.day.rig import Rig
from bench.day.standing import standing_city
from bench.day.watcher import Watcher
from monitor.ledger.people import Role, make_token
from monitor.orders.clocks import Pace
from monitor.orders.looking import Follower
from monitor.plans import book as plans
from monitor.plans.engine import PlanEngine
from monitor.plans.hands import OutboxHands
from monitor.plans.rota import EVERY_DAY, Shift, replace_rota
from monitor.plans.units import Unit, UnitKind, replace_units
from monitor.telling.outbox import Outbox

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

NIGHT_MS = 1_790_014_800_000
"""2026-09-22 02:20 in China."""
SEED, NETWORK = 4242, "127.47"
SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"
CALLERS = 40
ON_CALL = "13700000007"
MOST_AT_TAP = 10
DUE = r'/callbacks/(\d+)/claim"><input[^>]*><button class="button button-small button-main"'
"""A callback that can be made now, on the page."""
STEP_S = 20.0
NOTHING_BY_ITSELF = {"severity": "critical", "causes": ["uplink"]}
"""What a receiver wants that is only asked by plans."""


class Inbox:
    """A server that takes whatever is posted to it."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                inbox.got.append((self.path, json.loads(body)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def open(self):
        """Serve for as long as the block lasts."""
        thread = Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def at(self, path: str) -> list[Any]:
        """What was posted to a path, in order."""
        return [body for where, body in self.got if where == path]


@dataclass
class Night:
    """The city, the product on it, and everybody who is told."""

    rig: Rig
    watcher: Watcher
    clock: HandClock
    inbox: Inbox
    tokens: dict[Role, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings, ledger = self.watcher.settings, self.watcher.ledger
        self.engine = PlanEngine(ledger, self.clock, OutboxHands(settings), here=True)
        self.follower = Follower(ledger, Pace.of(settings.orders), self.clock)
        self.client = self.watcher.hotline.client
        self.tokens = {role: make_token(ledger, "story", f"story {role}", role) for role in (Role.NOC, Role.AGENT)}

    async def pass_time(self, seconds: float) -> None:
        """Sweep, and do what core's other loops do, every STEP_S."""
        for _ in range(round(seconds / STEP_S)):
            self.rig.pass_time(STEP_S)
            await self.watcher.states()
            await asyncio.to_thread(self._other_loops)

    def _other_loops(self) -> None:
        self.engine.tick(self.clock.now_ms())
        self.follower.look()
        asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        outbox = Outbox(self.watcher.ledger, self.watcher.settings, self.clock)
        await outbox.deliver_due()
        await outbox.close()

    def get(self, path: str, role: Role = Role.NOC):
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.tokens[role]}"})
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return answer

    def post(self, path: str, role: Role = Role.NOC, **how: Any):
        answer = self.client.post(path, headers={"Authorization": f"Bearer {self.tokens[role]}"}, **how)
        assert answer.status_code in (200, 201, 202, 204, 302), (path, answer.status_code, answer.text[:300])
        return answer

    def incidents(self) -> list[dict[str, Any]]:
        """Every incident, oldest first."""
        return list(reversed(self.get("/api/v1/incidents?limit=100").json["items"]))

    def one(self, incident: str) -> dict[str, Any]:
        return self.get(f"/api/v1/incidents/{incident}").json

    def entries(self, incident: str, kind: str) -> list[dict[str, Any]]:
        return [entry for entry in self.one(incident)["timeline"] if entry["kind"] == kind]

    def report(self, state: str, at_ms: int, sequence: int, incident: str, *, again: str = "") -> str:
        """Post a crew's state as the ticketing system does, signed; return what came of it."""
        said = {
            "number": "WO-77", "incident": incident, "state": state, "at": at_ms, "sequence": sequence,
            "crew": "Line crew 3", "cause": "span" if state == "done" else "",
        }  # fmt: skip
        said["at"] = _iso(at_ms)
        body = json.dumps({"type": "work_order.updated", "timestamp": _iso(at_ms), "data": said}).encode()
        name, stamp = again or f"wo-77-{state}", str(self.clock.now_ms() // 1000)
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        signed = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
        headers = {
            "content-type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(signed).decode(),
        }  # fmt: skip
        answer = self.client.post("/api/v1/inbound/ticketing", data=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json["outcome"])


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def settings_of(inbox: Inbox) -> dict[str, Any]:
    secret = {"secret": SECRET}
    gateway = {"url": f"{inbox.url}/sms", "body": '{{"to": "{phone}", "text": "{text}"}}', "phones": ["13800000000"]}
    return {
        "telling": {"private_networks": "127.0.0.0/8"},
        "receivers": [
            {"name": "desk", "url": f"{inbox.url}/desk", **secret},
            {"name": "tickets", "url": f"{inbox.url}/tickets", **secret, "wants": NOTHING_BY_ITSELF},
            {"name": "sms", "channel": "sms", "wants": NOTHING_BY_ITSELF, "sms": gateway},
        ],
        "plans": {"ticket_receiver": "tickets"},
        "inbound": [{"name": "ticketing", **secret}],
    }  # fmt: skip


@contextmanager
def a_night(folder: Path, loop: HastyLoop):
    clock, inbox = HandClock(NIGHT_MS), Inbox()
    with inbox.open(), standing_city("district", SEED, clock, folder / "plant", NETWORK) as (rig, server, port):
        loop.wait_for(server.busy)
        watcher = Watcher.install(folder / "product", folder / "plant", port, clock, settings_of(inbox))
        try:
            units = {row.unit for row in watcher.plant.areas if row.unit}
            replace_units(watcher.ledger, "story", [Unit(unit, unit, UnitKind.BRANCH) for unit in sorted(units)], [])
            replace_rota(
                watcher.ledger, "story", [Shift(unit, 1, "Zhang", ON_CALL, EVERY_DAY) for unit in sorted(units)]
            )
            (plan,) = [one for one in plans.examples() if one.name == "trunk-at-night"]
            plans.save(watcher.ledger, "story", plan, clock.now_ms(), active=True)
            yield Night(rig, watcher, clock, inbox)
        finally:
            watcher.close()


def trunk_and_tap(night: Night) -> tuple[str, str]:
    """Return a documented amplifier that feeds many, and the largest documented tap of a few homes behind it."""
    rig = night.rig
    elements, written = rig.city.elements, rig.records.written
    behind: dict[int, set[int]] = {}
    for number in rig.city.terminals:
        at = elements[number].parent
        while at >= 0:
            behind.setdefault(at, set()).add(number)
            at = elements[at].parent
    trunks = [
        at
        for at, homes in behind.items()
        if elements[at].kind == "amplifier" and 80 <= len(homes) <= 250 and written[at]
    ]
    trunk = max(trunks, key=lambda at: len(behind[at]))
    taps = [
        at
        for at, homes in behind.items()
        if elements[at].kind == "tap" and written[at] and homes < behind[trunk] and len(homes) <= MOST_AT_TAP
    ]
    return elements[trunk].id, elements[max(taps, key=lambda at: len(behind[at]))].id


def test_from_the_cut_to_the_last_callback(tmp_path):
    loop = HastyLoop()

    async def whole() -> None:
        with a_night(tmp_path, loop) as night:
            await live_through(night)

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(whole())


async def live_through(night: Night) -> None:
    trunk, tap = trunk_and_tap(night)
    await night.pass_time(300)
    assert night.incidents() == []

    # 1. The trunk is cut, and a tap behind it has died with it. One incident, and the plan starts by itself.
    cut = night.rig.break_down("span_cut", trunk, {})
    dead = night.rig.break_down("element_dead", tap, {})
    await night.pass_time(180)
    (incident,) = night.incidents()
    name = incident["id"]
    named = {fault["element"] for fault in night.one(name)["faults"]} | {
        element for fault in night.one(name)["faults"] for element, _ in fault["alternatives"]
    }
    assert trunk in named
    assert night.entries(name, "plan_started")

    # 2. The crew on call has a short message, and a ticket was asked for, once.
    (message,) = night.inbox.at("/sms")
    assert message["to"] == ON_CALL
    assert name in message["text"]
    asked, *heard = [body["type"] for body in night.inbox.at("/tickets")]
    assert asked == "ticket.open"
    assert set(heard) <= {"incident.updated"}, "asked for once, and told how it goes on"

    # 3. Forty callers; each agent is shown the verdict, and every call is part of the incident.
    homes = subscribers_behind(night, trunk, CALLERS)
    verdicts = [answer_call(night, account, callback=at % 4 == 0) for at, account in enumerate(homes)]
    assert verdicts.count("area_outage") >= CALLERS - 4, verdicts
    assert "no_fault" not in verdicts
    assert len(night.incidents()) == 1
    await night.pass_time(60)
    assert len(night.incidents()) == 1, "calls about it open nothing of their own"
    asked, *heard = [body["type"] for body in night.inbox.at("/tickets")]
    assert asked == "ticket.open"
    assert set(heard) <= {"incident.updated"}, "asked for once, and told how it goes on"

    # 4. The crew's states arrive late, twice and out of order.
    began = night.clock.now_ms()
    assert night.report("on_site", began + 600_000 - 1_200_000, 3, name) == "opened"
    assert night.report("en_route", began - 900_000, 2, name) == "late"
    assert night.report("accepted", began - 1_000_000, 1, name) == "late"
    assert night.report("on_site", began - 600_000, 3, name) == "repeated"
    (order,) = night.get("/api/v1/orders").json["items"]
    assert (order["state"], order["incident"], order["crew"]) == ("on_site", name, "Line crew 3")

    # 5. Half is repaired: the incident narrows, and nobody is told that it is over.
    before = night.one(name)["subscribers"]
    child = branch_of(night, trunk, tap)
    (left,) = night.rig.repair_partly(cut, [child])
    await night.pass_time(300)
    half = night.one(name)
    assert half["state"] == "open"
    assert 0 < half["subscribers"] < before

    # 6. The rest is repaired. The crew says done; the tap is not back, and that is said.
    night.rig.repair(left)
    assert night.report("done", night.clock.now_ms(), 4, name) == "moved"
    await night.pass_time(120)
    assert night.get("/api/v1/orders").json["items"][0]["state"] == "done"
    await night.pass_time(900)

    # 7. What is left is an incident of its own, nested in the first, which is over.
    first, second = night.incidents()
    assert (first["id"], first["state"]) == (name, "resolved")
    assert second["state"] == "open"
    assert second["element"]["id"] == tap
    for way in ("/desk", "/tickets"):  # who was asked for a ticket too, whatever it wants
        told = [body["type"] for body in night.inbox.at(way) if body["data"].get("id") == name]
        assert told[-1] == "incident.resolved"
    assert [body["type"] for body in night.inbox.at("/tickets")].count("ticket.open") == 1
    assert {entry["detail"]["state"] for entry in night.entries(name, "plan_ended")} == {"stopped"}
    assert night.get("/api/v1/orders?show=over").json["items"][0]["state"] == "closed"

    # 8. Who wished to be called back is, once their own home has service; those behind the tap wait.
    due = re.findall(DUE, night.get("/callbacks", Role.AGENT).text)
    assert due
    for number in due:
        night.post(f"/callbacks/{number}/claim", Role.AGENT)
        night.post(f"/callbacks/{number}/result", Role.AGENT, data={"result": "reached"})
    assert re.findall(DUE, night.get("/callbacks", Role.AGENT).text) == []

    # 9. The tap is replaced; both incidents are closed with what was found.
    night.rig.repair(dead)
    await night.pass_time(300)
    assert [one["state"] for one in night.incidents()] == ["resolved", "resolved"]
    for each, element in ((first["id"], trunk), (second["id"], tap)):
        found = {"cause": "span" if element == trunk else "element", "element": element}
        night.post(f"/api/v1/incidents/{each}/found", json=found)
        night.post(f"/api/v1/incidents/{each}/close", json={"reason": "repaired"})
    assert [one["state"] for one in night.incidents()] == ["closed", "closed"]
    assert name in night.get("/incidents?state=closed").text


def subscribers_behind(night: Night, trunk: str, most: int) -> list[str]:
    """Return accounts behind the trunk in truth, with a telephone number of the file."""
    city = night.rig.city
    top = city.number[trunk]
    found = []
    for one in city.subscribers:
        at = one.home
        while at >= 0 and at != top:
            at = city.elements[at].parent
        if at == top and one.person.phones and one.person.status == "active" and one.services:
            found.append(one.account)
    assert len(found) >= most
    return found[:most]


def answer_call(night: Night, account: str, *, callback: bool) -> str:
    """Look a caller up and log the call on the page that shows the verdict; return that."""
    city = night.rig.city
    phone = next(one.person.phones[0] for one in city.subscribers if one.account == account)
    page = night.get(f"/lookup?phone={phone.replace('+', '%2B').replace(' ', '%20')}", Role.AGENT).text
    verdict = re.search(r'data-verdict="(\w+)"', page)
    if verdict is None:  # several accounts gave this number: one click more
        assert f"account={account}" in page, re.sub(r"<[^>]+>", " ", page)[-800:]
        verdict = re.search(r'data-verdict="(\w+)"', night.get(f"/lookup?account={account}", Role.AGENT).text)
    assert verdict is not None, account
    form = {"account": account, "phone": phone, "symptom": "no_signal", "key": account, "told": verdict[1]}
    night.post("/lookup/calls", Role.AGENT, data=form | ({"callback": "on"} if callback else {}))
    return verdict[1]


def branch_of(night: Night, trunk: str, tap: str) -> str:
    """Return what the trunk feeds directly and that feeds most homes without the tap."""
    city = night.rig.city
    top, spared = city.number[trunk], set()
    at = city.number[tap]
    while at != top:
        spared.add(at)
        at = city.elements[at].parent
    counts: dict[int, int] = {}
    for number in city.terminals:
        at = number
        while at >= 0 and city.elements[at].parent != top:
            at = city.elements[at].parent
        if at >= 0 and at not in spared:
            counts[at] = counts.get(at, 0) + 1
    return city.elements[max(counts, key=lambda child: counts[child])].id
