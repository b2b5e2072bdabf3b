"""The hotline: its agents log the calls of subscribers in the monitor's book, over its API."""

from __future__ import annotations

import json
import secrets
import threading
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

LOOK_S = 1.0
"""Seconds between looks at who has called."""
TIMEOUT_S = 5.0

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """Where calls are logged: an address that takes `POST` with a bearer token."""

    url: str
    token: str


class Hotline:
    """Logs calls in the order they came; a book that is away is tried again until it takes them.

    The agent knows who is on the line, whatever the telephone shows; who is nobody's customer is not logged.
    """

    def __init__(self, calls: Callable[[int], Sequence[Facts]]) -> None:
        """Take how to get the calls above a number, oldest first."""
        self._calls = calls
        self._book: Book | None = None
        self._logged = 0
        """Number of the last call that is done with."""
        self._run = secrets.token_hex(4)
        """Two towns in one book count their calls alike."""

    def open(self, book: Book) -> None:
        """Log in this book from now on; who called before is not in it."""
        earlier = self._calls(self._logged)
        self._logged = earlier[-1]["id"] if earlier else self._logged
        self._book = book

    def run(self, closing: threading.Event) -> None:
        """Log until `closing` is set."""
        while not closing.wait(LOOK_S):
            self.log_new()

    def log_new(self) -> None:
        """Log who has called since, as far as the book takes it."""
        if self._book is None:
            return
        for call in self._calls(self._logged):
            if call["account"] and not self._is_taken(self._book, call):
                return
            self._logged = call["id"]

    def _is_taken(self, book: Book, call: Facts) -> bool:
        """Tell whether the book took a call; one that it refuses for good counts as taken."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {book.token}"}
        body = json.dumps(entry(call, f"{self._run}-{call['id']}")).encode()
        request = urllib.request.Request(book.url, body, headers, method="POST")  # noqa: S310 - as configured
        try:
            with _NO_PROXY.open(request, timeout=TIMEOUT_S):
                return True
        except urllib.request.HTTPError as error:
            return 400 <= error.code < 500 and error.code not in (401, 403, 408, 429)
        except (URLError, OSError):
            return False


def entry(call: Facts, key: str) -> Facts:
    """Return a call as the agent writes it down. Without a moment: the book's clock is not the plant's."""
    return {"account": call["account"], "symptom": call["symptom"], "service": call["service"], "key": key}


_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""The book is on this machine."""
