"""Pre-equalisation: what the coefficients of a modem's upstream equaliser say of its cable.

Sources: DOCS-IF-MIB DocsEqualizerData (layout), CM-GL-PNMP (figures). A modem's own equaliser is the inverse of the
cable; what the CMTS has left to correct is the rest. A figure that cannot be had is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collectors.model import Values

HEADER, MOST_TAPS, TAP_OCTETS = 4, 24, 4
OCTETS = HEADER + MOST_TAPS * TAP_OCTETS
"""Octets of the longest equaliser there is upstream."""
THREE_NIBBLES = 0xFFF
FAINTEST_ECHO_DB = -30.0
"""An echo below this, relative to the main tap, is lost among what every drop does; nobody is sent for it."""


@dataclass(frozen=True, slots=True)
class Equalisers:
    """Equalisers of one row each, as energies of their taps."""

    energy: NDArray[np.float64]
    """float64[n, 24]: squared amplitude of each tap; NaN behind the last, and throughout where nothing was read."""
    main: NDArray[np.intp]
    """intp[n]: place of the main tap, counted from 0."""
    per_symbol: NDArray[np.float64]
    """float64[n]: taps to a symbol, which is how finely time is divided."""


def decode(text: NDArray[np.uint8], length: NDArray[np.uint8]) -> Equalisers:
    """Return the equalisers of uint8[n, >= 100] octets, of which `length` uint8[n] count.

    Four octets of header (place of the main tap from 1, taps to a symbol, taps, reserved), then real and imaginary
    part of each tap in 16 bits. Makers fill those otherwise: as numbers of 16 bits with a sign, or of 12 bits with the
    topmost four left 0. Where the upper bits are neither a sign nor 0, all 16 count.
    """
    main, per_symbol, taps = (text[:, place].astype(np.intp) for place in range(3))
    sound = (taps >= 1) & (taps <= MOST_TAPS) & (main >= 1) & (main <= taps) & (per_symbol >= 1)
    sound &= length >= HEADER + taps * TAP_OCTETS
    raw = np.ascontiguousarray(text[:, HEADER:OCTETS]).view(">u2").astype(np.int32)
    there = np.repeat(np.arange(MOST_TAPS) < taps[:, None], 2, axis=1)
    whole, twelve = _signed(raw, 16), _signed(raw & THREE_NIBBLES, 12)
    is_twelve = (raw == raw & THREE_NIBBLES) | (whole == twelve)
    part = np.where((is_twelve | ~there).all(axis=1)[:, None], twelve, whole).astype(np.float64)
    energy = part[:, 0::2] ** 2 + part[:, 1::2] ** 2
    energy[~there[:, ::2] | ~sound[:, None]] = np.nan
    return Equalisers(energy, np.where(sound, main - 1, 0), np.where(sound, per_symbol, np.nan).astype(np.float64))


def main_tap_compression_db(of: Equalisers) -> Values:
    """MTC: energy of all taps over that of the main tap; beyond 2 dB a modem has nothing left to compensate with."""
    return _ratio_db(_total(of), _main(of))


def non_main_tap_db(of: Equalisers) -> Values:
    """NMTER: energy of all but the main tap over that of all: how much there is to compensate."""
    return _ratio_db(_total(of) - _main(of), _total(of))


def pre_main_tap_db(of: Equalisers) -> Values:
    """PreMTTER: energy before the main tap over that of all: group delay."""
    return _ratio_db(_sum(of, np.arange(MOST_TAPS) < of.main[:, None]), _total(of))


def post_main_tap_db(of: Equalisers) -> Values:
    """PostMTTER: energy behind the main tap over that of all: micro-reflections."""
    return _ratio_db(_sum(of, _behind(of)), _total(of))


def echo_db(of: Equalisers) -> Values:
    """Level of the strongest tap behind the main one, relative to that: the loudest micro-reflection."""
    return _ratio_db(_loudest(of)[1], _main(of))


def echo_symbols(of: Equalisers) -> Values:
    """How many symbols later than the signal its loudest micro-reflection comes.

    NaN below FAINTEST_ECHO_DB. Between two taps the place is that of the top of a parabola through the levels of the
    loudest and its neighbours; the main tap is no such neighbour, since it is the signal.
    """
    place, energy = _loudest(of)
    level = echo_db(of)
    rows = np.arange(len(place))
    before, after = (of.energy[rows, np.clip(place + step, 0, MOST_TAPS - 1)] for step in (-1, 1))
    before = np.where(place - 1 > of.main, before, np.nan)
    after = np.where(place + 1 < MOST_TAPS, after, np.nan)
    below, top, above = (_db(one) for one in (before, energy, after))
    bend = below - 2.0 * top + above
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = 0.5 * (below - above) / bend
    late = place - of.main + np.where(np.isfinite(shift), shift, 0.0)
    return np.where(level >= FAINTEST_ECHO_DB, late / of.per_symbol, np.nan)


FIGURES: Mapping[str, Callable[[Equalisers], Values]] = MappingProxyType(
    {
        "main_tap_compression_db": main_tap_compression_db,
        "non_main_tap_db": non_main_tap_db,
        "pre_main_tap_db": pre_main_tap_db,
        "post_main_tap_db": post_main_tap_db,
        "echo_db": echo_db,
        "echo_symbols": echo_symbols,
    }
)
"""What a profile may ask of an equaliser, by name."""


def _signed(number: NDArray[np.int32], bits: int) -> NDArray[np.int32]:
    return np.where(number >= 1 << bits - 1, number - (1 << bits), number)


def _behind(of: Equalisers) -> NDArray[np.bool_]:
    return np.asarray(np.arange(MOST_TAPS) > of.main[:, None])


def _main(of: Equalisers) -> Values:
    return of.energy[np.arange(len(of.main)), of.main]


def _sum(of: Equalisers, taps: NDArray[np.bool_]) -> Values:
    return np.where(np.isnan(_main(of)), np.nan, np.nansum(np.where(taps, of.energy, 0.0), axis=1))


def _total(of: Equalisers) -> Values:
    return _sum(of, np.ones_like(of.energy, dtype=np.bool_))


def _loudest(of: Equalisers) -> tuple[NDArray[np.intp], Values]:
    """Return intp[n], the place of the strongest tap behind the main one, and float64[n], its energy."""
    behind = np.where(_behind(of) & ~np.isnan(of.energy), of.energy, -1.0)
    place = behind.argmax(axis=1)
    energy = behind[np.arange(len(place)), place]
    return place, np.where(energy >= 0.0, energy, np.nan)


def _ratio_db(one: Values, other: Values) -> Values:
    """Return dB; NaN where either is nothing, or not known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((one > 0) & (other > 0), 10.0 * np.log10(one / other), np.nan)


def _db(energy: Values) -> Values:
    return _ratio_db(energy, np.ones_like(energy))
