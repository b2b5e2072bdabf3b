"""What is known of addresses, for as long as they are asked: modems change theirs, and the old ones never come back."""

from __future__ import annotations

from typing import Generic, TypeVar

DAY_S = 86_400.0
"""Who was not asked for a day, and not for the rest of the day in which that was over, is a stranger again."""

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A mapping that forgets what was not looked up for a whole day; days begin when its owner says so.

    Nothing is dated: what is looked up moves to today, and what is left of yesterday at the day's end is forgotten.
    No value is None.
    """

    def __init__(self) -> None:
        self.today: dict[K, V] = {}
        """What was looked up today; to be read where a call of `get` would cost too much."""
        self._yesterday: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self.today) + len(self._yesterday)

    def __setitem__(self, key: K, value: V) -> None:
        self._yesterday.pop(key, None)
        self.today[key] = value

    def __delitem__(self, key: K) -> None:
        if self.today.pop(key, None) is None:
            del self._yesterday[key]

    def get(self, key: K) -> V | None:
        """Return what is known under a key, and go on knowing it; None for nothing."""
        value = self.today.get(key)
        if value is None and (value := self._yesterday.pop(key, None)) is not None:
            self.today[key] = value
        return value

    def begin_day(self) -> dict[K, V]:
        """Forget what was not looked up since the day before the last began, and return it."""
        forgotten, self._yesterday, self.today = self._yesterday, self.today, {}
        return forgotten
