"""An agent's question, answered and noted: whoever looks at a subscriber leaves a trace."""

from __future__ import annotations

from monitor.care.lookup import Answer, lookup
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers


def ask(phone: str) -> Answer:
    """Return the answer for a phone number, with a row in the trail saying who asked about whom."""
    desk = readers()
    with desk.ledger.read() as connection:
        answer = lookup(connection, phone, desk.settings.display.phone_region, now_ms(), desk.stale_after_ms)
    accounts = [home.subscriber.account for home in answer.homes]
    desk.trail.note(known_visitor().name, "lookup", answer.e164 or answer.written, {"accounts": accounts})
    return answer
