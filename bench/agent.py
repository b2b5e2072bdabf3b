"""An agent that answers every GET with the same twelve values, at next to no cost, in a process of its own."""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.snmp import ber, message

OIDS = tuple(f"1.3.6.1.2.1.10.127.1.1.4.1.{column}.{channel}" for column in (2, 3, 4, 5) for channel in (11, 12, 13))
"""Twelve objects: codewords and SNR of three upstream channels."""
VALUES = (3814909380, 0, 840426744, 42627, 1, 12752, 1646, 7, 2110, 269, 0, 281)
"""What the first agent says; the others count less far, each in its own widths."""
COMMUNITY = b"public"


def values(number: int) -> tuple[int, ...]:
    """Return what agent `number`, counted from 0, says."""
    return tuple(value >> (number * (column + 3) % 23) for column, value in enumerate(VALUES))


def bindings(number: int) -> bytes:
    """Return the encoded bindings of an agent's answer: nine counters, three signed numbers."""
    tags = [ber.COUNTER32] * 9 + [ber.INTEGER] * 3
    return b"".join(
        ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + ber.encode_integer(value, tag))
        for oid, tag, value in zip(OIDS, tags, values(number), strict=True)
    )


def response(request_id: int, canned: bytes) -> bytes:
    """Return the v2c answer to one request."""
    pdu = ber.encode_integer(request_id) + b"\x02\x01\x00\x02\x01\x00" + ber.encode_tlv(ber.SEQUENCE, canned)
    inside = ber.encode_integer(message.V2C) + ber.encode_tlv(ber.OCTETS, COMMUNITY)
    return ber.encode_tlv(ber.SEQUENCE, inside + ber.encode_tlv(message.RESPONSE, pdu))


def serve(addresses: int) -> None:
    """Answer on so many loopback addresses, all on one free port, which is printed; never returns."""
    first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    first.bind(("127.42.0.1", 0))
    port = first.getsockname()[1]
    sockets = [first]
    for number in range(2, addresses + 1):
        sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sockets[-1].bind((f"127.42.0.{number}", port))
    ready = selectors.DefaultSelector()
    for number, sock in enumerate(sockets):
        sock.settimeout(0.0)
        ready.register(sock, selectors.EVENT_READ, bindings(number))
    print(port, flush=True)
    while True:
        for key, _ in ready.select():
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            data, source = sock.recvfrom(4096)
            sock.sendto(response(message.open_message(data).request_id, key.data), source)


@contextmanager
def agent(addresses: int) -> Iterator[int]:
    """Run the agent beside us; yields its port."""
    program = [sys.executable, "-m", "bench.agent", str(addresses)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
