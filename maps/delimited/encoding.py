"""Which characters the bytes of a text file mean, told from the bytes themselves."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
TRIED = ("utf-8", "gb18030")
"""In this order: hardly any text in GB 18030 is UTF-8 by chance, while most of UTF-8 is something in GB 18030."""
WORDS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB 18030"}
CHUNK = 1 << 20
SAMPLE = 4096
"""Bytes in which UTF-16 without a mark is looked for."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a text file is written in."""

    name: str
    """For Python; empty where no character set fits."""
    lines: int
    """Lines, the last one counted whether or not it ends."""
    bad_line: int = 0
    """The first line that is no UTF-8, where the file is in none that is known."""

    @property
    def is_utf8(self) -> bool:
        """Whether it is what should be sent."""
        return WORDS.get(self.name) == "UTF-8"

    @property
    def word(self) -> str:
        """What people call it."""
        return WORDS.get(self.name, "UTF-16")


def detect(stream: BinaryIO, stated: str = "") -> Encoding:
    """Return what a file is written in: by its mark, else UTF-8, UTF-16 or GB 18030, whichever fits throughout.

    stated: what somebody says it is in, which is then the only one tried. The whole file is read, in
    pieces. Raises OSError when it cannot be read, LookupError when nothing is called `stated`.
    """
    stream.seek(0)
    head = stream.read(SAMPLE)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "")
    wide = "" if marked else _utf16(head)
    tried = (codecs.lookup(stated).name,) if stated else tuple(filter(None, (marked or wide,))) or TRIED
    bad_line = 0
    for name in tried:
        lines, bad = _read_as(stream, name)
        if not bad:
            return Encoding(name, lines)
        bad_line = bad_line or bad
    return Encoding("", 0, bad_line)


def of_bytes(sample: bytes) -> str:
    """Return which of TRIED fits some bytes, which may be cut within a character; empty where none does."""
    for name in TRIED:
        try:
            codecs.getincrementaldecoder(name)().decode(sample)
        except UnicodeDecodeError:
            continue
        return name
    return ""


def _utf16(head: bytes) -> str:
    """Return the kind of UTF-16 that bytes without a mark are, empty for none: every other one of ASCII is zero."""
    zero = bytes(1)
    even, odd = head[0::2].count(zero), head[1::2].count(zero)
    if max(even, odd) * 4 < len(head[0::2]):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _read_as(stream: BinaryIO, name: str) -> tuple[int, int]:
    """Return how many lines a file has in an encoding, and the first line that is not in it; 0: all are."""
    decoder = codecs.getincrementaldecoder(name)()
    lines, ended = 0, True
    stream.seek(0)
    while True:
        chunk = stream.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return 0, lines + error.object.count(b"\n", 0, error.start) + 1
        lines += text.count("\n")
        ended = text.endswith("\n") if text else ended
        if not chunk:
            return lines + (not ended), 0
