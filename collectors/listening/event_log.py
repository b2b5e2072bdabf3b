"""The log of events that a DOCSIS device keeps of itself, fetched. Source: DOCS-CABLE-DEVICE-MIB docsDevEventTable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collectors.listening.notice import Notice, NoticeKind
from collectors.snmp import message
from collectors.snmp.ber import Value
from collectors.snmp.engine import RefusedError, SnmpEngine, TableQuestion, Target

ENTRY = "1.3.6.1.2.1.69.1.5.8.1"
LAST_TIME, COUNTS, LEVEL, EVENT_ID, TEXT = (f"{ENTRY}.{column}" for column in (3, 4, 5, 6, 7))
LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "information", "debug")
"""docsDevEvLevel from 1 on."""
DATE_OCTETS = (8, 11)
"""DateAndTime, without and with a zone."""
TEXTS_AT_ONCE = 10
"""A text has up to 255 octets: so many fit into what every device can send."""
LONGEST_TEXT = 1000
_LOOK_S = 5.0


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a device's log."""

    index: int
    last: bytes
    """DateAndTime at which it happened last, by the device's own clock; empty where it says none."""
    counts: int
    """How often it happened since it happened first."""
    level: int
    id: int

    @property
    def key(self) -> int:
        """What tells it from every other of the device, 64 bits: its place and time; a count alone is no news."""
        said = f"{self.index} {self.id} {self.last.hex()}".encode()
        return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)

    @property
    def last_text(self) -> str:
        """The time it happened last, as the device writes it; empty where it says none."""
        if len(self.last) not in DATE_OCTETS:
            return ""
        year, (month, day, hour, minute, second) = int.from_bytes(self.last[:2], "big"), self.last[2:7]
        return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


async def fetch(engine: SnmpEngine, whom: Target) -> list[Event]:
    """Return a device's log, the newest entry last; an empty one for who is silent or keeps none."""
    question = TableQuestion((LAST_TIME, COUNTS, LEVEL, EVENT_ID), octets=frozenset({0}))
    job = engine.walk([whom], question)
    log: list[Event] = []
    try:
        while not job.finished:
            await job.wait(_LOOK_S)
    finally:
        job.cancel()
    rows = job.rows()
    texts, lengths = rows.octets[0]
    for at in range(len(rows)):
        counts, level, number = (int(x) if np.isfinite(x) else 0 for x in rows.values[at, 1:4])
        last = texts[at].tobytes()[: int(lengths[at])]
        log.append(Event(int(rows.index[at]), last, counts, level, number))
    return sorted(log, key=lambda event: (event.last, event.index))


async def texts_of(engine: SnmpEngine, whom: Target, events: Sequence[Event]) -> dict[int, str]:
    """Return the sentence of each event by its index; left out is what the device does not say."""
    found: dict[int, str] = {}
    for at in range(0, len(events), TEXTS_AT_ONCE):
        oids = {f"{TEXT}.{event.index}": event.index for event in events[at : at + TEXTS_AT_ONCE]}
        try:
            answer = await engine.ask(whom, message.GET, list(oids))
        except RefusedError:
            return found
        if answer is None:
            return found
        for binding in answer.bindings:
            if binding.oid in oids and isinstance(binding.value, bytes):
                found[oids[binding.oid]] = _readable(binding.value)
    return found


def notice_of(event: Event, text: str, source: str, slot: int | None, time_ms: int) -> Notice:
    """Return the notice of an event that was found at UTC ms; a hint was what made us look, so it is none itself."""
    named = 1 <= event.level <= len(LEVELS)
    varbinds: tuple[tuple[str, Value], ...] = (
        (f"{LAST_TIME}.{event.index}", event.last),
        (f"{COUNTS}.{event.index}", event.counts),
        (f"{LEVEL}.{event.index}", event.level),
        (f"{EVENT_ID}.{event.index}", event.id),
    )
    parts = (event.last_text, text, f"×{event.counts}" if event.counts > 1 else "")
    return Notice(
        time_ms=time_ms,
        source=source,
        kind=NoticeKind.EVENT,
        name=str(event.id),
        text=" ".join(part for part in parts if part)[:LONGEST_TEXT],
        severity=LEVELS[event.level - 1] if named else "",
        slot=slot,
        varbinds=varbinds,
    )


def _readable(octets: bytes) -> str:
    text = octets.rstrip(b"\0").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)
