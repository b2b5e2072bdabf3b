"""Headers every answer carries: nothing inline, nothing from elsewhere but a base map, framed by nobody unasked."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from webui.readers import readers

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'; "
    "manifest-src 'self'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}

BAD_REQUEST = 400
KEEP_S = 86_400
"""Seconds a browser keeps a static file; its address carries the version."""


def policy(base_tiles: str = "") -> str:
    """Return the content policy of pages whose base map, if they have one, comes from that address."""
    parts = urlsplit(base_tiles)
    if not parts.netloc:
        return POLICY
    host = f"{parts.scheme}://{parts.netloc}"
    return POLICY.replace("img-src 'self'", f"img-src 'self' {host}").replace(
        "connect-src 'self'", f"connect-src 'self' {host}"
    )


EMBEDDED = frozenset({"lookup.page", "lookup.by_path", "lookup.log", "orders.hand_on", "area.page"})
"""Pages that a switchboard's own page may hold in a frame, and forms that lead back to them."""


def framable(asked: Request) -> bool:
    """Return whether the answer to a request may stand in a frame of whom the settings name."""
    named = bool(readers().settings.web.frame_ancestors)
    return named and asked.endpoint in EMBEDDED and asked.values.get("embed") == "1"


def secure(app: Flask, base_tiles: str, frame_ancestors: str = "") -> None:
    """Add the headers to every answer of `app`; personal pages are never stored by anybody.

    frame_ancestors: origins, separated by spaces, whose pages may hold the lookup in a frame where it says `embed=1`.
    """
    headers = {**HEADERS, "Content-Security-Policy": policy(base_tiles)}
    framed = policy(base_tiles).replace("frame-ancestors 'none'", f"frame-ancestors {frame_ancestors}")

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if framable(request):
            response.headers["Content-Security-Policy"] = framed
            del response.headers["X-Frame-Options"]
        if request.endpoint in ("static", "service.catalogue") and response.status_code < BAD_REQUEST:
            fixed = "v" in request.args
            response.headers["Cache-Control"] = f"public, max-age={KEEP_S}, immutable" if fixed else "no-cache"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
