"""Whom core asks, and where."""

import ipaddress

import numpy as np
import pytest

from collectors.model import Addresses
from collectors.roster import Roster
from maps.model import DeviceRow, Element, Kind, Plant
from monitor.settings import Settings
from monitor.watch.asking.directory import Directory

HOMES = ("02:00:00:00:00:01", "02:00:00:00:00:02")


@pytest.fixture
def directory() -> Directory:
    return Directory(Plant(), Roster(HOMES), Settings())


def addresses(**of: str) -> Addresses:
    packed = [ipaddress.ip_address(address) for address in of.values()]
    wide = [ip if ip.version == 6 else ipaddress.IPv6Address(f"::ffff:{ip}") for ip in packed]
    slots = np.array([int(name.removeprefix("home")) for name in of], np.int32)
    return Addresses(slots, np.array([list(ip.packed) for ip in wide], np.uint8).reshape(-1, 16))


def asked(directory: Directory) -> list[tuple[str, str]]:
    return [(device.key, device.address) for device in directory.terminals()]


def test_terminals_are_asked_where_their_cmts_saw_them_last(directory):
    directory.learn(addresses(home1="10.0.0.2", home0="10.0.0.1"))
    assert asked(directory) == [(HOMES[0], "10.0.0.1"), (HOMES[1], "10.0.0.2")]
    directory.learn(addresses(home0="fd00::7"))
    assert asked(directory) == [(HOMES[0], "fd00::7"), (HOMES[1], "10.0.0.2")]


def test_a_modem_at_a_learnt_address_is_read_by_what_it_says_it_is(directory):
    directory.learn(addresses(home0="10.0.0.1"))
    (modem,) = directory.terminals()
    assert (modem.profile, modem.candidates) == ("docsis-modem", ("docsis-modem", "docsis31-modem"))


def test_addresses_that_were_kept_are_known_again(directory):
    directory.learn(addresses(home0="10.0.0.1", home1="fd00::7"))
    again = Directory(Plant(), Roster(HOMES), Settings(), directory.known_addresses())
    assert asked(again) == asked(directory)


def test_a_terminal_with_a_row_of_its_own_is_not_asked_twice(directory):
    plant = Plant(devices=(DeviceRow(HOMES[0], "127.0.0.9"),))
    own = Directory(plant, Roster(HOMES), Settings())
    own.learn(addresses(home0="10.0.0.1", home1="10.0.0.2"))
    assert asked(own) == [(HOMES[1], "10.0.0.2")]


def test_who_tells_of_others_is_not_asked_between_the_sweeps_and_is_known_as_theirs():
    plant = Plant(
        elements=(
            Element("C1", Kind.CMTS),
            Element("N1", Kind.OPTICAL_NODE, parent="C1"),
            Element(HOMES[0], Kind.CABLE_MODEM, parent="N1"),
        ),
        devices=(DeviceRow("C1", "127.0.0.1"), DeviceRow("N1", "127.0.0.2")),
    )
    roster = Roster(("C1", "N1", *HOMES))
    own = Directory(plant, roster, Settings())
    own.learn(addresses(home2="10.0.0.1"))
    assert own.askable().tolist() == roster.slots(("N1", HOMES[0])).tolist()
    assert own.teller_of(roster.slots(("N1", *HOMES))).tolist() == [roster.slot("C1"), roster.slot("C1"), -1]


def test_everybody_behind_a_cmts_and_the_cmts_itself_share_its_budget():
    plant = Plant(
        elements=(
            Element("C1", Kind.CMTS),
            Element("N1", Kind.OPTICAL_NODE, parent="C1"),
            Element(HOMES[0], Kind.CABLE_MODEM, parent="N1"),
            Element("U1", Kind.UPS),
        ),
        devices=tuple(DeviceRow(name, f"127.0.0.{at}") for at, name in enumerate(("C1", "N1", "U1"), 1)),
    )
    directory = Directory(plant, Roster(["C1", "N1", "U1", *HOMES]), Settings())
    directory.learn(addresses(home3="10.0.0.1", home4="10.0.0.2"))
    behind = {device.key: device.behind for device in (*directory.devices, *directory.terminals())}
    assert behind == {"C1": "C1", "N1": "C1", HOMES[0]: "C1", "U1": "", HOMES[1]: ""}


def test_an_address_is_whose_it_was_given_to_last(directory):
    directory.learn(addresses(home0="10.0.0.1", home1="fd00::7"))
    assert (directory.whose("10.0.0.1"), directory.whose("fd00::7")) == (0, 1)
    assert directory.whose("10.0.0.2") is None
    assert directory.whose("fd00:0:0:1::7") is None, "it ends alike, and is another"
    directory.learn(addresses(home1="10.0.0.1"))
    assert directory.whose("10.0.0.1") == 1, "the other has not been heard to have left yet"
    assert directory.whose("fd00::7") is None
    directory.learn(addresses(home1="10.0.0.9"))
    assert directory.whose("10.0.0.9") == 1
    assert directory.whose("0.0.0.0") is None
    assert directory.whose("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") is None


def test_of_two_addresses_in_one_batch_the_later_counts(directory):
    twice = addresses(home0="10.0.0.1"), addresses(home0="10.0.0.2")
    slot, packed = (np.concatenate([getattr(one, name) for one in twice]) for name in ("slot", "packed"))
    directory.learn(Addresses(slot, packed))
    assert asked(directory) == [(HOMES[0], "10.0.0.2")]
    assert directory.whose("10.0.0.1") is None


def test_who_is_asked_elsewhere_than_before_is_asked_there(directory):
    directory.learn(addresses(home0="10.0.0.1"))
    (before,) = directory.terminals()
    directory.learn(addresses(home0="10.0.0.1"))
    assert directory.terminals() == (before,)
    assert directory.terminals()[0] is before
    directory.learn(addresses(home0="10.0.0.3"))
    assert [device.address for device in directory.at([0, 1])] == ["10.0.0.3"]
