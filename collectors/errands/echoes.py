"""The errand that pings devices which have no SNMP."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collectors.errands.asked import Asked, Slice
from collectors.errands.reading import reading
from collectors.model import Contacts, Device, sole_instances
from collectors.ping.job import PingQuestion, PingTarget
from collectors.ping.pinger import Pinger
from collectors.profiles.model import Ping
from collectors.profiles.ping import LEAST, LOSS, MEAN

SNMP_PORT = 161
"""Port of a device whose row names none."""


class PingErrand:
    """The pings of one profile's devices: who is there, how much is lost, how long the way takes."""

    def __init__(self, pinger: Pinger, asked: Sequence[Asked], ping: Ping) -> None:
        self.asked = asked
        self._profile = asked[0].profile
        targets = [PingTarget(one.target.sockaddr[0], _ports(one.device, ping)) for one in asked]
        self.job = pinger.ping(targets, PingQuestion(ping.echoes, ping.icmp))

    def collect(self, into: Slice) -> None:
        """Add who answered and who did not since the last call; one that is silent has lost everything."""
        rows = self.job.closed()
        if not len(rows):
            return
        slot = np.array([self.asked[row].slot for row in rows], dtype=np.int32)
        times, took_ms = self.job.time_ms[rows], self.job.round_trip_ms[rows]
        back = np.sum(~np.isnan(took_ms), axis=1)
        mean_ms = np.divide(np.nansum(took_ms, axis=1), back, out=np.full(len(rows), np.nan), where=back > 0)
        values = {
            LOSS: 1.0 - back / took_ms.shape[1],
            LEAST: np.where(back > 0, np.fmin.reduce(took_ms, axis=1), np.nan),
            MEAN: mean_ms,
        }
        into.contacts.append(Contacts(slot, back > 0, times))
        instance = sole_instances(len(rows))
        into.readings.append(reading(self._profile, "ping", slot, instance, times, values))


def _ports(device: Device, ping: Ping) -> tuple[int, ...]:
    return ping.tcp_ports if device.port == SNMP_PORT else (device.port,)
