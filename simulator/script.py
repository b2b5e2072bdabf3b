"""A script of what breaks when and when it is repaired: read from a file, played in the plant's time.

JSON lines, or TOML with `[[event]]` tables, of the same keys; `at` is in seconds or `H:MM:SS` from when the
script is started:

    {"at": 600, "break": "element_dead", "element": "A7", "as": "first"}
    {"at": "0:30:00", "repair": "first", "behind": ["A9"]}
    {"at": "1:00:00", "repair": "all"}
"""

from __future__ import annotations

import heapq
import json
import threading
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.faults import FaultError

MOST_EVENTS = 100_000
_KEYS = frozenset({"at", "break", "repair", "element", "as", "behind", "options"})


class ScriptError(ValueError):
    """A script that cannot be played; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is done to the plant."""

    at_s: float
    """Simulated seconds after the script has started."""
    kind: str = ""
    """Of the fault that is made; empty for a repair."""
    element: str = ""
    label: str = ""
    """What the fault is called in the script; of a repair, the fault that is repaired, or `all`."""
    options: Mapping[str, float] = field(default_factory=dict)
    behind: tuple[str, ...] = ()
    """Elements behind which a repair leaves it broken; what is left is called like the fault."""

    def facts(self) -> dict[str, Any]:
        """Return the event as it is written in a script."""
        if not self.kind:
            return {"at": self.at_s, "repair": self.label, **({"behind": list(self.behind)} if self.behind else {})}
        said = {"at": self.at_s, "break": self.kind, "element": self.element, "as": self.label}
        return said | ({"options": dict(self.options)} if self.options else {})


def read_script(text: str) -> list[Event]:
    """Return the events of a script by their times. Raises ScriptError."""
    try:
        if text.lstrip().startswith("{"):
            tables = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            tables = tomllib.loads(text).get("event", [])
    except ValueError as error:
        msg = f"neither JSON lines nor TOML: {error}"
        raise ScriptError(msg) from error
    if not tables or len(tables) > MOST_EVENTS:
        msg = f"{len(tables)} events: a script has 1 to {MOST_EVENTS}"
        raise ScriptError(msg)
    events = [_event(number, table) for number, table in enumerate(tables, start=1)]
    return sorted(events, key=lambda one: one.at_s)


@dataclass(frozen=True, slots=True)
class Hands:
    """What a script does with a plant; each raises FaultError."""

    break_down: Callable[[str, str, Mapping[str, float]], str]
    """kind, element, options → the fault's id."""
    repair: Callable[[str], object]
    repair_partly: Callable[[str, Sequence[str]], Sequence[str]]
    """Fault, elements behind which it stays → ids of what is left."""
    failed: Callable[[Event, str], None]
    """Told of an event that could not be done, and why."""


class Player:
    """Plays scripts, several at once if they are started so."""

    def __init__(self, hands: Hands) -> None:
        """Act with `hands`."""
        self._hands = hands
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, int, int, Event]] = []
        self._scripts = self._serial = 0
        self._called: dict[tuple[int, str], list[str]] = {}

    def start(self, events: Sequence[Event], now_ms: int) -> None:
        """Begin a script at a simulated moment."""
        with self._lock:
            self._scripts += 1
            for event in events:
                self._serial += 1
                due = (now_ms + round(event.at_s * 1000), self._serial, self._scripts, event)
                heapq.heappush(self._waiting, due)

    def waiting(self) -> list[dict[str, Any]]:
        """Return what is still to come, soonest first, with the simulated time of each."""
        with self._lock:
            return [{"at_ms": due[0], **due[3].facts()} for due in sorted(self._waiting, key=lambda due: due[:2])]

    def stop(self) -> int:
        """Forget all that is still to come, and return how many events that were."""
        with self._lock:
            left = len(self._waiting)
            self._waiting.clear()
        return left

    def advance(self, now_ms: int) -> None:
        """Do what is due, in order; call it from one thread."""
        while True:
            with self._lock:
                if not self._waiting or self._waiting[0][0] > now_ms:
                    return
                _, _, script, event = heapq.heappop(self._waiting)
            try:
                self._do(script, event)
            except FaultError as error:
                self._hands.failed(event, str(error))

    def _do(self, script: int, event: Event) -> None:
        name = (script, event.label)
        if event.kind:
            fault = self._hands.break_down(event.kind, event.element, event.options)
            self._called.setdefault(name, []).append(fault)
        elif event.label == "all":
            self._hands.repair("all")
            self._called.clear()
        else:
            for fault in self._called.pop(name, []) or [event.label]:
                if event.behind:
                    self._called.setdefault(name, []).extend(self._hands.repair_partly(fault, event.behind))
                else:
                    self._hands.repair(fault)


def _event(number: int, table: object) -> Event:
    """Read one table; `number` is where it stands, from 1."""
    if not isinstance(table, dict):
        msg = f"event {number} is no table"
        raise ScriptError(msg)
    strangers = sorted(table.keys() - _KEYS)
    if strangers or ("break" in table) == ("repair" in table):
        why = f"no key {strangers[0]!r}" if strangers else "either break or repair"
        msg = f"event {number}: {why}; keys are {', '.join(sorted(_KEYS))}"
        raise ScriptError(msg)
    try:
        at_s = _seconds(table["at"])
        if "repair" in table:
            behind = table.get("behind", [])
            names = (behind,) if isinstance(behind, str) else tuple(map(str, behind))
            return Event(at_s, label=str(table["repair"]), behind=names)
        options = {str(name): float(value) for name, value in table.get("options", {}).items()}
        return Event(at_s, str(table["break"]), str(table["element"]), str(table.get("as", f"#{number}")), options)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"event {number}: {error}"
        raise ScriptError(msg) from error


def _seconds(said: object) -> float:
    """Read seconds, or H:MM or H:MM:SS."""
    if isinstance(said, str):
        hours, minutes, seconds = [*map(float, said.split(":")), 0.0, 0.0][:3] if ":" in said else (0, 0, float(said))
        total = hours * 3600 + minutes * 60 + seconds
    else:
        total = float(said)  # type: ignore[arg-type]  # what is no number raises, and is said so
    if not 0 <= total < float("inf"):
        msg = f"at {said!r} is no time from the start on"
        raise ValueError(msg)
    return total
