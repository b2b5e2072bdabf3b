"""The guard every request passes: who it is, what their role may do, and whose part of the plant they see."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode

from flask import Flask, abort, g, make_response, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from monitor.care.element_lookup import element_id
from monitor.ledger import people
from monitor.plans.units import confined_to, confined_token
from webui.access import ROUTES, Visitor
from webui.confined import OF_ELEMENTS, OPEN_TO_CONFINED, asked_incident, is_theirs
from webui.headers import framable
from webui.readers import readers

COOKIE = "plantwatch_session"
MACHINES = "service"
"""The blueprint that asks nobody who they are."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="plantwatch"'}
"""What every 401 says it wants; pages send people to the log-in instead."""
FOR_PROGRAMS = ("/api/", "/tiles/", "/ogc")
"""Where addresses begin that no person opens: refusals there are problem documents instead of pages."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: Flask) -> None:
    """Make every request of `app` pass the table: identity, role, and for cookies the form's token."""

    @app.before_request
    def check() -> AnyResponse | None:
        if request.blueprint == MACHINES or request.endpoint == "static":
            return None  # answered even when the ledger is away
        token = request.authorization.token if request.authorization else None
        with readers().ledger.read() as connection:
            g.visitor = identified(connection, token, request.cookies.get(COOKIE), readers().now_ms())
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


def identified(connection: Connection, token: str | None, cookie: str | None, now_ms: int) -> Visitor | None:
    """Return the visitor a bearer token or a session cookie stands for; a wrong token is never a cookie's.

    The one place that says who is confined to the part of some units: pages, API and the stream of changes ask here.
    """
    if token:
        held = people.token(connection, token, now_ms)
        return Visitor(held.name, held.role, units=confined_token(connection, held)) if held is not None else None
    session = people.session(connection, cookie, now_ms) if cookie else None
    if session is None:
        return None
    units = confined_to(connection, session.user)
    return Visitor(session.user, session.role, session.csrf, session.language, units)


def _keep_within(endpoint: str, units: frozenset[str]) -> None:
    """Refuse what is not for people of these units; another's incident or element is answered as one there is not."""
    if endpoint not in OPEN_TO_CONFINED:
        abort(403, "unit")
    arguments = request.view_args or {}
    with readers().ledger.read() as connection:
        if endpoint in OF_ELEMENTS:
            element = element_id(connection, str(arguments.get("name") or arguments.get("id")))
            if element not in readers().sights.of(units).plant(connection).position:
                abort(404)
        elif (number := asked_incident(arguments)) is not None and not is_theirs(connection, number, units):
            abort(404)


def _csrf_right(expected: str) -> bool:
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _to_login() -> AnyResponse:
    if request.path.startswith(FOR_PROGRAMS) or request.method not in SAFE:
        abort(401)
    there = request.full_path.rstrip("?")
    if framable(request):
        return _framed(there)
    return redirect(f"/login?{urlencode({'next': there})}" if there != "/" else "/login")


def _framed(there: str) -> AnyResponse:
    """Return what a frame shows to somebody unknown: passwords are typed in a window that shows whose it is."""
    page = render_template(
        "framed.html", here=there, login=f"/login?{urlencode({'next': there})}",
        secure=readers().settings.web.secure_cookies,
    )  # fmt: skip
    return make_response(page, 401)
