"""Who may do what: one literal table of routes, and whoever makes a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, g

from monitor.ledger.people import Role
from webui.confined import OPEN_TO_CONFINED

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
    "ties.add": OPERATORS,
    "ties.remove": OPERATORS,
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
    "api.link": OPERATORS,
    "api.unlink": OPERATORS,
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
    "api.planned_works": EVERYBODY,
    "api.announce_work": OPERATORS,
    "api.cancel_work": OPERATORS,
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

    @property
    def sees_homes(self) -> bool:
        """Whether lists say which homes are meant, by account and address: to those who work incidents.

        A contractor's people go to the homes of their own incidents, which are all they are shown.
        """
        return self.role in OPERATORS or (self.units is not None and self.role is Role.MAINTAINER)

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
