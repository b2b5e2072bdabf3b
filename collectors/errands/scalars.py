"""The errand that asks devices for what each has once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.errands.asked import NO_VARIANT, Asked, Slice
from collectors.errands.reading import Reader, reading
from collectors.identity import format_mac
from collectors.model import Cadence, Contacts, Readings, Values
from collectors.snmp.engine import Question, SnmpEngine


class ScalarErrand:
    """The GET of everything one profile's devices have once; tells who is there, and which variant."""

    def __init__(self, engine: SnmpEngine, asked: Sequence[Asked], cadence: Cadence) -> None:
        self.asked = asked
        self.answering: list[Asked] = []
        """Devices that answered, and are who they should be, since they were last taken from here."""
        profile = asked[0].profile
        self._profile = profile
        self._parts = [part for part in profile.scalars if cadence in part.cadence]
        oids = [metric.oid for part in self._parts for metric in part.metrics]
        self._variants_at = len(oids)
        oids += [variant.oid for variant in profile.variants]
        self._identity_at = len(oids)
        if profile.identity:
            oids.append(profile.identity)
        text = frozenset(range(self._variants_at, len(oids)))
        self._present_at = len(oids)
        oids += [table.present for table in profile.states if table.present][:1]
        self._counts_present = len(oids) > self._present_at
        self._complaints = engine.complaints
        self.job = engine.get([one.target for one in asked], Question(tuple(oids), text, profile.most_objects))

    def collect(self, into: Slice) -> None:
        """Add what was answered since the last call."""
        rows = self.job.closed()
        if not len(rows):
            return
        answered = self.job.answered[rows]
        genuine = np.array([self._is_who_it_should_be(int(row)) for row in rows], dtype=np.bool_)
        slot = np.array([self.asked[row].slot for row in rows], dtype=np.int32)
        times = self.job.time_ms[rows]
        known = genuine | ~answered
        into.contacts.append(Contacts(slot[known], answered[known], times[known]))
        good = answered & genuine
        for row in rows[good]:
            self._tell_variant(int(row))
            if self._counts_present:
                self.asked[row].present = float(self.job.values[row, self._present_at])
        self.answering += [self.asked[row] for row in rows[good]]
        if good.any():
            into.readings += self._readings(rows[good], slot[good], times[good])

    def _is_who_it_should_be(self, row: int) -> bool:
        """Return False when the MAC answered is another terminal's: addresses move, identity does not."""
        octets = self.job.text.get((row, self._identity_at), b"") if self._profile.identity else b""
        asked = self.asked[row]
        if len(octets) != 6 or format_mac(octets) == asked.device.key:
            return True
        sentence = f"{asked.target.place}: answer dropped: {format_mac(octets)} answers where {asked.device.key} was"
        self._complaints.add("other identity", asked.device.key, sentence)
        return False

    def _tell_variant(self, row: int) -> None:
        self.asked[row].variant = next(
            (
                variant
                for at, variant in enumerate(self._profile.variants, self._variants_at)
                if self.job.text.get((row, at), b"").startswith(variant.begins)
            ),
            NO_VARIANT,
        )

    def _readings(self, rows: NDArray[np.intp], slot: NDArray[np.int32], times: NDArray[np.int64]) -> list[Readings]:
        reader = Reader([self.asked[row].variant for row in rows])
        raw = self.job.values[rows]
        columns: dict[str, dict[str, Values]] = {}
        at = 0
        for part in self._parts:
            for metric in part.metrics:
                columns.setdefault(part.family, {})[metric.name] = reader.value(metric, raw[:, at])
                at += 1
        return [
            made
            for family, values in columns.items()
            if len(made := reading(self._profile, family, slot, np.zeros(len(slot), dtype=np.int32), times, values))
        ]
