"""All readings of a city at one moment, ready to be looked up one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.levels.design import Design
from simulator.levels.echo import Echo
from simulator.levels.forward import MODEM_NF_DB, THERMAL_DBMV, Forward
from simulator.levels.units import (
    CHANNELS,
    DESIGN_C,
    LOSS_PER_K,
    MOST_TX_DBMV,
    ROOT_HZ,
    Flags,
    Floats,
    Ratios,
    decibels,
    power,
    ratio,
)
from simulator.levels.upstream import Upstream, needed_tx

BEST_MER_DB = 40.5
"""All a modem's receiver can tell."""
BAD_HOME_DB = 5.0
"""What corroded contacts at a badly wired home take from its signal to noise."""
PER_AMPLIFIER_DB = 0.15
"""What each amplifier's group delay takes from a modem's upstream signal to noise."""


@dataclass(frozen=True, slots=True)
class Terminals:
    """By terminal, dBmV and dB; `[terminals, channels]` for the forward path."""

    received_dbmv: Floats
    mer_db: Floats
    tx_dbmv: Floats
    rx_dbmv: Floats
    snr_db: Floats


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Readings from `at_ms` on, in the units SNMP shows them in: memory that gives plain numbers."""

    at_ms: int
    until_ms: int
    version: int
    outside_c: float
    ds_power: memoryview
    """Tenths of dBmV, terminal × channels + channel; likewise all with channels."""
    ds_snr: memoryview
    us_tx: memoryview
    """Tenths of dBmV by terminal; likewise the next two."""
    us_rx: memoryview
    us_snr: memoryview
    channel_snr: memoryview
    """Tenths of dB, group × channels + channel."""
    input_dbmv: memoryview
    """By element, what arrives on the first channel; NaN where nothing amplifies before it."""
    output_dbmv: memoryview
    """By element, what a node port, an amplifier or an EoC head puts out; NaN at all others."""
    optical_dbm: memoryview
    agc_db: memoryview
    upstream: Upstream
    echoes: tuple[tuple[range, Echo], ...]
    """Terminals behind something damaged, and its echo."""


def terminals(
    design: Design, depth: Floats, forward: Forward, upstream: Upstream, outside_c: float, jitter: np.random.Generator
) -> Terminals:
    """Return what terminals and the CMTS measure of each other, with the noise of measuring."""
    own = design.terminals
    feed = design.feed[own]
    count = len(own)
    warm = np.float32(outside_c - DESIGN_C)
    cable = design.cable_db[own][:, None]
    slope = cable * (ROOT_HZ - 1.0) + cable * ROOT_HZ * np.float32(LOSS_PER_K) * warm
    at_feed = forward.output_dev_db[feed]
    received = (design.arriving_dbmv[own] + forward.path_db[own])[:, None] + at_feed - slope
    received += jitter.normal(0.0, 0.15, (count, CHANNELS)).astype(np.float32)
    heard = forward.noise[feed] + power(MODEM_NF_DB + THERMAL_DBMV - received) + ratio(-BEST_MER_DB - 3.0)
    bad = design.bad * np.float32(BAD_HOME_DB)
    mer = -decibels(heard) - bad[:, None] + jitter.normal(0.0, 0.25, (count, CHANNELS))
    needed = needed_tx(design, forward.path_db, outside_c - DESIGN_C) + jitter.normal(0.0, 0.15, count)
    sent = np.minimum(needed, MOST_TX_DBMV)
    short = sent - needed
    rx = short + _fixed(count) + jitter.normal(0.0, 0.15, count)
    if len(design.groups):
        channel = upstream.group_snr_db[design.group, design.upstream]
    else:
        channel = np.full(count, np.nan, np.float32)
    snr = channel + short - PER_AMPLIFIER_DB * depth - bad + jitter.normal(0.0, 0.25, count)
    as_floats = (np.minimum(mer, BEST_MER_DB), sent, rx, snr)
    return Terminals(received, *(values.astype(np.float32) for values in as_floats))


def freeze(values: Floats | Ratios, scale: float = 1.0) -> memoryview:
    """Return values as memory of int16 in units of 1/scale, or of float64 for a scale of 0."""
    if not scale:
        return np.ascontiguousarray(values, np.float64).ravel().data
    whole = np.rint(np.nan_to_num(values.ravel() * scale, nan=0.0))
    return np.clip(whole, -32_768, 32_767).astype(np.int16).data


def arriving(design: Design, forward: Forward, outside_c: float) -> Floats:
    """Return dBmV[elements] of the first channel where it comes in; NaN before the first output."""
    before = np.where(design.above >= 0, design.above, design.feed)
    dev = forward.output_dev_db[before, 0] - design.cable_db * np.float32(LOSS_PER_K * (outside_c - DESIGN_C))
    found = design.arriving_dbmv + dev + forward.entering_db
    return np.where((design.feed >= 0) & ~_first(design), found, np.float32(np.nan))


def put_out(nominal_dbmv: Floats, forward: Forward) -> Floats:
    """Return dBmV[elements] of those with an output of their own, NaN of others."""
    return (nominal_dbmv + forward.output_dev_db[:, 0]).astype(np.float32)


def _first(design: Design) -> Flags:
    """Return bool[elements]: those right behind the fibre, at which nothing of this path arrives as RF."""
    found = np.zeros(len(design.feed), bool)
    if design.ranks:
        found[design.ranks[0]] = True
    return found


def _fixed(count: int) -> Floats:
    """Return dB by which the CMTS brings terminals to its target less than exactly."""
    return np.random.default_rng(count).normal(0.0, 0.5, count).clip(-1.5, 1.5).astype(np.float32)
