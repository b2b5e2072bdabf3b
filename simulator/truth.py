"""What is really broken and whom it really affects, for whoever marks the product's work."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from simulator.agents import Agents
from simulator.plant import Fault, Plant

Facts = dict[str, Any]
"""An object as it goes out as JSON."""


class Truth:
    """Describes a plant's faults, and keeps a log of them."""

    def __init__(self, plant: Plant, agents: Agents, log: Path) -> None:
        """Append to `log`, one JSON object a line."""
        self._plant, self._agents = plant, agents
        self._city = plant.city
        self._log = log
        self._lock = threading.Lock()
        self._modem_numbers = {element: modem for modem, element in enumerate(self._city.terminals)}
        self._terminal_accounts: dict[str, list[str]] = {}
        for one in self._city.subscribers:
            for terminal in dict.fromkeys(terminal for _, terminal in one.services if terminal):
                self._terminal_accounts.setdefault(terminal, []).append(one.account)

    def all(self, now_ms: int, *, with_plant: bool) -> Facts:
        """Return standing faults with whom they affect, terminals cut off, and the plant's shape on request."""
        city = self._city
        facts: Facts = {
            "now_ms": now_ms,
            "faults": [self.fault(fault) for fault in self._plant.faults()],
            "dark_terminals": [
                element.id
                for number, element in enumerate(city.elements)
                if is_terminal(element.kind) and not self._plant.lit(number)
            ],
        }
        return facts | {"plant": self.shape()} if with_plant else facts

    def fault(self, fault: Fault) -> Facts:
        """Return a fault and whom it affects.

        `terminals` are all behind it, `observable` those that can be asked; `accounts` have one of them,
        `accounts_unseen` hang behind it with services no terminal is known for: no file tells that.
        """
        behind = self.behind(fault.element)
        return {
            "id": fault.id,
            "kind": fault.kind,
            "element": self._city.elements[fault.element].id,
            "started_ms": fault.started_ms,
            **behind,
        }

    def behind(self, element: int) -> Facts:
        """Return the terminals and accounts that lose service when an element does."""
        city = self._city
        data_only = self._plant.carries_data_only(element)
        members = [
            city.elements[number]
            for number in city.behind(element)
            if is_terminal(city.elements[number].kind) and not (data_only and city.elements[number].one_way)
        ]
        accounts = {account for member in members for account in self._terminal_accounts.get(member.id, ())}
        homes = city.behind(element)
        unseen = {
            one.account
            for one in city.subscribers
            if not data_only and one.home in homes and not any(terminal for _, terminal in one.services)
        }
        return {
            "terminals": [member.id for member in members],
            "observable": [member.id for member in members if not member.one_way],
            "accounts": sorted(accounts),
            "accounts_unseen": sorted(unseen),
        }

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
        city = self._city
        number = city.number.get(element_id)
        if number is None:
            return None
        element = city.elements[number]
        facts: Facts = {
            "id": element.id,
            "kind": element.kind,
            "lit": self._plant.lit(number),
            "path": self._path(number),
        }
        if not is_terminal(element.kind):
            return facts | self.behind(number)
        facts |= {"address": element.address, "accounts": self._terminal_accounts.get(element.id, [])}
        if number in self._modem_numbers:
            modem = self._modem_numbers[number]
            facts |= {
                "answers": self._plant.answers(modem, now_ms),
                **self._agents.seen(modem, now_ms),
            }
        return facts

    def log(self, event: str, at_ms: int, facts: Facts) -> None:
        """Append an event to the log."""
        line = json.dumps({"at_ms": at_ms, "event": event, **facts}, ensure_ascii=False)
        with self._lock, self._log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _path(self, number: int) -> list[str]:
        """Return ids from an element's parent up to the headend."""
        path = []
        while (number := self._city.elements[number].parent) >= 0:
            path.append(self._city.elements[number].id)
        return path


def is_terminal(kind: str) -> bool:
    """Tell whether a kind of element stands at the end of a drop."""
    return kind in {"cable_modem", "set_top_box"}
