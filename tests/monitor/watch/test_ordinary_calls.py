"""An evening of a whole city's ordinary calls opens nothing; the calls about one dead amplifier do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.datum import Datum
from maps.model import BY_CALLS, TERMINALS, Evidence, Fault
from maps.plantfile import read
from monitor.ledger import calls
from monitor.ledger.calls import Call, Symptom
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.trouble_calls import TroubleCalls
from simulator.addresses import Network
from simulator.callers import Callers
from simulator.calling import CallRates
from simulator.city import City
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.households import Households
from simulator.plant import Delays, Plant
from simulator.plantfiles import write_plant
from simulator.sizes import SIZES

SEED = 7
HOUR_MS = 3_600_000
LOOK_MS = 300_000
ZONE = "Asia/Shanghai"
AFTERNOON_MS = 1_790_064_000_000
"""2026-09-22 16:00 in China, a Tuesday."""


@pytest.fixture(scope="module")
def city() -> City:
    return draw_city(SEED, SIZES["demo"])


class Evening:
    """A city whose customer service logs every call of a customer; nothing else is heard of it."""

    def __init__(self, city: City, folder: Path, ledger: Ledger, rates: CallRates) -> None:
        self.now_ms = AFTERNOON_MS
        self.plant = Plant(city, Delays((0, 0), (0, 0)), lambda: self.now_ms)
        self.callers = Callers(SEED, Households(city, self.plant), rates, lambda *_: None)
        self.callers.pass_time(self.now_ms)
        write_plant(city, Network.parse("127.20"), 16100, folder, documented(city, SEED, SIZES["demo"].knobs))
        drawn, findings = read(folder, Datum.WGS84)
        assert not [finding for finding in findings if finding.fatal]
        replace_plant(ledger, drawn, "test", "", "CN")
        roster = load_roster(ledger)
        roster.admit(element.id for element in drawn.elements)
        self.known = {account.account for account in drawn.accounts}
        self.locator = Locator(drawn, roster, Assumptions())
        self.watch = TroubleCalls(ledger, ZONE)
        self.watch.place(self.locator.topology, self.locator.homes(), self.locator.places)
        self.ledger, self.logged = ledger, 0
        state = np.zeros(len(roster), np.uint8)
        state[roster.slots(element.id for element in drawn.elements if element.kind in TERMINALS)] = (
            TerminalState.REGISTERED
        )
        seen = np.full(len(roster), self.now_ms, np.int64)
        self.evidence = Evidence(state, seen, seen, np.zeros_like(seen))

    def told(self, hours: float) -> list[Fault]:
        """Let time pass; return what the callers were ever taken for, as far as an incident would open."""
        least, end_ms = Settings().incidents.open_probability, self.now_ms + round(hours * HOUR_MS)
        found: list[Fault] = []
        while self.now_ms < end_ms:
            self.now_ms += LOOK_MS
            self.plant.advance(self.now_ms)
            self.callers.pass_time(self.now_ms)
            for call in self.callers.calls(self.logged):
                self.logged = call["id"]
                if call["account"] in self.known:
                    said = Call(call["account"], call["at_ms"], Symptom(call["symptom"]), call["service"])
                    calls.log_call(self.ledger, said, "hotline", call["at_ms"])
            faults = self.watch.faults(self.evidence, self.now_ms)
            found += [fault for fault in faults if fault.probability >= least]
        return found


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


def test_a_quiet_evening_of_a_city_opens_nothing_and_a_dead_amplifier_then_does(
    city: City, tmp_path: Path, ledger: Ledger
) -> None:
    evening = Evening(city, tmp_path, ledger, replace(CallRates(), affected_share=0.4))
    assert evening.told(3.5) == []
    assert evening.logged >= 10, "people call on any evening"
    behind = {
        city.elements[number].id: sum(one.home in city.behind(number) for one in city.subscribers)
        for number in city.of_kind("amplifier")
    }
    element = max(behind, key=lambda key: (behind[key] <= 200, behind[key]))
    evening.plant.break_down("element_dead", element)
    evening.evidence.state[:] = TerminalState.UNKNOWN  # and nobody can be seen
    found = evening.told(1.0)
    assert found
    assert {fault.cause for fault in found} <= BY_CALLS
    covers = evening.locator.covers
    named = {fault.element for fault in found}
    assert all(covers(element, one) or covers(one, element) for one in named)
