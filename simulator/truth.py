"""What is really broken and whom it really affects, for whoever marks the product's work."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from simulator.agents import Agents
from simulator.city import TERMINAL_KINDS
from simulator.clock import NEVER
from simulator.faults import Fault
from simulator.plant import Plant
from simulator.reach import Reach, Reaches
from simulator.wiring import Numbers

Facts = dict[str, Any]
"""An object as it goes out as JSON."""
MOST_LISTED = 20_000
"""Longer lists are left out of what is asked for; their counts are always there."""
MOST_LOGGED = 2000
"""The same for the log."""
LISTS = ("terminals", "observable", "impaired", "accounts", "accounts_unseen")


class Truth:
    """Describes a plant's faults, and keeps a log of them."""

    def __init__(self, plant: Plant, agents: Agents, log: Path, documented: Callable[[int], str] | None = None) -> None:
        """Append to `log`, one JSON object a line.

        `documented`: element → id of the nearest element at or above it that the exported records know;
        None where they are exact.
        """
        self._plant, self._agents = plant, agents
        self._city = plant.city
        self._log = log
        self._lock = threading.Lock()
        self._documented = documented or (lambda number: self._city.elements[number].id)
        self.reaches = Reaches(plant)
        self._described: dict[str, Facts] = {}
        self._numbers = {element: terminal for terminal, element in enumerate(self._city.terminals)}
        self._accounts: dict[str, list[str]] = {}
        for one in self._city.subscribers:
            for terminal in dict.fromkeys(terminal for _, terminal in one.services if terminal):
                self._accounts.setdefault(terminal, []).append(one.account)

    def all(self, now_ms: int, *, with_plant: bool) -> Facts:
        """Return standing faults with whom they affect, terminals cut off, and the plant's shape on request."""
        dark = np.flatnonzero(self._plant.wiring.terminal & ~self._plant.light.lit)
        facts: Facts = {
            "now_ms": now_ms,
            "real_ms": self._plant.real_ms(now_ms),
            "faults": [self.fault(fault) for fault in self._plant.faults()],
            "dark": len(dark),
        }
        if len(dark) <= MOST_LISTED:
            facts["dark_terminals"] = self._ids(dark)
        return facts | {"plant": self.shape()} if with_plant else facts

    def fault(self, fault: Fault, most: int = MOST_LISTED) -> Facts:
        """Return a fault and whom it affects if it stands for long; lists longer than `most` are left out.

        `terminals` are all that lose service by it, `observable` those that can be asked; `accounts` have one
        of them, or one of those `impaired`; `accounts_unseen` lose services no terminal is known for: no file
        tells that. `homes` are both together. `counts` are the lengths of all lists, how many terminals lose
        service `at_once`, and how many more `later`, when batteries in a zone are empty. `dark_ms` is when the
        first lose service: later than `started_ms` where a battery lasts; absent where nobody does, or nobody
        knows when. `documented` is the nearest element in the exported records at or above what is broken, for
        a zone above its homes; `common` the lowest above all whom the fault touches.
        """
        with self._lock:
            known = self._described.get(fault.id)
        if known is None:
            known = self._describe(fault)
            with self._lock:
                self._described[fault.id] = known
        return _short(known, most)

    def shape(self) -> Facts:
        """Return kind, parent and children of every element that is no terminal, and each tap's terminals."""
        city = self._city
        shape: Facts = {}
        for number, element in enumerate(city.elements):
            parent = city.elements[element.parent].id if number else ""
            if number:
                shape[parent]["children"].append(element.id)
            if not is_terminal(element.kind):
                shape[element.id] = {"kind": element.kind, "parent": parent, "children": [], "depth": element.depth}
        return shape

    def element(self, element_id: str, now_ms: int) -> Facts | None:
        """Return what is true of one element or terminal, None for a stranger."""
        number = self._city.number.get(element_id)
        if number is None:
            return None
        element, plant = self._city.elements[number], self._plant
        facts: Facts = {
            "id": element.id,
            "kind": element.kind,
            "lit": plant.lit(number),
            "powered": plant.powered(number),
            "speaks": plant.speaks(number),
            "path": self._path(number),
            "documented": self._documented(number),
        }
        if element.zone >= 0:
            facts |= {"zone": element.zone, "mains": plant.mains_up(element.zone)}
        if number in plant.wiring.batteries:
            facts |= {"on_battery": plant.on_battery(number), "battery": round(plant.battery(number), 4)}
        if not is_terminal(element.kind):
            return facts | _short(self._touched(self.reaches.behind(number)), MOST_LISTED)
        facts |= {"address": element.address, "accounts": self._accounts.get(element.id, [])}
        if number in self._numbers:
            terminal = self._numbers[number]
            facts |= {
                "answers": plant.answers(terminal, now_ms),
                "state": plant.noticed(terminal, now_ms).name.lower(),
                **self._agents.seen(terminal, now_ms),
            }
        return facts

    def observed(self, fault: Fault) -> Numbers:
        """Return which of `City.terminals` lose service by a fault."""
        return np.searchsorted(self._plant.wiring.terminals, self._observable(self.reaches.of(fault)))

    def log(self, event: str, at_ms: int, facts: Facts) -> None:
        """Append an event to the log, with its simulated and its real time."""
        stamp = {"at_ms": at_ms, "real_ms": self._plant.real_ms(at_ms), "event": event}
        line = json.dumps({**stamp, **facts}, ensure_ascii=False)
        with self._lock, self._log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _describe(self, fault: Fault) -> Facts:
        reach = self.reaches.of(fault)
        element = self._city.elements[fault.element]
        common = reach.common if reach.common >= 0 else fault.element
        facts: Facts = {
            "id": fault.id,
            "kind": fault.kind,
            "element": element.id,
            "started_ms": fault.started_ms,
            "documented": self._documented(common if fault.kind == "zone_out" else fault.element),
            "common": self._city.elements[common].id,
            **({"options": dict(fault.options)} if fault.options else {}),
            **({"of": fault.of} if fault.of else {}),
            **({"zone": element.zone} if fault.kind == "zone_out" else {}),
        }
        dark_ms = self._dark_ms(fault, reach)
        return facts | ({"dark_ms": dark_ms} if dark_ms < NEVER else {}) | self._touched(reach)

    def _touched(self, reach: Reach) -> Facts:
        members = (reach.terminals, self._observable(reach), reach.impaired)
        lists = dict(zip(LISTS, (*map(self._ids, members), sorted(reach.accounts), sorted(reach.unseen)), strict=True))
        facts: Facts = {"homes": reach.homes, "counts": {name: len(found) for name, found in lists.items()}}
        facts["counts"] |= {"at_once": reach.at_once, "later": reach.later}
        return facts | lists

    def _dark_ms(self, fault: Fault, reach: Reach) -> int:
        """Return when the first terminals lose service, NEVER for nobody knows."""
        if reach.at_once:
            return fault.started_ms
        wiring = self._plant.wiring
        if fault.kind == "zone_out":
            zone = self._city.elements[fault.element].zone
            drained = wiring.batteries[wiring.zone[wiring.batteries] == zone].tolist()
        else:
            drained = [fault.element] if fault.kind == "supply_battery" else []
        return min((self._plant.battery_empty_ms(one) for one in drained), default=NEVER)

    def _observable(self, reach: Reach) -> Numbers:
        return reach.terminals[~self._plant.wiring.one_way[reach.terminals]]

    def _ids(self, numbers: Numbers) -> list[str]:
        return [self._city.elements[number].id for number in numbers.tolist()]

    def _path(self, number: int) -> list[str]:
        """Return ids from an element's parent up to the headend."""
        path = []
        while (number := self._city.elements[number].parent) >= 0:
            path.append(self._city.elements[number].id)
        return path


def _short(facts: Facts, most: int) -> Facts:
    return {name: value for name, value in facts.items() if name not in LISTS or len(value) <= most}


def is_terminal(kind: str) -> bool:
    """Tell whether a kind of element stands at the end of a drop."""
    return kind in TERMINAL_KINDS or kind == "set_top_box"
