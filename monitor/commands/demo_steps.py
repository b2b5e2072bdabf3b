"""What a demonstration is doing while it builds: one line a step, ticked off with the seconds it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.commands.demo_words import Language, say
from monitor.commands.terminal import out


class Steps:
    """Shows steps as they begin and end; on a terminal the one under way turns."""

    def __init__(self, language: Language) -> None:
        """Speak a language."""
        self._language = language

    @contextmanager
    def step(self, code: str, **values: object) -> Iterator[None]:
        """Show a step for as long as the block lasts; one that fails stays without its tick."""
        words = say(self._language, "step", code, **values)
        began_s = time.monotonic()
        if out.is_terminal:
            with out.status(words):
                yield
        else:
            yield
        out.print(f"[green]✓[/] {words}  [dim]{time.monotonic() - began_s:.1f} s[/]")
