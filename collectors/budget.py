"""How much may be asked at a time behind one CMTS, by sweeps, surveys and questions out of turn together."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from math import inf
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.model import Device

RESERVED = 0.25
"""Share of every budget that is left to questions that are urgent: level sweeps, surveys and logs are not."""
UNLIMITED = 1 << 31


class AboutDevice(Protocol):
    """Something that asks one device."""

    @property
    def device(self) -> Device:
        """The device asked."""
        ...


A = TypeVar("A", bound=AboutDevice)


class Budget:
    """Counts the questions under way behind each CMTS; what is behind none is not limited."""

    def __init__(self, each: int = 512, patience_s: float = inf) -> None:
        """Allow so many questions at a time behind one CMTS.

        patience_s: a GET that nobody answered for so long counts no more, though it is repeated: where a whole
        service group is silent it would keep those who can answer waiting.
        """
        self.patience_s = patience_s
        self._each = each
        self._calm = max(1, each - round(each * RESERVED))
        self._busy: Counter[str] = Counter()

    def room(self, behind: str, *, urgent: bool) -> int:
        """Return how many more may be asked now; urgent: with what level sweeps have to leave alone."""
        if not behind:
            return UNLIMITED
        return max(0, (self._each if urgent else self._calm) - self._busy[behind])

    def begin(self, asked: Sequence[AboutDevice]) -> Charge:
        """Count a question to each of these, until what is returned says that it is over."""
        behind = [one.device.behind for one in asked]
        self._busy.update(one for one in behind if one)
        return Charge(self._busy, behind)

    def busy(self, behind: str) -> int:
        """Return how many questions are under way behind a CMTS."""
        return self._busy[behind]


class Charge:
    """What the questions of one job take of the budgets."""

    def __init__(self, busy: Counter[str], behind: Sequence[str]) -> None:
        """Take the counts, and behind what each row's device is; the rows are counted already."""
        self._busy = busy
        self._behind = behind
        self._open = np.array([bool(one) for one in behind], dtype=np.bool_)

    def settle(self, over: NDArray[np.bool_]) -> None:
        """Give back the rows that are over, bool[n]."""
        for row in np.flatnonzero(self._open & over).tolist():
            self._busy[self._behind[row]] -= 1
        self._open &= ~over

    def release(self) -> None:
        """Give back whatever is still held."""
        self.settle(np.ones(len(self._open), dtype=np.bool_))


class Queue(Generic[A]):
    """Those who wait for room behind their CMTS, first come, first served; no CMTS keeps another's waiting."""

    def __init__(self, budget: Budget, *, urgent: bool) -> None:
        """Wait for room in a budget."""
        self._budget = budget
        self._urgent = urgent
        self._waiting: dict[str, deque[A]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def join(self, asked: Iterable[A]) -> None:
        """Let these wait behind those who came before."""
        for one in asked:
            self._waiting.setdefault(one.device.behind, deque()).append(one)

    def let_in(self, most: int = UNLIMITED) -> list[A]:
        """Return those for whom there is room now, `most` at most, who wait no longer."""
        found: list[A] = []
        for behind in list(self._waiting):
            if len(found) >= most:
                break
            waiting = self._waiting.pop(behind)
            room = min(self._budget.room(behind, urgent=self._urgent), most - len(found), len(waiting))
            found += [waiting.popleft() for _ in range(room)]
            if waiting:
                self._waiting[behind] = waiting  # last: whom `most` kept out comes first the next time
        return found
