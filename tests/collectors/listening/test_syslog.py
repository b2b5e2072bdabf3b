"""Syslog over real sockets, in both forms and none, in both framings, in the wrong encoding."""

import asyncio
import socket
import ssl
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.clock import AnchoredClock
from collectors.listening.address import Address
from collectors.listening.gate import Gate
from collectors.listening.syslog import LONGEST_LINE, parse
from collectors.listening.syslog_lines import Lines
from collectors.listening.syslog_receiver import SyslogReceiver

LOOPBACK = Address("127.0.0.1", 0)


@pytest.fixture
async def receiver(heard):
    made = SyslogReceiver(heard, AnchoredClock(), Gate(1000.0, 1000.0), {"127.0.0.1": 5}.get)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("line", "severity", "host", "program", "text"),
    [
        (b"<34>Oct 11 22:14:15 mymachine su: 'su root' failed", "critical", "mymachine", "su", "'su root' failed"),
        (b"<187>Nov  2 01:02:03 10.1.1.1 pppd[211]: gone", "error", "10.1.1.1", "pppd", "gone"),
        (b"<190>%LINK-3-UPDOWN: Cable1/0, down", "informational", "", "", "%LINK-3-UPDOWN: Cable1/0, down"),
        (b"no priority at all", "notice", "", "", "no priority at all"),
        (b"<999>too high", "notice", "", "", "<999>too high"),
        (
            b'<165>1 2003-10-11T22:14:15Z host.example evntslog - ID47 [ex@32473 iut="3" x="a\\]b"] \xef\xbb\xbfHello',
            "notice",
            "host.example",
            "evntslog",
            "Hello",
        ),
        (b"<27>1 - - - - - -", "error", "", "", ""),
        (b"<27>1 - cmts-1 cmd 12 - - CM offline", "error", "cmts-1", "cmd", "CM offline"),
        (b"<27>1 - h p - - [broken data", "error", "h", "p", "[broken data"),
        ("<28>节点停电".encode("gb18030"), "warning", "", "", "节点停电"),
        (b"<28>caf\xe9", "warning", "", "", "caf\ufffd"),
        (b"<28>bell\x07 and\x00tab\t.", "warning", "", "", "bell  and tab ."),
    ],
)
def test_a_line_is_read_in_the_form_it_has(line, severity, host, program, text):
    read = parse(line)
    assert (read.severity, read.host, read.program, read.text) == (severity, host, program, text)


@given(st.binary(max_size=200))
def test_any_octets_make_a_line(octets):
    assert parse(octets).text.isprintable()
    assert parse(b"<13>1 " + octets).text.isprintable()


def test_a_line_is_read_in_time_that_grows_with_its_length():
    parse(b"<13>1 - - - - - " + b'[a b="' + b"\\" * LONGEST_LINE)
    parse(b"<13>1 - - - - - " + b'[a b="c"]' * 900 + b"[")


def test_lines_are_counted_or_ended_and_one_stream_may_mix_them():
    lines = Lines()
    stream = b"<1>one\n8 <1>two\ns\n<1>three\r\n4 <1>x5 <1>yz"
    assert list(lines.feed(stream)) == [b"<1>one", b"<1>two\ns", b"<1>three\r", b"<1>x", b"<1>yz"]
    assert lines.rest() == b""


@given(st.lists(st.binary(min_size=1, max_size=60).map(lambda b: b"<" + b), max_size=6), st.data())
def test_how_a_stream_is_cut_into_packets_changes_no_counted_line(wanted, data):
    stream = b"".join(b"%d %b" % (len(line), line) for line in wanted)
    lines, got = Lines(), []
    while stream:
        n = data.draw(st.integers(1, len(stream)))
        got += lines.feed(stream[:n])
        stream = stream[n:]
    assert got == wanted


@given(st.lists(st.binary(max_size=400), max_size=8))
def test_no_stream_gets_out_of_the_cutting(packets):
    lines = Lines()
    for packet in packets:
        assert all(0 < len(line) <= LONGEST_LINE for line in lines.feed(packet))
    lines.rest()


@pytest.mark.parametrize("head", [b"", b"90000 "])
def test_a_line_without_an_end_takes_bounded_memory_and_what_follows_is_read(head):
    lines, got = Lines(), []
    for _ in range(90):
        got += lines.feed(head + b"x" * 1000)
        head = b""
        assert len(lines._buffer) <= LONGEST_LINE + 1000
    got += lines.feed(b"\n<1>next\n")
    assert [len(got[0]), got[-1]] == [LONGEST_LINE, b"<1>next"]
    assert len(got) == 2


async def test_a_datagram_is_a_line(receiver, heard, wait_until_async):
    at = await receiver.open_udp(LOOPBACK)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"<11>Oct 11 22:14:15 node-7 psu: on battery\n", at)
    await wait_until_async(lambda: heard)
    (notice,) = heard
    assert (notice.kind, notice.severity, notice.name, notice.text) == ("syslog", "error", "psu", "on battery")
    assert (notice.source, notice.slot, notice.about, notice.is_trouble) == ("127.0.0.1", 5, "node-7", False)


async def test_a_connection_brings_many_lines_and_the_last_needs_no_end(receiver, heard, wait_until_async):
    at = await receiver.open_tcp(LOOPBACK)
    _, writer = await asyncio.open_connection(*at)
    writer.write(b"<11>a: one\n10 <11>a: two<11>a: three")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await wait_until_async(lambda: len(heard) == 3)
    assert [notice.text for notice in heard] == ["one", "two", "three"]


@pytest.fixture
def sealed(tmp_path):
    """A key and a certificate for 127.0.0.1, made for this test."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-keyout",
        key,
        "-out",
        certificate,
    )
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
    subprocess.run([*made, *subject], check=True, capture_output=True)
    return key, certificate


async def test_lines_come_over_tls(receiver, heard, sealed, wait_until_async):
    key, certificate = sealed
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    at = await receiver.open_tcp(LOOPBACK, context)
    _, garbage = await asyncio.open_connection(*at)  # somebody who does not speak TLS disturbs nobody
    garbage.write(b"<11>a: plain\n")
    _, writer = await asyncio.open_connection(*at, ssl=ssl.create_default_context(cafile=certificate))
    writer.write(b"13 <11>a: sealed")
    await writer.drain()
    writer.close()
    await wait_until_async(lambda: heard)
    garbage.close()
    assert [notice.text for notice in heard] == ["sealed"]


async def test_who_floods_is_cut_off_and_counted(heard):
    made = SyslogReceiver(heard, AnchoredClock(), Gate(5.0, 5.0))
    for _ in range(100):
        made.take(b"<11>a: again", "10.0.0.1")
    made.take(b"", "10.0.0.2")
    assert made.tally.heard + made.tally.flooded == 100
    assert made.tally.flooded >= 80
    assert made.tally.malformed == 1
