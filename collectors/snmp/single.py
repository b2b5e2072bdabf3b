"""A single request, its answer decoded for people."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.snmp import message
from collectors.snmp.engine import Answer, Target, oid_contents
from collectors.snmp.jobs import Ask, BatchJob
from collectors.snmp.message import Opened


class SingleAsk(BatchJob):
    """One message to one target; `answer` stays None for silence."""

    def __init__(self, whom: Target, kind: int, oids: Sequence[str], repetitions: int) -> None:
        super().__init__([whom])
        self.answer: Answer | None = None
        ready = message.template(
            whom.version,
            whom.community,
            kind,
            message.bind(oid_contents(oids)),
            repetitions if kind == message.GETBULK else None,
        )
        self._ask: Ask | None = Ask(self, 0, whom, (), ready)

    def next_ask(self) -> Ask | None:
        """Return the request, once."""
        ask, self._ask = self._ask, None
        return ask

    def on_answer(self, ask: Ask, data: bytes, opened: Opened, now_ms: int) -> None:
        """Keep the answer."""
        self.answer = Answer(opened.status, opened.error_index, message.bindings(data, opened))
        self.answered[ask.row] = True
        self.close_row(ask.row, now_ms)

    def on_silence(self, ask: Ask, now_ms: int) -> None:
        """Close without an answer."""
        self.close_row(ask.row, now_ms)
