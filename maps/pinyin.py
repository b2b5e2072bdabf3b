"""Chinese street names as they are typed on a keyboard without Chinese: in pinyin, or in its initials."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

_SIGNS = {
    "hao": "号", "nong": "弄", "long": "弄", "zhuang": "幢", "dong": "栋", "zuo": "座", "danyuan": "单元", "shi": "室",
}  # fmt: skip
"""What stands after the numbers of an address, by its pinyin."""
_SIGN = re.compile(rf"(\d+)\s*({'|'.join(_SIGNS)})(?![a-z])", re.IGNORECASE)
_STUCK = re.compile(r"^([a-z]{2,})(?=\d)", re.IGNORECASE)


def names_of(street: str) -> tuple[str, ...]:
    """Return a street's name, and for a Chinese one its pinyin and the initials of that, without tones or spaces."""
    if street.isascii():
        return (street,)
    whole = "".join(lazy_pinyin(street))
    initials = "".join(lazy_pinyin(street, style=Style.FIRST_LETTER))
    return tuple(dict.fromkeys((street, whole, initials)))


def signed(text: str) -> str:
    """Return an address typed in pinyin with the Chinese signs after its numbers; others as they are."""
    if not text.isascii():
        return text
    apart = _STUCK.sub(r"\1 ", text.strip())
    return _SIGN.sub(lambda found: found.group(1) + _SIGNS[found.group(2).lower()], apart)
