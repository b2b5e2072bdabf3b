"""Sends a ticketing desk's reports to whoever wants them, signed; a receiver that is away is tried again."""

from __future__ import annotations

import json
import queue
import threading
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.error import URLError

from simulator.desk import secret_key, sign
from simulator.ticketing import Report

PAUSES_S = (0.5, 2.0, 5.0, 15.0)
"""Between attempts; after the last the report is given up."""
TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where reports go."""

    url: str
    secret: str


class Reporter:
    """Posts reports one after the other from a thread of its own; without a receiver it drops them.

    Source: the Standard Webhooks specification (headers webhook-id, webhook-timestamp, webhook-signature).
    """

    def __init__(self, receiver: Receiver | None) -> None:
        """Post to `receiver`. Raises SecretError for a secret that cannot sign."""
        self._receiver = receiver
        self._key = secret_key(receiver.secret) if receiver is not None else b""
        self._waiting: queue.SimpleQueue[Report] = queue.SimpleQueue()

    def tell(self, report: Report, now_ms: int) -> None:
        """Have a report posted soon."""
        del now_ms
        if self._receiver is not None:
            self._waiting.put(report)

    def run(self, closing: threading.Event) -> None:
        """Post what waits until `closing` is set."""
        while not closing.is_set():
            try:
                report = self._waiting.get(timeout=0.2)
            except queue.Empty:
                continue
            for pause_s in (*PAUSES_S, 0.0):
                if self._posted(report) or closing.wait(pause_s):
                    break

    def _posted(self, report: Report) -> bool:
        """Tell whether the receiver took a report; one it refuses for good counts as taken."""
        if self._receiver is None:
            return True
        data = body(report)
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": report.id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self._key, report.id, stamp, data),
        }
        request = urllib.request.Request(self._receiver.url, data, headers, method="POST")  # noqa: S310 - as configured
        try:
            with _NO_PROXY.open(request, timeout=TIMEOUT_S):
                return True
        except urllib.request.HTTPError as error:
            return 400 <= error.code < 500 and error.code not in (408, 429)
        except (URLError, OSError):
            return False


def body(report: Report) -> bytes:
    """Return a report as it goes over the wire: `work_order.updated` in the envelope of Standard Webhooks."""
    at = datetime.fromtimestamp(report.at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = {
        "number": report.order,
        "incident": report.incident,
        "state": report.state,
        "at": at,
        "crew": report.crew,
        "cause": report.cause,
        "note": report.note,
    }
    return json.dumps({"type": "work_order.updated", "timestamp": at, "data": data}, ensure_ascii=False).encode()


_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""The receiver is on this machine."""
