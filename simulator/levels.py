"""Readings that follow from the plant: levels from losses, counters from time, a little weather and noise."""

from __future__ import annotations

import math
from random import Random

from simulator.city import City
from simulator.plant import Plant

CHANNELS = 4
"""Downstream channels a modem is bonded to."""
SLOWEST_CHANGE_MS = 10_000
"""Noise keeps its value this long."""
CODEWORDS_PER_S = 19_000
"""Codewords of one downstream channel."""
_NOISE_SIZE = 4096
_TX_AT_ACTIVE_DBMV = 14.0
"""Return level an amplifier or node wants at its port."""


class Levels:
    """Tenths of dBmV and dB, and counts, of every modem and channel; the same seed and time give the same."""

    def __init__(self, city: City, plant: Plant) -> None:
        """Take each modem's steady part from its place in the plant."""
        self._city, self._plant = city, plant
        draw = Random(f"levels {city.seed}")
        self._noise = [draw.gauss(0.0, 1.0) for _ in range(_NOISE_SIZE)]
        elements = [city.elements[number] for number in city.terminals]
        self._ds = [round(one.level_dbmv * 10) for one in elements]
        self._tilt = [draw.uniform(-4.0, 4.0) for _ in elements]
        self._us_tx = [round(min(max(_TX_AT_ACTIVE_DBMV + one.return_db, 30.0), 54.0) * 10) for one in elements]
        self._us_rx = [round(draw.gauss(0.0, 6.0)) for _ in elements]
        self._depth = [one.depth for one in elements]
        self._base = [draw.randrange(1 << 33) for _ in elements]
        self._dirt = [round(10 ** draw.uniform(0.0, 2.2)) for _ in elements]
        self.fibre_mw = [draw.uniform(6.5, 9.5) for _ in city.nodes]
        """Optical power at each node's receiver, tenths of mW."""

    def ds_power(self, modem: int, channel: int, now_ms: int) -> int:
        """Return tenths of dBmV received on a downstream channel."""
        tilt = self._tilt[modem] * channel
        return round(self._ds[modem] + tilt + self._weather(modem, now_ms) + 3.0 * self.noise(modem, channel, now_ms))

    def ds_snr(self, modem: int, channel: int, now_ms: int) -> int:
        """Return tenths of dB: worse behind more amplifiers and at low level."""
        weak = max(0.0, -50.0 - self.ds_power(modem, channel, now_ms)) * 0.5
        return round(392 - 7 * self._depth[modem] - weak + 3.0 * self.noise(modem, channel + 31, now_ms))

    def us_tx(self, modem: int, now_ms: int) -> int:
        """Return tenths of dBmV a modem transmits at."""
        return round(self._us_tx[modem] - self._weather(modem, now_ms) / 3 + 2.0 * self.noise(modem, 77, now_ms))

    def us_rx(self, modem: int, now_ms: int) -> int:
        """Return tenths of dBmV the CMTS receives a modem at."""
        return round(self._us_rx[modem] + 2.0 * self.noise(modem, 78, now_ms))

    def us_snr(self, modem: int, now_ms: int) -> int:
        """Return tenths of dB the CMTS sees of a modem."""
        return round(352 - 4 * self._depth[modem] + 3.0 * self.noise(modem, 79, now_ms))

    def channel_snr(self, channel: int, now_ms: int) -> int:
        """Return tenths of dB of a whole upstream channel."""
        return round(345 + 4.0 * self.noise(channel, 80, now_ms))

    def codewords(self, modem: int, channel: int, now_ms: int) -> tuple[int, int, int]:
        """Return unerrored, corrected and uncorrectable codewords so far; they only ever grow."""
        busy_ms = self._plant.busy_ms(modem, now_ms)
        sent = self._base[modem] + channel * 1_000_003 + busy_ms * CODEWORDS_PER_S // 1000
        spoilt = self._dirt[modem] * (busy_ms + 3_600_000)
        return sent, spoilt // 60_000, spoilt // 60_000_000

    def noise(self, subject: int, purpose: int, now_ms: int) -> float:
        """Return a number around 0, about ±1, for a subject and purpose; it changes every ten seconds."""
        at = subject * 7919 + purpose * 104_729 + now_ms // SLOWEST_CHANGE_MS * 15_485_863
        return self._noise[at % _NOISE_SIZE]

    def _weather(self, modem: int, now_ms: int) -> float:
        """Return tenths of dB a day's warmth adds to or takes from the level behind a cascade."""
        return math.sin(now_ms / 86_400_000 * 2 * math.pi) * 2.0 * (1 + self._depth[modem])
