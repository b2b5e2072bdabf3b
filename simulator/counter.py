"""The offices of a town over HTTP: where webhooks arrive, who called, which crews are out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from simulator.callers import Callers
from simulator.desk import Desk, Mode
from simulator.hotline import Book, Hotline
from simulator.ticketing import TicketDesk
from simulator.web import Asked, Said

_ROUTES = "POST /webhook /tickets/webhook /desk/mode /calls/book, GET /desk/messages /tickets /calls"


class DeskCounter:
    """Customer service and ticketing behind one door.

    Customer service gets webhooks at /webhook, shows what came at /desk/messages and has moods at /desk/mode;
    the ticketing desk gets its own at /tickets/webhook and shows its orders at /tickets; calls are at /calls, and the
    hotline logs them where /calls/book says.
    """

    def __init__(
        self, desk: Desk, clock: Callable[[], int], tickets: TicketDesk, callers: Callers, hotline: Hotline
    ) -> None:
        """Serve `desk`, and a ticketing desk that believes the same secret."""
        self._desk, self._clock = desk, clock
        self._tickets, self._callers, self._hotline = tickets, callers, hotline
        self._ticket_post = Desk(desk.secret)
        self.closing = threading.Event()
        """Ends those that hang."""

    def route(self, asked: Asked) -> Said:
        """Answer one request."""
        match (asked.method, *asked.path):
            case ("POST", "webhook"):
                return self._webhook(asked)
            case ("POST", "tickets", "webhook"):
                return self._ticket(asked)
            case ("POST", "desk", "mode"):
                return self._set_mode(asked)
            case ("POST", "calls", "book"):
                return self._open_book(asked)
            case ("GET", *_):
                return self._show(asked)
        return Said(404, {"problem": _ROUTES})

    def _show(self, asked: Asked) -> Said:
        match asked.path:
            case ("healthz",):
                return Said(facts={"ok": True})
            case ("desk", "messages"):
                return self._messages(asked)
            case ("tickets",):
                return Said(facts=self._tickets.orders())
            case ("calls",):
                return self._calls(asked)
        return Said(404, {"problem": _ROUTES})

    def _ticket(self, asked: Asked) -> Said:
        """Act on a message once, however often it comes."""
        message = self._ticket_post.receive(asked.headers, asked.body, self._clock())
        if not message.verified:
            return Said(401, {"problem": message.problem})
        if not message.duplicates:
            self._tickets.take_in(message.body, self._clock())
        return Said(200, {"id": message.id, "duplicates": message.duplicates})

    def _messages(self, asked: Asked) -> Said:
        after = _after(asked)
        if after is None:
            return Said(400, {"problem": "after is the order of the last message you know"})
        book = self._desk.messages()
        return Said(facts=book | {"messages": [one for one in book["messages"] if one["order"] > after]})

    def _calls(self, asked: Asked) -> Said:
        after = _after(asked)
        if after is None:
            return Said(400, {"problem": "after is the number of the last call you know"})
        return Said(facts={"calls": self._callers.calls(after)})

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

    def _open_book(self, asked: Asked) -> Said:
        try:
            wanted: dict[str, Any] = json.loads(asked.body)
            book = Book(str(wanted["url"]), str(wanted["token"]))
        except (ValueError, KeyError, TypeError) as error:
            return Said(400, {"problem": f"url and token of a book: {error!r}"})
        if not book.url.startswith(("http://", "https://")):
            return Said(400, {"problem": f"{book.url!r} is no address of a book"})
        self._hotline.open(book)
        return Said(200, {"url": book.url})


def _after(asked: Asked) -> int | None:
    """Return what a listing is to begin after, None where that is no number."""
    after = asked.query.get("after", "0")
    return int(after) if after.isdecimal() else None
