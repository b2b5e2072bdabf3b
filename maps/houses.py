"""What of an address is the house's: street, number and building, without what tells one of its homes from another."""

from __future__ import annotations

import re

from maps.address_parts import Address, WrittenAddress, parsed, written_at

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_APART = re.compile(r"\s*[,;\n]\s*")
_BESIDES = " \t,;，；、-‐/"
"""What may be left at the end of an address that is cut."""


def house_of(written: str) -> str:
    """Return an address as far as it is that of the house; empty where it names none.

    Unit, floor and room are left out, and so is what may be a room by any reading of the numbers, and what is said
    besides: behind the house, or between commas of its own. As it is written where it can be cut there, else in its
    parts.
    """
    house = _certain(written_at(written))
    if _CHINESE.search(written):
        told = _cut(written, house) or _in_chinese(house)
    else:
        told = _kept(written, house) or _in_english(house)
    read_again = parsed(told)
    return "" if read_again.unit or read_again.room else told


def _certain(address: WrittenAddress) -> Address:
    """Return street, number and building, without those that are a room by another reading."""
    likely = address.readings[0]
    rooms = {reading.room for reading in address.readings}
    number = "" if likely.number in rooms else likely.number
    return Address(likely.street, number, "" if likely.building in rooms else likely.building)


def _cut(written: str, house: Address) -> str:
    """Return the beginning of an address that names the house and no more; empty where none does."""
    beginnings = [written[:end] for end in range(1, len(written) + 1)]
    fitting = [(text, at.street) for text in beginnings if _is(at := parsed(text), house)]
    if not (house.number or house.building):
        return fitting[-1][0].strip(_BESIDES) if fitting else ""
    street = fitting[0][1] if fitting else ""
    return [text for text, there in fitting if there == street][-1].strip(_BESIDES) if street else ""


def _kept(written: str, house: Address) -> str:
    """Return what of an address between commas names the house and no more; empty where that is not all of it."""
    pieces = [(text, written_at(text)) for text in _APART.split(written) if text]
    plain = [(text, at.readings[0]) for text, at in pieces if at.sure]
    named = [_cut(text, at) or text for text, at in plain if _names(at, house)]
    streets = [text for text, at in plain if _is(at, Address(at.street))]
    for kept in (named, [*named, *streets[:1]]):
        at = parsed(", ".join(kept))
        if at.street and _is(at, house):
            return ", ".join(kept)
    return ""


def _is(at: Address, house: Address) -> bool:
    """Return whether this is the house, whatever its street is called, and none of its homes."""
    return (at.number, at.building, at.unit, at.room) == (house.number, house.building, "", "")


def _names(at: Address, house: Address) -> bool:
    """Return whether this is part of the house's name, and nothing of a home's."""
    numbered, built = at.number == house.number, at.building == house.building
    return not (at.unit or at.room) and bool((numbered and at.number) or (built and at.building))


def _in_chinese(house: Address) -> str:
    number, building = (
        f"{house.number}号" if house.number else "",
        f"{house.building.upper()}幢" if house.building else "",
    )
    return f"{house.street}{number}{building}"


def _in_english(house: Address) -> str:
    street = f"{house.number} {house.street.title()}".strip()
    return ", ".join(part for part in (street, f"building {house.building.upper()}" if house.building else "") if part)
