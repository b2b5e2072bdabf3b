"""Read a folder of plant files: everything in it that can stand, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from maps.datum import Datum
from maps.model import Element, Plant
from maps.plantfile import rows
from maps.plantfile.check import check, cycles
from maps.plantfile.columns import ACCOUNTS, AREAS, COLUMNS, DEVICES, ELEMENTS, LINKS, SERVICES
from maps.plantfile.finding import Finding
from maps.plantfile.rows import Objection, no_objection
from maps.plantfile.sheet import open_sheet

T = TypeVar("T")


def read(folder: Path, datum: Datum, why_not_asked: Objection = no_objection) -> tuple[Plant, list[Finding]]:
    """Return the plant in a folder of CSV files and what is wrong with them, in file and row order.

    1. Read each file; missing ones but `elements.csv` are empty.
    2. Turn rows into nouns, coordinates of `datum` into WGS-84, terminals' ids into one spelling.
    3. Check the rows against one another; leave out those with a fatal finding, open the circles.

    why_not_asked: says why a device cannot be reached as its row is written, empty where it can; which
    profiles and credentials there are, the map does not know.
    Raises nothing for what stands in the files: whatever is wrong is a finding.
    """
    sheets = {file: open_sheet(folder, file) for file in COLUMNS}
    elements, element_rows, left_out = rows.elements(sheets[ELEMENTS], datum)
    known = {element.id for element in elements}
    links, link_rows = rows.links(sheets[LINKS], known)
    devices, device_rows = rows.devices(sheets[DEVICES], known, why_not_asked)
    accounts, account_rows = rows.accounts(sheets[ACCOUNTS], datum)
    services, service_rows = rows.services(sheets[SERVICES])
    areas, area_rows = rows.areas(sheets[AREAS], datum)
    plant = Plant(tuple(elements), tuple(links), tuple(devices), tuple(accounts), tuple(services), tuple(areas))

    kept = dict(
        zip(COLUMNS, (element_rows, link_rows, device_rows, account_rows, service_rows, area_rows), strict=True)
    )
    between = check(plant, lambda file, index: sheets[file].lines[kept[file][index]], left_out)
    lines = {file: [sheets[file].lines[index] for index in kept[file]] for file in COLUMNS}
    gone = {(finding.file, finding.row) for finding in between if finding.fatal}

    def standing(file: str, nouns: Iterable[T]) -> tuple[T, ...]:
        return tuple([noun for noun, line in zip(nouns, lines[file], strict=True) if (file, line) not in gone])

    findings = [finding for sheet in sheets.values() for finding in sheet.findings] + between
    order = list(COLUMNS)
    return Plant(
        elements=_opened(standing(ELEMENTS, plant.elements)),
        links=standing(LINKS, plant.links),
        devices=standing(DEVICES, plant.devices),
        accounts=standing(ACCOUNTS, plant.accounts),
        services=standing(SERVICES, plant.services),
        areas=standing(AREAS, plant.areas),
    ), sorted(findings, key=lambda finding: (order.index(finding.file), finding.row))


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
