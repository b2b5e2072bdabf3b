"""The monitor's own pulse: when each sweep was last heard of, what waits, which plant is in use."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import func, select

from monitor.care import figures
from monitor.care.freshness import FAMILY
from monitor.ledger import tables as t
from monitor.ledger.heard import tallies
from webui.context import now_ms
from webui.readers import readers

health = Blueprint("health", __name__)


@health.get("/health")
def page() -> str:
    """Show sweeps, queues and versions."""
    desk = readers()
    with desk.ledger.read() as connection:
        pulse = connection.execute(
            select(t.column_blob.c.name, t.column_blob.c.at_ms)
            .where(t.column_blob.c.family == FAMILY)
            .order_by(t.column_blob.c.name)
        ).all()
        version = connection.execute(
            select(t.plant_version.c.version, t.plant_version.c.at_ms, t.plant_version.c.by)
            .order_by(t.plant_version.c.version.desc())
            .limit(1)
        ).one_or_none()
        notices = {
            row.state: row.count
            for row in connection.execute(
                select(t.notice.c.state, func.count().label("count")).group_by(t.notice.c.state)
            )
        }
        commands = connection.execute(
            select(func.count()).select_from(t.command).where(t.command.c.state == "owed")
        ).scalar_one()
        plant = desk.plants.newest(connection)
        told = figures.load(connection)
        heard = tallies(connection)
        states = list(
            connection.execute(select(t.terminal_state.c.state, func.count()).group_by(t.terminal_state.c.state))
        )
    late_ms = {row.name: desk.stale_after_ms if row.name.startswith("state") else level_late_ms() for row in pulse}
    return render_template(
        "health.html", page="health", pulse=pulse, late_ms=late_ms, version=version,
        notices=notices, commands=commands, figures={one.name: one for one in told.sweeps}, core=told.core, heard=heard,
        elements=len(plant), terminals=int(plant.terminal.sum()), states=states, now=now_ms(),
    )  # fmt: skip


def level_late_ms() -> int:
    """Return the age beyond which a level sweep is late."""
    return int(readers().settings.sweeps.level_interval_s * 3000)
