import numpy as np

from collectors.roster import Roster
from collectors.terminals import Terminals, packed_addresses, terminal_numbers


def column(*contents):
    text = np.zeros((len(contents), 16), dtype=np.uint8)
    for row, content in enumerate(contents):
        text[row, : len(content)] = list(content)
    return text, np.array(list(map(len, contents)), dtype=np.uint8)


def test_known_and_strange_macs_get_their_slots_and_a_row_without_mac_gets_none():
    roster = Roster(["node-1", "00:00:00:00:00:02"])
    terminals = Terminals(roster)
    macs = terminal_numbers(*column(b"\0\0\0\0\0\2", b"", b"\0\0\0\0\0\1", b"\0" * 6, b"\0\0\0\0\0\2"))
    assert terminals.slots(macs).tolist() == [1, -1, 2, -1, 1]
    assert terminals.slots(macs).tolist() == [1, -1, 2, -1, 1]
    assert roster.key(2) == "00:00:00:00:00:01"
    assert len(roster) == 3


def test_a_gpon_serial_number_is_a_terminal_and_no_other_eight_octets_are():
    roster = Roster()
    serial = b"HWTC\xa6\x65\x2b\x0b"
    numbers = terminal_numbers(*column(serial, b"\x00\x1c\xea\x00\x00\x07\x00\x01", b"hwtc1234", b"\xff" * 8, b"ABCD"))
    assert Terminals(roster).slots(numbers).tolist() == [0, -1, -1, -1, -1]
    assert roster.key(0) == "HWTCA6652B0B"


def test_a_gpon_serial_number_that_is_written_out_is_the_same_terminal():
    roster = Roster()
    written = (b"FHTT0A1b2C3d", b"FHTT0A1b2C3g", b"fhtt0a1b2c3d", b"FHTT0A1B2C3D0")
    numbers = terminal_numbers(*column(b"FHTT\x0a\x1b\x2c\x3d", *written))
    assert Terminals(roster).slots(numbers).tolist() == [0, 0, -1, -1, -1]
    assert roster.key(0) == "FHTT0A1B2C3D"


def test_strangers_are_persisted_once_before_anything_is_said_of_them():
    stored = []
    terminals = Terminals(Roster(persist=stored.extend))
    macs = np.array([7, 9, 7], dtype=np.int64)
    terminals.slots(macs)
    terminals.slots(macs)
    assert stored == [(0, "00:00:00:00:00:07"), (1, "00:00:00:00:00:09")]


def test_the_first_address_that_can_be_asked_counts():
    v4 = column(b"\x0a\0\0\5", b"\0\0\0\0", b"", b"")
    v6 = column(b"\x20\1" + b"\0" * 13 + b"\1", b"\x20\1" + b"\0" * 13 + b"\2", b"\xfe\x80" + b"\0" * 13 + b"\1", b"")
    packed, there = packed_addresses([v4, v6], 4)
    assert there.tolist() == [True, True, False, False]
    assert bytes(packed[0]) == b"\0" * 10 + b"\xff\xff\x0a\0\0\5"
    assert bytes(packed[1]) == b"\x20\1" + b"\0" * 13 + b"\2"
