"""Dying gasp and loss of signal, and nodes without light, from readings to what is told."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings, States
from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.assumptions import Assumptions
from maps.model import Account, Cause, DeviceRow, Element, Evidence, Kind, Plant, Service, ServiceRow
from monitor.ledger.ledger import Ledger
from monitor.watch.faults.light import with_light
from monitor.watch.faults.locating import Locator
from tests.monitor.watch.socketless import Socketless, ledger_of
from thresholds.model import Alarm, Level, Severity

T0 = 1_800_000_000_000
SWEEP_MS = 30_000
POWER, LIGHT = 1.0, 2.0


def pon() -> Plant:
    """An OLT of two ports, two splitters on each, ten homes behind each splitter."""
    elements = [Element("O", Kind.OLT)]
    homes = []
    for port in range(2):
        elements.append(Element(f"P{port}", Kind.PON_PORT, parent="O"))
        for splitter in range(2):
            elements.append(Element(f"D{port}{splitter}", Kind.SPLITTER, parent=f"P{port}"))
            homes += [(f"u{port}{splitter}{k}", f"D{port}{splitter}") for k in range(10)]
    elements += [Element(home, Kind.ONU, parent=splitter) for home, splitter in homes]
    return Plant(
        elements=tuple(elements),
        devices=(DeviceRow("O", "127.0.0.1"),),
        accounts=tuple(Account(f"of-{home}") for home, _ in homes),
        services=tuple(ServiceRow(f"of-{home}", Service.BROADBAND, home) for home, _ in homes),
    )


class Olt(Socketless):
    """Core without sockets, and an OLT that says who is there and why who is not went down last."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.now_ms = T0
        self.homes = [element.id for element in pon().elements if element.kind is Kind.ONU]
        self.down: dict[str, float] = dict.fromkeys(self.homes[::3], POWER)
        """Last cause; it stands there after the ONU has come back, too."""
        self.dark: set[str] = set()

    def fall(self, prefix: str, word: float) -> None:
        gone = [home for home in self.homes if home.startswith(prefix)]
        self.dark.update(gone)
        self.down.update(dict.fromkeys(gone, word))

    def sweep(self, times: int = 1) -> None:
        for _ in range(times):
            self.now_ms += SWEEP_MS
            slots, count = self.roster.slots(self.homes), len(self.homes)
            at = np.full(count, self.now_ms)
            state = np.array([S.DARK if home in self.dark else S.REGISTERED for home in self.homes], np.uint8)
            cause = np.array([self.down.get(home, np.nan) for home in self.homes])
            block = Readings("onu_down", slots, np.zeros(count, np.uint32), at, {"onu_down_cause_code": cause})
            contacts = Contacts(self.roster.slots(["O"]), np.ones(1, np.bool_), at[:1])
            self.pipeline.take(Batch("state", self.now_ms, self.now_ms, (block,), States(slots, state, at), contacts))
            self.pipeline.sweep_ended("state", self.now_ms)


@pytest.fixture
def olt(blank_ledger):
    with ledger_of(pon(), blank_ledger) as opened:
        made = Olt(opened)
        made.sweep(2)
        assert made.said() == []
        yield made


@pytest.mark.parametrize(("word", "cause"), [(POWER, "mains"), (LIGHT, "element")])
def test_a_splitter_whose_homes_all_fell_silent_is_told_by_their_last_words(olt, word, cause):
    olt.fall("u01", word)
    olt.sweep(4)
    assert olt.said() == [("D01", cause, 10)]
    olt.dark.clear()
    olt.sweep(4)
    assert olt.said() == []


def test_what_an_onu_said_when_it_went_down_before_counts_for_nothing(olt):
    olt.fall("u0", LIGHT)
    olt.sweep(4)
    assert olt.said() == [("P0", "element", 20)]


def a_dim_node(roster: Roster) -> Alarm:
    return Alarm(roster.slot("N1"), 0, "node-optics", Level.LOLO, Severity.MAJOR, T0 - 40_000, -14.0)


def test_a_node_that_answers_without_light_does_not_speak_for_the_way_to_it(plant):
    roster = Roster(element.id for element in plant.elements)
    state = np.full(len(roster), S.REGISTERED, np.uint8)
    seen, missed = np.full(len(roster), T0, np.int64), np.zeros(len(roster), np.int64)
    homes = roster.slots(element.id for element in plant.elements if element.kind is Kind.CABLE_MODEM)
    state[homes], seen[homes], missed[homes] = S.DARK, T0 - 60_000, T0 - 30_000
    evidence = Evidence(state, seen, seen, missed)
    metrics, alarm = {"node-optics": "optical_rx_dbm"}, a_dim_node(roster)
    lit = with_light(evidence, [alarm], metrics)
    assert lit.state[alarm.slot] == S.DARK
    assert lit.dim is not None
    assert np.flatnonzero(lit.dim).tolist() == [alarm.slot]
    locator = Locator(plant, roster, Assumptions())
    (fault,) = locator.faults(evidence, [alarm], T0, lambda _: True, metrics=metrics)
    assert fault.cause is Cause.ELEMENT
    dim = {one.element: one.probability for one in fault.alternatives}
    dim[fault.element] = fault.probability - sum(dim.values())
    assert set(dim) == {"N1", "C1"}
    (other,) = locator.faults(evidence, [], T0, lambda _: True)
    answers = {one.element: one.probability for one in other.alternatives}
    assert other.element == "N1"
    assert dim["C1"] > 2.0 * answers.get("C1", 0.0), "a node that answers speaks for the way to it"
