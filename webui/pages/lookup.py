"""The agent's page: who is calling, what is wrong, what to say."""

from __future__ import annotations

import json

from flask import Blueprint, render_template, request

from monitor.care.sentences import say, say_nobody
from webui.asking import ask
from webui.context import language, now_ms
from webui.incidents import names_of
from webui.levels import BY_KIND
from webui.readers import readers

lookup = Blueprint("lookup", __name__)


@lookup.get("/lookup")
def page() -> str:
    """Answer `?phone=`; without one, ask for it."""
    phone = request.args.get("phone", "").strip()[:40]
    if not phone:
        return render_template("lookup.html", page="lookup", phone="", answer=None, homes=[], start="{}")
    answer = ask(phone)
    homes = [(home, say(home, language(), readers().zone, now_ms())) for home in answer.homes]
    incidents = [item for home, _ in homes for item in (home.incident, *home.recent) if item is not None]
    with readers().ledger.read() as connection:
        names = names_of(connection, [item.element for item in incidents])
    metrics = [{"family": item.family, "name": item.name, "unit": item.unit} for item in BY_KIND["cable_modem"][:6]]
    start = {"metrics": metrics, "level_unit": readers().settings.display.level_unit}
    return render_template(
        "lookup.html", page="lookup", phone=phone, answer=answer, homes=homes, names=names,
        nobody=say_nobody(answer, language()), start=json.dumps(start),
    )  # fmt: skip
