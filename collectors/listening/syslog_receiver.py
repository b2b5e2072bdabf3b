"""The receiver of syslog on UDP, TCP and TLS (RFC 5426, RFC 6587, RFC 5425)."""

from __future__ import annotations

import asyncio
import ssl

import structlog

from collectors.clock import Clock
from collectors.listening.address import Address, readable
from collectors.listening.gate import Gate, Tally
from collectors.listening.notice import Sink, Whose, nobody
from collectors.listening.syslog import notice_of
from collectors.listening.syslog_lines import Lines

MOST_CONNECTIONS = 1000
"""Open at once; whoever comes then is sent away and comes again."""
PATIENCE_S = 600.0
"""A connection that says nothing for so long is closed: its other end may be gone."""
READ_OCTETS = 16_384

log = structlog.get_logger()


class SyslogReceiver:
    """Turns lines into notices, however they come."""

    def __init__(self, sink: Sink, clock: Clock, gate: Gate, whose: Whose = nobody) -> None:
        """Take the parts; `open_udp` and `open_tcp` listen."""
        self.tally = Tally()
        self._sink = sink
        self._clock = clock
        self._gate = gate
        self._whose = whose
        self._transports: list[asyncio.BaseTransport] = []
        self._servers: list[asyncio.Server] = []
        self._talking: set[asyncio.Task[None]] = set()

    async def open_udp(self, address: Address) -> Address:
        """Listen for datagrams at an address, too; return it with the port that was given. Raises OSError."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Door(self), local_addr=(address.host, address.port)
        )
        self._transports.append(transport)
        host, port = transport.get_extra_info("sockname")[:2]
        return Address(host, port)

    async def open_tcp(self, address: Address, tls: ssl.SSLContext | None = None) -> Address:
        """Listen for connections at an address, too; return it with the port that was given. Raises OSError."""
        server = await asyncio.start_server(self._converse, address.host, address.port, ssl=tls)
        self._servers.append(server)
        host, port = server.sockets[0].getsockname()[:2]
        return Address(host, port)

    async def close(self) -> None:
        """Listen no more, and end the conversations."""
        for transport in self._transports:
            transport.close()
        for server in self._servers:
            server.close()
        for task in self._talking:
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)
        self._transports.clear()
        self._servers.clear()

    def take(self, octets: bytes, source: str) -> None:
        """Take one line; never raises, since any octets make one."""
        now_ms = self._clock.now_ms()
        if not self._gate.admits(source, now_ms):
            self.tally.flooded += 1
            return
        notice = notice_of(octets, source, self._whose(source), now_ms)
        if not notice.text and not notice.name:
            self.tally.malformed += 1
            return
        self.tally.heard += 1
        self._sink.hear(notice)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source = readable(str(writer.get_extra_info("peername")[0]))
        if len(self._talking) >= MOST_CONNECTIONS:
            log.warning("syslog.too_many_connections", source=source)
            writer.close()
            return
        task = asyncio.current_task()
        if task is not None:
            self._talking.add(task)
            task.add_done_callback(self._talking.discard)
        lines = Lines()
        try:
            while data := await asyncio.wait_for(reader.read(READ_OCTETS), PATIENCE_S):
                for line in lines.feed(data):
                    self.take(line, source)
        except (TimeoutError, OSError) as error:
            log.debug("syslog.connection", source=source, reason=str(error))
        finally:
            if rest := lines.rest():
                self.take(rest, source)
            writer.close()


class _Door(asyncio.DatagramProtocol):
    """One socket of a receiver: a datagram is a line (RFC 5426)."""

    def __init__(self, receiver: SyslogReceiver) -> None:
        self._receiver = receiver

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receiver.take(data, readable(addr[0]))
