"""What a batch leads to, without sockets: a small plant in a real ledger."""

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Contacts, Readings, States
from collectors.states import TerminalState as S
from maps.model import Account, DeviceRow, Element, Kind, Plant, Service, ServiceRow
from monitor.incidents import read
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.ledger.states import load_states
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from monitor.watch.inventory import Inventory
from monitor.watch.judging import Judging
from monitor.watch.pipeline import Pipeline

T0 = 1_800_000_000_000
HOMES = [f"02:00:00:00:00:{i:02x}" for i in range(8)]


def plant() -> Plant:
    return Plant(
        elements=(
            Element("C1", Kind.CMTS),
            Element("N1", Kind.OPTICAL_NODE, parent="C1"),
            Element("A1", Kind.AMPLIFIER, parent="N1"),
            Element("A2", Kind.AMPLIFIER, parent="N1"),
            *(Element(home, Kind.CABLE_MODEM, parent="A1" if i < 5 else "A2") for i, home in enumerate(HOMES)),
        ),
        devices=(DeviceRow("C1", "127.0.0.1"), DeviceRow("N1", "127.0.0.2")),
        accounts=tuple(Account(f"acc{i}", lon=120.0 + i / 1000, lat=30.0) for i in range(8)),
        services=tuple(ServiceRow(f"acc{i}", Service.BROADBAND, home) for i, home in enumerate(HOMES)),
    )


class Core:
    """Core without its sockets."""

    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        self.roster = load_roster(ledger)
        judging = Judging(ledger)
        with ledger.read() as connection:
            evidence = EvidenceBook(load_states(connection, len(self.roster)))
        self.pipeline = Pipeline(
            ledger, Settings(), self.roster, evidence, judging, IncidentBook(ledger, NoticeTeller(Settings()))
        )
        Inventory(ledger, Settings(), self.roster, judging, self.pipeline)

    def slots(self, *keys: str):
        return self.roster.slots(keys)

    def sweep(self, at_ms: int, dark: set[str] = frozenset(), silent: set[str] = frozenset(), readings=()) -> None:
        """One state sweep in which the CMTS speaks of every home unless it is silent itself."""
        states = [S.DARK if home in dark else S.REGISTERED for home in HOMES] if "C1" not in silent else []
        slots = self.slots(*HOMES[: len(states)])
        devices = ("C1", "N1")
        batch = Batch(
            "state",
            at_ms,
            at_ms + 500,
            readings=tuple(readings),
            states=States(slots, np.array(states, np.uint8), np.full(len(slots), at_ms, np.int64)),
            contacts=Contacts(
                self.slots(*devices), np.array([key not in silent for key in devices]), np.full(2, at_ms, np.int64)
            ),
        )
        self.pipeline.take(batch)
        self.pipeline.sweep_ended("state", at_ms + 500)

    def open(self):
        with self.ledger.read() as connection:
            return read.open_incidents(connection)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite", AnchoredClock())
    replace_plant(opened, plant(), "test")
    yield opened
    opened.close()


def after_calm(ledger) -> Core:
    core = Core(ledger)
    core.sweep(T0)
    core.sweep(T0 + 30_000)
    assert core.open() == []
    return core


def test_a_whole_segment_dark_is_one_incident_with_the_accounts_behind_it(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark=set(HOMES[:5]))
    (view,) = core.open()
    assert (view.element, view.subscribers, view.terminals) == ("A1", 5, 5)
    assert view.started_after_ms == T0 + 30_000
    assert view.started_before_ms == T0 + 60_000
    with ledger.read() as connection:
        assert read.affected_accounts(connection, view.number) == [f"acc{i}" for i in range(5)]


def test_a_restart_in_the_middle_changes_nothing(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark=set(HOMES[:5]))
    before = core.open()
    again = Core(ledger)
    for sweep in range(20):
        again.sweep(T0 + 90_000 + 30_000 * sweep, dark=set(HOMES[:5]))
    assert again.open() == before


def test_service_back_ends_the_incident_after_one_more_quiet_sweep(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark=set(HOMES[:5]))
    core.sweep(T0 + 90_000)
    core.sweep(T0 + 120_000)
    assert core.open() == []


def test_half_of_it_back_narrows_the_incident_and_opens_no_other(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark=set(HOMES))
    (whole,) = core.open()
    core.sweep(T0 + 90_000, dark=set(HOMES[:5]))
    (part,) = core.open()
    assert (whole.subscribers, part.number, part.element, part.subscribers) == (8, whole.number, "A1", 5)


def test_a_silent_cmts_ends_nothing_and_invents_no_outage_of_homes(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark=set(HOMES[:5]))
    for sweep in range(6):
        core.sweep(T0 + 90_000 + 30_000 * sweep, silent={"C1"})
    assert {(view.element, view.cause) for view in core.open()} == {("A1", "element"), ("C1", "no_answer")}
    with ledger.read() as connection:
        (outage,) = (view for view in core.open() if view.element == "A1")
        assert read.standing_terminals(connection, outage.number) == sorted(core.slots(*HOMES[:5]).tolist())


def test_one_home_switched_off_is_no_incident(ledger):
    core = after_calm(ledger)
    core.sweep(T0 + 60_000, dark={HOMES[0]})
    assert core.open() == []


def test_a_node_that_is_silent_while_its_homes_are_fine_is_an_alarm_of_its_own_without_subscribers(ledger):
    core = after_calm(ledger)
    for sweep in range(6):
        core.sweep(T0 + 60_000 + 30_000 * sweep, silent={"N1"})
    (view,) = core.open()
    assert (view.element, view.cause, view.subscribers) == ("N1", "no_answer", 0)
    core.sweep(T0 + 300_000)
    core.sweep(T0 + 330_000)
    assert core.open() == []


def test_what_a_cmts_says_of_the_level_of_a_dark_terminal_is_no_reading(ledger):
    core = after_calm(ledger)
    slots = core.slots(*HOMES[:2])
    level = Readings(
        "cmts_cm", slots, np.zeros(2, np.int32), np.full(2, T0 + 60_000, np.int64), {"us_rx_power_dbmv": np.zeros(2)}
    )
    core.sweep(T0 + 60_000, dark={HOMES[0]}, readings=[level])
    kept = {slot for block in core.pipeline.collected() if block.family == "cmts_cm" for slot in block.slot.tolist()}
    assert kept == {int(slots[1])}
