"""The receivers of core, opened as the settings say."""

from __future__ import annotations

import ssl
from collections import Counter

import structlog

from collectors.clock import Clock
from collectors.listening.address import parse_addresses
from collectors.listening.catalogue import load_catalogue
from collectors.listening.gate import Gate
from collectors.listening.notice import Sink, Whose
from collectors.listening.syslog_receiver import SyslogReceiver
from collectors.listening.traps_udp import TrapReceiver
from collectors.snmp.usm.notifications import Notifications
from monitor.settings import Listening

log = structlog.get_logger()


class Ears:
    """Trap and syslog receivers, with one gate for all that a source says."""

    def __init__(
        self, settings: Listening, sink: Sink, clock: Clock, whose: Whose, v3: Notifications | None = None
    ) -> None:
        """Take the parts; `open` listens. `v3` opens what users of SNMPv3 say; without it they are not heard."""
        gate = Gate(settings.rate_per_source, settings.burst_per_source)
        self._settings = settings
        self._traps = TrapReceiver(load_catalogue(), sink, clock, gate, whose, v3)
        self._syslog = SyslogReceiver(sink, clock, gate, whose)

    async def open(self) -> None:
        """Listen at every address of the settings; one that cannot be had is logged, and the others are heard."""
        tls = self._tls() if self._settings.syslog_tls else None
        for kind, text, open_one in (
            ("traps", self._settings.traps, self._traps.open),
            ("syslog_udp", self._settings.syslog_udp, self._syslog.open_udp),
            ("syslog_tcp", self._settings.syslog_tcp, self._syslog.open_tcp),
            (
                "syslog_tls",
                self._settings.syslog_tls if tls is not None else "",
                lambda a: self._syslog.open_tcp(a, tls),
            ),
        ):
            for address in parse_addresses(text):
                try:
                    at = await open_one(address)
                except OSError as error:
                    log.error("listening.failed", what=kind, host=address.host, port=address.port, reason=str(error))  # noqa: TRY400 - the sentence says it all
                else:
                    log.info("listening", what=kind, host=at.host, port=at.port)

    def totals(self) -> dict[str, int]:
        """Return the counts of all receivers by name."""
        return dict(Counter(self._traps.tally.totals()) + Counter(self._syslog.tally.totals()))

    async def close(self) -> None:
        """Listen no more."""
        self._traps.close()
        await self._syslog.close()

    def _tls(self) -> ssl.SSLContext | None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(str(self._settings.tls_certificate_file), str(self._settings.tls_key_file))
        except OSError as error:  # ssl.SSLError is one
            log.error("listening.no_certificate", reason=str(error))  # noqa: TRY400 - the sentence says it all
            return None
        return context
