"""The way to an agent and back: how long it takes, and what becomes of an answer on it."""

from __future__ import annotations

import math
from collections.abc import Container
from random import Random

from simulator.manners import Manners

SPREAD = 0.9
"""Sigma of how agents' typical round trips are spread, in logarithms."""
JITTER = 0.15
"""Sigma of one agent's round trips."""
_ECHO_MS = 60.0
"""A second copy comes at most this much after the first."""


class Wire:
    """Decides when answers arrive; the same seed decides the same."""

    def __init__(self, manners: Manners, seed: int, near: Container[bytes] = frozenset()) -> None:
        """Let `manners` say how bad it may be; agents at the addresses `near` are a short way off."""
        self._manners, self._near = manners, near
        self._draw = Random(f"wire {seed}")
        self._seed = seed
        self._typical: dict[bytes, float] = {}
        self.calm = not (manners.round_trip_ms[1] or manners.loss or manners.late or manners.duplicate)
        """Every answer leaves at once."""

    def arrivals_ms(self, asked: bytes) -> tuple[float, ...]:
        """Return after how many milliseconds an agent's answer arrives: not at all, once, or twice."""
        manners, draw = self._manners, self._draw
        fate = draw.random()
        if fate < manners.loss:
            return ()
        trip = self.typical_ms(asked) * math.exp(draw.gauss(0.0, JITTER))
        fate -= manners.loss
        if fate < manners.late:
            return (trip + draw.uniform(*manners.late_ms),)
        if fate - manners.late < manners.duplicate:
            return trip, trip + draw.uniform(0.0, _ECHO_MS)
        return (trip,)

    def typical_ms(self, asked: bytes) -> float:
        """Return an agent's typical round trip: most are near, a few far."""
        known = self._typical.get(asked)
        if known is None:
            shortest, longest = self._manners.round_trip_ms
            draw = Random(f"{self._seed} {asked.hex()}")
            far = shortest * 4.0 * math.exp(draw.gauss(0.0, SPREAD))
            drawn = shortest * draw.uniform(1.0, 1.6) if asked in self._near else far
            known = self._typical[asked] = min(max(drawn, shortest), longest)
        return known


class Allowance:
    """How many requests an agent takes a second: up to a second's worth at once, then at that pace."""

    def __init__(self, per_s: float) -> None:
        """Start with a second's worth."""
        self._per_s = self._left = per_s
        self._at_s = 0.0

    def takes(self, now_s: float) -> bool:
        """Tell whether the agent takes one more request at a moment of real time."""
        self._left = min(self._per_s, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
