"""The customer-service desk over HTTP: where webhooks arrive, and what a test may ask and set."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from simulator.desk import Desk, Mode
from simulator.web import Asked, Said


class DeskCounter:
    """The desk over HTTP: webhooks at /webhook, what came at /desk/messages, moods at /desk/mode."""

    def __init__(self, desk: Desk, clock: Callable[[], int]) -> None:
        """Serve `desk`."""
        self._desk, self._clock = desk, clock
        self.closing = threading.Event()
        """Ends those that hang."""

    def route(self, asked: Asked) -> Said:
        """Answer one request."""
        match (asked.method, *asked.path):
            case ("GET", "healthz"):
                return Said(facts={"ok": True})
            case ("GET", "desk", "messages"):
                return Said(facts=self._desk.messages())
            case ("POST", "desk", "mode"):
                return self._set_mode(asked)
            case ("POST", "webhook"):
                return self._webhook(asked)
        return Said(404, {"problem": "POST /webhook, GET /desk/messages, POST /desk/mode"})

    def _webhook(self, asked: Asked) -> Said:
        """Treat the message as our mood is; taken in only when the mood is good."""
        mode = self._desk.treat(asked.headers, self._clock())
        refusal = self._refuse(mode)
        if refusal:
            return refusal
        message = self._desk.receive(asked.headers, asked.body, self._clock())
        if not message.verified:
            return Said(401, {"problem": message.problem})
        return Said(200, {"id": message.id, "order": message.order, "duplicates": message.duplicates})

    def _refuse(self, mode: Mode) -> Said | None:
        if mode.name == "error":
            return Said(500, {"problem": "the desk is having a bad day"})
        if mode.name == "busy":
            return Said(429, {"problem": "the desk is busy"}, {"Retry-After": "1"})
        if mode.name == "hang":
            self.closing.wait(mode.hang_s)
            return Said(503, {"problem": "the desk fell asleep"})
        return None

    def _set_mode(self, asked: Asked) -> Said:
        try:
            wanted: dict[str, Any] = json.loads(asked.body)
            self._desk.set_mode(str(wanted["mode"]), int(wanted.get("count", 0)), float(wanted.get("hang_s", 30.0)))
        except (ValueError, KeyError, TypeError) as error:
            return Said(400, {"problem": str(error)})
        return Said(200, {"mode": wanted["mode"]})
