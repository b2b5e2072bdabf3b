"""Agents with one long table each, their answers to GETBULK made once, in a process of their own."""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from collectors.snmp import ber, message

ROOT = "1.3.6.1.2.1.10.127.1.3.3.1"
COLUMNS = 4
"""Of a CMTS's table of modems: signal, codewords, numbers of two to four octets."""
BEYOND = "1.3.6.1.2.1.10.127.1.3.4.0"
COMMUNITY = b"public"


def value(column: int, row: int) -> int:
    """Return what stands in a cell; columns count from 1."""
    return row * (37, 7919, 104729, 1)[column - 1] % (1 << 31)


def _binding(column: int, row: int, rows: int) -> bytes:
    if column > COLUMNS:
        oid, number = BEYOND, 0
    elif row > rows:
        return _binding(column + 1, 1, rows)
    else:
        oid, number = f"{ROOT}.{column}.{row}", value(column, row)
    tag = ber.INTEGER if column % 2 else ber.COUNTER32
    return ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + ber.encode_integer(number, tag))


def answer(asked: bytes, repetitions: int, rows: int) -> bytes:
    """Return the bindings that follow those of a request."""
    after = []
    for oid, _, _ in message.fields(asked, 0, len(asked)):
        column, _, row = ber.decode_oid(oid)[len(ROOT) + 1 :].partition(".")
        after.append((int(column), int(row or 0)))
    return b"".join(_binding(column, row + step, rows) for step in range(1, repetitions + 1) for column, row in after)


def response(request_id: int, canned: bytes) -> bytes:
    """Return the v2c answer to one request."""
    pdu = ber.encode_integer(request_id) + b"\x02\x01\x00\x02\x01\x00" + ber.encode_tlv(ber.SEQUENCE, canned)
    inside = ber.encode_integer(message.V2C) + ber.encode_tlv(ber.OCTETS, COMMUNITY)
    return ber.encode_tlv(ber.SEQUENCE, inside + ber.encode_tlv(message.RESPONSE, pdu))


def serve(addresses: int, rows: int) -> None:
    """Answer GETBULK on so many loopback addresses, all on one free port, which is printed; never returns."""
    first = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    first.bind(("127.42.1.1", 0))
    port = first.getsockname()[1]
    ready = selectors.DefaultSelector()
    for number in range(addresses):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM) if number else first
        if number:
            sock.bind((f"127.42.1.{number + 1}", port))
        ready.register(sock, selectors.EVENT_READ)

    @cache
    def canned(asked: bytes, repetitions: int) -> bytes:
        return answer(asked, repetitions, rows)

    print(port, flush=True)
    while True:
        for key, _ in ready.select():
            sock = key.fileobj  # type: ignore[assignment]  # what was registered
            data, source = sock.recvfrom(4096)
            opened = message.open_message(data)
            bindings = canned(data[opened.start : opened.stop], opened.error_index)
            sock.sendto(response(opened.request_id, bindings), source)


@contextmanager
def agents(addresses: int, rows: int) -> Iterator[int]:
    """Run the agents beside us; yields their port."""
    program = [sys.executable, "-m", "bench.table_agent", str(addresses), str(rows)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
