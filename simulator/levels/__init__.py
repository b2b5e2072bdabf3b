"""Readings that follow from the plant: levels, noise, echoes and counters, worked out for the whole city at once."""

from __future__ import annotations

import math
import threading
import time
from random import Random

import numpy as np

from simulator.city import City
from simulator.levels import counting
from simulator.levels.counting import Counters
from simulator.levels.design import OUTPUTS_DBMV, lay_out, span_m
from simulator.levels.echo import Echo, modem_taps, residual_taps
from simulator.levels.forward import ForwardPath
from simulator.levels.snapshot import Snapshot, arriving, freeze, put_out, terminals
from simulator.levels.timing import timing_offsets
from simulator.levels.units import CHANNELS, CODEWORDS_PER_S, STEP_MS, UPSTREAMS
from simulator.levels.upstream import ReturnPath
from simulator.levels.weather import Weather
from simulator.plant import Plant

__all__ = ["CHANNELS", "CODEWORDS_PER_S", "UPSTREAMS", "Levels"]

_NOISE_SIZE = 4096
_SHARE_OF_A_CORE = 0.1
"""What working out may take: where changes come faster, several are worked out together."""


class Levels:
    """Readings of every element and terminal; the same seed, plant and time give the same."""

    def __init__(self, city: City, plant: Plant) -> None:
        """Take each element's steady part from its place in the plant."""
        self._city, self._plant = city, plant
        draw = Random(f"levels {city.seed}")
        self._noise = [draw.gauss(0.0, 1.0) for _ in range(_NOISE_SIZE)]
        self._base = [draw.randrange(1 << 33) for _ in city.terminals]
        self.design = lay_out(city)
        """How the plant was set up."""
        self._forward, self._return = ForwardPath(city, self.design), ReturnPath(city, self.design)
        self._weather = Weather(city.seed)
        outputs = [OUTPUTS_DBMV.get(element.kind, math.nan) for element in city.elements]
        self._outputs = np.array(outputs, np.float32)
        self._depth = np.array([city.elements[number].depth for number in city.terminals], np.float32)
        self._timing = timing_offsets(city)
        self._turn = threading.Lock()
        self._rested = 0.0
        self._counters = counting.first(len(city.terminals), city.seed, plant.started_ms)
        self._channels = counting.first_of_channels(len(self.design.groups), plant.started_ms)
        self._now = self._work_out(plant.started_ms)

    def at(self, now_ms: int) -> Snapshot:
        """Return the readings of a moment, which are worked out anew after a change and after ten seconds."""
        now = self._now
        if now.version == self._plant.version and now.at_ms <= now_ms < now.until_ms:
            return now
        return self._renewed(now_ms)

    def ds_power(self, terminal: int, channel: int, now_ms: int) -> int:
        """Return tenths of dBmV received on a downstream channel."""
        return int(self.at(now_ms).ds_power[terminal * CHANNELS + channel])

    def ds_snr(self, terminal: int, channel: int, now_ms: int) -> int:
        """Return tenths of dB of modulation error ratio on a downstream channel."""
        return int(self.at(now_ms).ds_snr[terminal * CHANNELS + channel])

    def us_tx(self, terminal: int, now_ms: int) -> int:
        """Return tenths of dBmV a modem transmits at."""
        return int(self.at(now_ms).us_tx[terminal])

    def us_rx(self, terminal: int, now_ms: int) -> int:
        """Return tenths of dBmV the CMTS receives a modem at."""
        return int(self.at(now_ms).us_rx[terminal])

    def us_snr(self, terminal: int, now_ms: int) -> int:
        """Return tenths of dB the CMTS sees of a modem."""
        return int(self.at(now_ms).us_snr[terminal])

    def timing_offset(self, terminal: int, now_ms: int) -> int:
        """Return by how many ticks of 6.25 µs / 64 a modem has to send early; ranging hits it to about one."""
        return max(round(float(self._timing[terminal]) + 0.7 * self.noise(terminal, 57, now_ms)), 0)

    def channel_snr(self, group: int, channel: int, now_ms: int) -> int:
        """Return tenths of dB of an upstream channel of the service group at a place in `design.groups`."""
        return int(self.at(now_ms).channel_snr[group * UPSTREAMS + channel])

    def input_dbmv(self, element: int, now_ms: int) -> float:
        """Return the forward level that arrives, as if everything before were lit; NaN where none does."""
        return float(self.at(now_ms).input_dbmv[element])

    def output_dbmv(self, element: int, now_ms: int) -> float:
        """Return what a node port or an amplifier puts out, as if it were lit; NaN of all others."""
        return float(self.at(now_ms).output_dbmv[element])

    def agc_db(self, element: int, now_ms: int) -> float:
        """Return what an amplifier's gain control adds to its gain."""
        return float(self.at(now_ms).agc_db[element])

    def optical_dbm(self, element: int, now_ms: int) -> float:
        """Return the light that arrives at a node or ONU, as if everything before were lit; NaN at all others."""
        return float(self.at(now_ms).optical_dbm[element]) + 0.03 * self.noise(element, 91, now_ms)

    def optical_mw(self, element: int, now_ms: int) -> float:
        """Return the same in mW, and 0 where none arrives."""
        dbm = self.optical_dbm(element, now_ms)
        return 0.0 if math.isnan(dbm) or not self._plant.lit(element) else 10.0 ** (dbm / 10.0)

    def return_noise_db(self, element: int, now_ms: int) -> tuple[float, ...]:
        """Return the noise that leaves an element towards the CMTS on each upstream channel, dB below the signal."""
        heard = self._return.at(self.at(now_ms).upstream, element)
        return tuple(10.0 * math.log10(value) if value > 0.0 else -math.inf for value in heard.tolist())

    def outside_c(self, now_ms: int) -> float:
        """Return the temperature of the air."""
        return self._weather.outside_c(now_ms, self._plant.hour(now_ms))

    def echoes(self, terminal: int, now_ms: int) -> list[Echo]:
        """Return the echoes of damaged spans and connectors on a terminal's way."""
        return [echo for behind, echo in self.at(now_ms).echoes if terminal in behind]

    def modem_taps(self, terminal: int, now_ms: int) -> bytes:
        """Return a modem's pre-equaliser. Source: DOCS-IF-MIB DocsEqualizerData."""
        return modem_taps(self._city.seed * 1_000_003 + terminal, self.echoes(terminal, now_ms))

    def residual_taps(self, terminal: int) -> bytes:
        """Return what the CMTS's own equaliser has left to do for a modem."""
        return residual_taps(self._city.seed * 1_000_003 + terminal)

    def codewords(self, terminal: int, channel: int, now_ms: int) -> tuple[int, int, int]:
        """Return unerrored, corrected and uncorrectable codewords so far; they only ever grow.

        Channels are those of the forward path, then `CHANNELS` for the return path.
        """
        counters = self._fresh(now_ms)
        busy_ms = self._plant.busy_ms(terminal, now_ms)
        sent = self._base[terminal] + channel * 1_000_003 + busy_ms * CODEWORDS_PER_S // 1000
        column = 2 * channel
        return sent, counters.read(terminal, column, now_ms), counters.read(terminal, column + 1, now_ms)

    def channel_codewords(self, group: int, channel: int, now_ms: int) -> tuple[int, int, int]:
        """Return the same of an upstream channel of a service group."""
        self.at(now_ms)
        counters, column = self._channels, 2 * channel
        sent = (now_ms - self._plant.started_ms + 86_400_000) * CODEWORDS_PER_S // 1000
        return sent, counters.read(group, column, now_ms), counters.read(group, column + 1, now_ms)

    def timeouts(self, terminal: int, now_ms: int) -> int:
        """Return T3 time-outs from noise since we started."""
        return self._fresh(now_ms).read(terminal, counting.TIMEOUTS, now_ms)

    def noise(self, subject: int, purpose: int, now_ms: int) -> float:
        """Return a number around 0, about ±1, for a subject and purpose; it changes every ten seconds."""
        at = subject * 7919 + purpose * 104_729 + now_ms // STEP_MS * 15_485_863
        return self._noise[at % _NOISE_SIZE]

    def _fresh(self, now_ms: int) -> Counters:
        self.at(now_ms)
        return self._counters

    def _renewed(self, now_ms: int) -> Snapshot:
        """Work everything out, unless somebody else does or it was done a moment ago."""
        began = time.monotonic()
        if began < self._rested or not self._turn.acquire(blocking=False):
            return self._now
        try:
            self._now = self._work_out(now_ms)
            self._rested = time.monotonic() + (time.monotonic() - began) * (1.0 / _SHARE_OF_A_CORE - 1.0)
        finally:
            self._turn.release()
        return self._now

    def _work_out(self, now_ms: int) -> Snapshot:
        """Return the readings of a moment, and let the counters go on at their pace.

        1. Weather, and what faults add and let in.
        2. Down the forward path, and up the return path.
        3. What terminals and the CMTS measure of each other, and how many codewords that spoils.
        """
        plant, city, design = self._plant, self._city, self.design
        version, step = plant.version, now_ms // STEP_MS
        hour = plant.hour(now_ms)
        outside_c = self._weather.outside_c(now_ms, hour)
        lit = plant.light.lit
        ingress = np.where(lit, plant.ingress_db, np.float32(0.0))
        forward = self._forward.work_out(np.array(plant.down_db), outside_c)
        upstream = self._return.work_out(ingress, hour)
        jitter = np.random.default_rng([city.seed, step])
        read = terminals(design, self._depth, forward, upstream, outside_c, jitter)
        snapshot = Snapshot(
            now_ms, (step + 1) * STEP_MS, version, outside_c,
            freeze(read.received_dbmv, 10), freeze(read.mer_db, 10), freeze(read.tx_dbmv, 10),
            freeze(read.rx_dbmv, 10), freeze(read.snr_db, 10),
            freeze(upstream.group_snr_db + 0.2 * jitter.normal(size=upstream.group_snr_db.shape), 10),
            freeze(arriving(design, forward, outside_c), 0), freeze(put_out(self._outputs, forward), 0),
            freeze(forward.optical_dbm, 0), freeze(forward.agc_db, 0), upstream, self._echoes(),
        )  # fmt: skip
        self._counters = counting.go_on(self._counters, read, lit[design.terminals], now_ms)
        self._channels = counting.channels_go_on(self._channels, upstream.group_snr_db, now_ms)
        return snapshot

    def _echoes(self) -> tuple[tuple[range, Echo], ...]:
        """Return who is behind what is damaged, and its echo: back and forth over the damaged span."""
        found = []
        for element in np.flatnonzero(self._plant.echo_dbc):
            number = int(element)
            echo = (span_m(self._city.elements[number]), float(self._plant.echo_dbc[number]), math.tau * number / 7.3)
            found.append((self._city.terminals_behind(number), echo))
        return tuple(found)
