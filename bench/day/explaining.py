"""Why something was missed, as far as the facts say."""

from __future__ import annotations

from bench.day.marking import FEW, Happening, Mark

SLIGHT_DB = 4.0
"""Noise and weather move signals by as much: what changes them less is told where many more than owe it show it."""
LEVELS_S = 600.0
"""Between two looks at everybody's levels."""
SHORT_MS = 90_000
"""An outage over before observers have noticed and one sweep has passed."""


def why_missed(mark: Mark) -> str:
    """Return the reason in a sentence; empty where the facts give none, and somebody has to look."""
    happening = mark.happening
    lost = len(happening.observable)
    if happening.touched and lost < FEW:
        stood_s = (happening.ended_ms - happening.started_ms) / 1000
        if stood_s < LEVELS_S:
            return f"it stood for {stood_s:.0f} s, less than there are between two looks at levels"
        effect_db = happening.effect_db or 0.0
        slight = f"it changed the fifth worst signal by {effect_db:.1f} dB, as noise and weather do"
        return slight if effect_db < SLIGHT_DB else ""
    if lost == 0:
        return "no terminal was seen to lose service by it: those behind were cut off already, or nobody can ask them"
    if lost < FEW:
        return f"{lost} terminals went dark: no more than people switch off at any hour"
    if _lasted_ms(happening) < SHORT_MS:
        return f"it was over {_lasted_ms(happening) / 1000:.0f} s after observers could have noticed"
    return ""


def _lasted_ms(happening: Happening) -> int:
    """Return for how long observers showed it."""
    return happening.ended_ms - (happening.noticed_ms or happening.started_ms)
