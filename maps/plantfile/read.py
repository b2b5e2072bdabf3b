"""Read plant files of any form: everything in them that can stand, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from maps.finding import Finding
from maps.model import Account, AreaRow, DeviceRow, Element, Link, Parcel, Plant, ServiceRow
from maps.plantfile import rows
from maps.plantfile.check import check, cycles
from maps.plantfile.columns import ACCOUNTS, AREAS, COLUMNS, DEVICES, ELEMENTS, LINKS, PARCELS, SERVICES
from maps.plantfile.formats import Format, feeds_of
from maps.plantfile.mapping import Mapping
from maps.plantfile.rows import Objection, no_objection
from maps.plantfile.sheet import Sheet
from maps.plantfile.whereabouts import Whereabouts
from maps.reference import reference

T = TypeVar("T")

Told = Callable[[str, int, int | None], None]
"""told(table, rows read so far, about how many there are): after every slice of rows; at last of `CHECKING`."""
CHECKING = "checking"
"""Stands for a table while rows are compared with one another."""


def _to_nobody(table: str, done: int, rows: int | None) -> None:
    del table, done, rows


class _Plant:
    """The nouns read so far, by table, and where each one's row stands."""

    def __init__(self, datum: str, why_not_asked: Objection) -> None:
        self.reference = reference(datum)
        self.why_not_asked = why_not_asked
        self.where = {table: Whereabouts() for table in COLUMNS}
        self.elements: list[Element] = []
        self.links: list[Link] = []
        self.devices: list[DeviceRow] = []
        self.accounts: list[Account] = []
        self.services: list[ServiceRow] = []
        self.areas: list[AreaRow] = []
        self.parcels: list[Parcel] = []
        self.left_out: set[str] = set()
        self.known: set[str] = set()

    def take(self, sheet: Sheet) -> None:
        """Turn rows into nouns: coordinates into WGS-84, terminals' ids into one spelling."""
        match sheet.table:
            case "elements":
                elements, kept, left_out = rows.elements(sheet, self.reference)
                self.elements += elements
                self.left_out |= left_out
            case "links":
                links, kept = rows.links(sheet, self.known)
                self.links += links
            case "devices":
                devices, kept = rows.devices(sheet, self.known, self.why_not_asked)
                self.devices += devices
            case "accounts":
                accounts, kept = rows.accounts(sheet, self.reference)
                self.accounts += accounts
            case "services":
                services, kept = rows.services(sheet)
                self.services += services
            case "parcels":
                parcels, kept = rows.parcels(sheet, self.reference)
                self.parcels += parcels
            case _:
                areas, kept = rows.areas(sheet, self.reference)
                self.areas += areas
        self.where[sheet.table].add(sheet.file, [sheet.lines[index] for index in kept])

    def know_elements(self) -> None:
        """Settle who the elements are, once all have been read."""
        rows.with_known_parents(self.elements)
        self.known = {element.id for element in self.elements}

    def whole(self) -> Plant:
        """Return what was read."""
        return Plant(
            tuple(self.elements), tuple(self.links), tuple(self.devices),
            tuple(self.accounts), tuple(self.services), tuple(self.areas), tuple(self.parcels),
        )  # fmt: skip


def read(
    path: Path,
    datum: str,
    why_not_asked: Objection = no_objection,
    *,
    form: Format | None = None,
    mapping: Mapping | None = None,
    told: Told = _to_nobody,
) -> tuple[Plant, list[Finding]]:
    """Return the plant in a folder or file of any form and what is wrong with it, in table and row order.

    1. Find the layers, sheets or files that feed each table; missing ones but the elements are empty.
    2. Turn their rows into nouns, slice by slice.
    3. Check the rows against one another; leave out those with a fatal finding, open the circles.

    datum: a word of `Datum` or an EPSG code. form: guessed from the path when None. why_not_asked: says why
    a device cannot be reached as its row is written, empty where it can; which profiles and credentials
    there are, the map does not know.
    Raises DatumError for a datum nobody knows, and nothing for what stands in the files: whatever is wrong
    is a finding.
    """
    made = _Plant(datum, why_not_asked)
    feeds, findings = feeds_of(path, form, mapping, made.reference)
    for table in COLUMNS:
        done = 0
        for feed in feeds.get(table, ()):
            for sheet in feed.sheets():
                made.take(sheet)
                done += len(sheet.rows)
                told(table, done, feed.rows)
            findings += feed.findings()
        if table == ELEMENTS:
            made.know_elements()
    plant = made.whole()
    told(CHECKING, 0, None)
    between = check(plant, lambda table, index: made.where[table][index], made.left_out)
    gone = {(finding.file, finding.row) for finding in between if finding.fatal}

    def standing(table: str, nouns: Sequence[T]) -> tuple[T, ...]:
        where = made.where[table]
        if not gone:
            return tuple(nouns)
        return tuple(noun for index, noun in enumerate(nouns) if where[index] not in gone)

    return Plant(
        elements=_opened(standing(ELEMENTS, plant.elements)),
        links=standing(LINKS, plant.links),
        devices=standing(DEVICES, plant.devices),
        accounts=standing(ACCOUNTS, plant.accounts),
        services=standing(SERVICES, plant.services),
        areas=standing(AREAS, plant.areas),
        parcels=standing(PARCELS, plant.parcels),
    ), _in_order([*findings, *between], [feed.file for table in COLUMNS for feed in feeds.get(table, ())])


def _in_order(findings: Iterable[Finding], files: Sequence[str]) -> list[Finding]:
    """Return findings in the order of the files and of their rows; those about no file of ours first."""
    order = {file: position for position, file in reversed(list(enumerate(files)))}
    return sorted(findings, key=lambda finding: (order.get(finding.file, -1), finding.row))


def _opened(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Return the elements, those on a circle without their parent: nobody knows which of them comes first."""
    index = {element.id: position for position, element in enumerate(elements)}
    circles = cycles([index.get(element.parent, -1) for element in elements])
    if not circles:
        return tuple(elements)
    on_circle = {position for members in circles for position in members}
    return tuple(
        [replace(element, parent="") if position in on_circle else element for position, element in enumerate(elements)]
    )
