"""Since when a terminal's signal is not what it used to be, also when it could not be read for a while."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.model import Readings
from maps.model import Cause
from monitor.watch.levels.quality import Quality

T0 = 1_800_000_000_000
MINUTE_MS = 60_000


class Pair:
    """Two modems whose signal to noise is read now and then; `None`: not read."""

    def __init__(self) -> None:
        self.quality = Quality(round_ms=5 * MINUTE_MS)

    def read(self, at_min: float, *snr_db: float | None) -> None:
        at_ms = T0 + round(at_min * MINUTE_MS)
        slots = [slot for slot, value in enumerate(snr_db) if value is not None]
        values = np.array([value for value in snr_db if value is not None])
        times = np.full(len(slots), at_ms, np.int64)
        block = Readings("cmts_cm", np.array(slots, np.int32), np.zeros(len(slots), np.uint32), times,
                         {"us_snr_db": values})  # fmt: skip
        self.quality.take([block], len(snr_db))
        self.quality.compare(at_ms)

    def windows(self) -> list[tuple[float, float]]:
        """Return for each the minutes of the last reading as usual and of the first that was not."""
        steps = self.quality.steps(Cause.NOISE, np.ones(2, np.bool_))
        assert steps.moved.all()
        return [((fine - T0) / MINUTE_MS, (moved - T0) / MINUTE_MS)
                for fine, moved in zip(steps.fine_ms.tolist(), steps.moved_ms.tolist(), strict=True)]  # fmt: skip


@pytest.fixture
def pair() -> Pair:
    made = Pair()
    made.read(0, 36.0, 36.0)
    made.read(10, 28.0, 28.0)
    return made


def test_a_trouble_that_goes_on_began_when_it_was_first_read(pair: Pair) -> None:
    pair.read(20, 28.0, 28.0)
    pair.read(30, 28.0, 28.0)
    assert pair.windows() == [(0, 10), (0, 10)]


def test_who_could_not_be_read_for_long_may_have_been_well_meanwhile(pair: Pair) -> None:
    pair.read(20, 36.0, None)
    pair.read(30, 36.0, None)
    pair.read(40, 28.0, 28.0)
    assert pair.windows() == [(30, 40), (0, 40)]


def test_who_missed_a_reading_or_two_goes_on_as_before(pair: Pair) -> None:
    pair.read(20, 28.0, None)
    pair.read(29, 28.0, 28.0)
    assert pair.windows() == [(0, 10), (0, 10)]


def test_what_was_read_last_survives_a_restart(pair: Pair) -> None:
    pair.quality = Quality(pair.quality.columns(), 5 * MINUTE_MS)
    pair.read(40, 28.0, 28.0)
    assert pair.windows() == [(0, 40), (0, 40)]


def count(quality: Quality, at_min: float, share: float) -> None:
    """Tell of the share of codewords that were spoilt on the way up, of one modem, since it was read before."""
    at = np.array([T0 + round(at_min * MINUTE_MS)])
    block = Readings("cmts_cm", np.zeros(1, np.int32), np.zeros(1, np.uint32), at,
                     {"uncorrectable_ratio": np.array([share])})  # fmt: skip
    quality.take([block], 1)
    quality.compare(int(at[0]))


@pytest.mark.parametrize(("after_min", "noisy"), [(5, True), (19, True), (120, False)])
def test_errors_counted_while_nobody_read_them_are_not_those_of_now(after_min: float, noisy: bool) -> None:
    quality = Quality(round_ms=5 * MINUTE_MS)
    count(quality, 0, 0.0)
    count(quality, after_min, 0.01)
    assert quality.disturbed(Cause.NOISE, 1)[0].tolist() == [noisy]
    count(quality, after_min + 5, 0.01)
    assert quality.disturbed(Cause.NOISE, 1)[0].tolist() == [True]
