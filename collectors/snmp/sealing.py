"""SNMPv3 for the batch engine: requests sealed each time they are sent, answers opened before a job reads them."""

from __future__ import annotations

from collections.abc import Callable

from collectors.snmp import message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import Target
from collectors.snmp.jobs import Ask
from collectors.snmp.usm import wire
from collectors.snmp.usm.security import Opened, Security, Step
from collectors.snmp.usm.wire import Sealed

REPORTS = 4
"""Times one request may be put right: a new engine, its clock, and a restart in between."""


class Sealing:
    """What is said to devices of SNMPv3, and by them; nothing is kept before the first is asked."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        """Extrapolate the agents' clocks by one that never steps, in seconds."""
        self._clock_s = clock_s
        self._security: Security | None = None

    def message(self, ask: Ask) -> bytes:
        """Return what is to be sent for a request."""
        return self._known().seal(ask.whom, ask.request_id, message.pdu_of(ask.before, ask.request_id, ask.after))

    def concerns(self, data: bytes) -> bool:
        """Return whether a datagram may be an answer to something of ours."""
        return self._security is not None and wire.is_v3(data)

    def take(self, ask: Ask, data: bytes, sealed: Sealed, now_ms: int) -> bool:
        """Open a message and let the job have what is in it; False where the same is to be asked again.

        Raises Malformed for what is forged, replayed or garbled.
        """
        if ask.whom.user is None:
            raise Malformed("a question in the open was answered with SNMPv3")
        said = self._known().open(ask.whom, data, sealed)
        if said.step is Step.AGAIN and ask.reports < REPORTS:
            ask.reports += ask.in_flight
            return False
        if not ask.job.finished:
            _tell(ask, said, now_ms)
        return True

    def silent(self, whom: Target, unheard_s: float) -> str:
        """Take note that a request was given up; return why a device that is there may be silent."""
        return "" if self._security is None else self._security.silent(whom, unheard_s)

    def begin_day(self) -> None:
        """Forget the engines of who was not asked for a day."""
        if self._security is not None:
            self._security.begin_day()

    def _known(self) -> Security:
        if self._security is None:
            self._security = Security(self._clock_s)
        return self._security


def _tell(ask: Ask, said: Opened, now_ms: int) -> None:
    if said.step is not Step.TAKE:
        sentence = said.sentence or f"{ask.whom.place}: its SNMP engine changes with every message"
        ask.job.on_refusal(ask, sentence, now_ms)
        return
    answer = message.wrap(said.pdu)
    opened = message.open_message(answer)
    if opened.kind != message.RESPONSE or opened.request_id != ask.request_id:
        raise Malformed(f"PDU 0x{opened.kind:02x} is no response to what was asked")
    ask.job.on_answer(ask, answer, opened, now_ms)
