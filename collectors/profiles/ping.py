"""The [ping] table of a device profile, for equipment without SNMP."""

from __future__ import annotations

from typing import Any

from collectors.model import Cadence
from collectors.profiles.keys import Keys, ProfileError
from collectors.profiles.model import Metric, Ping
from collectors.snmp.engine import HIGHEST_PORT

LOSS, LEAST, MEAN = "loss_ratio", "least_round_trip_ms", "round_trip_ms"
METRICS = (
    Metric(LOSS, "echoes", ""),
    Metric(LEAST, "echoes", ""),
    Metric(MEAN, "echoes", ""),
)
"""What a ping reads: no object of a MIB, so none has an OID."""
WAYS = ("icmp", "tcp")
MOST_ECHOES = 20
"""Echoes are a fifth of a second apart, and a sweep waits for all of them."""


def read_ping(where: str, table: Any) -> Ping:  # noqa: ANN401 - as TOML has it
    """Return how a device is pinged; raises ProfileError."""
    keys = Keys(where, table)
    ways, ports = keys.take("ways", list), tuple(keys.take("tcp_ports", list))
    echoes = keys.take("echoes", int)
    keys.done()
    for way in ways:
        if way not in WAYS:
            raise ProfileError(f"{where}: ways: {way!r} is none of {', '.join(WAYS)}")
    if "tcp" not in ways:
        raise ProfileError(f"{where}: ways: needs tcp, for where ICMP is not allowed")
    if not ports or not all(type(port) is int and 1 <= port <= HIGHEST_PORT for port in ports):
        raise ProfileError(f"{where}: tcp_ports = {list(ports)} are no ports from 1 to {HIGHEST_PORT}")
    if not 1 <= echoes <= MOST_ECHOES:
        raise ProfileError(f"{where}: echoes = {echoes} is not between 1 and {MOST_ECHOES}")
    return Ping("ping", frozenset({Cadence.STATE, Cadence.LEVEL}), METRICS, echoes, "icmp" in ways, ports)
