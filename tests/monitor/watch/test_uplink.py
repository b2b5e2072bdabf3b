"""Nothing is seen any more: one incident that suspects our own link, and what it was in truth once part comes back."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Contacts, States
from collectors.states import TerminalState as S
from maps.model import Account, DeviceRow, Element, Kind, Plant, Service, ServiceRow
from monitor.incidents import read
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.ledger import calls
from monitor.ledger.calls import Call, Symptom
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.states import load_states
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from monitor.watch.inventory import Inventory
from monitor.watch.levels.judging import Judging
from monitor.watch.pipeline import Pipeline
from thresholds.model import Severity

T0 = 1_800_000_000_000
SWEEP_MS = 15_000
TOWNS = 3
HOMES = 8


def country(towns: int = TOWNS) -> Plant:
    """Towns far apart, none fed by another: a headend with a CMTS, a node, an amplifier and eight homes each."""
    elements, accounts, services = [], [], []
    for town in range(towns):
        elements += [
            Element(f"H{town}", Kind.HEADEND),
            Element(f"C{town}", Kind.CMTS, parent=f"H{town}"),
            Element(f"N{town}", Kind.OPTICAL_NODE, parent=f"C{town}"),
            Element(f"A{town}", Kind.AMPLIFIER, parent=f"N{town}"),
        ]
        for k in range(HOMES):
            home = f"m{town}{k}"
            elements.append(Element(home, Kind.CABLE_MODEM, parent=f"A{town}"))
            accounts.append(Account(f"of-{home}"))
            services.append(ServiceRow(f"of-{home}", Service.BROADBAND, home))
    asked = [f"{kind}{town}" for town in range(towns) for kind in "CNA"[: 2 if towns > 1 else 3]]
    devices = tuple(DeviceRow(key, f"127.0.0.{i + 1}") for i, key in enumerate(asked))
    return Plant(tuple(elements), (), devices, tuple(accounts), tuple(services))


class Country:
    """Core without sockets; towns are cut off and come back as the test says."""

    def __init__(self, ledger: Ledger, at_ms: int = T0, towns: int = TOWNS) -> None:
        self.ledger, self.now_ms, self.towns = ledger, at_ms, towns
        self.roster = load_roster(ledger)
        judging = Judging(ledger)
        with ledger.read() as connection:
            evidence = EvidenceBook(load_states(connection, len(self.roster)))
        self.pipeline = Pipeline(
            ledger, Settings(), self.roster, evidence, judging, IncidentBook(ledger, NoticeTeller(Settings()))
        )
        Inventory(ledger, Settings(), self.roster, judging, self.pipeline)
        self.devices = [row.element for row in country(towns).devices]
        self.silent: set[str] = set()
        self.dark: set[str] = set()

    def cut(self, *towns: int) -> None:
        """Let the devices of towns be silent, and no others."""
        self.silent = {f"{kind}{town}" for town in towns for kind in "CNA"}

    def sweep(self, times: int = 1) -> None:
        """Ask every town, one slice each."""
        for _ in range(times):
            self.now_ms += SWEEP_MS
            for town in range(self.towns):
                self.take(town, self.now_ms + 1000 * town)
            self.pipeline.sweep_ended("state", self.now_ms + 1000 * self.towns)

    def take(self, town: int, at_ms: int) -> None:
        asked = [key for key in self.devices if key.endswith(str(town))]
        homes = [f"m{town}{k}" for k in range(HOMES)] if f"C{town}" not in self.silent else []
        states = [S.DARK if home in self.dark else S.REGISTERED for home in homes]
        at = np.full(len(homes), at_ms, np.int64)
        answered = np.array([key not in self.silent for key in asked])
        contacts = Contacts(self.roster.slots(asked), answered, np.full(len(asked), at_ms, np.int64))
        told = States(self.roster.slots(homes), np.array(states, np.uint8), at)
        self.pipeline.take(Batch("state", at_ms, at_ms + 500, states=told, contacts=contacts))

    def open(self) -> list[tuple[str, str, int]]:
        with self.ledger.read() as connection:
            return [(view.element, view.cause, view.number) for view in read.open_incidents(connection)]

    def ever(self):
        with self.ledger.read() as connection:
            return read.list_incidents(connection)


@pytest.fixture
def ledger(blank_ledger):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    replace_plant(opened, country(), "test")
    yield opened
    opened.close()


@pytest.fixture
def towns(ledger) -> Country:
    """A country in which all was well for two sweeps."""
    started = Country(ledger)
    started.sweep(2)
    assert started.open() == []
    return started


def test_when_everything_falls_silent_our_own_link_is_the_one_suspect(towns):
    towns.cut(0, 1, 2)
    towns.sweep(4)
    assert towns.open() == [], "a moment of our own network is no news"
    towns.sweep(8)
    ((_, cause, _),) = towns.open()
    assert cause == "uplink"
    (view,) = towns.ever()
    assert (view.severity, view.subscribers, view.terminals) == (Severity.CRITICAL, 0, 0)
    assert {view.element, *view.faults[0].members} >= {"C0", "C1", "C2"} - {view.element}
    towns.cut()
    towns.sweep(2)
    assert towns.open() == []
    assert len(towns.ever()) == 1


def test_what_it_was_in_truth_goes_on_under_its_number(towns):
    towns.cut(0, 1, 2)
    towns.sweep(12)
    ((_, _, number),) = towns.open()
    towns.cut(1)
    towns.sweep(3)
    assert towns.open() == [("C1", "no_answer", number)]
    towns.cut()
    towns.sweep(3)
    assert towns.open() == []
    assert len(towns.ever()) == 1


def test_homes_that_failed_meanwhile_are_named_when_sight_returns(towns):
    towns.cut(0, 1, 2)
    towns.sweep(12)
    ((_, _, number),) = towns.open()
    towns.dark = {f"m1{k}" for k in range(HOMES)}
    towns.cut()
    towns.sweep(14)
    (found,) = towns.open()
    assert found[1] == "element"
    assert found[0] in {"A1", "N1"}
    assert [view.number for view in towns.ever() if view.cause == "element"] == [found[2]]
    assert number in {view.number for view in towns.ever()}


def test_an_outage_that_stood_before_stays_what_it_was(towns):
    towns.dark = {f"m1{k}" for k in range(HOMES)}
    towns.sweep(8)
    ((element, cause, number),) = towns.open()
    assert cause == "element"
    towns.cut(0, 1, 2)
    towns.sweep(12)
    assert (element, cause, number) in towns.open()
    assert [found[1] for found in towns.open() if found[2] != number] == ["uplink"]
    towns.cut()
    towns.sweep(3)
    assert towns.open() == [(element, cause, number)]


def test_one_town_that_answers_proves_our_link(towns):
    towns.cut(0, 1)
    towns.sweep(12)
    assert "uplink" not in {cause for _, cause, _ in towns.open()}
    assert {element for element, _, _ in towns.open()} == {"C0", "C1"}


def test_a_restart_while_nothing_is_seen_opens_nothing_new(towns, ledger):
    towns.cut(0, 1, 2)
    towns.sweep(12)
    before = towns.open()
    again = Country(ledger, towns.now_ms)
    again.cut(0, 1, 2)
    again.sweep(6)
    assert again.open() == before


@pytest.fixture
def town(ledger) -> Country:
    """One town, every device of which is behind its CMTS, in which all was well for two sweeps."""
    replace_plant(ledger, country(1), "test")
    started = Country(ledger, towns=1)
    started.sweep(2)
    assert started.open() == []
    return started


def test_where_all_is_behind_one_cmts_it_may_be_that_and_both_are_said(town):
    town.cut(0)
    town.sweep(12)
    assert town.open() == [("C0", "uplink", 1)]
    (view,) = town.ever()
    assert (view.severity, view.subscribers) == (Severity.CRITICAL, 0)
    assert [element for element, _ in view.faults[0].alternatives] == ["C0"]
    assert view.faults[0].behind == HOMES
    town.cut()
    town.sweep(2)
    assert town.open() == []


def test_when_people_call_it_is_the_cmts_and_they_are_counted(town, ledger):
    town.cut(0)
    town.sweep(12)
    for k in range(4):
        calls.log_call(ledger, Call(f"of-m0{k}", town.now_ms, Symptom.NO_SIGNAL), "agent", town.now_ms)
    town.sweep(3)
    assert town.open() == [("C0", "element", 1)]
    (view,) = town.ever()
    assert (view.subscribers, view.faults[0].callers) == (HOMES, 4)
    assert view.probability > 0.95
    town.sweep(20)
    assert town.open() == [("C0", "element", 1)], "callers who have been counted are witnesses still"
    town.cut()
    town.sweep(6)
    assert town.open() == []


def test_a_cmts_whose_node_still_answers_by_another_way_is_dead_itself(town):
    town.cut(0)
    town.silent.remove("N0")
    town.sweep(12)
    assert "uplink" not in {cause for _, cause, _ in town.open()}
    assert [element for element, _, _ in town.open()] == ["C0"]
