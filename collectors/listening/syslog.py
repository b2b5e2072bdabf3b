"""Syslog lines of RFC 5424 and RFC 3164, and of the many devices that follow neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

from collectors.listening.notice import Notice, NoticeKind

SEVERITIES = ("emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug")
LONGEST_LINE = 8192
"""Octets of a line that are read; RFC 5424 section 6.1 has receivers bear 2048."""
LONGEST_TEXT = 1000
NOTICE_PRIORITY = 13
"""user.notice, of what has no priority (RFC 3164 section 4.3.3)."""
HIGHEST_PRIORITY = 191
NIL = "-"

_PRIORITY = re.compile(r"<(\d{1,3})>")
_RFC5424 = re.compile(r"1 (\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) ")
_STRUCTURED = re.compile(r'(?:\[[^\s=\]"]{1,32}(?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\.)*")*\])+|-')
_RFC3164 = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ")
_TAG = re.compile(r"([\w./-]{1,48})(?:\[[\w.-]*\])?: ?")


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says."""

    severity: str
    """Name of RFC 5424 section 6.2.1's severity."""
    facility: int
    host: str
    """Whom the line names as its origin; empty where nobody."""
    program: str
    text: str


def parse(octets: bytes) -> Line:
    """Return what a line says; any octets at all make one.

    Text is UTF-8, GB18030 where it is not that but Chinese, and what neither explains is replaced.
    """
    line = _text(octets[:LONGEST_LINE].strip(b"\0\r\n "))
    priority, at = NOTICE_PRIORITY, 0
    if (found := _PRIORITY.match(line)) and int(found[1]) <= HIGHEST_PRIORITY:
        priority, at = int(found[1]), found.end()
    host, program, text = _rfc5424(line, at) or _rfc3164(line, at)
    return Line(SEVERITIES[priority % 8], priority // 8, host, program, _printable(text)[:LONGEST_TEXT])


def notice_of(octets: bytes, source: str, slot: int | None, time_ms: int) -> Notice:
    """Return the notice of a line that came from a source at UTC ms."""
    line = parse(octets)
    return Notice(
        time_ms=time_ms,
        source=source,
        kind=NoticeKind.SYSLOG,
        name=_printable(line.program),
        text=line.text,
        severity=line.severity,
        slot=slot,
        about=_printable(line.host),
    )


def _rfc5424(line: str, at: int) -> tuple[str, str, str] | None:
    """Return (host, program, text), None for a line of another form."""
    found = _RFC5424.match(line, at)
    if found is None:
        return None
    data = _STRUCTURED.match(line, found.end())
    start = data.end() if data is not None else found.end()
    host, program = (part if part != NIL else "" for part in (found[2], found[3]))
    return host, program, line[start:].lstrip().removeprefix("\ufeff")


def _rfc3164(line: str, at: int) -> tuple[str, str, str]:
    """Return (host, program, text) of a line that follows RFC 3164 as far as it does."""
    host = program = ""
    if found := _RFC3164.match(line, at):
        host, at = found[2], found.end()
    if found := _TAG.match(line, at):
        program, at = found[1], found.end()
    return host, program, line[at:].strip()


def _text(octets: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    return octets.decode("utf-8", "replace")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
