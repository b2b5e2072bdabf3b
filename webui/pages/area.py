"""What the city's hotline is told of an address: whether its area is in trouble, and nothing of who lives there."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from monitor.care.area import say_area
from monitor.care.board import board
from webui.asking import ask_area, question
from webui.context import framing, language, now_ms
from webui.incidents import names_of
from webui.readers import readers

area_page = Blueprint("area", __name__)

LONGEST_QUESTION = 200


@area_page.get("/area")
def page() -> str:
    """Answer an address or a telephone number; without one, ask for it."""
    asked = question(request.args)[:LONGEST_QUESTION]
    answer = ask_area(asked) if asked else None
    said = say_area(answer, language(), readers().zone, now_ms()) if answer is not None else ""
    with readers().ledger.read() as connection:
        around = board(connection, now_ms())
        places = names_of(connection, [work.element for work in around.planned])
    return render_template(
        "area.html", page="area", asked=asked, answer=answer, sentence=said, board=around, places=places, **framing()
    )
