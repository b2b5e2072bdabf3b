"""The errand that asks devices for what each has once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.errands.asked import NO_VARIANT, Asked, Slice
from collectors.errands.reading import Reader, reading
from collectors.identity import format_mac, is_another
from collectors.model import Cadence, Contacts, Readings, Values, sole_instances
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
        self._slot = np.fromiter((one.slot for one in asked), dtype=np.int32, count=len(asked))
        self._complaints = engine.complaints
        self.job = engine.get([one.target for one in asked], Question(tuple(oids), text, profile.most_objects))

    def collect(self, into: Slice) -> None:
        """Add what was answered since the last call."""
        rows = self.job.closed()
        if not len(rows):
            return
        answered = self.job.answered[rows]
        genuine = self._genuine(rows)
        slot = self._slot[rows]
        times = self.job.time_ms[rows]
        known = genuine | ~answered
        into.contacts.append(Contacts(slot[known], answered[known], times[known]))
        good = answered & genuine
        if self._profile.variants or self._counts_present:
            for row in rows[good].tolist():
                self._tell_variant(row)
                if self._counts_present:
                    self.asked[row].present = float(self.job.values[row, self._present_at])
        self.answering += [self.asked[row] for row in rows[good]]
        if good.any():
            into.readings += self._readings(rows[good], slot[good], times[good])

    def _genuine(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return bool[n]: False where the MAC answered is another terminal's; addresses move, identity does not."""
        if not self._profile.identity:
            return np.ones(len(rows), dtype=np.bool_)
        text, at, asked = self.job.text, self._identity_at, self.asked
        return np.array(
            [
                not is_another(octets := text.get((row, at), b""), asked[row].device.key)
                or self._refuse(asked[row], octets)
                for row in rows.tolist()
            ],
            dtype=np.bool_,
        )

    def _refuse(self, asked: Asked, octets: bytes) -> bool:
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
        reader = Reader([self.asked[row].variant for row in rows] if self._profile.variants else ())
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
            if len(made := reading(self._profile, family, slot, sole_instances(len(slot)), times, values))
        ]
