"""The receiver of traps and informs on UDP: v1 and v2c by our own decoder, v3 handed on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, cast

import structlog

from collectors.clock import Clock
from collectors.listening.address import Address, readable
from collectors.listening.catalogue import Catalogue
from collectors.listening.gate import Gate, Tally
from collectors.listening.notice import Sink, Whose, nobody
from collectors.listening.reading import read_trap
from collectors.snmp.ber import Malformed
from collectors.snmp.trap import V3, Trap, acknowledgement, open_trap, version_of

log = structlog.get_logger()


class SecureReader(Protocol):
    """Who opens v3 datagrams."""

    def read(self, data: bytes) -> tuple[Sequence[Trap], Sequence[bytes]]:
        """Return what a datagram says and what is to be sent back; raises Malformed."""
        ...


class TrapReceiver:
    """Turns datagrams into notices, however they are formed and however many come."""

    def __init__(
        self,
        catalogue: Catalogue,
        sink: Sink,
        clock: Clock,
        gate: Gate,
        whose: Whose = nobody,
        secure: SecureReader | None = None,
    ) -> None:
        """Take the parts; `open` listens. Without a reader for v3 its datagrams count as malformed."""
        self.tally = Tally()
        self._catalogue = catalogue
        self._sink = sink
        self._clock = clock
        self._gate = gate
        self._whose = whose
        self._secure = secure
        self._transports: list[asyncio.DatagramTransport] = []

    async def open(self, address: Address) -> Address:
        """Listen at an address, too; return it with the port that was given. Raises OSError."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Door(self), local_addr=(address.host, address.port)
        )
        self._transports.append(transport)
        host, port = transport.get_extra_info("sockname")[:2]
        return Address(host, port)

    def close(self) -> None:
        """Listen no more."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()

    def take(self, data: bytes, source: str) -> Sequence[bytes]:
        """Take one datagram and return what is to be sent back; never raises.

        A source that says too much is not listened to, nor answered: an inform is sent again later.
        """
        now_ms = self._clock.now_ms()
        if not self._gate.admits(source, now_ms):
            self.tally.flooded += 1
            return ()
        try:
            traps, answers = self._opened(data)
            notices = [read_trap(trap, self._catalogue, source, self._whose(source), now_ms) for trap in traps]
        except Malformed as error:
            self.tally.malformed += 1
            log.debug("trap.malformed", source=source, reason=str(error))
            return ()
        except Exception:  # the rim: whatever a datagram does, the next one is read
            self.tally.malformed += 1
            log.exception("trap.failed", source=source)
            return ()
        for notice in notices:
            if notice.name == notice.oid:
                self.tally.note_unknown(notice.oid)
            self.tally.heard += 1
            self._sink.hear(notice)
        return answers

    def _opened(self, data: bytes) -> tuple[Sequence[Trap], Sequence[bytes]]:
        if self._secure is not None and version_of(data) == V3:
            return self._secure.read(data)
        trap = open_trap(data)
        return (trap,), (acknowledgement(data),) if trap.is_inform else ()


class _Door(asyncio.DatagramProtocol):
    """One socket of a receiver."""

    def __init__(self, receiver: TrapReceiver) -> None:
        self._receiver = receiver
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio's own is no instance of it

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answers = self._receiver.take(data, readable(addr[0]))
        for answer in answers:
            if self._transport is not None:
                self._transport.sendto(answer, addr)

    def error_received(self, exc: Exception) -> None:
        log.debug("trap.socket", reason=str(exc))  # somebody did not want our answer; nothing of ours is lost
