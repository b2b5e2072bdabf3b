"""A simulated plant's control on this machine, as the bar at the foot of a demonstration's pages uses it."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

KINDS = (
    "element_dead", "span_cut", "port_fuse", "no_power", "supply_battery", "zone_out", "provisioning_down",
    "cmts_card", "ingress", "level_drift", "connector", "agent_silent",
)  # fmt: skip
"""Faults the bar offers, in this order; of these the ones that fit somewhere in the plant."""
HASTE = {"supply_battery": {"charge": 0.02}, "level_drift": {"hours": 0.1}, "provisioning_down": {"at_once": 1.0}}
"""What would take hours happens while somebody looks on."""
WORTH_SEEING = 5
"""Homes that a fault should affect where there is a choice: one dark home is nothing to look at."""
TIMEOUT_S = 5.0


class ControlError(RuntimeError):
    """The control is away, or refused; the message says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A fault that stands."""

    id: str
    kind: str
    element: str
    homes: int


class Control:
    """Asks and commands; every call is one request. Raises ControlError."""

    def __init__(self, address: str) -> None:
        """Speak to `http://HOST:PORT`, checked to be this machine by the settings."""
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 0

    def standing(self) -> list[Standing]:
        """Return the faults that stand, oldest first."""
        faults = self._ask("GET", "/truth?plant=0")["faults"]
        return [
            Standing(str(one["id"]), str(one["kind"]), str(one["element"]), len(one.get("accounts", ())))
            for one in faults
        ]

    def fitting(self, kind: str) -> list[tuple[str, int]]:
        """Return where a fault of a kind fits, and how many homes it would affect there."""
        found = self._ask("GET", f"/faults/candidates?{urlencode({'kind': kind})}")["candidates"]
        return [(str(one["element"]), int(one["homes"])) for one in found]

    def break_one(self, kind: str) -> str:
        """Break something of a kind somewhere that is worth seeing, and return the element."""
        broken = {one.element for one in self.standing()}
        places = [place for place in self.fitting(kind) if place[0] not in broken]
        if not places:
            raise ControlError(f"nothing in this plant fits {kind}")
        seen = [place for place in places if place[1] >= WORTH_SEEING]
        element = random.choice(seen or places)[0]  # noqa: S311 - a demonstration's surprise
        self._ask("POST", "/faults", {"kind": kind, "element": element, **HASTE.get(kind, {})})
        return element

    def repair(self, fault: str) -> None:
        """Mend a fault, or `all`."""
        self._ask("DELETE", f"/faults/{quote(fault, safe='')}")

    def _ask(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        connection = HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            said = json.load(answer)
        except (OSError, HTTPException, ValueError) as error:
            raise ControlError(f"the simulated plant does not answer: {error}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise ControlError(str(said.get("problem", answer.reason)))
        return said
