"""Which outside plant answers, and in which language: nearly all nodes, half the supplies, few amplifiers, no tap."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from simulator.feeder import Piece

NODES, SUPPLIES, AMPLIFIERS = 0.95, 0.5, 0.05
"""Shares of each kind that has a transponder."""
LANGUAGES = ("hms", "nscrtv")


def equip(draw: Random, pieces: Sequence[Piece], hub_of: Sequence[int], first: int) -> None:
    """Give pieces their transponders.

    hub_of: number of the hub each piece hangs on; a hub's nodes and amplifiers speak one language,
    the first hub's `LANGUAGES[first]`, the next hub's the other.
    """
    for kind, share in (("optical_node", NODES), ("amplifier", AMPLIFIERS)):
        for number in _some(draw, pieces, kind, share):
            language = LANGUAGES[(first + hub_of[number]) % len(LANGUAGES)]
            pieces[number].agent = f"{language}-{'node' if kind == 'optical_node' else 'amplifier'}"
    for number in _some(draw, pieces, "line_power_supply", SUPPLIES):
        pieces[number].agent = "hms-supply"


def _some(draw: Random, pieces: Sequence[Piece], kind: str, share: float) -> list[int]:
    """Draw a share of the pieces of a kind that stand in the street, at least one."""
    all_of_them = [number for number, piece in enumerate(pieces) if piece.kind == kind and not _inside(piece)]
    return draw.sample(all_of_them, min(max(round(len(all_of_them) * share), 1), len(all_of_them)))


def _inside(piece: Piece) -> bool:
    """Tell whether an amplifier is one of a building's own, which no operator pays a transponder for."""
    return piece.kind == "amplifier" and piece.zone >= 0
