"""Traps and informs as Net-SNMP sends them, and datagrams as nobody should."""

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.clock import AnchoredClock
from collectors.listening.address import Address, parse_addresses, readable
from collectors.listening.alarm_log import decode_alarm
from collectors.listening.catalogue import load_catalogue
from collectors.listening.gate import MOST_SOURCES, MOST_UNKNOWN, OTHERS, Gate, Tally
from collectors.listening.reading import TRAP_COMMUNITY, read_trap
from collectors.listening.traps_udp import TrapReceiver
from collectors.snmp import ber
from collectors.snmp.ber import Malformed
from collectors.snmp.trap import TRAP_OID, UPTIME, acknowledgement, open_trap

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
WIDE_OPEN = 1_000_000.0


def binding(oid, value):
    return ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + value)


def v2c(kind=0xA7, oid=LINK_DOWN, bindings=b""):
    head = binding(UPTIME, ber.encode_integer(7, ber.TIMETICKS)) + binding(
        TRAP_OID, ber.encode_tlv(ber.OID, ber.encode_oid(oid))
    )
    pdu = ber.encode_integer(4711) + ber.encode_integer(0) * 2 + ber.encode_tlv(ber.SEQUENCE, head + bindings)
    inside = ber.encode_integer(1) + ber.encode_tlv(ber.OCTETS, b"public") + ber.encode_tlv(kind, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


def v1():
    pdu = ber.encode_tlv(ber.OID, ber.encode_oid("1.3.6.1.4.1.5591.1"))
    pdu += ber.encode_tlv(ber.IP_ADDRESS, bytes([10, 9, 8, 7])) + ber.encode_integer(6) + ber.encode_integer(1)
    pdu += ber.encode_integer(99, ber.TIMETICKS) + ber.encode_tlv(ber.SEQUENCE, b"")
    inside = ber.encode_integer(0) + ber.encode_tlv(ber.OCTETS, b"public") + ber.encode_tlv(0xA4, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


def receiver(sink, rate=WIDE_OPEN):
    return TrapReceiver(load_catalogue(), sink, AnchoredClock(), Gate(rate, rate))


async def run(*command):
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, complaint = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, complaint


async def test_an_inform_is_acknowledged_so_that_its_sender_is_content(trap_receiver, heard):
    # -r 0: snmpinform waits for our answer once, and fails without it
    command = ("snmpinform", "-v", "2c", "-c", "public", "-r", "0", "-t", "5", trap_receiver.at, "", LINK_DOWN)
    status, complaint = await run(*command, "1.3.6.1.2.1.2.2.1.1.3", "i", "3")
    assert status == 0, complaint
    (notice,) = heard
    assert (notice.kind, notice.name, notice.about) == ("inform", "linkDown", "3")


async def test_what_has_no_device_and_no_place_in_the_catalogue_is_kept_and_counted(heard, wait_until_async):
    made = receiver(heard)
    host, port = await made.open(Address("127.0.0.1", 0))
    status, complaint = await run(
        *("snmptrap", "-v", "1", "-c", "x", f"{host}:{port}", "1.3.6.1.4.1.99999", "10.0.0.1", "6", "17", ""),
        *("1.3.6.1.4.1.99999.1", "s", "door open"),
    )
    assert status == 0, complaint
    await wait_until_async(lambda: heard)
    made.close()
    (notice,) = heard
    assert (notice.name, notice.slot, notice.is_trouble) == ("1.3.6.1.4.1.99999.0.17", None, False)
    assert notice.text == "1.3.6.1.4.1.99999.1=door open"
    assert notice.varbinds == (("1.3.6.1.4.1.99999.1", b"door open"),)
    assert made.tally.unknown == {"1.3.6.1.4.1.99999.0.17": 1}


async def test_it_listens_at_several_addresses_ipv6_among_them(heard, wait_until_async):
    made = receiver(heard)
    for address, family in ((Address("127.0.0.1", 0), socket.AF_INET), (Address("::1", 0), socket.AF_INET6)):
        at = await made.open(address)
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.sendto(v2c(), at)
    await wait_until_async(lambda: len(heard) == 2)
    made.close()
    assert {notice.source for notice in heard} == {"127.0.0.1", "::1"}


def test_the_device_is_known_by_where_a_trap_comes_from_never_by_what_it_says_of_itself(heard):
    made = TrapReceiver(load_catalogue(), heard, AnchoredClock(), Gate(9.0, 9.0), {"10.9.8.7": 5, "10.1.1.1": 6}.get)
    assert open_trap(v1()).agent == "10.9.8.7"
    made.take(v1(), "10.1.1.1")
    made.take(v1(), "192.0.2.1")
    assert [notice.slot for notice in heard] == [6, None]


def test_a_flood_of_one_source_is_bounded_counted_and_leaves_the_others_alone(heard):
    made = receiver(heard, rate=50.0)
    for _ in range(500):
        made.take(v2c(), "10.0.0.1")
    made.take(v2c(), "10.0.0.2")
    assert made.tally.flooded + made.tally.heard == 501
    assert 50 <= made.tally.heard <= 100
    assert heard[-1].source == "10.0.0.2"


def test_who_was_quiet_may_speak_again():
    gate = Gate(rate_per_s=2.0, burst=3.0)
    assert [gate.admits("a", 0) for _ in range(4)] == [True, True, True, False]
    assert [gate.admits("a", 500), gate.admits("a", 500)] == [True, False]


def test_forged_sources_and_invented_traps_take_no_more_memory_than_is_theirs():
    gate, tally = Gate(1.0, 1.0), Tally()
    for i in range(MOST_SOURCES + 100):
        gate.admits(str(i), 0)
    for i in range(MOST_UNKNOWN + 100):
        tally.note_unknown(str(i))
    assert len(gate._buckets) == MOST_SOURCES
    assert len(tally.unknown) == MOST_UNKNOWN + 1
    assert tally.unknown[OTHERS] == 100


def test_an_acknowledgement_is_the_inform_as_a_response():
    inform = v2c(kind=0xA6)
    answer = acknowledgement(inform + b"trailing")
    assert [at for at in range(len(inform)) if inform[at] != answer[at]] == [inform.index(0xA6)]
    assert len(answer) == len(inform)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        ("6b49d2000504", "6 octets"),
        ("6b49d200090406022b06020115", "type 9"),
        ("6b49d200050402012b", "where an object identifier belongs"),
        ("6b49d200050406022b06", "cut off"),
    ],
)
def test_a_packed_alarm_that_is_none_is_refused(octets, said):
    with pytest.raises(Malformed, match=said):
        decode_alarm(bytes.fromhex(octets))


def test_a_packed_alarm_is_time_type_status_parameter_and_value():
    alarm = decode_alarm(bytes.fromhex("6b49d2000504" + "06022b06" + "0201fb"))
    assert (alarm.at_s, alarm.type.name, alarm.status, alarm.oid, alarm.value) == (0x6B49D200, "LOLO", 4, "1.3.6", -5)
    assert alarm.severity == "major"


def test_octets_that_are_no_alarm_are_told_as_they_are(heard):
    bad = binding("1.3.6.1.4.1.5591.1.2.3.1.2.1", ber.encode_tlv(ber.OCTETS, b"\x00\x01"))
    receiver(heard).take(v2c(oid="1.3.6.1.4.1.5591.1.0.1", bindings=bad), "10.0.0.1")
    assert heard[0].text == "alarmLogInformation=00:01"
    assert heard[0].is_trouble


@given(st.data())
def test_no_datagram_however_changed_gets_out_of_the_receiver(data):
    heard = []
    made = receiver(type("Sink", (), {"hear": heard.append})())
    octets = bytearray(data.draw(st.sampled_from((v1(), v2c(), v2c(0xA6)))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(octets) - 1))
        change = data.draw(st.sampled_from(("set", "cut", "insert")))
        if change == "set":
            octets[at] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del octets[at + 1 :]
        else:
            octets[at:at] = data.draw(st.binary(max_size=8))
    made.take(bytes(octets), "10.0.0.1")
    assert made.tally.heard + made.tally.malformed == 1
    assert len(heard) == made.tally.heard


@given(st.binary(max_size=300))
def test_noise_is_counted_as_such(noise):
    made = receiver(type("Sink", (), {"hear": [].append})())
    made.take(noise, "10.0.0.1")
    assert made.tally.heard + made.tally.malformed == 1


@pytest.mark.parametrize("text", ["162", "localhost:162", "0.0.0.0", "10.0.0.1:70000", "a@0.0.0.0:1", "0.0.0.0:1/x"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="an address such as"):
        parse_addresses(text)


def test_addresses_are_separated_by_commas_and_written_as_devices_rows_write_them():
    assert parse_addresses("0.0.0.0:162, [::]:1162") == (("0.0.0.0", 162), ("::", 1162))
    assert parse_addresses("") == ()
    assert (readable("::ffff:10.0.0.1"), readable("fe80::1%eth0"), readable("10.0.0.1")) == (
        "10.0.0.1",
        "fe80::1",
        "10.0.0.1",
    )


@pytest.mark.parametrize("trap", [v1(), v2c(), v2c(0xA6)])
def test_a_trap_that_goes_on_where_it_should_end_is_refused(trap):
    at, end = 2, len(trap)
    behind_the_pdu = ber.encode_tlv(ber.SEQUENCE, trap[at:end] + b"\x05\x00")
    pdu_at = at + 3 + 2 + len(b"public")
    inside = trap[pdu_at + 2 : end] + b"\x05\x00"
    behind_the_bindings = ber.encode_tlv(ber.SEQUENCE, trap[at:pdu_at] + ber.encode_tlv(trap[pdu_at], inside))
    for spoilt in (behind_the_pdu, behind_the_bindings):
        with pytest.raises(Malformed, match="something behind"):
            open_trap(spoilt)
    assert open_trap(trap + b"\0\0") == open_trap(trap)  # what pads a datagram is no part of the message


def test_a_community_that_a_proxy_passes_on_is_not_in_the_notice():
    sent = binding(TRAP_COMMUNITY, ber.encode_tlv(ber.OCTETS, b"plant-rw"))
    sent += binding("1.3.6.1.4.1.99.1.0", ber.encode_tlv(ber.OCTETS, b"fan"))
    notice = read_trap(open_trap(v2c(oid="1.3.6.1.4.1.99.0.1", bindings=sent)), load_catalogue(), "::1", None, 0)
    assert "plant-rw" not in repr(notice)
    assert (notice.text, notice.varbinds) == ("1.3.6.1.4.1.99.1.0=fan", (("1.3.6.1.4.1.99.1.0", b"fan"),))
