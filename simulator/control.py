"""Commands to the plant, by HTTP and by typed line, and what may be asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import accumulate

from simulator.agents import Agents
from simulator.faults import KINDS
from simulator.plant import FaultError, Plant
from simulator.truth import Facts, Truth
from simulator.web import Asked, Said

HELP = """\
kill ELEMENT    an element dies, and all behind it is dark     kill A7
cut ELEMENT     the span that feeds an element is cut          cut T12
off MAC         a modem is switched off at home                off 00:15:9a:12:34:56
repair ID|all   a fault is mended                              repair F1
list            standing faults
show ELEMENT    what is true of an element or terminal
help            this
quit            the end (as Ctrl-C)"""
_TYPED = {"kill": "element_dead", "cut": "span_cut", "off": "modem_off"}


class Control:
    """What can be done to a plant, whoever asks."""

    def __init__(self, plant: Plant, agents: Agents, truth: Truth, clock: Callable[[], int]) -> None:
        """Act on `plant` and write every change to the log of `truth`."""
        self._plant, self._agents, self._truth, self._clock = plant, agents, truth, clock

    def break_down(self, kind: str, element: str) -> Facts:
        """Make a fault stand and return it. Raises FaultError."""
        fault = self._plant.break_down(kind, element)
        facts = self._truth.fault(fault)
        self._truth.log("broken", fault.started_ms, facts)
        return facts

    def repair(self, fault_id: str) -> list[str]:
        """Repair one fault, or `all`, and return the ids. Raises FaultError."""
        wanted = [fault.id for fault in self._plant.faults()] if fault_id == "all" else [fault_id]
        for one in wanted:
            self._plant.repair(one)
            self._truth.log("repaired", self._clock(), {"id": one})
        return wanted

    def route(self, asked: Asked) -> Said:
        """Answer one request."""
        match (asked.method, *asked.path):
            case ("POST", "faults"):
                return self._post_fault(asked)
            case ("DELETE", "faults", fault_id):
                return self._delete_fault(fault_id)
            case ("POST", "typed"):
                return self._post_typed(asked)
            case ("GET", *_):
                facts = self._read(asked)
                if facts is not None:
                    return Said(facts=facts)
        return Said(404, {"problem": "ask GET /healthz /truth /elements/ID /terminals/MAC, POST or DELETE /faults"})

    def typed(self, line: str) -> str:
        """Obey a typed line and return what to say to it."""
        try:
            return self._obey(line.split())
        except FaultError as error:
            return str(error)

    def _obey(self, words: list[str]) -> str:
        match words:
            case []:
                said = ""
            case ["kill" | "cut" | "off" as verb, element]:
                said = _in_words(self.break_down(_TYPED[verb], self._named(element)))
            case ["repair", fault_id]:
                said = "repaired: " + (" ".join(self.repair(fault_id)) or "nothing stood")
            case ["list"]:
                faults = [self._truth.fault(fault) for fault in self._plant.faults()]
                said = "\n".join(map(_in_words, faults)) or "nothing is broken"
            case ["show", element]:
                facts = self._truth.element(self._named(element), self._clock())
                said = json.dumps(facts, ensure_ascii=False, indent=1) if facts else f"no element {element!r}"
            case _:
                said = HELP
        return said

    def _read(self, asked: Asked) -> Facts | None:
        match asked.path:
            case ("healthz",):
                return {"ok": True, "faults": len(self._plant.faults()), **self._counts()}
            case ("truth",):
                return self._truth.all(self._clock(), with_plant=asked.query.get("plant", "1") != "0")
            case ("faults", "candidates"):
                kind = asked.query.get("kind", "")
                return {"kind": kind, "candidates": self.candidates(kind)}
            case ("elements" | "terminals", element):
                return self._truth.element(element, self._clock())
        return None

    def candidates(self, kind: str) -> list[Facts]:
        """Return the elements a fault of a kind fits, and how many homes hang behind each."""
        city, known = self._plant.city, KINDS.get(kind)
        if known is None:
            return []
        homes = [0] * (len(city.elements) + 1)
        for one in city.subscribers:
            homes[one.home + 1] += 1
        before = list(accumulate(homes))
        return [
            {"element": element.id, "homes": before[number + city.size[number]] - before[number]}
            for number, element in enumerate(city.elements)
            if known.fits(city, number)
        ]

    def _post_typed(self, asked: Asked) -> Said:
        try:
            line = str(json.loads(asked.body)["line"])
        except (ValueError, KeyError, TypeError):
            return Said(400, {"problem": 'a typed line is {"line": "…"}'})
        return Said(facts={"said": self.typed(line)})

    def _delete_fault(self, fault_id: str) -> Said:
        try:
            return Said(facts={"repaired": self.repair(fault_id)})
        except FaultError as error:
            return Said(404, {"problem": str(error)})

    def _post_fault(self, asked: Asked) -> Said:
        try:
            wanted = json.loads(asked.body)
            kind, element = wanted["kind"], wanted["element"]
        except (ValueError, KeyError, TypeError):
            return Said(400, {"problem": 'a fault is {"kind": "element_dead|span_cut|modem_off", "element": "…"}'})
        try:
            return Said(201, self.break_down(str(kind), str(element)))
        except FaultError as error:
            return Said(422, {"problem": str(error)})

    def _named(self, typed: str) -> str:
        """Return an element's id as it is spelt, however it was typed."""
        exact = {element.casefold(): element for element in self._plant.city.number}
        return exact.get(typed.casefold(), typed)

    def _counts(self) -> dict[str, int]:
        tally = self._agents.tally
        return {
            "answered": tally.answered,
            "unheard": tally.unheard,
            "refused": tally.refused,
            "malformed": tally.malformed,
        }


def _in_words(facts: Facts) -> str:
    return (
        f"{facts['id']} {facts['kind']} {facts['element']}: "
        f"{len(facts['terminals'])} terminals, {len(facts['accounts'])} accounts"
    )
