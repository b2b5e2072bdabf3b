"""Walking up to the headend and sideways to the neighbours, on plants as bad as real ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from collectors.states import TerminalState
from maps.model import Element, Kind, Link, Path, Plant
from monitor.care.neighbours import ancestors, neighbours, silent_headend
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant


def test_the_way_up_is_nearest_first(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert [item.id for item in ancestors(connection, "02:00:00:00:01:00")] == ["T1", "A1", "N1", "CMTS1", "HE1"]


def test_a_link_of_the_path_wins_over_the_signal_parent(ledger: Ledger) -> None:
    elements = (
        Element("HE1", Kind.HEADEND),
        Element("CMTS1", Kind.CMTS, parent="HE1"),
        Element("N1", Kind.OPTICAL_NODE, parent="HE1"),
    )
    replace_plant(ledger, Plant(elements, links=(Link("N1", "CMTS1", Path.DATA),)), "test")
    with ledger.read() as connection:
        assert [item.id for item in ancestors(connection, "N1")] == ["CMTS1", "HE1"]
        assert [item.id for item in ancestors(connection, "N1", Path.BROADCAST)] == ["HE1"]


def test_a_loop_in_the_plant_file_ends_the_walk(ledger: Ledger) -> None:
    loop = (Element("A", Kind.TAP, parent="B"), Element("B", Kind.TAP, parent="C"), Element("C", Kind.TAP, parent="B"))
    replace_plant(ledger, Plant(loop), "test")
    with ledger.read() as connection:
        assert [item.id for item in ancestors(connection, "A")] == ["B", "C"]


def test_an_orphan_has_neither_way_up_nor_neighbours(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert ancestors(connection, "nobody") == []
        assert neighbours(connection, "nobody", []) is None


@pytest.mark.usefixtures("everybody_up")
def test_neighbours_never_seen_are_counted_apart(ledger: Ledger, say: Callable[..., None]) -> None:
    say(TerminalState.UNKNOWN, "02:00:00:00:01:01")
    say(TerminalState.DARK, "02:00:00:00:02:00")
    with ledger.read() as connection:
        found = neighbours(connection, "02:00:00:00:01:00", ancestors(connection, "02:00:00:00:01:00"))
    assert found is not None
    assert (found.element, found.total, found.offline, found.unseen) == ("A1", 6, 1, 2)


@pytest.mark.usefixtures("everybody_up")
def test_only_a_silent_cmts_hides_its_terminals(ledger: Ledger, say: Callable[..., None]) -> None:
    with ledger.read() as connection:
        assert silent_headend(ancestors(connection, "02:00:00:00:01:00")) is None
    say(TerminalState.DARK, "CMTS1")
    with ledger.read() as connection:
        found = silent_headend(ancestors(connection, "02:00:00:00:01:00"))
    assert found is not None
    assert found.id == "CMTS1"
