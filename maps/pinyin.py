"""Chinese street names as they are typed on a keyboard without Chinese: in pinyin, or in its initials."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

_SIGNS = {
    "haolou": "号楼", "hao lou": "号楼", "hao": "号", "nong": "弄", "long": "弄", "zhuang": "幢", "dong": "栋",
    "zuo": "座", "danyuan": "单元", "dan yuan": "单元", "ceng": "层", "lou": "楼", "shi": "室",
}  # fmt: skip
"""What stands after the numbers of an address, by its pinyin."""
_SIGN = re.compile(rf"(\d+)\s*({'|'.join(_SIGNS)})(?![a-z])(?=\W*(?:\d|$))", re.IGNORECASE)
_STUCK = re.compile(r"^([a-z]{2,})(?=\d)", re.IGNORECASE)
_SYLLABLE = r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouü]{1,3}(?:ng|n|r)?"
_TONED = re.compile(rf"^(?:{_SYLLABLE}[1-5][\s']*){{2,}}(?=\s|\d|$)", re.IGNORECASE)
_TONE = re.compile(r"(?<=[a-zü])[1-5]", re.IGNORECASE)
_MARKS = re.compile("[\u0300\u0301\u0304\u030c]")
HOMOPHONE = 0.9
"""What is left of a likeness where a name only sounds like it: typed with the wrong one of two signs."""


def names_of(street: str) -> tuple[str, ...]:
    """Return a street's name, and for a Chinese one its pinyin and the initials of that, without tones or spaces."""
    if street.isascii():
        return (street,)
    whole = _said(street)
    initials = "".join(lazy_pinyin(street, style=Style.FIRST_LETTER))
    return tuple(dict.fromkeys((street, whole, initials)))


def spellings_of(street: str) -> dict[str, float]:
    """Return how the name of a street that is asked for may be kept, and what a match with that is worth."""
    if street.isascii():
        return {street: 1.0, street.replace(" ", ""): 1.0}
    if "ü" in street:
        joined = street.replace(" ", "")
        return {street: 1.0, joined.replace("ü", "v"): 1.0, joined.replace("ü", "u"): 1.0}
    return {_said(street): HOMOPHONE, street: 1.0}


def signed(text: str) -> str:
    """Return an address typed in pinyin without tones, with the Chinese signs after its numbers; others as they are."""
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text))).strip()
    if not plain.replace("ü", "u").replace("Ü", "U").isascii():
        return text
    toned = _TONED.match(plain)
    if toned is not None:
        plain = _TONE.sub("", toned[0]) + plain[toned.end() :]
    apart = _STUCK.sub(r"\1 ", plain)
    return _SIGN.sub(lambda found: found.group(1) + _SIGNS[found.group(2).lower()], apart)


def _said(street: str) -> str:
    return "".join(lazy_pinyin(street)).replace(" ", "")
