"""Errors people and programs get: a page that says what to do, or a problem document."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from monitor.ledger.ledger import LedgerError
from monitor.series.model import SeriesError
from webui.api.problem import problem
from webui.guard import CHALLENGE, FOR_PROGRAMS

KNOWN = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def handle(app: Flask) -> None:
    """Answer every error of `app` in the visitor's language, or as RFC 9457 under /api/."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        code = error.code or 500
        described = type(error).description != error.description and error.description
        return answer(code, described or "", error)

    @app.errorhandler(LedgerError)
    @app.errorhandler(SeriesError)
    def not_to_be_had(error: LedgerError | SeriesError) -> Response:
        return answer(503, str(error), None)

    @app.errorhandler(Exception)  # the rim of every request: logged with its traceback, answered with a sentence
    def unforeseen(error: Exception) -> Response:
        app.logger.error("request failed", exc_info=error)
        return answer(500, "", None)


def answer(code: int, detail: str, error: HTTPException | None) -> Response:
    """Return the page or problem for a status code; headers an HTTP error asks for are kept."""
    if request.path.startswith(FOR_PROGRAMS):
        response = problem(code, detail)
    else:
        shown = code if code in KNOWN else 500
        response = make_response(render_template("error.html", code=shown, detail=detail), code)
    if error is not None and error.response is None:
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
    if code == 401:
        response.headers.update(CHALLENGE)
    return response
