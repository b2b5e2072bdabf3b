"""The Flask application: readers in, pages and API out."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, redirect, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.wrappers import Response as AnyResponse

from webui import context, errors
from webui.api import api
from webui.api.problem import invalid
from webui.guard import FOR_PROGRAMS, guard
from webui.headers import secure
from webui.ogc.routes import ogc
from webui.pace import LARGEST
from webui.pages.area import area_page
from webui.pages.callbacks import callbacks
from webui.pages.channels import channels
from webui.pages.demo import demo
from webui.pages.discovery import discovery
from webui.pages.elements import elements
from webui.pages.find import find
from webui.pages.guidance import guidance_page
from webui.pages.health import health
from webui.pages.heard import heard_page
from webui.pages.incidents import incidents
from webui.pages.levels import levels_page
from webui.pages.login import login
from webui.pages.lookup import lookup
from webui.pages.map import map_page
from webui.pages.orders import orders
from webui.pages.planned import planned
from webui.pages.plans import plans
from webui.pages.ties import ties
from webui.readers import Readers
from webui.service import service
from webui.tiles.routes import tiles

HERE = Path(__file__).parent
PREFERENCES = ("lang", "theme", "palette")
YEAR_S = 365 * 86_400

INFO = Info(
    title="Plantwatch",
    version="1",
    description="State of a cable plant, its incidents and the subscribers they affect.",
)
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "plantwatch_session"},
}


def create_app(readers: Readers) -> Flask:
    """Return the application over `readers`."""
    app = OpenAPI(
        __name__,
        info=INFO,
        doc_ui=False,
        security_schemes=SECURITY,  # type: ignore[arg-type]  # plain dictionaries are accepted
        validation_error_status=422,
        validation_error_callback=invalid,
        static_folder=HERE / "static",
        template_folder=HERE / "templates",
    )
    app.extensions["plantwatch"] = readers
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.url_map.merge_slashes = False  # an id may hold two; and such a redirect would name whatever host was asked
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    ZoneInfo(readers.settings.display.timezone)  # an unknown zone stops the start, not the first page
    _remember_preferences(app)
    guard(app)
    secure(app, readers.settings.map.base_tiles, readers.settings.web.frame_ancestors)
    errors.handle(app)
    context.provide(app)
    for blueprint in (
        service,
        login,
        map_page,
        incidents,
        ties,
        elements,
        lookup,
        orders,
        callbacks,
        guidance_page,
        planned,
        area_page,
        levels_page,
        find,
        heard_page,
        channels,
        discovery,
        plans,
        health,
        demo,
        tiles,
        ogc,
    ):
        app.register_blueprint(blueprint)
    app.register_api(api)
    return app


def _remember_preferences(app: Flask) -> None:
    """Turn `?lang=`, `?theme=` and `?palette=` into cookies; they are looks, so a link may set them."""

    @app.before_request
    def remember() -> AnyResponse | None:
        wished = {name: request.args[name] for name in PREFERENCES if name in request.args}
        if not wished or request.method != "GET" or request.path.startswith(FOR_PROGRAMS):
            return None
        rest = [(key, value) for key, value in request.args.items(multi=True) if key not in PREFERENCES]
        answer = redirect(context.address(request.path, rest))
        for name, value in wished.items():
            if value in context.CHOICES[name]:
                answer.set_cookie(f"plantwatch_{name}", value, max_age=YEAR_S, samesite="Lax")
        return answer
