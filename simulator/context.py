"""What the maker of an agent's view is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator.addresses import Addresses
from simulator.city import City
from simulator.cmts_table import CmtsTable
from simulator.levels import Levels
from simulator.manners import CALM, Manners
from simulator.mib import View
from simulator.plant import Plant

Views = Callable[[int], View]
"""Subject → its view. Asked once for each subject, at its first request; subjects that differ in nothing but
their values share one view, which is given the subject with every value it reads."""


@dataclass(frozen=True, slots=True)
class Context:
    """All agents of one kind, and what they may look at."""

    city: City
    plant: Plant
    levels: Levels
    addresses: Addresses
    members: tuple[int, ...]
    """Elements whose `Element.agent` is this kind, ascending; a subject is a place in here."""
    tables: Mapping[int, CmtsTable] = field(default_factory=dict)
    """What each CMTS knows of its modems, by its element."""
    manners: Manners = CALM


Factory = Callable[[Context], Views]
"""Called once per kind, when the simulator starts."""
