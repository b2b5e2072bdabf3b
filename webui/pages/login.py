"""Log in and out."""

from __future__ import annotations

import hmac
import secrets

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.ledger import people
from monitor.settings.showing import Web
from webui.access import visitor
from webui.guard import COOKIE
from webui.readers import readers

login = Blueprint("login", __name__)

FORM_COOKIE = "plantwatch_form"
"""Ties the log-in form to this browser: before there is a session there is no session token."""


@login.get("/login")
def form() -> Response:
    """Show the form; somebody already logged in goes on."""
    if visitor() is not None:
        return redirect(_next())
    return _page(200)


@login.post("/login")
def enter() -> Response:
    """Check name and password, and open a session.

    1. The form must be ours.
    2. Too many failures: wait, whatever the password.
    3. Wrong name and wrong password read the same and take as long.
    """
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not hmac.compare_digest(expected.encode(), request.form.get("csrf", "").encode()):
        return _page(400, "login.error.form")
    name, address = request.form.get("name", "").strip(), request.remote_addr or ""
    throttle, now_ms = readers().throttle, readers().now_ms()
    if wait_ms := throttle.wait_ms(name, address, now_ms):
        page = _page(429, "login.error.throttled", name, minutes=-(-wait_ms // 60_000))
        page.headers["Retry-After"] = str(-(-wait_ms // 1000))
        return page
    user = people.authenticate(readers().ledger, name, request.form.get("password", ""))
    if user is None:
        throttle.failed(name, address, now_ms)
        return _page(401, "login.error.wrong", name)
    throttle.succeeded(name)
    web = readers().settings.web
    session = people.open_session(readers().ledger, user, web.session_hours)
    answer = redirect(_next())
    answer.set_cookie(
        COOKIE, session.cookie, max_age=int(web.session_hours * 3600),
        httponly=True, samesite=_site(web), secure=web.secure_cookies,
    )  # fmt: skip
    answer.delete_cookie(FORM_COOKIE)
    return answer


@login.post("/logout")
def leave() -> Response:
    """End the session, here and in the ledger."""
    if cookie := request.cookies.get(COOKIE):
        people.close_session(readers().ledger, cookie)
    answer = redirect("/login")
    answer.delete_cookie(COOKIE)
    return answer


def _page(status: int, error: str = "", name: str = "", **values: object) -> Response:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    page = make_response(
        render_template("login.html", csrf=token, error=error, values=values, name=name, next=_next()), status
    )
    page.set_cookie(FORM_COOKIE, token, httponly=True, samesite="Strict", secure=readers().settings.web.secure_cookies)
    return page


def _site(web: Web) -> str:
    """Return with whose pages the session goes: ours, or also those that may hold the lookup in a frame.

    Forms carry a token of the session, so that no other page can send them.
    """
    return "None" if web.frame_ancestors and web.secure_cookies else "Lax"


def _next() -> str:
    """Return where to go after the log-in: a path of ours, never another host."""
    wish = request.values.get("next", "")
    ours = wish.startswith("/") and not wish.startswith(("//", "/\\")) and not wish.startswith("/login")
    return wish if ours and wish.isprintable() else "/"
