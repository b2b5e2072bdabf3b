"""Who may do what: one literal table of routes, and the guard every request passes."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, abort, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from monitor.care.element_lookup import element_id
from monitor.ledger import people
from monitor.ledger.people import Role
from monitor.plans.units import confined_to
from webui.confined import OF_ELEMENTS, OPEN_TO_CONFINED, asked_incident, holds, is_theirs
from webui.readers import readers

COOKIE = "plantwatch_session"
MACHINES = "service"
"""The blueprint that asks nobody who they are."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="plantwatch"'}
"""What every 401 says it wants; pages send people to the log-in instead."""
FOR_PROGRAMS = ("/api/", "/tiles/", "/ogc")
"""Where addresses begin that no person opens: refusals there are problem documents instead of pages."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

ANYBODY = frozenset(Role)
EVERYBODY = ANYBODY - {Role.HOTLINE}
"""Everybody who works on or with the plant."""
ADMINISTRATORS = frozenset({Role.ADMIN})
OPERATORS = frozenset({Role.ADMIN, Role.NOC})
DESK = frozenset({Role.ADMIN, Role.NOC, Role.AGENT})
"""Those who may ask who a subscriber is."""
ANSWERERS = DESK | {Role.HOTLINE}
"""Those whom people ask by telephone."""
ENGINEERS = frozenset({Role.ADMIN, Role.NOC, Role.MAINTAINER})
"""Those who keep the drawing in line with the plant, and are told how the equipment and the monitor fare."""
HANDS = frozenset({Role.ADMIN, Role.NOC, Role.AGENT, Role.MAINTAINER})

ROUTES: Mapping[str, frozenset[Role] | None] = {
    # None: open to anybody
    "static": None,
    "service.healthz": None,
    "service.readyz": None,
    "service.metrics": None,
    "service.catalogue": None,
    "service.openapi": None,
    "api.inbound": None,  # who signs is believed
    "api.inbound_tmf621": None,
    "login.form": None,
    "login.enter": None,
    "login.leave": ANYBODY,
    "map.home": ANYBODY,
    "map.page": EVERYBODY,
    "tiles.tile": EVERYBODY,
    "ogc.landing": EVERYBODY,
    "ogc.conformance": EVERYBODY,
    "ogc.api": EVERYBODY,
    "ogc.collections": EVERYBODY,
    "ogc.collection": EVERYBODY,
    "ogc.items": EVERYBODY,  # those of accounts: OPERATORS, as the table of collections says
    "ogc.item": EVERYBODY,
    "incidents.listing": EVERYBODY,
    "incidents.one": EVERYBODY,
    "incidents.open_one": OPERATORS,
    "incidents.still": HANDS,
    "incidents.acknowledge": OPERATORS,
    "incidents.assign": OPERATORS,
    "incidents.snooze": OPERATORS,
    "incidents.close": OPERATORS,
    "incidents.override": OPERATORS,
    "incidents.expect": OPERATORS,
    "incidents.comment": HANDS,
    "incidents.found": ENGINEERS,
    "elements.one": EVERYBODY,
    "elements.terminal": EVERYBODY,
    "lookup.page": DESK,
    "lookup.by_path": DESK,
    "lookup.log": DESK,
    "callbacks.page": DESK,
    "callbacks.take": DESK,
    "callbacks.result": DESK,
    "guidance.page": DESK,
    "guidance.edit": OPERATORS,
    "planned.page": EVERYBODY,
    "planned.announce": OPERATORS,
    "planned.cancel": OPERATORS,
    "area.page": ANSWERERS,
    "levels.page": EVERYBODY,
    "find.go": EVERYBODY,
    "health.page": ENGINEERS,
    "plans.listing": HANDS,
    "plans.one": HANDS,
    "plans.save": ADMINISTRATORS,
    "plans.dry_run": OPERATORS,
    "plans.tick_off": HANDS,
    "plans.storm": EVERYBODY,
    "discovery.page": ENGINEERS,
    "discovery.accept": ENGINEERS,
    "discovery.dismiss": ENGINEERS,
    "heard.page": ENGINEERS,
    "channels.page": OPERATORS,
    "channels.test": OPERATORS,
    "channels.resend": OPERATORS,
    "demo.standing": OPERATORS,
    "demo.make": OPERATORS,
    "demo.mend": OPERATORS,
    "api.summary": EVERYBODY,
    "api.incidents": EVERYBODY,
    "api.incident": EVERYBODY,
    "api.incident_candidates": EVERYBODY,
    "api.open_incident": OPERATORS,
    "api.acknowledge": OPERATORS,
    "api.assign": OPERATORS,
    "api.snooze": OPERATORS,
    "api.close": OPERATORS,
    "api.override": OPERATORS,
    "api.expect": OPERATORS,
    "api.comment": HANDS,
    "api.found_at_closing": ENGINEERS,
    "api.element": EVERYBODY,
    "api.heard": ENGINEERS,
    "api.receivers_list": OPERATORS,
    "api.receiver_test": OPERATORS,
    "api.receiver_resend": OPERATORS,
    "api.deliveries": OPERATORS,
    "api.notice_resend": OPERATORS,
    "api.history": EVERYBODY,
    "api.spans": EVERYBODY,
    "api.elements": EVERYBODY,
    "api.terminals": EVERYBODY,
    "api.areas": EVERYBODY,
    "api.footprints": EVERYBODY,
    "api.states": EVERYBODY,
    "api.lookup": DESK,
    "api.area": ANSWERERS,
    "api.announcement": ANSWERERS,
    "api.segments": EVERYBODY,
    "api.log_call": DESK,
    "api.begin_test": HANDS,
    "api.test_result": HANDS,
    "api.plans": HANDS,
    "api.plan": HANDS,
    "api.save_plan": ADMINISTRATORS,
    "api.dry_run": OPERATORS,
    "api.plan_runs": HANDS,
    "api.tick_off": HANDS,
    "api.units": HANDS,
    "api.storm": EVERYBODY,
    "api.discovery_proposals": ENGINEERS,
    "api.discovery_segments": ENGINEERS,
    "api.discovery_spans": ENGINEERS,
    "api.discovery_accept": ENGINEERS,
    "api.discovery_dismiss": ENGINEERS,
    "orders.listing": EVERYBODY,  # troubles of single homes: HANDS
    "orders.one": EVERYBODY,
    "orders.say": HANDS,
    "orders.close": OPERATORS,
    "orders.hand_on": DESK,
    "api.orders": EVERYBODY,
    "api.order": EVERYBODY,
    "api.order_say": HANDS,
    "api.order_close": OPERATORS,
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever makes this request: a person with a session, or a program with a token."""

    name: str
    role: Role
    csrf: str = ""
    """The token that forms of this session carry; empty for programs."""
    language: str = ""
    units: frozenset[str] | None = None
    """The units whose incidents alone are shown; None: everybody's are."""

    @property
    def sees_names(self) -> bool:
        """Whether lists name subscribers; agents learn of one at a time, by lookup, which leaves a trace."""
        return self.role in OPERATORS and self.units is None

    def may(self, endpoint: str) -> bool:
        """Return whether a route is open to this visitor."""
        roles = ROUTES[endpoint]
        if self.units is not None and roles is not None and endpoint not in OPEN_TO_CONFINED:
            return False
        return roles is None or self.role in roles


def visitor() -> Visitor | None:
    """Return who makes this request, None for somebody unknown."""
    found: Visitor | None = g.get("visitor")
    return found


def known_visitor() -> Visitor:
    """Return who makes this request on a route that needs a log-in."""
    found = visitor()
    if found is None:
        abort(401)
    return found


def guard(app: Flask) -> None:
    """Make every request of `app` pass the table: identity, role, and for cookies the form's token."""

    @app.before_request
    def check() -> AnyResponse | None:
        if request.blueprint == MACHINES or request.endpoint == "static":
            return None  # answered even when the ledger is away
        token = request.authorization.token if request.authorization else None
        g.visitor = identify(token, request.cookies.get(COOKIE))
        if request.endpoint is None:
            return None
        roles = ROUTES[request.endpoint]
        if roles is None:
            return None
        if g.visitor is None:
            return _to_login()
        if g.visitor.role not in roles:
            abort(403, "role")
        if request.method not in SAFE and g.visitor.csrf and not _csrf_right(g.visitor.csrf):
            abort(403, "csrf")
        if g.visitor.units is not None:
            _keep_within(request.endpoint, g.visitor.units)
        return None


def _keep_within(endpoint: str, units: frozenset[str]) -> None:
    """Refuse what is not for people of these units; another's incident or element is answered as one there is not."""
    if endpoint not in OPEN_TO_CONFINED:
        abort(403, "unit")
    arguments = request.view_args or {}
    with readers().ledger.read() as connection:
        if endpoint in OF_ELEMENTS:
            plant = readers().plants.newest(connection)
            element = element_id(connection, str(arguments.get("name") or arguments.get("id")))
            if not holds(connection, plant, element, units):
                abort(404)
        elif (number := asked_incident(arguments)) is not None and not is_theirs(connection, number, units):
            abort(404)


def identify(token: str | None, cookie: str | None) -> Visitor | None:
    """Return the visitor a bearer token or a session cookie stands for; a wrong token is never a cookie's."""
    with readers().ledger.read() as connection:
        now_ms = readers().now_ms()
        if token:
            held = people.token(connection, token, now_ms)
            return Visitor(held.name, held.role) if held is not None else None
        session = people.session(connection, cookie, now_ms) if cookie else None
        if session is None:
            return None
        units = confined_to(connection, session.user)
        return Visitor(session.user, session.role, session.csrf, session.language, units)


def _csrf_right(expected: str) -> bool:
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _to_login() -> AnyResponse:
    if request.path.startswith(FOR_PROGRAMS) or request.method not in SAFE:
        abort(401)
    there = request.full_path.rstrip("?")
    return redirect(f"/login?{urlencode({'next': there})}" if there != "/" else "/login")
