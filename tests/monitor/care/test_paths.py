"""What an incident takes from a home, service by service: each rides its own paths over the same plant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Readings
from collectors.states import TerminalState
from maps import model as maps
from maps.model import Account, Cause, Element, Kind, Link, Plant, Service, ServiceRow
from monitor.care import freshness
from monitor.care.answers import HomeAnswer
from monitor.care.area import AreaVerdict, verdict_of
from monitor.care.lookup import lookup
from monitor.care.sentences import LANGUAGES, catalogue, say
from monitor.care.spoken import speak, speak_of_area
from monitor.care.verdict import Reason, Verdict
from monitor.incidents import members as rolls
from monitor.incidents import rows
from monitor.incidents.model import FaultView, IncidentState, IncidentView
from monitor.ledger import states
from monitor.ledger.blobs import save_columns
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.watch.levels.judging import JUDGE
from thresholds.judge import Judge
from thresholds.model import Rule, RuleType, Severity

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_800_000_000_000
BEGAN_MS = NOW_MS - 610_000
HOMES = 5
ALL = (Service.TV, Service.BROADBAND, Service.VOD, Service.VOICE)
COAX, FIBRE, EOC = "coax", "fibre", "eoc"
KIND = {COAX: Kind.CABLE_MODEM, FIBRE: Kind.ONU, EOC: Kind.EOC_UNIT}


def terminal(street: str, home: int) -> str:
    return f"02:00:00:00:{list(KIND).index(street):02d}:{home:02d}"


def phone(street: str, home: int) -> str:
    return f"1380000{list(KIND).index(street)}{home:03d}"


def city() -> Plant:
    """Return a node's street behind a CMTS, and homes on ONUs and on EoC units behind an OLT."""
    elements = [
        Element("HE", Kind.HEADEND),
        Element("CMTS", Kind.CMTS, parent="HE"),
        Element("PORT", Kind.CMTS_PORT, parent="CMTS"),
        Element("NODE", Kind.OPTICAL_NODE, parent="PORT"),
        Element("TAP", Kind.TAP, parent="NODE"),
        Element("LPS", Kind.LINE_POWER_SUPPLY, parent="NODE"),
        Element("OLT", Kind.OLT, parent="HE"),
        Element("PON", Kind.PON_PORT, parent="OLT"),
        Element("SPLITTER", Kind.SPLITTER, parent="PON"),
        Element("HEAD", Kind.EOC_HEAD, parent="SPLITTER"),
        Element("BLOCK", Kind.BUILDING, parent="HEAD"),
    ]
    links = [Link("NODE", "HE", maps.Path.BROADCAST), Link("NODE", "LPS", maps.Path.POWER)]
    links += [Link("HEAD", "TAP", maps.Path.BROADCAST)]  # the block's television comes in on the street's coax
    accounts, services = [], []
    for street, parent in ((COAX, "TAP"), (FIBRE, "SPLITTER"), (EOC, "BLOCK")):
        for home in range(HOMES):
            key, name = terminal(street, home), f"{street}-{home}"
            elements.append(Element(key, KIND[street], parent=parent))
            accounts.append(Account(name, name, (phone(street, home),)))
            services += [ServiceRow(name, item, "" if item is Service.TV else key) for item in ALL]
    elements.append(Element("8001", Kind.SET_TOP_BOX, parent="TAP"))
    accounts.append(Account("old", "Television only", ("13800009000",)))
    services.append(ServiceRow("old", Service.TV, "8001"))
    return Plant(tuple(elements), tuple(links), accounts=tuple(accounts), services=tuple(services))


@dataclass
class City:
    """The city's ledger, and what a test does to it."""

    ledger: Ledger

    def see(self, state: TerminalState, *keys: str) -> None:
        n = len(keys)
        seen_ms = np.full(n, BEGAN_MS, np.int64)
        slots = load_roster(self.ledger).slots(keys)
        states.flush_states(self.ledger, slots, np.full(n, state, np.uint8), seen_ms, seen_ms, np.zeros(n, np.int64))

    def fail(
        self,
        element: str,
        dark: list[str],
        accounts: list[str],
        cause: str = Cause.ELEMENT,
        members: tuple[str, ...] = (),
    ) -> None:
        """Open an incident, with whom it explains and whom it counts; those it explains are dark."""
        n = len(dark)
        if dark:
            self.see(TerminalState.UNREGISTERED if cause == Cause.PROVISIONING else TerminalState.DARK, *dark)
        fault = FaultView(element, cause, 0.97, (), n, 0, n, BEGAN_MS - 30_000, BEGAN_MS, members)
        view = IncidentView(
            7, IncidentState.OPEN, cause, Severity.MAJOR, element, 0.97, (fault,), 1, BEGAN_MS, BEGAN_MS, None,
            BEGAN_MS - 30_000, BEGAN_MS, len(accounts), n, None, None, None, None,
        )  # fmt: skip
        with self.ledger.write("core") as connection:
            rows.insert_incident(connection, view)
        slots = frozenset(load_roster(self.ledger).slots(dark).tolist())
        held = rolls.Members(slots, slots, frozenset(accounts))
        rolls.list_rows(self.ledger, 7, rolls.Members(), held, {}, BEGAN_MS)

    def call(self, number: str) -> HomeAnswer:
        with self.ledger.read() as connection:
            (home,) = lookup(connection, number, "CN", NOW_MS, 90_000).homes
        return home

    def told(self, number: str) -> dict[str, tuple[Verdict, Reason]]:
        return {item.subscription.service: (item.verdict, item.reason) for item in self.call(number).services}


def street(name: str) -> tuple[list[str], list[str]]:
    return [terminal(name, home) for home in range(HOMES)], [f"{name}-{home}" for home in range(HOMES)]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city") / "ledger.sqlite"
    ledger = Ledger.open(f"sqlite:///{path}", AnchoredClock())
    replace_plant(ledger, city(), "test")
    load_roster(ledger).admit([element.id for element in city().elements])
    made = City(ledger)
    made.see(
        TerminalState.REGISTERED, "CMTS", "OLT", "HEAD", *(terminal(name, i) for name in KIND for i in range(HOMES))
    )
    made.see(TerminalState.UNOBSERVABLE, "8001")
    with ledger.write("core") as connection:
        freshness.beat(connection, "state", NOW_MS - 5000)
    ledger.close()
    return path


@pytest.fixture
def town(drawn: Path, tmp_path: Path) -> Iterator[City]:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(drawn.read_bytes())
    ledger = Ledger.open(f"sqlite:///{path}", AnchoredClock())
    yield City(ledger)
    ledger.close()


@pytest.fixture
def judged(town: City) -> Callable[[str], None]:
    """Return a function that has core's judge find a modem's SNR beyond its last limit, and one of its powers not."""

    def find(key: str) -> None:
        rules = (
            Rule("snr", RuleType.LIMIT, "ds_snr_db", lolo=29.0, lo=31.0),
            Rule("power", RuleType.LIMIT, "ds_power_dbmv", lo=-12.0, lolo=-15.0),
        )
        judge = Judge(rules, ("cable_modem",))
        slot = load_roster(town.ledger).slots([key])
        judge.place(np.zeros(int(slot[0]) + 1, np.uint8))
        values = {"ds_snr_db": np.array([20.0]), "ds_power_dbmv": np.array([-13.0])}
        readings = Readings("cm_downstream", slot, np.zeros(1, np.int32), np.array([NOW_MS]), values)
        judge.judge(Batch("level", NOW_MS, NOW_MS, (readings,)))
        with town.ledger.write("core") as connection:
            save_columns(connection, JUDGE, NOW_MS, judge.save())

    return find


OUT = (Verdict.AREA_OUTAGE, Reason.INCIDENT)
UNSEEN_OUT = (Verdict.AREA_OUTAGE, Reason.SAME_HOME)
SPARED = (Verdict.CANNOT_SEE, Reason.SPARED)
NO_FAULT = (Verdict.NO_FAULT, Reason.REGISTERED)


@pytest.mark.parametrize(
    ("name", "element", "tv"),
    [
        (COAX, "CMTS", SPARED),
        (COAX, "PORT", SPARED),
        (COAX, "NODE", UNSEEN_OUT),
        (COAX, "TAP", UNSEEN_OUT),
        (FIBRE, "OLT", SPARED),
        (FIBRE, "SPLITTER", UNSEEN_OUT),  # nothing else is recorded of how its television arrives
        (EOC, "HEAD", SPARED),
        (EOC, "OLT", SPARED),
        (EOC, "TAP", UNSEEN_OUT),  # the coax that brings the block its television
    ],
)
def test_television_goes_with_the_coax_and_not_with_the_data(town: City, name: str, element: str, tv: object) -> None:
    town.fail(element, *street(name))
    told = town.told(phone(name, 1))
    assert told[Service.TV] == tv
    assert {told[item] for item in ALL[1:]} == {OUT}


def test_a_supply_takes_along_what_lives_on_it(town: City) -> None:
    town.fail("LPS", *street(COAX), cause=Cause.POWER)
    assert town.told(phone(COAX, 1))[Service.TV] == UNSEEN_OUT


def test_a_supply_on_its_battery_takes_nothing_from_anybody(town: City) -> None:
    town.fail("LPS", [], ["old"], cause=Cause.POWER)
    assert town.told("13800009000")[Service.TV] == (Verdict.CANNOT_SEE, Reason.ONE_WAY)
    assert set(town.told(phone(COAX, 1)).values()) == {NO_FAULT, (Verdict.CANNOT_SEE, Reason.ONE_WAY)}


def test_who_cannot_log_in_still_has_television(town: City) -> None:
    town.fail("HE", *street(COAX), cause=Cause.PROVISIONING)
    told = town.told(phone(COAX, 1))
    assert told[Service.BROADBAND] == told[Service.VOD] == told[Service.VOICE] == OUT
    assert told[Service.TV] == SPARED


def test_a_power_cut_is_told_to_whom_it_counts_only(town: City) -> None:
    town.fail("HE", *street(COAX), cause=Cause.MAINS)
    assert town.told(phone(COAX, 1))[Service.TV] == UNSEEN_OUT
    assert town.told("13800009000")[Service.TV] == (Verdict.CANNOT_SEE, Reason.ONE_WAY)


def test_whose_lights_are_out_only_those_know_of_whom_nothing_was_seen_going_dark(town: City) -> None:
    dark, accounts = street(COAX)
    town.fail("HE", dark, [*accounts, "old"], cause=Cause.MAINS)
    assert town.told(phone(COAX, 1))[Service.TV] == UNSEEN_OUT
    home = town.call("13800009000")
    assert (home.verdict, home.reason) == (Verdict.CANNOT_SEE, Reason.POWER_CUT)
    assert home.incident is not None
    for language, condition in (("en", "If your lights are out"), ("zh", "如果家里没电")):
        said = say(home, language, SHANGHAI, NOW_MS)
        assert condition in said
        assert home.incident.id in said
        assert catalogue(language)["also.cause.mains"] not in said
        assert catalogue(language)["also.cause.mains"] not in speak(home, language, SHANGHAI, NOW_MS)


def test_a_modem_dark_long_before_says_nothing_of_the_lights(town: City) -> None:
    dark, accounts = street(COAX)
    slots = load_roster(town.ledger).slots(dark[:1])
    long_ms = np.full(1, BEGAN_MS - 30 * 86_400_000, np.int64)
    town.fail("HE", dark[1:], accounts, cause=Cause.MAINS)
    states.flush_states(town.ledger, slots, np.full(1, TerminalState.DARK, np.uint8), long_ms, long_ms, long_ms)
    told = town.told(phone(COAX, 0))
    assert set(told.values()) == {(Verdict.CANNOT_SEE, Reason.POWER_CUT)}
    assert set(town.told(phone(COAX, 1)).values()) == {OUT, UNSEEN_OUT}


def test_whoever_is_asked_of_the_area_hears_of_the_power_cut(town: City) -> None:
    dark, accounts = street(COAX)
    town.fail("HE", dark, [*accounts, "old"], cause=Cause.MAINS)
    home = town.call("13800009000")
    assert verdict_of(home) is AreaVerdict.OUTAGE
    said = speak_of_area(AreaVerdict.OUTAGE, home, "en", SHANGHAI, NOW_MS)
    assert "The cause is a power cut" in said
    assert "under investigation" in said


def test_noise_makes_what_returns_worse_and_leaves_television_alone(town: City) -> None:
    town.fail("PORT", [], [], cause=Cause.NOISE)
    told = town.told(phone(COAX, 1))
    assert told[Service.BROADBAND] == told[Service.VOICE] == told[Service.VOD] == (Verdict.DEGRADED, Reason.DISTURBED)
    assert told[Service.TV] == (Verdict.CANNOT_SEE, Reason.ONE_WAY)
    assert set(town.told(phone(EOC, 1)).values()) == {NO_FAULT, (Verdict.CANNOT_SEE, Reason.ONE_WAY)}


@pytest.mark.parametrize("cause", ["element", "hovercraft"])
def test_a_home_seen_working_behind_what_failed_is_hung_wrongly_in_the_file(town: City, cause: str) -> None:
    dark, accounts = street(COAX)
    town.fail("NODE", dark[1:], accounts, cause=cause)
    told = town.told(phone(COAX, 0))
    assert told[Service.BROADBAND] == NO_FAULT
    assert told[Service.TV] == (Verdict.CANNOT_SEE, Reason.ONE_WAY)


def test_a_home_dark_before_is_told_of_the_outage_it_lies_in(town: City) -> None:
    dark, accounts = street(COAX)
    town.see(TerminalState.DARK, dark[0])
    town.fail("NODE", dark[1:], accounts)
    assert town.told(phone(COAX, 0))[Service.BROADBAND] == (Verdict.AREA_OUTAGE, Reason.BEHIND)


def test_a_home_dark_alone_among_live_neighbours_is_its_own_fault_whatever_stands_above(town: City) -> None:
    dark, _ = street(COAX)
    town.see(TerminalState.DARK, dark[0])
    town.fail("NODE", [terminal(FIBRE, 0)], ["fibre-0"])
    assert town.told(phone(COAX, 0))[Service.BROADBAND] == (Verdict.OWN_FAULT, Reason.DARK)


def test_an_incident_whose_rows_are_still_being_written_is_named_all_the_same(town: City) -> None:
    dark, _ = street(COAX)
    town.see(TerminalState.DARK, *dark)
    town.fail("NODE", [terminal(COAX, 4)], [])
    home = town.call(phone(COAX, 0))
    assert home.incident is not None
    assert home.reason is Reason.BEHIND


@pytest.mark.parametrize(("name", "observer"), [(COAX, "CMTS"), (FIBRE, "OLT"), (EOC, "HEAD")])
def test_when_its_observer_is_silent_a_home_cannot_be_seen(town: City, name: str, observer: str) -> None:
    town.see(TerminalState.DARK, observer)
    assert town.told(phone(name, 1))[Service.BROADBAND] == (Verdict.CANNOT_SEE, Reason.HEADEND_SILENT)


def test_the_olt_says_nothing_of_what_an_eoc_head_lists(town: City) -> None:
    town.see(TerminalState.DARK, "OLT")
    assert town.told(phone(EOC, 1))[Service.BROADBAND] == NO_FAULT


def test_the_sentence_names_what_still_works_and_why_the_rest_does_not(town: City) -> None:
    town.fail("CMTS", *street(COAX), cause=Cause.PROVISIONING)
    home = town.call(phone(COAX, 1))
    sentences = {language: say(home, language, SHANGHAI, NOW_MS) for language in LANGUAGES}
    assert home.unaffected == (Service.TV,)
    assert sentences["en"].endswith("Not affected: television.")
    assert "logs equipment in" in sentences["en"]
    assert sentences["zh"].endswith("电视不受影响。")


def test_a_modem_seen_working_speaks_for_the_home_and_the_television_box_is_named_as_untested(town: City) -> None:
    home = town.call(phone(COAX, 1))
    assert home.verdict is Verdict.NO_FAULT
    assert home.untested == (Service.TV,)
    assert say(home, "en", SHANGHAI, NOW_MS).endswith("We cannot test television remotely.")
    assert town.call("13800009000").verdict is Verdict.CANNOT_SEE


def test_a_cause_without_words_is_passed_over(town: City) -> None:
    town.fail("NODE", *street(COAX), cause="hovercraft")
    assert "hovercraft" not in say(town.call(phone(COAX, 1)), "en", SHANGHAI, NOW_MS)


def test_levels_where_service_suffers_are_a_verdict_of_their_own(town: City, judged: Callable[[str], None]) -> None:
    judged(terminal(COAX, 1))
    home = town.call(phone(COAX, 1))
    assert (home.verdict, home.reason) == (Verdict.DEGRADED, Reason.OUT_OF_LIMITS)
    assert home.services[0].out_of_limits == ("ds_snr_db",)
    assert town.told(phone(COAX, 2))[Service.BROADBAND] == NO_FAULT


@pytest.fixture
def ringed(town: City) -> City:
    """Return the city with a node that two routes feed, and two homes behind it of which one has television only."""
    made = city()
    elements = [
        Element("WEST", Kind.EDFA, parent="HE"),
        Element("EAST", Kind.EDFA, parent="HE"),
        Element("RNODE", Kind.OPTICAL_NODE, parent="WEST"),
        Element("02:00:00:00:09:00", Kind.CABLE_MODEM, parent="RNODE"),
        Element("8009", Kind.SET_TOP_BOX, parent="RNODE"),
    ]
    plant = replace(
        made,
        elements=(*made.elements, *elements),
        links=(*made.links, Link("RNODE", "EAST", maps.Path.PROTECTION)),
        accounts=(*made.accounts, Account("r", "R", ("13800009090",)), Account("tv", "TV", ("13800009091",))),
        services=(
            *made.services,
            ServiceRow("r", Service.BROADBAND, "02:00:00:00:09:00"),
            ServiceRow("tv", Service.TV, "8009"),
        ),
    )
    replace_plant(town.ledger, plant, "test")
    load_roster(town.ledger).admit([element.id for element in elements])
    town.see(TerminalState.UNOBSERVABLE, "8009")
    return town


@pytest.mark.parametrize(
    ("failed", "told"), [("WEST", (Verdict.CANNOT_SEE, Reason.ONE_WAY)), ("RNODE", UNSEEN_OUT), ("HE", UNSEEN_OUT)]
)
def test_who_has_another_route_is_not_told_of_an_outage_on_the_first(ringed: City, failed: str, told: object) -> None:
    ringed.fail(failed, street(COAX)[0], [])  # whoever else it takes
    assert ringed.told("13800009091")[Service.TV] == told


def test_who_lost_both_routes_is_told_of_the_second_cut(ringed: City) -> None:
    ringed.fail("EAST", ["02:00:00:00:09:00"], ["r", "tv"], members=("RNODE",))
    assert ringed.told("13800009090")[Service.BROADBAND] == OUT
    assert ringed.told("13800009091")[Service.TV] == UNSEEN_OUT
