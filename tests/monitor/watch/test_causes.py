"""Every cause of trouble, from slices of sweeps to the incident book, in a district of two CMTSs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings, States
from collectors.states import TerminalState as S
from maps.model import Account, DeviceRow, Element, Kind, Link, Path, Plant, Service, ServiceRow
from monitor.ledger.ledger import Ledger
from tests.monitor.kept import affected_accounts
from tests.monitor.watch.socketless import Socketless, ledger_of

T0 = 1_800_000_000_000
SWEEP_MS = 15_000


def district() -> Plant:
    """Two CMTSs of one port and two nodes each; a node feeds two amplifiers of four taps, four homes at a tap."""
    elements = [Element("H", Kind.HEADEND)]
    links, accounts, services = [], [], []
    for c in range(2):
        elements += [Element(f"C{c}", Kind.CMTS, parent="H"), Element(f"C{c}P", Kind.CMTS_PORT, parent=f"C{c}")]
        for n in range(2):
            node = f"N{c}{n}"
            elements += [
                Element(node, Kind.OPTICAL_NODE, parent=f"C{c}P"),
                Element(f"S{c}{n}", Kind.LINE_POWER_SUPPLY, parent=node),
            ]
            links += [Link(node, "H", Path.BROADCAST), Link(node, f"S{c}{n}", Path.POWER)]
            for a in range(2):
                elements.append(Element(f"A{c}{n}{a}", Kind.AMPLIFIER, parent=node))
                for t in range(4):
                    tap = f"T{c}{n}{a}{t}"
                    elements.append(Element(tap, Kind.TAP, parent=f"A{c}{n}{a}"))
                    for k in range(5):
                        kind, service = (Kind.CABLE_MODEM, Service.BROADBAND) if k else (Kind.SET_TOP_BOX, Service.TV)
                        home = f"{'m' if k else 'b'}{tap}{k}"
                        elements.append(Element(home, kind, parent=tap))
                        accounts.append(Account(f"of-{home}"))
                        services.append(ServiceRow(f"of-{home}", service, home))
    elements.append(Element("U", Kind.UPS, parent="H"))
    links.append(Link("C1", "U", Path.POWER))
    kinds = {Kind.CMTS, Kind.OPTICAL_NODE, Kind.LINE_POWER_SUPPLY, Kind.UPS}
    asked = [element.id for element in elements if element.kind in kinds]
    devices = tuple(DeviceRow(key, f"127.0.0.{i + 1}") for i, key in enumerate(asked))
    return Plant(tuple(elements), tuple(links), devices, tuple(accounts), tuple(services))


class District(Socketless):
    """Core without sockets on a plant whose homes are as the test says."""

    def __init__(self, ledger: Ledger, at_ms: int = T0) -> None:
        super().__init__(ledger)
        self.now_ms = at_ms
        plant = district()
        self.parent = {element.id: element.parent for element in plant.elements}
        self.modems = [element.id for element in plant.elements if element.kind is Kind.CABLE_MODEM]
        self.devices = [row.element for row in plant.devices]
        self.state = dict.fromkeys(self.modems, S.REGISTERED)
        self.silent: set[str] = set()
        self.inverter: dict[str, float] = {}
        self.source: float | None = None
        """upsOutputSource of the UPS: 3 normal, 5 battery; None: not read."""
        self.draw = np.random.default_rng(3)

    def behind(self, *elements: str) -> list[str]:
        """Return the modems fed through elements."""
        return [modem for modem in self.modems if set(elements) & set(self._above(modem))]

    def _above(self, key: str):
        while key:
            yield key
            key = self.parent[key]

    def sweep(self, times: int = 1) -> None:
        """Ask everybody who is there."""
        for _ in range(times):
            self.now_ms += SWEEP_MS
            told = [modem for modem in self.modems if not self.silent & {"C0", "C1"} & set(self._above(modem))]
            slots = self.roster.slots(self.devices)
            at = np.full(len(self.devices), self.now_ms, np.int64)
            batch = Batch(
                "state",
                self.now_ms,
                self.now_ms + 500,
                readings=self._inverters(),
                states=States(
                    self.roster.slots(told),
                    np.array([self.state[modem] for modem in told], np.uint8),
                    np.full(len(told), self.now_ms, np.int64),
                ),
                contacts=Contacts(slots, np.array([key not in self.silent for key in self.devices]), at),
            )
            self.pipeline.take(batch)
            self.pipeline.sweep_ended("state", self.now_ms + 500)

    def _inverters(self) -> tuple[Readings, ...]:
        if self.source is not None and "U" not in self.silent:
            now, values = np.array([self.now_ms]), {"output_source_code": np.array([self.source])}
            return (Readings("ups", self.roster.slots(["U"]), np.zeros(1, np.int32), now, values),)
        keys = sorted(set(self.inverter) - self.silent)
        if not keys:
            return ()
        at = np.full(len(keys), self.now_ms, np.int64)
        codes = {"inverter_status_code": np.array([self.inverter[key] for key in keys])}
        return (Readings("power_supply", self.roster.slots(keys), np.ones(len(keys), np.int32), at, codes),)

    def levels(
        self, moved_db: dict[str, float] | None = None, metric: str = "ds_power_dbmv", usual: float = 0.0
    ) -> None:
        """Read one metric of every registered modem: usual, but for some."""
        there = [modem for modem in self.modems if self.state[modem] is S.REGISTERED]
        noise = self.draw.normal(0.0, 0.3, len(there))
        values = np.array([usual + (moved_db or {}).get(modem, 0.0) for modem in there]) + noise
        at = np.full(len(there), self.now_ms, np.int64)
        block = Readings("modem", self.roster.slots(there), np.zeros(len(there), np.int32), at, {metric: values})
        self.pipeline.take(Batch("level:terminals", self.now_ms, self.now_ms, readings=(block,)))
        self.pipeline.sweep_ended("level:terminals", self.now_ms)
        self.sweep()

    def errors(self, spoilt: dict[str, float]) -> None:
        """Read the share of codewords beyond repair of every modem's downstream: next to none, but for some."""
        values = np.array([spoilt.get(modem, 1e-7) for modem in self.modems])
        at = np.full(len(self.modems), self.now_ms, np.int64)
        block = Readings(
            "cm_downstream",
            self.roster.slots(self.modems),
            np.zeros(len(self.modems), np.int32),
            at,
            {"uncorrectable_ratio": values},
        )
        self.pipeline.take(Batch("level:terminals", self.now_ms, self.now_ms, readings=(block,)))
        self.pipeline.sweep_ended("level:terminals", self.now_ms)
        self.sweep()

    def fall(self, modems, state: S = S.DARK) -> None:
        self.state.update(dict.fromkeys(modems, state))

    def fall_one_by_one(self, modems) -> None:
        """Let modems be noticed dark at random within 20 to 60 s, swept meanwhile."""
        noticed = dict(zip(modems, self.draw.uniform(20_000, 60_000, len(modems)), strict=True))
        begun = self.now_ms
        for _ in range(6):
            self.fall(modem for modem, after in noticed.items() if begun + after <= self.now_ms + SWEEP_MS)
            self.sweep()

    def accounts(self) -> list[str]:
        with self.ledger.read() as connection:
            return affected_accounts(connection, self.open()[0].number)


@pytest.fixture
def ledger(blank_ledger):
    with ledger_of(district(), blank_ledger) as opened:
        yield opened


@pytest.fixture
def town(ledger) -> District:
    """A district in which all was well for two sweeps."""
    started = District(ledger)
    started.sweep(2)
    assert started.open() == []
    return started


def test_homes_that_cannot_register_are_one_incident_at_their_cmts_and_only_theirs(town):
    stuck = town.behind("C0")[:50]
    town.fall(stuck, S.UNREGISTERED)
    town.sweep(3)
    assert town.open() == []
    town.sweep(3)
    assert town.said() == [("C0", "provisioning", 50)]
    assert town.accounts() == sorted(f"of-{modem}" for modem in stuck)
    town.fall(stuck, S.REGISTERED)
    town.sweep(3)
    assert town.open() == []


def test_registration_lost_one_by_one_is_told_once_most_have_lost_it(town):
    going = list(town.draw.permutation(town.behind("C0")))
    for start in range(0, len(going), 8):
        town.fall(going[start : start + 8], S.UNREGISTERED)
        town.sweep()
        if town.open():
            break
    stuck = sum(town.state[modem] is S.UNREGISTERED for modem in going)
    ((element, cause, subscribers),) = town.said()
    assert (element, cause) == ("C0", "provisioning")
    assert subscribers >= stuck / 2


def test_where_several_cmts_lose_registration_what_they_share_is_named(town):
    town.fall(town.modems, S.UNREGISTERED)
    town.sweep(6)
    assert town.said() == [("H", "provisioning", len(town.modems))]


def test_homes_that_cannot_register_and_then_go_dark_are_an_outage_beside_that_trouble(town):
    town.fall(town.behind("C0"), S.UNREGISTERED)
    town.sweep(6)
    town.fall(town.behind("A000"))
    town.sweep(6)
    assert {(view.element, view.cause) for view in town.open()} == {("C0", "provisioning"), ("A000", "element")}


def test_trouble_of_registration_is_over_though_an_outage_hides_some_of_its_homes(town):
    town.fall(town.behind("C0"), S.UNREGISTERED)
    town.sweep(6)
    town.fall(town.behind("N00"))
    town.sweep(6)
    town.fall(town.behind("N01"), S.REGISTERED)
    town.sweep(6)
    assert [(view.element, view.cause) for view in town.open()] == [("N00", "element")]
    town.fall(town.behind("N00"), S.REGISTERED)
    town.sweep(6)
    assert town.open() == []


def test_homes_on_their_way_back_from_an_outage_are_no_trouble_of_registration(town):
    town.fall(town.behind("N00"))
    town.sweep(6)
    town.fall(town.behind("N00"), S.RANGING)
    town.sweep()
    town.fall(town.behind("N00"), S.UNREGISTERED)
    town.sweep(3)
    town.fall(town.behind("N00"), S.REGISTERED)
    town.sweep(4)
    assert [(view.element, view.cause) for view in town.ever()] == [("N00", "element")]
    assert town.open() == []


def test_while_an_amplifiers_silence_staggers_in_there_is_only_ever_one_incident(town):
    town.fall_one_by_one(town.behind("A011"))
    town.sweep(4)
    assert [(view.element, view.merged_into) for view in town.ever()] == [("A011", None)]


def test_a_line_card_cuts_off_no_television(town):
    town.fall_one_by_one(town.behind("C1P"))
    (view,) = town.open()
    assert view.element in {"C1P", "C1"}
    assert all(account.startswith("of-m") for account in town.accounts())
    assert len(town.accounts()) == len(town.behind("C1P"))


def test_a_node_cuts_off_television_too(town):
    town.fall_one_by_one(town.behind("N10"))
    town.sweep()
    assert town.said() == [("N10", "element", len(town.behind("N10")) * 5 // 4)]


def test_a_supply_that_lives_on_its_battery_and_then_dies_is_the_cause(town):
    town.inverter = dict.fromkeys(["S00", "S01", "S10", "S11"], 1.0)
    town.sweep()
    town.inverter["S00"] = 2.0
    town.sweep(20)
    assert town.open() == [], "it serves on: nobody is called out for that"
    town.silent |= {"S00", "N00"}
    town.fall_one_by_one(town.behind("N00"))
    town.sweep(2)
    assert [(element, cause) for element, cause, _ in town.said()] == [("S00", "power")]
    assert len(town.accounts()) == len(town.behind("N00")) * 5 // 4


def test_a_cmts_that_falls_silent_with_the_ups_that_ran_low_has_lost_its_current_with_all_behind_it(town):
    town.source = 3.0
    town.sweep()
    town.source = 5.0
    town.sweep(4)
    assert town.said() == [("U", "power", 0)]
    town.silent |= {"U", "C1", "N10", "N11", "S10", "S11"}
    town.sweep(12)
    assert town.said() == [("U", "power", len(town.behind("C1")))]
    town.silent.clear()
    town.source = 3.0
    town.sweep(6)
    assert town.open() == []


def test_a_silent_cmts_says_nothing_of_its_homes(town):
    town.silent |= {"C1"}
    town.sweep(12)
    assert town.said() == [("C1", "no_answer", 0)]


def test_noise_that_all_share_is_one_incident_at_their_port_and_ends_with_it(town):
    for _ in range(2):
        town.levels(metric="us_snr_db", usual=34.0)
    town.levels(dict.fromkeys(town.behind("C1"), -9.0), metric="us_snr_db", usual=34.0)
    assert town.said() == [("C1P", "noise", len(town.behind("C1")))]
    town.levels(metric="us_snr_db", usual=34.0)
    town.sweep(2)
    assert town.open() == []


def test_a_level_that_sinks_behind_an_amplifier_is_found_before_any_limit_is_reached(town):
    for _ in range(2):
        town.levels()
    town.levels(dict.fromkeys(town.behind("A110"), -5.0))
    assert town.said() == [("A110", "level", len(town.behind("A110")))]


def test_a_warm_day_and_one_corroded_connector_are_no_incidents(town):
    town.levels()
    town.levels(dict.fromkeys(town.modems, -1.8) | {town.modems[7]: -12.0})
    assert town.open() == []


def test_what_is_usual_is_known_after_a_restart(town, ledger):
    for _ in range(2):
        town.levels()
    town.pipeline.flush(town.now_ms)
    again = District(ledger, town.now_ms)
    again.sweep(2)
    again.levels(dict.fromkeys(again.behind("A110"), -5.0))
    assert again.said() == [("A110", "level", len(again.behind("A110")))]


def test_an_amplifier_that_drifted_and_then_died_is_one_story(town):
    for _ in range(2):
        town.levels()
    town.levels(dict.fromkeys(town.behind("A110"), -5.0))
    town.fall_one_by_one(town.behind("A110"))
    town.sweep(2)
    assert [(view.element, view.cause) for view in town.ever()] == [("A110", "element")]


@pytest.mark.parametrize("seed", range(2))
def test_a_night_in_which_taps_go_to_bed_together_has_no_incident(town, seed):
    """Two homes in five switch off over two hours; many of those of a tap within a minute or so of one another."""
    draw = np.random.default_rng(seed)
    off = {}
    for tap in {town.parent[modem] for modem in town.modems}:
        bed_ms = draw.normal(3_600_000, 1_200_000)
        for modem in town.behind(tap):
            if draw.random() < 0.4:
                off[modem] = T0 + bed_ms + draw.normal(0.0, 600_000 if draw.random() < 0.7 else 40_000)
    for _ in range(2 * 240):
        town.fall(modem for modem, at_ms in off.items() if at_ms <= town.now_ms)
        town.sweep()
    assert [(view.element, view.cause, view.terminals) for view in town.ever()] == []


def test_an_outage_at_bedtime_is_found_all_the_same(town):
    draw = np.random.default_rng(9)
    for _ in range(120):
        town.fall(draw.choice(town.behind("C0"), 1).tolist())
        town.sweep()
    on = [modem for modem in town.behind("N11") if town.state[modem] is S.REGISTERED]
    town.fall_one_by_one(on)
    town.sweep(2)
    assert [(view.element, view.cause) for view in town.open()] == [("N11", "element")]


def test_a_reading_that_is_missing_is_no_lost_level(town):
    town.levels()
    town.levels(dict.fromkeys(town.behind("A110"), math.nan))
    assert town.open() == []


def test_a_level_that_steps_for_a_fifth_of_those_behind_an_amplifier_is_found(town):
    for _ in range(2):
        town.levels()
    town.levels(dict.fromkeys(town.behind("N11")[::5], -5.0))
    ((element, cause, _),) = town.said()
    assert (element, cause) == ("N11", "level")


def test_codewords_spoilt_behind_one_tap_or_its_amplifier_are_a_level_fault(town):
    for _ in range(2):
        town.errors({})
    town.errors(dict.fromkeys(town.behind("A110"), 0.02))
    assert town.said() == [("A110", "level", len(town.behind("A110")))]


def test_a_level_that_drifts_over_days_is_no_incident(town):
    town.levels()
    for hour in range(5 * 24):
        town.now_ms += 3_600_000
        town.levels(dict.fromkeys(town.behind("A110"), -0.04 * hour))
    assert town.ever() == []
