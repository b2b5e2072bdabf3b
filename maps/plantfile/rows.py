"""Rows of each plant file into the nouns of the map, noting every value that cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from sys import intern
from types import MappingProxyType

import shapely

from collectors.identity import normalise_terminal
from maps.finding import did_you_mean
from maps.model import TERMINALS, Account, AreaRow, DeviceRow, Element, Kind, Link, Parcel, Path, Service, ServiceRow
from maps.plantfile.columns import COLUMNS, SNMP_VERSIONS, STATUSES
from maps.plantfile.coordinates import places
from maps.plantfile.outlines import outlines
from maps.plantfile.sheet import Sheet
from maps.reference import Reference

Objection = Callable[[DeviceRow], str]
"""Why a device cannot be asked as its row is written; empty where it can."""

_KINDS = {kind.value: kind for kind in Kind}
_NONE: Mapping[str, str] = MappingProxyType({})
_NEXT_PHONE = re.compile(r"[;；\r\n]")
_PERHAPS_NEXT = re.compile(r"[,，、/]")
"""Stands between two numbers, or within one: behind an area code, before an extension."""
_PHONE_DIGITS = 7
"""Of a subscriber's number there are no fewer."""
"""One for all without attributes: a dictionary for each of a million elements would weigh 64 MB."""


def elements(sheet: Sheet, reference: Reference) -> tuple[list[Element], list[int], set[str]]:
    """Return elements, each one's row in the sheet, and the ids of those left out.

    Parents are as written: who is meant, only `with_known_parents` can say, after the last row.
    """
    kept, ids, kinds, plain = [], [], [], []
    left_out: set[str] = set()
    for index, cells in enumerate(sheet.cells(*COLUMNS[sheet.table])):
        key, kind_text = cells[0], cells[1]
        kind = _KINDS.get(kind_text) or _KINDS.get(kind_text.lower())
        if kind is not None and key:
            kept.append(index)
            ids.append(normalise_terminal(key) if kind in TERMINALS else key)
            kinds.append(kind)
            plain.append(cells)
            continue
        left_out.add(key)
        problem = (
            "the id is missing" if not key else f"kind {kind_text!r} is not known{did_you_mean(kind_text, _KINDS)}"
        )
        sheet.complain(index, key, f"{problem} (row left out)", fatal=True)
    spots = places(sheet, kept, ids, [(cells[4], cells[5]) for cells in plain], reference)
    shapes = outlines(sheet, kept, ids, [cells[7] for cells in plain], reference)
    found = [
        Element(key, kind, cells[2], cells[3], lon, lat, cells[6], shape, _extra(sheet, row))
        for row, key, kind, cells, (lon, lat), shape in zip(kept, ids, kinds, plain, spots, shapes, strict=True)
    ]
    return found, kept, left_out


def with_known_parents(elements: list[Element]) -> None:
    """Write each parent in a list as its own row does, where one is a terminal in another notation.

    The text of an id is then one object, however many hang on it.
    """
    ids = {element.id: element.id for element in elements}
    for at, element in enumerate(elements):
        if element.parent:
            parent = ids.get(element.parent) or ids.get(normalise_terminal(element.parent))
            if parent is not None and parent is not element.parent:
                elements[at] = replace(element, parent=parent)


def _known_as(key: str, known: Container[str]) -> str:
    """Return the id somebody is known by: as written, or as a terminal in any notation."""
    if key and key not in known:
        as_terminal = normalise_terminal(key)
        return as_terminal if as_terminal in known else key
    return key


def _extra(sheet: Sheet, index: int) -> Mapping[str, str]:
    row = sheet.rows[index]
    found = {name: intern(value) for name, at in sheet.extra if at < len(row) and (value := row[at].strip())}
    return found or _NONE


def links(sheet: Sheet, known: set[str]) -> tuple[list[Link], list[int]]:
    """Return links and each one's row in the sheet; known: ids of elements."""
    found, kept = [], []
    for index, (element, parent, path) in enumerate(sheet.cells("element", "parent", "path")):
        if path.lower() not in set(Path):
            hint = did_you_mean(path, Path)
            sheet.complain(index, element, f"path {path!r} is not known{hint} (row left out)", fatal=True)
            continue
        found.append(Link(_known_as(element, known), _known_as(parent, known), Path(path.lower())))
        kept.append(index)
    return found, kept


def no_objection(row: DeviceRow) -> str:
    """Take any device as one that can be asked."""
    del row
    return ""


def devices(
    sheet: Sheet, known: set[str], why_not_asked: Objection = no_objection
) -> tuple[list[DeviceRow], list[int]]:
    """Return devices and each one's row in the sheet; known: ids of elements."""
    found, kept = [], []
    for index, cells in enumerate(sheet.cells(*COLUMNS[sheet.table])):
        key, address, port_text, profile, version_text, credential, interval = cells
        version = {"": "2c", "2": "2c"}.get(version_text, version_text).removeprefix("v").lower()
        port = _port(port_text)
        if not key or not address:
            sheet.complain(index, key, f"the {'address' if key else 'element'} is missing (row left out)", fatal=True)
        elif version not in SNMP_VERSIONS:
            message = f"snmp_version {version_text!r} is none of {', '.join(SNMP_VERSIONS)} (row left out)"
            sheet.complain(index, key, message, fatal=True)
        elif port is None:
            sheet.complain(index, key, f"port {port_text!r} is not from 1 to 65535 (row left out)", fatal=True)
        else:
            seconds = sheet.number(index, key, "interval", interval)
            if seconds is not None and seconds <= 0:
                sheet.complain(index, key, f"interval {interval} is not above 0 seconds; left empty")
                seconds = None
            name = _known_as(key, known)
            row = DeviceRow(name, address, port, profile, version, credential or "default", seconds)
            if reason := why_not_asked(row):
                sheet.complain(index, key, f"{reason}; imported, but it is not asked")
            found.append(row)
            kept.append(index)
    return found, kept


def _port(text: str) -> int | None:
    if not text:
        return 161
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535 else None


def accounts(sheet: Sheet, reference: Reference) -> tuple[list[Account], list[int]]:
    """Return accounts and each one's row in the sheet."""
    kept, plain = _with_a_key(sheet, "account")
    spots = places(sheet, kept, [cells[0] for cells in plain], [(cells[4], cells[5]) for cells in plain], reference)
    found = [
        Account(key, name, _phones(phones), address, *spot, cls, _status(sheet, index, key, status), unit)
        for index, (key, name, phones, address, _, _, cls, status, unit), spot in zip(kept, plain, spots, strict=True)
    ]
    return found, kept


def _with_a_key(sheet: Sheet, name: str) -> tuple[list[int], list[list[str]]]:
    """Return the rows that say whom they are about, in their first column, and their cells."""
    kept, plain = [], []
    for index, cells in enumerate(sheet.cells(*COLUMNS[sheet.table])):
        if cells[0]:
            kept.append(index)
            plain.append(cells)
        else:
            sheet.complain(index, "", f"the {name} is missing (row left out)", fatal=True)
    return kept, plain


def _phones(text: str) -> tuple[str, ...]:
    return tuple(phone for part in _NEXT_PHONE.split(text) for phone in _written_together(part))


def _written_together(text: str) -> list[str]:
    """Return the numbers of a text with no more than a comma or a stroke between them."""
    apart = [part.strip() for part in _PERHAPS_NEXT.split(text)]
    if len(apart) == 1 or any(sum(map(str.isdigit, part)) < _PHONE_DIGITS for part in apart if part):
        apart = [text.strip()]
    return [part for part in apart if part]


def _status(sheet: Sheet, index: int, key: str, text: str) -> str:
    status = text.lower() or "active"
    if status in STATUSES:
        return status
    sheet.complain(index, key, f"status {text!r} is not known{did_you_mean(text, STATUSES)}; taken as active")
    return "active"


def services(sheet: Sheet) -> tuple[list[ServiceRow], list[int]]:
    """Return services and each one's row in the sheet."""
    found, kept = [], []
    names = set(Service)
    for index, (account, name, terminal, status) in enumerate(sheet.cells("account", "service", "terminal", "status")):
        if not account or name.lower() not in names:
            problem = f"service {name!r} is not known{did_you_mean(name, Service)}" if account else "account is missing"
            sheet.complain(index, account, f"{problem} (row left out)", fatal=True)
            continue
        known_as = normalise_terminal(terminal)
        found.append(ServiceRow(account, Service(name.lower()), known_as, _status(sheet, index, account, status)))
        kept.append(index)
    return found, kept


def areas(sheet: Sheet, reference: Reference) -> tuple[list[AreaRow], list[int]]:
    """Return areas and each one's row in the sheet."""
    kept, plain = _with_a_key(sheet, "id")
    shapes = outlines(sheet, kept, [cells[0] for cells in plain], [cells[4] for cells in plain], reference)
    found = [
        AreaRow(key, name, parent, unit, shape)
        for (key, name, parent, unit, _), shape in zip(plain, shapes, strict=True)
    ]
    return found, kept


def parcels(sheet: Sheet, reference: Reference) -> tuple[list[Parcel], list[int]]:
    """Return parcels and each one's row in the sheet; of what has no outline nothing can be drawn."""
    kept, plain = _with_a_key(sheet, "id")
    shapes = outlines(sheet, kept, [cells[0] for cells in plain], [cells[3] for cells in plain], reference)
    found = [
        Parcel(key, account, address, shape) for (key, account, address, _), shape in zip(plain, shapes, strict=True)
    ]
    for index, parcel in zip(kept, found, strict=True):
        if parcel.geometry is None or shapely.get_dimensions(parcel.geometry) != 2:
            sheet.complain(index, parcel.id, "has no outline: premises on it are drawn as if nothing were known")
    return found, kept
