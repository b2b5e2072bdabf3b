"""A crowd of modems on loopback, in a process of its own: each at an address of its own, some of them silent."""

from __future__ import annotations

import heapq
import json
import math
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed
from simulator.udp import IP_PKTINFO, open_socket

COMMUNITY = b"public"
FIRST_NETWORK = 64
"""Agents answer at 127.64.0.0 and on."""
GROUP = 50
"""Agents of a service group: they fall silent together."""
GOLDEN = (math.sqrt(5) - 1) / 2
"""Multiples of it spread evenly between 0 and 1, whatever their number."""
KINDS = 23
"""Agents say different things, but not more different ones than this."""
TURN = 256
"""Datagrams taken before late answers are looked at again."""
IDENTITY = "1.3.6.1.2.1.2.2.1.6.2"


class Object(NamedTuple):
    """An object every agent has: its type, and its value between two bounds."""

    oid: str
    tag: int
    least: int
    most: int


OBJECTS = (
    Object("1.3.6.1.2.1.1.3.0", ber.TIMETICKS, 100_000, 800_000_000),
    Object("1.3.6.1.2.1.10.127.1.1.1.1.2.3", ber.INTEGER, 306_000_000, 618_000_000),
    Object("1.3.6.1.2.1.10.127.1.1.1.1.6.3", ber.INTEGER, -40, 60),
    Object("1.3.6.1.2.1.10.127.1.1.4.1.5.3", ber.INTEGER, 360, 405),
    Object("1.3.6.1.2.1.10.127.1.1.4.1.2.3", ber.COUNTER32, 840_426_744, 3_814_909_380),
    Object("1.3.6.1.2.1.10.127.1.1.4.1.3.3", ber.COUNTER32, 1_646, 42_627),
    Object("1.3.6.1.2.1.10.127.1.1.4.1.4.3", ber.COUNTER32, 1, 281),
    Object("1.3.6.1.2.1.10.127.1.2.2.1.3.2", ber.INTEGER, 370, 480),
    Object("1.3.6.1.2.1.10.127.1.2.2.1.12.2", ber.COUNTER32, 0, 12),
    Object("1.3.6.1.2.1.10.127.1.2.2.1.13.2", ber.COUNTER32, 0, 3),
    Object("1.3.6.1.2.1.10.127.1.2.2.1.1.2", ber.INTEGER, 12, 12),
    Object("1.3.6.1.2.1.10.127.1.2.2.1.4.2", ber.COUNTER32, 1, 90),
)
"""The twelve of the profile beside this file; the MAC of `IDENTITY` comes on top where it is asked for."""
OIDS = tuple(one.oid for one in OBJECTS)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who answers, and how."""

    agents: int
    silent: float = 0.0
    """Share of service groups that never answer."""
    quickest_ms: float = 0.0
    slowest_ms: float = 0.0
    """Bounds of the round trip; each agent has its own."""

    @staticmethod
    def address(number: int) -> str:
        """Return the address of an agent, counted from 0."""
        return f"127.{FIRST_NETWORK + (number >> 16)}.{number >> 8 & 255}.{number & 255}"

    @staticmethod
    def mac(number: int) -> bytes:
        """Return the octets of an agent's MAC."""
        return b"\x02\x00\x00" + number.to_bytes(3, "big")

    def addresses(self) -> list[str]:
        """Return everybody's address, in order."""
        return [self.address(number) for number in range(self.agents)]

    def live(self) -> NDArray[np.bool_]:
        """bool[n]: who answers; silence takes whole service groups, evenly spread."""
        group = np.arange(self.agents) // GROUP
        dead: NDArray[np.bool_] = np.floor((group + 1) * self.silent) > np.floor(group * self.silent)
        return ~dead

    def round_trip_s(self) -> NDArray[np.float64]:
        """float64[n]: how long each takes to answer."""
        share = np.arange(self.agents) * GOLDEN % 1.0
        return (self.quickest_ms + (self.slowest_ms - self.quickest_ms) * share) / 1000


def value(number: int, at: int) -> int:
    """Return what an agent says of an object."""
    one = OBJECTS[at]
    return one.least + (number % KINDS) * (one.most - one.least) // (KINDS - 1)


class Replies:
    """Bindings of answers, made once for each question and kind of agent."""

    def __init__(self) -> None:
        self._at = {ber.encode_oid(oid): at for at, oid in enumerate(OIDS)}
        self._identity = ber.encode_oid(IDENTITY)
        self._made: dict[tuple[bytes, int], tuple[bytes, ...]] = {}

    def reply(self, data: bytes, number: int) -> bytes:
        """Return the answer to a GET; raises Malformed."""
        opened = message.open_message(data)
        asked, kind = data[opened.start : opened.stop], number % KINDS
        parts = self._made.get((asked, kind))
        if parts is None:
            parts = self._made[asked, kind] = self._parts(data, opened, number)
        pdu = ber.encode_integer(opened.request_id) + b"\x02\x01\x00\x02\x01\x00"
        pdu += ber.encode_tlv(ber.SEQUENCE, Crowd.mac(number).join(parts))
        inside = ber.encode_integer(message.V2C) + ber.encode_tlv(ber.OCTETS, COMMUNITY)
        return ber.encode_tlv(ber.SEQUENCE, inside + ber.encode_tlv(message.RESPONSE, pdu))

    def _parts(self, data: bytes, opened: message.Opened, number: int) -> tuple[bytes, ...]:
        """Return the bindings, cut where the agent's MAC belongs."""
        parts = [b""]
        for oid, _, _ in message.fields(data, opened.start, opened.stop):
            named = ber.encode_tlv(ber.OID, oid)
            if oid == self._identity:
                whole = ber.encode_tlv(ber.SEQUENCE, named + ber.encode_tlv(ber.OCTETS, bytes(6)))
                parts[-1] += whole[:-6]
                parts.append(b"")
            elif (at := self._at.get(oid)) is not None:
                content = ber.encode_integer(value(number, at), OBJECTS[at].tag)
                parts[-1] += ber.encode_tlv(ber.SEQUENCE, named + content)
            else:
                parts[-1] += ber.encode_tlv(ber.SEQUENCE, named + b"\x80\x00")  # noSuchObject
        return tuple(parts)


class Server:
    """Answers for all of them, on one socket."""

    def __init__(self, crowd: Crowd) -> None:
        self.sock = open_socket(0)
        self._agents = crowd.agents
        self._live, self._trips = crowd.live().tolist(), crowd.round_trip_s().tolist()
        self._asked, self._asked_at = array("i"), array("d")
        self._late: list[tuple[float, int, bytes, bytes, tuple[str, int]]] = []
        self._replies, self._serial = Replies(), 0

    def pause_s(self) -> float | None:
        """Return how long until an answer is due, None where none is."""
        return max(self._late[0][0] - time.monotonic(), 0.0) if self._late else None

    def take(self) -> None:
        """Read what has come, up to a turn's worth, and stamp it."""
        for _ in range(TURN):
            try:
                data, ancillary, _, peer = self.sock.recvmsg(65535, 64)
            except BlockingIOError:
                return
            now, whom = time.monotonic(), ancillary[0][2][8:12]
            number = (whom[1] - FIRST_NETWORK) << 16 | whom[2] << 8 | whom[3]
            if not 0 <= number < self._agents:
                continue
            self._asked.append(number)
            self._asked_at.append(now)
            if self._live[number]:
                self._serial += 1
                with suppress(Malformed):
                    answer = self._replies.reply(data, number)
                    heapq.heappush(self._late, (now + self._trips[number], self._serial, answer, whom, peer))

    def send(self) -> None:
        """Send the answers that are due, each from the address that was asked."""
        now = time.monotonic()
        while self._late and self._late[0][0] <= now:
            _, _, answer, whom, peer = heapq.heappop(self._late)
            source = (socket.IPPROTO_IP, IP_PKTINFO, bytes(4) + whom + bytes(4))
            with suppress(BlockingIOError, ConnectionRefusedError):
                self.sock.sendmsg([answer], [source], 0, peer)

    def tell(self, path: str) -> None:
        """Write down who was asked when, as float64[k, 2]."""
        np.save(path, np.stack([np.array(self._asked, dtype=np.float64), np.array(self._asked_at)], axis=1))


def serve(crowd: Crowd) -> None:
    """Answer on one free port, which is printed, until standard input ends.

    A line there names a file: into it goes who was asked when, in seconds of the monotonic clock, so far.
    """
    server = Server(crowd)
    ready = selectors.DefaultSelector()
    ready.register(server.sock, selectors.EVENT_READ)
    ready.register(sys.stdin, selectors.EVENT_READ)
    print(server.sock.getsockname()[1], flush=True)
    while True:
        for key, _ in ready.select(server.pause_s()):
            if key.fileobj is server.sock:
                server.take()
            elif path := sys.stdin.readline().rstrip("\n"):
                server.tell(path)
                print("told", flush=True)
            else:
                return
        server.send()


class Running:
    """A crowd that answers."""

    def __init__(self, crowd: Crowd, process: subprocess.Popen[str]) -> None:
        self.crowd = crowd
        self._process = process
        self.port = int(self._line())

    def stamps(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return who was asked when: intp[k], and float64[k] seconds of this machine's monotonic clock."""
        with tempfile.NamedTemporaryFile(suffix=".npy") as file:
            assert self._process.stdin is not None
            print(file.name, file=self._process.stdin, flush=True)
            self._line()
            both = np.load(file.name)
        return both[:, 0].astype(np.intp), both[:, 1]

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def running(crowd: Crowd) -> Iterator[Running]:
    """Run a crowd beside us."""
    program = [sys.executable, "-m", "bench.crowd", json.dumps(asdict(crowd))]
    root = Path(__file__).parent.parent
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            yield Running(crowd, process)
        finally:
            process.kill()


if __name__ == "__main__":
    serve(Crowd(**json.loads(sys.argv[1])))
