"""Which rules are for which subjects, by the kind of element a subject is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from thresholds.model import Rule

NOWHERE = 255
"""Kind code of a subject that is in no plant file: no rule is for it."""

UNPLACED = 256
"""Where slots fall that no placement names yet: only rules for all kinds are for them."""


class Placement:
    """Kinds of subjects and the rules that are for them."""

    def __init__(self, rules: Sequence[Rule], kinds: Sequence[str]) -> None:
        """Start with nobody placed; raises ValueError when there are more kinds than codes."""
        if len(kinds) > NOWHERE:
            msg = f"{len(kinds)} kinds of element, but their code is a byte below {NOWHERE}"
            raise ValueError(msg)
        self._for = np.zeros((len(rules), UNPLACED + 1), dtype=np.bool_)
        for number, rule in enumerate(rules):
            self._for[number, : len(kinds)] = [not rule.kinds or kind in rule.kinds for kind in kinds]
            self._for[number, UNPLACED] = not rule.kinds
        self._kind = np.empty(0, dtype=np.uint8)

    def place(self, kind: NDArray[np.uint8]) -> None:
        """Take uint8[slots], the kind code per slot; slots beyond its end are not placed yet."""
        self._kind = kind.copy()

    def applies(self, rule: NDArray[np.int32] | int, slot: Slots) -> NDArray[np.bool_]:
        """Return bool[n]: whether a rule, one for all or one each, is for the subjects in `slot`."""
        kind = np.full(len(slot), UNPLACED, dtype=np.intp)
        placed = slot < len(self._kind)
        kind[placed] = self._kind[slot[placed]]
        answer: NDArray[np.bool_] = self._for[rule, kind]
        return answer
