"""Write a plant as a folder of CSV files that read back to the same plant."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely

from maps.datum import Datum, Shift, exporting, shifted
from maps.model import Account, Element, Plant
from maps.plantfile.columns import ACCOUNTS, AREAS, COLUMNS, DEVICES, ELEMENTS, LINKS, SERVICES


def write(plant: Plant, folder: Path, datum: Datum) -> None:
    """Write all six files in UTF-8, coordinates in `datum`; each replaces an older one only when complete.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shift = exporting(datum)
    extra = list(dict.fromkeys(name for element in plant.elements for name in element.attributes))
    _file(folder, ELEMENTS, _elements(plant.elements, extra, shift), extra)
    _file(folder, LINKS, ((link.element, link.parent, link.path) for link in plant.links))
    _file(
        folder,
        DEVICES,
        (
            (d.element, d.address, d.port, d.profile, d.snmp_version, d.credential, _number(d.interval_s))
            for d in plant.devices
        ),
    )
    _file(folder, ACCOUNTS, _accounts(plant.accounts, shift))
    _file(folder, SERVICES, ((s.account, s.service, s.terminal, s.status) for s in plant.services))
    _file(
        folder,
        AREAS,
        ((area.id, area.name, area.parent, area.unit, _wkt(area.geometry, shift)) for area in plant.areas),
    )


def _file(folder: Path, file: str, rows: Iterable[Sequence[object]], extra: Sequence[str] = ()) -> None:
    unfinished = folder / f".{file}.unfinished"
    with unfinished.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*COLUMNS[file], *extra])
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(folder / file)


def _elements(elements: Sequence[Element], extra: Sequence[str], shift: Shift | None) -> Iterator[Sequence[object]]:
    for element, (lon, lat) in zip(elements, _places(elements, shift), strict=True):
        yield (
            element.id,
            element.kind,
            element.name,
            element.parent,
            lon,
            lat,
            element.address,
            _wkt(element.geometry, shift),
            *(element.attributes.get(name, "") for name in extra),
        )


def _accounts(accounts: Sequence[Account], shift: Shift | None) -> Iterator[Sequence[object]]:
    for account, (lon, lat) in zip(accounts, _places(accounts, shift), strict=True):
        phones = ";".join(account.phones)
        yield (
            account.account,
            account.name,
            phones,
            account.address,
            lon,
            lat,
            account.cls,
            account.status,
            account.unit,
        )


def _places(rows: Sequence[Element] | Sequence[Account], shift: Shift | None) -> list[tuple[str, str]]:
    lon = np.array([np.nan if row.lon is None else row.lon for row in rows], dtype=np.float64)
    lat = np.array([np.nan if row.lat is None else row.lat for row in rows], dtype=np.float64)
    if shift is not None:
        lon, lat = shift(lon, lat)
    return [
        ("", "") if x != x or y != y else (repr(x), repr(y))  # noqa: PLR0124 - NaN differs from itself
        for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _wkt(geometry: shapely.Geometry | None, shift: Shift | None) -> str:
    if geometry is None:
        return ""
    moved = geometry if shift is None else shifted(geometry, shift)
    text: str = shapely.to_wkt(moved, rounding_precision=-1)
    return text
