"""The view of one piece of gear: its objects, its manners, and its table of standing alarms."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.gear.alarms import Watch, index_of
from simulator.gear.models import Model
from simulator.gear.readings import Gear
from simulator.mib import Object, Rows, View

LOOKS_EVERY_MS = 1000
"""How often gear compares its readings with their limits."""


class GearView(View):
    """A view of one device; rows of its alarm table are those that stood when it last looked."""

    def __init__(self, objects: Sequence[Object], model: Model, gear: Gear, watch: Watch, alarm_rows: Rows) -> None:
        """Take the objects, among them those of the alarm table, whose rows are `alarm_rows`."""
        super().__init__(objects)
        self.v1_only, self.most_names = model.v1_only, model.most_names
        self._with_length = model.index_length
        self._gear, self._watch, self._alarm_rows = gear, watch, alarm_rows
        self._looked_ms = -LOOKS_EVERY_MS

    def refresh(self, now_ms: int) -> None:
        """Look whether other alarms stand than before."""
        if 0 <= now_ms - self._looked_ms < LOOKS_EVERY_MS:
            return
        self._looked_ms = now_ms
        self._gear.look(now_ms)
        if self._watch.look(now_ms):
            self._alarm_rows.replace({index_of(one.oid, with_length=self._with_length) for one in self._watch.standing})
            self.lay_out()
