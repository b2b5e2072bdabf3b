"""Line voltage, current and the regulated rail, as nodes and amplifiers show them: V, 0.1 A, 0.1 V."""

from __future__ import annotations

from simulator.gear.alarms import Limits, Reading
from simulator.gear.readings import Gear


def volts_reading(gear: Gear, element: int) -> Reading:
    """Return what reads the line voltage, V."""
    return lambda now_ms: round(gear.power.volts(element) + 0.2 * gear.noise(element, 96, now_ms))


def tenths_ampere(gear: Gear, element: int) -> Reading:
    """Return what reads the current drawn, 0.1 A."""
    return lambda _now_ms: round(10 * gear.power.amperes(element))


def rail_reading(gear: Gear, element: int) -> Reading:
    """Return what reads the regulated rail, 0.1 V."""
    return lambda now_ms: round(10 * gear.rail_v(element, now_ms))


def volts_limits(gear: Gear, element: int) -> Limits:
    """Return limits around the voltage of a healthy plant; below 38 V no rail can be held."""
    usual = round(gear.power.usual_v(element))
    return Limits(usual + 12, usual + 8, max(usual - 8, 42), max(usual - 15, 38), 1)


def rail_limits() -> Limits:
    """Return 24 V give or take 5 and 10 in a hundred."""
    return Limits(264, 252, 228, 216, 2)
