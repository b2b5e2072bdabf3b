"""Commands to the plant, by HTTP and by typed line, and what may be asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from simulator.agents import Agents
from simulator.commands import Commands
from simulator.faults import KINDS, FaultError
from simulator.help import ALIASES, HELP, fault_in_words, kinds_in_words
from simulator.script import ScriptError, read_script
from simulator.truth import Facts
from simulator.web import Asked, Said

_WHAT_THERE_IS = (
    "ask GET /healthz /truth /elements/ID /terminals/MAC /faults/kinds /faults/candidates?kind= /script /clock "
    "/asked; "
    "POST /faults /faults/ID/partly /script /script/day /clock /typed; DELETE /faults/ID|all[?behind=ELEMENT] /script"
)
_WRONG = (ValueError, KeyError, TypeError, AttributeError)
"""What a body raises that is not what it should be."""
_PLACES = 20
"""Where a fault fits: lines shown unless told otherwise."""


class Control:
    """The door to `Commands`."""

    def __init__(self, commands: Commands, agents: Agents) -> None:
        """Pass on what is asked."""
        self._do, self._truth, self._agents = commands, commands.truth, agents
        self._spelt = {element.casefold(): element for element in commands.plant.city.number}

    def route(self, asked: Asked) -> Said:
        """Answer one request: 400 for what cannot be read, 404 for what is not there, 422 for what cannot be done."""
        try:
            match asked.method:
                case "POST":
                    said = self._post(asked)
                case "DELETE":
                    said = self._delete(asked)
                case _:
                    facts = self._read(asked)
                    said = None if facts is None else Said(facts=facts)
        except (FaultError, ScriptError) as error:
            return Said(404 if asked.method == "DELETE" else 422, {"problem": str(error)})
        except _WRONG as error:
            return Said(400, {"problem": f"what was sent cannot be read: {error}; a fault is "
                                         '{"kind": "element_dead", "element": "A7"}'})  # fmt: skip
        return said or Said(404, {"problem": _WHAT_THERE_IS})

    def typed(self, line: str) -> str:
        """Obey a typed line and return what to say to it."""
        try:
            return self._obey(line.split())
        except (ValueError, OSError) as error:
            return str(error)

    def _obey(self, words: list[str]) -> str:  # noqa: PLR0911 - a line for each thing that can be said
        match words:
            case []:
                return ""
            case ["break", kind, element, *options]:
                return self._break_in_words(ALIASES.get(kind, kind), element, options)
            case ["repair", fault, "but", *behind]:
                left = self._do.repair_partly(fault, [self._named(one) for one in behind])
                return "left: " + ", ".join(map(fault_in_words, left))
            case ["repair", fault]:
                return "repaired: " + (" ".join(self._do.repair(fault)) or "nothing stood")
            case ["list"]:
                faults = [self._truth.fault(fault) for fault in self._do.plant.faults()]
                return "\n".join(map(fault_in_words, faults)) or "nothing is broken"
            case ["show", element]:
                facts = self._truth.element(self._named(element), self._do.clock())
                return json.dumps(facts, ensure_ascii=False, indent=1) if facts else f"no element {element!r}"
            case ["kinds"]:
                return kinds_in_words()
            case ["where", kind, *count]:
                places = sorted(self._truth.reaches.candidates(ALIASES.get(kind, kind)), key=lambda one: -one[1])
                shown = places[: int(count[0]) if count else _PLACES]
                return "\n".join(f"{homes:6} homes  {element}" for element, homes in shown) or "nowhere"
            case [verb, element, *options] if verb in ALIASES:
                return self._break_in_words(ALIASES[verb], element, options)
            case _:
                return self._obey_time(words)

    def _obey_time(self, words: list[str]) -> str:
        match words:
            case ["run", file]:
                return f"{self._do.play(read_script(Path(file).read_text(encoding='utf-8')))} events to come"
            case ["day", *numbers] if len(numbers) <= 2:
                hours, seed = [*map(float, numbers), *(24.0, 1.0)[len(numbers) :]]
                return f"{self._do.play_day(hours, int(seed))} events to come"
            case ["stop"]:
                return f"{self._do.player.stop()} events will not come"
            case ["speed", number]:
                return _time_in_words(self._do.run_at(float(number)))
            case ["time"]:
                return _time_in_words(self._do.time())
            case _:
                return HELP

    def _break_in_words(self, kind: str, element: str, options: Sequence[str]) -> str:
        pairs = (option.partition("=") for option in options)
        return fault_in_words(
            self._do.break_down(kind, self._named(element), {name: float(value) for name, _, value in pairs})
        )

    def _read(self, asked: Asked) -> Facts | None:
        found: Facts | None = None
        match asked.path:
            case ("healthz",):
                found = {"ok": True, "faults": len(self._do.plant.faults()), **self._counts()}
            case ("truth",):
                found = self._truth.all(self._do.clock(), with_plant=asked.query.get("plant", "1") != "0")
            case ("elements" | "terminals", element):
                found = self._truth.element(element, self._do.clock())
            case ("faults",):
                found = {"faults": [self._truth.fault(fault) for fault in self._do.plant.faults()]}
            case ("faults", "kinds"):
                found = {"kinds": {name: {"says": kind.says, "options": kind.options} for name, kind in KINDS.items()}}
            case ("faults", "candidates"):
                places = self._truth.reaches.candidates(asked.query.get("kind", ""))
                found = {"candidates": [{"element": element, "homes": homes} for element, homes in places]}
            case ("script",):
                found = {"events": self._do.player.waiting()}
            case ("clock",):
                found = self._do.time()
            case ("asked",) if self._agents.stamps is not None:
                found = self._agents.stamps.told()
        return found

    def _post(self, asked: Asked) -> Said | None:
        said: Said | None = None
        match asked.path:
            case ("faults",):
                wanted = dict(json.loads(asked.body))
                wanted |= wanted.pop("options", {})
                kind = str(wanted.pop("kind"))
                if "elements" in wanted:
                    many = list(map(str, wanted.pop("elements")))
                    said = Said(201, {"faults": self._do.break_all(kind, many, _options(wanted))})
                else:
                    said = Said(201, self._do.break_down(kind, str(wanted.pop("element")), _options(wanted)))
            case ("faults", fault, "partly"):
                behind = json.loads(asked.body)["behind"]
                left = self._do.repair_partly(fault, [behind] if isinstance(behind, str) else list(map(str, behind)))
                said = Said(facts={"repaired": [fault], "left": left})
            case ("script",):
                said = Said(201, {"events": self._do.play(read_script(asked.body.decode()))})
            case ("script", "day"):
                wanted = json.loads(asked.body or b"{}")
                said = Said(
                    201, {"events": self._do.play_day(float(wanted.get("hours", 24)), int(wanted.get("seed", 1)))}
                )
            case ("clock",):
                said = Said(facts=self._do.run_at(float(json.loads(asked.body)["speed"])))
            case ("typed",):
                said = Said(facts={"said": self.typed(str(json.loads(asked.body)["line"]))})
        return said

    def _delete(self, asked: Asked) -> Said | None:
        match asked.path:
            case ("faults", fault) if "behind" in asked.query:
                left = self._do.repair_partly(fault, asked.query["behind"].split(","))
                return Said(facts={"repaired": [fault], "left": left})
            case ("faults", fault):
                return Said(facts={"repaired": self._do.repair(fault)})
            case ("script",):
                return Said(facts={"forgotten": self._do.player.stop()})
        return None

    def _named(self, typed: str) -> str:
        """Return an element's id as it is spelt, however it was typed."""
        return self._spelt.get(typed.casefold(), typed)

    def _counts(self) -> dict[str, int]:
        tally = self._agents.tally
        return {
            "answered": tally.answered,
            "unheard": tally.unheard,
            "refused": tally.refused,
            "malformed": tally.malformed,
            "dropped": tally.dropped,
        }


def _options(wanted: Mapping[str, object]) -> dict[str, float]:
    """Return a fault's options: whatever is in its body beside kind and element, true being 1."""
    return {name: float(value) for name, value in wanted.items()}  # type: ignore[arg-type]  # raises for what is none


def _time_in_words(facts: Facts) -> str:
    minutes = int(facts["hour"] * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}, {facts['speed']:g} times as fast as outside"
