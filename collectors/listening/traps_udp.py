"""The receiver of traps and informs on UDP: v1, v2c and v3, by our own decoder."""

from __future__ import annotations

import asyncio
from typing import cast

import structlog

from collectors.clock import Clock
from collectors.listening.address import Address, readable
from collectors.listening.catalogue import Catalogue
from collectors.listening.gate import Gate, Tally
from collectors.listening.notice import Sink, Whose, nobody
from collectors.listening.reading import read_trap
from collectors.snmp.ber import Malformed
from collectors.snmp.message import wrap
from collectors.snmp.trap import Trap, acknowledgement, open_trap
from collectors.snmp.usm.notifications import Notifications
from collectors.snmp.usm.wire import is_v3

log = structlog.get_logger()


class TrapReceiver:
    """Turns datagrams into notices, however they are formed and however many come."""

    def __init__(
        self,
        catalogue: Catalogue,
        sink: Sink,
        clock: Clock,
        gate: Gate,
        whose: Whose = nobody,
        v3: Notifications | None = None,
    ) -> None:
        """Take the parts; `open` listens. Without what opens SNMPv3 its datagrams count as malformed."""
        self.tally = Tally()
        self._catalogue = catalogue
        self._sink = sink
        self._clock = clock
        self._gate = gate
        self._whose = whose
        self._v3 = v3
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

    def take(self, data: bytes, source: str) -> bytes | None:
        """Take one datagram and return what is to be sent back, None where nothing is; never raises.

        A source that says too much is not listened to, nor answered: an inform is sent again later.
        """
        now_ms = self._clock.now_ms()
        if not self._gate.admits(source, now_ms):
            self.tally.flooded += 1
            return None
        try:
            trap, answer = self._opened(data)
            if trap is not None:
                self._hear(trap, source, now_ms)
        except Malformed as error:
            self.tally.malformed += 1
            log.debug("trap.malformed", source=source, reason=str(error))
            return None
        except Exception:  # the rim: whatever a datagram does, the next one is read
            self.tally.malformed += 1
            log.exception("trap.failed", source=source)
            return None
        return answer

    def _opened(self, data: bytes) -> tuple[Trap | None, bytes | None]:
        """Return what a datagram says, and what is owed for it; raises Malformed."""
        if self._v3 is None or not is_v3(data):
            trap = open_trap(data)
            return trap, acknowledgement(data) if trap.is_inform else None
        said = self._v3.open(data)
        if said.refused:
            self.tally.refused[said.refused] += 1
        return open_trap(wrap(said.pdu)) if said.pdu else None, said.answer

    def _hear(self, trap: Trap, source: str, now_ms: int) -> None:
        notice = read_trap(trap, self._catalogue, source, self._whose(source), now_ms)
        if notice.name == notice.oid:
            self.tally.note_unknown(notice.oid)
        self.tally.heard += 1
        self._sink.hear(notice)


class _Door(asyncio.DatagramProtocol):
    """One socket of a receiver."""

    def __init__(self, receiver: TrapReceiver) -> None:
        self._receiver = receiver
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio's own is no instance of it

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._receiver.take(data, readable(addr[0]))
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)

    def error_received(self, exc: Exception) -> None:
        log.debug("trap.socket", reason=str(exc))  # somebody did not want our answer; nothing of ours is lost
