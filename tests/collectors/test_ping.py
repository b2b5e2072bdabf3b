"""Pings over real ICMP and real TCP, and replies that are nobody's."""

import asyncio
import json
import logging
import os
import shutil
import socket
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Cadence, Device
from collectors.ping import pinger as pinging
from collectors.ping.icmp import open_icmp
from collectors.ping.job import PingQuestion, PingTarget
from collectors.ping.packet import read_reply, request
from collectors.ping.pinger import Pinger
from collectors.poll import poll_once
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.sweep import Sweeper

PROFILES = load_profiles()
HERE = Path(__file__).parent
IDENTIFIER = 4711


class Wire:
    """Carries echoes to a neighbour of ours, who answers as a test says."""

    identifier = IDENTIFIER

    def __init__(self, heard, answer):
        self.heard, self.answer = heard, answer
        self.sent = []

    def send(self, datagram, address):
        self.sent.append((asyncio.get_running_loop().time(), datagram, address))
        for reply, source in self.answer(datagram, address):
            asyncio.get_running_loop().call_soon(self.heard, reply, source)

    def close(self):
        pass


def reply(datagram, identifier=IDENTIFIER, sequence=None, kind=0, code=0, payload=None):
    _, _, _, _, sent_sequence = struct.unpack_from("!BBHHH", datagram)
    head = struct.pack("!BBHHH", kind, code, 0, identifier, sent_sequence if sequence is None else sequence)
    return head + (datagram[8:] if payload is None else payload)


@pytest.fixture
async def pinger():
    """Return a function: how the far end answers, manners → a pinger on that wire; closed at the end."""
    made = []

    def make(answer=None, **manners):
        def open_wire(version, heard):
            if answer is None:
                return None
            make.wire = Wire(heard, answer)
            return make.wire

        made.append(Pinger(AnchoredClock(), **{"timeout_ms": 100, "open_wire": open_wire} | manners))
        return made[-1]

    yield make
    for one in made:
        one.close()


async def finished(job):
    await job.wait(10)
    assert job.finished
    return job


# --- ICMP ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_icmp():
    """What real ping sockets brought, in a network namespace where they are allowed."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare on this machine")
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    program = [unshare, "--map-root-user", "--net", sys.executable, str(HERE / "ping_in_namespace.py")]
    if subprocess.run([*program[:3], "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives us no network namespace, so no ICMP")
    done = subprocess.run(program, env=os.environ | path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_real_echoes_come_back_from_six_hundred_addresses_at_once_over_both_versions(real_icmp):
    heard = real_icmp["heard"]
    assert sum(len(took) == 3 for took in heard.values()) == 601
    assert len(heard["::1"]) == 3
    assert all(0 < one < 500 for took in heard.values() for one in took)
    assert real_icmp["dropped"] == 0


def test_who_cannot_be_reached_and_who_ignores_echoes_is_silent(real_icmp):
    assert real_icmp["heard"]["10.9.8.7"] == []
    assert list(real_icmp["deaf"].values()) == [[], [], []]


async def test_each_echo_is_known_by_itself_and_loss_is_counted_per_device(pinger):
    answered = iter([True, False, True, True, True, True])

    def answer(datagram, address):
        if address == "192.0.2.3":
            return []
        return [(reply(datagram), address)] if next(answered) else []

    targets = [PingTarget(f"192.0.2.{host}", ()) for host in (1, 2, 3)]
    job = await finished(pinger(answer).ping(targets, PingQuestion(3)))
    assert np.isnan(job.round_trip_ms).sum(axis=1).tolist() == [0, 1, 3]
    assert job.answered.tolist() == [True, True, False]
    assert (job.time_ms > 0).all()


FORGED = {
    "from another address": lambda sent: (reply(sent), "192.0.2.66"),
    "with another identifier": lambda sent: (reply(sent, identifier=IDENTIFIER + 1), "192.0.2.1"),
    "with another sequence": lambda sent: (reply(sent, sequence=struct.unpack_from("!H", sent, 6)[0] ^ 1), "192.0.2.1"),
    "without having seen the request": lambda sent: (reply(sent, payload=bytes(16)), "192.0.2.1"),
    "cut off": lambda sent: (reply(sent)[:-1], "192.0.2.1"),
    "of another type": lambda sent: (reply(sent, kind=3), "192.0.2.1"),
    "with a code": lambda sent: (reply(sent, code=1), "192.0.2.1"),
    "of no length": lambda _: (b"", "192.0.2.1"),
    "our own request": lambda sent: (sent, "192.0.2.1"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=list(FORGED))
async def test_a_reply_that_cannot_be_ours_is_dropped_and_counted(pinger, forge):
    made = pinger(lambda sent, _: [forge(sent)])
    job = await finished(made.ping([PingTarget("192.0.2.1", ())], PingQuestion(1)))
    assert not job.answered.any()
    assert made.dropped == 1


async def test_a_reply_counts_once_and_not_after_its_time(pinger):
    made = pinger(lambda sent, address: [(reply(sent), address)] * 3)
    job = await finished(made.ping([PingTarget("192.0.2.1", ())], PingQuestion(1)))
    assert job.answered.all()
    await asyncio.sleep(0)
    assert made.dropped == 2
    heard = []
    late = pinger(lambda sent, address: heard.append((reply(sent), address)) or [])
    job = await finished(late.ping([PingTarget("192.0.2.1", ())], PingQuestion(1)))
    pinger.wire.heard(*heard[0])
    assert not job.answered.any()
    assert late.dropped == 1


async def test_echoes_are_paced_and_those_to_one_device_lie_apart(pinger):
    targets = [PingTarget(f"192.0.2.{host}", ()) for host in range(1, 31)]
    await finished(
        pinger(lambda sent, address: [(reply(sent), address)], rate_per_s=200).ping(targets, PingQuestion(2))
    )
    times = [at for at, _, _ in pinger.wire.sent]
    assert times[29] - times[0] >= 27 / 200
    first, second = (at for at, _, address in pinger.wire.sent if address == "192.0.2.1")
    assert second - first >= pinging.BETWEEN_ECHOES_S * 0.95


async def test_a_cancelled_job_sends_nothing_more(pinger):
    made = pinger(lambda sent, address: [(reply(sent), address)])
    job = made.ping([PingTarget("192.0.2.1", ())], PingQuestion(3))
    job.cancel()
    assert job.finished
    await finished(made.ping([PingTarget("192.0.2.2", ())], PingQuestion(3)))
    assert {address for _, _, address in pinger.wire.sent} == {"192.0.2.2"}
    assert not job.closed().size


def test_a_request_is_what_the_standards_say():
    assert request(4, 0x0102, b"n" * 16) == b"\x08\0\0\0\0\0\x01\x02" + b"n" * 16
    assert request(6, 1, b"")[:1] == b"\x80"
    assert read_reply(6, request(6, 1, b"n" * 16)) is None


# --- TCP -------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """Return a function that listens on a loopback address of its own, and gives its port."""
    held = []

    def listen(address, backlog=5):
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        held.append(made)
        made.bind((address, 0))
        made.listen(backlog)
        return made.getsockname()[1]

    yield listen
    for made in held:
        made.close()


@pytest.fixture
def deaf(listener):
    """A port of 127.80.0.9 that answers nothing: as many connections wait there as it takes."""
    port = listener("127.80.0.9", 0)
    waiting = [socket.socket() for _ in range(3)]
    for one in waiting:
        one.setblocking(False)  # noqa: FBT003 - as the module has it
        one.connect_ex(("127.80.0.9", port))
    yield port
    for one in waiting:
        one.close()


async def test_an_open_port_and_one_that_refuses_have_answered_a_deaf_one_has_not(pinger, listener, deaf, free_port):
    targets = [
        PingTarget("127.80.0.1", (listener("127.80.0.1"),)),
        PingTarget("127.80.0.2", (free_port(),)),
        PingTarget("127.80.0.9", (deaf,)),
        PingTarget("::1", (listener("::1"),)),
    ]
    made = pinger(lambda *_: pytest.fail("no ICMP was allowed"), timeout_ms=300)
    job = await finished(made.ping(targets, PingQuestion(2, icmp=False)))
    assert job.answered.tolist() == [True, True, False, True]
    assert np.isnan(job.round_trip_ms).sum(axis=1).tolist() == [0, 0, 2, 0]
    assert (job.round_trip_ms[[0, 1, 3]] < 300).all()


async def test_a_port_that_answers_makes_up_for_others_that_do_not(pinger, listener, deaf):
    with closing(socket.socket()) as second:
        second.bind(("127.80.0.9", 0))
        second.listen()
        target = PingTarget("127.80.0.9", (deaf, second.getsockname()[1]))
        job = await finished(pinger(timeout_ms=300).ping([target], PingQuestion(2, icmp=False)))
    assert not np.isnan(job.round_trip_ms).any()


async def test_where_icmp_is_not_allowed_tcp_serves_and_the_log_says_so_once(monkeypatch, caplog, listener):
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    port, real = listener("127.80.0.1"), socket.socket
    monkeypatch.setattr(
        "collectors.ping.icmp.socket.socket",
        lambda *how: forbidden() if len(how) > 2 and how[2] == socket.IPPROTO_ICMP else real(*how),
    )
    made = Pinger(AnchoredClock(), timeout_ms=300, open_wire=open_icmp)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            job = await finished(made.ping([PingTarget("127.80.0.1", (port,))], PingQuestion(1)))
            assert job.answered.all()
    made.close()
    told = [one.message for one in caplog.records if "ping_group_range" in one.message]
    assert len(told) == 1
    assert told[0].startswith("no ICMP to IPv4 addresses, TCP connections are tried instead: Permission denied;")


# --- as a sweep ------------------------------------------------------------------------------


async def test_a_sweep_gives_answers_and_readings_of_pinged_devices_beside_asked_ones(engine, pinger, listener, deaf):
    made = pinger(timeout_ms=300)
    roster = Roster()
    sweeper = Sweeper(engine, PROFILES, roster, AnchoredClock(), {}, pinger=made)
    devices = [
        Device("SW1", "127.80.0.1", "ping", port=listener("127.80.0.1")),
        Device("CAM1", "127.80.0.9", "ping-tcp", port=deaf),
    ]
    assert not [batch async for batch in sweeper.sweep("pnm", devices, Cadence.PNM)], "they are asked nothing"
    for cadence in (Cadence.STATE, Cadence.LEVEL):
        batches = [batch async for batch in sweeper.sweep(str(cadence), devices, cadence)]
        contacts = {
            roster.key(slot): bool(there)
            for batch in batches
            for slot, there in zip(batch.contacts.slot, batch.contacts.answered, strict=True)
        }
        assert contacts == {"SW1": True, "CAM1": False}
        rows = {
            roster.key(slot): [float(column[at]) for column in block.values.values()]
            for batch in batches
            for block in batch.readings
            for at, slot in enumerate(block.slot)
        }
        loss, least_ms, mean_ms = rows["SW1"]
        assert loss == 0
        assert 0 < least_ms <= mean_ms < 300
        assert rows["CAM1"][0] == 1
        assert np.isnan(rows["CAM1"][1:]).all()


async def test_one_device_can_be_pinged_for_people(engine, listener):
    device = Device("SW1", "127.80.0.1", "ping-tcp", port=listener("127.80.0.1"))
    polled = await poll_once(engine, PROFILES["ping-tcp"], device, "", AnchoredClock())
    assert polled.answered
    assert {name for batch in polled.batches for block in batch.readings for name in block.values} == {
        *("loss_ratio", "least_round_trip_ms", "round_trip_ms")
    }
