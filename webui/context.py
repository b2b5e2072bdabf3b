"""What every template knows: words, filters, the visitor, the line of truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, request, url_for
from markupsafe import Markup

from webui import display, words
from webui.access import visitor
from webui.readers import readers
from webui.truth import Truth
from webui.words import Language, language_of

STATIC = Path(__file__).parent / "static"
CHOICES = {
    "lang": words.LANGUAGES,
    "theme": ("auto", "light", "dark"),
    "palette": ("standard", "okabe-ito"),
}


def language() -> Language:
    """Return the language of this request: chosen, else the user's, else the installation's."""
    known = visitor()
    return language_of(
        request.cookies.get("plantwatch_lang"),
        known.language if known is not None else None,
        readers().settings.display.language,
    )


def say(key: str, **values: object) -> str:
    """Return the words of `key` in this request's language."""
    return words.word(language(), key, **values)


def provide(app: Flask) -> None:
    """Give templates of `app` their words and filters."""

    @app.context_processor
    def names() -> dict[str, Any]:
        chosen = language()
        return {
            "language": chosen,
            "catalogue_url": url_for("service.catalogue", language=chosen, v=words.version(chosen)),
            "theme": _preference("theme"),
            "palette": _preference("palette"),
            "visitor": visitor(),
            "now_ms": now_ms(),
            "zone_name": readers().settings.display.timezone,
            "base_map": base_map(),
            "demonstration": bool(readers().settings.demo.control),
        }

    app.jinja_env.globals.update(
        t=say, static=static_address, truth=line_of_truth, with_preference=with_preference
    )  # globals, because macros do not see a page's context
    app.jinja_env.filters.update(
        severity=display.severity_name,
        state=display.state_name,
        percent=display.percent,
        grouped=display.grouped,
        moment=lambda at_ms: display.moment(at_ms, readers().zone),
        ago=ago,
        lasted=lambda span_ms: display.duration(language(), span_ms),
    )


def framing() -> dict[str, object]:
    """Return what the templates of pages that may stand in a frame know of it.

    `outward`: attributes of links to pages that may not, which open beside the frame and leave it as it is.
    """
    embedded = request.args.get("embed") == "1"
    return {"embedded": embedded, "outward": Markup(' target="_blank" rel="noopener"') if embedded else ""}


def now_ms() -> int:
    """Return the time of this request: one moment for the whole page."""
    if "now_ms" not in g:
        g.now_ms = readers().now_ms()
    moment: int = g.now_ms
    return moment


def base_map() -> dict[str, Any]:
    """Return what the map's scripts are told of the ground: tiles, their datum, and whom to name; {}: no base map."""
    chosen = readers().settings.map
    if not chosen.base_tiles:
        return {}
    return {
        "tiles": chosen.base_tiles,
        "datum": chosen.base_datum,
        "maxZoom": chosen.base_max_zoom,
        "attribution": chosen.base_attribution,
    }


def line_of_truth() -> Truth:
    """Return what the top of this page says: one truth for the whole page."""
    if "truth" not in g:
        with readers().ledger.read() as connection:
            known = visitor()
            units = known.units if known is not None else None
            g.truth = readers().truths.now(connection, now_ms(), readers().stale_after_ms, units)
    found: Truth = g.truth
    return found


def ago(at_ms: int | None) -> Markup:
    """Return a time as how long ago it was, absolute on hovering; scripts keep it current."""
    if at_ms is None:
        return Markup("—")
    return Markup('<time datetime="{}" data-ago="{}" title="{}">{}</time>').format(
        display.utc(at_ms), at_ms, display.moment(at_ms, readers().zone), display.ago(language(), at_ms, now_ms())
    )


def with_preference(name: str, value: str) -> str:
    """Return the address of this page with a preference changed."""
    rest = [(key, text) for key, text in request.args.items(multi=True) if key not in CHOICES]
    return address(request.path, [*rest, (name, value)])


def address(path: str, arguments: Iterable[tuple[str, str]]) -> str:
    """Return a path of ours with a query; never one that a browser takes for another host."""
    query = urlencode(list(arguments))
    return "/" + quote(path.lstrip("/\\"), safe="/:") + (f"?{query}" if query else "")


@cache
def _stamp(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static_address(name: str) -> str:
    """Return the address of a static file, with its content's stamp so that it may be kept for ever."""
    return url_for("static", filename=name, v=_stamp(name))


def _preference(name: str) -> str:
    wish = request.cookies.get(f"plantwatch_{name}", "")
    return wish if wish in CHOICES[name] else CHOICES[name][0]
