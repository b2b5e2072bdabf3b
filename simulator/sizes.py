"""How large a simulated town is."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.records import EXACT, OLD_DRAWINGS, Knobs


@dataclass(frozen=True, slots=True)
class TownSize:
    """What every town is drawn to."""

    name: str
    nodes: int
    """Optical nodes, each with a part of town of its own."""
    columns: int
    """Street corners of such a part from west to east."""
    rows: int
    """Street corners of such a part from south to north."""
    knobs: Knobs
    """How far what is written of the plant departs from it, unless asked for otherwise."""


@dataclass(frozen=True, slots=True)
class TinySize(TownSize):
    """A town of one CMTS, drawn until its counts are met exactly."""

    amplifiers: int
    """Amplifiers in the whole town."""
    homes: int
    """Connected homes; a few have two terminals, a few have none."""


@dataclass(frozen=True, slots=True)
class CitySize(TownSize):
    """A town of hubs, with a part on EoC and fibre."""

    hubs: int
    """Each with a CMTS, a UPS and a switch."""
    eoc_hubs: int
    """Hubs that have an OLT too, the last ones."""
    pons: int
    """PON ports in the whole town, each with a part of town of its own."""
    terminals: int
    """Terminals somebody can be asked about, within a few in a hundred; set-top boxes come on top."""


Size = TinySize | CitySize

SIZES: dict[str, Size] = {
    "tiny": TinySize("tiny", 2, 4, 4, EXACT, amplifiers=12, homes=290),
    "district": CitySize("district", 3, 4, 4, OLD_DRAWINGS, hubs=1, eoc_hubs=1, pons=1, terminals=1000),
    "demo": CitySize("demo", 24, 4, 4, OLD_DRAWINGS, hubs=2, eoc_hubs=1, pons=4, terminals=10_000),
    "town": CitySize("town", 72, 4, 4, OLD_DRAWINGS, hubs=4, eoc_hubs=2, pons=12, terminals=30_000),
    "large": CitySize("large", 240, 4, 4, OLD_DRAWINGS, hubs=8, eoc_hubs=4, pons=40, terminals=100_000),
}
