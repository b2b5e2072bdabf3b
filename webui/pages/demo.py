"""The bar at the foot of a demonstration's pages: break something in the simulated plant, mend it."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, abort, jsonify, request

from webui.access import known_visitor
from webui.api.problem import problem
from webui.control import KINDS, Control, ControlError
from webui.readers import readers

demo = Blueprint("demo", __name__, url_prefix="/demo")


@demo.get("/faults")
def standing() -> Response:
    """Say what stands, and which kinds of fault fit this plant."""
    control = _control()
    try:
        faults = control.standing()
        kinds = _offered(readers().settings.demo.control)
    except ControlError as error:
        return problem(503, str(error))
    return jsonify(
        kinds=kinds,
        faults=[{"id": one.id, "kind": one.kind, "element": one.element, "homes": one.homes} for one in faults],
    )


@demo.post("/faults")
def make() -> Response:
    """Break something of the kind in the form's `kind`."""
    control, kind = _control(), request.form.get("kind", "")
    if kind not in KINDS:
        return problem(422, "no such kind of fault")
    try:
        element = control.break_one(kind)
    except ControlError as error:
        return problem(409, str(error))
    readers().trail.note(known_visitor().name, "demo.break", element, {"kind": kind})
    return jsonify(element=element)


@demo.post("/faults/<fault>/repair")
def mend(fault: str) -> Response:
    """Mend a fault, or `all`."""
    control = _control()
    try:
        control.repair(fault)
    except ControlError as error:
        return problem(409, str(error))
    readers().trail.note(known_visitor().name, "demo.mend", fault, {})
    return Response(status=204)


def _control() -> Control:
    address = readers().settings.demo.control
    if not address:
        abort(404)
    return Control(address)


@cache
def _offered(address: str) -> list[str]:
    """Return the kinds that fit somewhere; a plant's shape does not change."""
    control = Control(address)
    return [kind for kind in KINDS if control.fitting(kind)]
