"""Agents on loopback addresses that answer well or badly, as a test asks."""

import asyncio
import bisect
from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp import ber, message

Tlv = bytes


def integer(value: int, tag: int = ber.INTEGER) -> Tlv:
    return ber.encode_integer(value, tag)


def counter64(value: int) -> Tlv:
    return ber.encode_integer(value, ber.COUNTER64)


def octets(value: bytes) -> Tlv:
    return ber.encode_tlv(ber.OCTETS, value)


def respond(version, community, request_id, values, status=0, index=0, kind=message.RESPONSE):
    """Encode a response whose bindings are (dotted OID, encoded value)."""
    binds = b"".join(
        ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + value) for oid, value in values
    )
    pdu = b"".join(map(ber.encode_integer, (request_id, status, index))) + ber.encode_tlv(ber.SEQUENCE, binds)
    inside = ber.encode_integer(version) + ber.encode_tlv(ber.OCTETS, community) + ber.encode_tlv(kind, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


def key(oid: str) -> tuple[int, ...]:
    return tuple(map(int, oid.split(".")))


@dataclass
class Request:
    version: int
    community: bytes
    opened: message.Opened
    oids: list[str]
    source: tuple[str, int]


@dataclass
class Agent(asyncio.DatagramProtocol):
    """A small agent: objects by OID; `spoil` may replace the datagrams it would send."""

    objects: dict[str, Tlv] = field(default_factory=dict)
    spoil: Callable[[Request, bytes], list[bytes]] | None = None
    largest: int = 60000
    most_bindings: int = 10_000
    silent: bool = False
    asked: list[Request] = field(default_factory=list)
    ordered: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    address: str = ""
    port: int = 0
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, source):
        opened = message.open_message(data)
        oids = [ber.decode_oid(oid) for oid, _, _ in message.fields(data, opened.start, opened.stop)]
        version = data[ber.header(data, 0, len(data))[1] + 2]
        at = ber.header(data, 0, len(data))[1] + 3
        _, start, stop = ber.header(data, at, len(data))
        request = Request(version, data[start:stop], opened, oids, source)
        self.asked.append(request)
        if self.silent:
            return
        answer = self.answer(request)
        for datagram in [answer] if self.spoil is None else self.spoil(request, answer):
            self.transport.sendto(datagram, source)

    def answer(self, request: Request) -> bytes:
        def reply(values, status=0, index=0):
            return respond(request.version, request.community, request.opened.request_id, values, status, index)

        null = [(oid, b"\x05\x00") for oid in request.oids]
        if len(request.oids) > self.most_bindings:
            return reply(null, status=1)
        if request.opened.kind == message.GET:
            absent = [at for at, oid in enumerate(request.oids) if oid not in self.objects]
            if absent and request.version == message.V1:
                return reply(null, status=2, index=absent[0] + 1)
            values = [(oid, self.objects.get(oid, bytes((ber.NO_SUCH_OBJECT, 0)))) for oid in request.oids]
        else:
            rounds = request.opened.error_index if request.opened.kind == message.GETBULK else 1
            values, cursors = [], list(request.oids)
            for _ in range(rounds):
                for at, oid in enumerate(cursors):
                    after = self.after(oid)
                    if after is None and request.version == message.V1:
                        return reply(null, status=2, index=at + 1)
                    values.append((after or oid, self.objects[after] if after else bytes((ber.END_OF_MIB_VIEW, 0))))
                    cursors[at] = after or oid
        whole = reply(values)
        if len(whole) > self.largest:
            return reply(null, status=1) if request.opened.kind != message.GETBULK else self.shortened(reply, values)
        return whole

    def shortened(self, reply, values):
        return next(
            answer for count in range(len(values), -1, -1) if len(answer := reply(values[:count])) <= self.largest
        )

    def after(self, oid: str) -> str | None:
        if len(self.ordered) != len(self.objects):
            self.ordered = sorted((key(each), each) for each in self.objects)
        at = bisect.bisect_right(self.ordered, (key(oid), oid))
        return self.ordered[at][1] if at < len(self.ordered) else None
