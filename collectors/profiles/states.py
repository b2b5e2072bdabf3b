"""The [[states]] tables of a device profile: where terminals stand, in which state, on which segment."""

from __future__ import annotations

import numpy as np

from collectors.profiles.keys import Keys, ProfileError, check_oid
from collectors.profiles.model import SegmentRule, StateTable
from collectors.states import TerminalState

MOST_PARTS = 3
"""Most parts of a table's index."""
INDEX_OCTETS = 4
"""Octets of an index of one part."""
NODE_NUMBERS = 2
"""Numbers that name a fibre node's place: its MAC domain, and its service group there."""


def read_states(keys: Keys) -> StateTable:
    """Return where a device tells the states of terminals; raises ProfileError."""
    states = np.full(256, TerminalState.UNKNOWN, dtype=np.uint8)
    for name, numbers in keys.take("values", dict).items():
        if name.upper() not in TerminalState.__members__:
            raise ProfileError(f"{keys.where}: values: {name} is no terminal state")
        for number in numbers:
            if not isinstance(number, int) or not 0 <= number < len(states) or states[number]:
                raise ProfileError(
                    f"{keys.where}: values: {name}: {number!r} is no number from 0 to 255, or named twice"
                )
            states[number] = TerminalState[name.upper()]
    states.flags.writeable = False
    addresses = tuple(keys.take("addresses", list, []))
    for dotted in addresses:
        check_oid(f"{keys.where}: addresses", str(dotted))
    parts = parts_of(keys, "index_parts", 1)
    made = StateTable(
        keys.take("object", str),
        keys.oid("mac"),
        keys.oid("value"),
        addresses,
        states,
        parts,
        keys.oid("present", ""),
        _segment(keys, parts),
    )
    keys.done()
    return made


def _segment(table: Keys, index_parts: int) -> SegmentRule | None:
    given = table.take("segment", dict, {})
    if not given:
        return None
    keys = Keys(f"{table.where}: segment", given)
    made = SegmentRule(
        keys.take("name", str),
        tuple(map(str, keys.take("columns", list, []))),
        tuple(keys.take("octets", list, [])),
        keys.oid("nodes", ""),
        keys.oid("channel_nodes", ""),
        tuple(keys.take("parts", list, [])),
    )
    for dotted in made.columns:
        check_oid(f"{keys.where}: columns", dotted)
    if any(octet not in range(1, INDEX_OCTETS + 1) for octet in made.octets):
        raise ProfileError(f"{keys.where}: octets = {list(made.octets)} are not from 1 to {INDEX_OCTETS}")
    if any(part not in range(1, index_parts + 1) for part in made.parts):
        raise ProfileError(f"{keys.where}: parts = {list(made.parts)} are no parts of an index of {index_parts}")
    numbers = len(made.columns) + len(made.octets) + len(made.parts)
    if made.name.count("{}") != numbers:
        raise ProfileError(f"{keys.where}: name = {made.name!r} does not write {numbers} numbers")
    if made.nodes and numbers != NODE_NUMBERS:
        raise ProfileError(f"{keys.where}: nodes: are indexed by {NODE_NUMBERS} numbers, not {numbers}")
    keys.done()
    return made


def parts_of(keys: Keys, key: str, default: int) -> int:
    """Return of how many parts an index is; raises ProfileError."""
    parts = int(keys.take(key, int, default))
    if not 1 <= parts <= MOST_PARTS:
        raise ProfileError(f"{keys.where}: {key} = {parts} is not from 1 to {MOST_PARTS}")
    return parts
