"""The agent's page: who is calling, what is wrong, what to say."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, render_template, request

from monitor.care.lookup import MEASURED
from monitor.care.sentences import say, say_nobody
from webui.asking import ask
from webui.context import language, now_ms
from webui.incidents import names_of
from webui.levels import BY_KIND
from webui.readers import readers

lookup = Blueprint("lookup", __name__)

MOST_LEVELS = 6


@lookup.get("/lookup")
def page() -> str:
    """Answer `?phone=`; without one, ask for it."""
    phone = request.args.get("phone", "").strip()[:40]
    if not phone:
        return render_template("lookup.html", page="lookup", phone="", answer=None, homes=[])
    answer = ask(phone)
    homes = [(home, say(home, language(), readers().zone, now_ms())) for home in answer.homes]
    incidents = [item for home, _ in homes for item in (home.incident, *home.recent) if item is not None]
    with readers().ledger.read() as connection:
        names = names_of(connection, [item.element for item in incidents])
    starts = {kind: json.dumps(_start(kind)) for kind in MEASURED}
    return render_template(
        "lookup.html", page="lookup", phone=phone, answer=answer, homes=homes, names=names,
        nobody=say_nobody(answer, language()), starts=starts,
    )  # fmt: skip


def _start(kind: str) -> dict[str, Any]:
    """Return which readings of a kind of terminal an agent sees, and in which unit."""
    metrics = [{"family": item.family, "name": item.name, "unit": item.unit} for item in BY_KIND[kind][:MOST_LEVELS]]
    return {"metrics": metrics, "level_unit": readers().settings.display.level_unit}
