"""Reading a trap: names, severity and what it is about, out of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectors.identity import format_mac
from collectors.listening.alarm_log import AlarmType, LoggedAlarm, decode_alarm
from collectors.listening.catalogue import Catalogue, TrapKind, TrapObject
from collectors.listening.notice import Notice, NoticeKind
from collectors.snmp.ber import Malformed, Value
from collectors.snmp.message import Binding
from collectors.snmp.trap import Trap

MAC_OCTETS = 6
TRAP_COMMUNITY = "1.3.6.1.6.3.18.1.4.0"
"""snmpTrapCommunity: a secret, which proxies put into the traps they pass on (RFC 3584 section 3.1)."""
LONGEST_TEXT = 1000
LONGEST_FACT = 200


@dataclass(slots=True)
class _Facts:
    """What the bindings of one trap say."""

    facts: list[str] = field(default_factory=list)
    severity: str = ""
    sentence: str = ""
    about: str = ""
    alarm: LoggedAlarm | None = None


def read_trap(trap: Trap, catalogue: Catalogue, source: str, slot: int | None, time_ms: int) -> Notice:
    """Return the notice of a trap, without a community; one not in the catalogue keeps its OID as its name."""
    kind = catalogue.kind(trap.oid)
    said = _Facts()
    bindings = [binding for binding in trap.bindings if binding.oid != TRAP_COMMUNITY]
    for binding in bindings:
        known = catalogue.object(binding.oid)
        if known is not None:
            _take(said, kind, known, binding)
        elif kind is None:
            said.facts.append(f"{binding.oid}={write(binding.value)}"[:LONGEST_FACT])
    return Notice(
        time_ms=time_ms,
        source=source,
        kind=NoticeKind.INFORM if trap.is_inform else NoticeKind.TRAP,
        name=kind.name if kind is not None else trap.oid,
        text=(said.sentence or ", ".join(said.facts))[:LONGEST_TEXT],
        severity=said.severity,
        slot=slot,
        about=said.about,
        oid=trap.oid,
        varbinds=tuple((binding.oid, binding.value) for binding in bindings),
        is_trouble=_is_trouble(kind, said.alarm),
    )


def _take(said: _Facts, kind: TrapKind | None, known: TrapObject, binding: Binding) -> None:
    written = write(binding.value, known)
    if known.role == "severity":
        said.severity = written
    elif known.role == "text" and written:
        said.sentence = written
    elif known.role == "alarm" and _take_alarm(said, binding.value):
        return
    else:
        said.facts.append(f"{known.name}={written}"[:LONGEST_FACT])
    if kind is not None and kind.about == known.name:
        said.about = written


def _take_alarm(said: _Facts, value: Value) -> bool:
    """Take a packed alarm; return False where the octets hold none."""
    if not isinstance(value, bytes):
        return False
    try:
        said.alarm = alarm = decode_alarm(value)
    except Malformed:
        return False
    said.severity, said.about = alarm.severity, alarm.oid
    said.facts.append(f"{alarm.type.name} {alarm.oid}={write(alarm.value)}, status=0x{alarm.status:02x}")
    return True


def _is_trouble(kind: TrapKind | None, alarm: LoggedAlarm | None) -> bool:
    if alarm is not None:
        return alarm.type is not AlarmType.NOMINAL
    return kind is not None and kind.meaning == "trouble"


def write(value: Value, known: TrapObject | None = None) -> str:
    """Return a value as people read it: by its name where it has one, octets as text or in hexadecimal."""
    if known is not None and (name := known.values.get(str(value))):
        return name
    if not isinstance(value, bytes):
        return "" if value is None else str(value)
    if known is not None and known.form == "mac" and len(value) == MAC_OCTETS:
        return format_mac(value)
    text = value.rstrip(b"\0").decode("utf-8", "replace")
    return text if text.isprintable() and "\ufffd" not in text else value.hex(":")
