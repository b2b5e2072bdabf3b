"""Real ICMP where this machine allows none: pings inside a network namespace of our own, printed as JSON.

Run as `unshare --map-root-user --net python ping_in_namespace.py`.
"""

import asyncio
import fcntl
import json
import socket
import struct
from pathlib import Path

import numpy as np

from collectors.clock import AnchoredClock
from collectors.ping.job import PingQuestion, PingTarget
from collectors.ping.pinger import Pinger

SIOCSIFFLAGS, IFF_UP, IFF_LOOPBACK, IFF_RUNNING = 0x8914, 0x1, 0x8, 0x40
SYSCTL = Path("/proc/sys/net/ipv4")
NEAR = [f"127.9.{n >> 8}.{n & 255}" for n in range(1, 601)]
FAR = "10.9.8.7"
"""There is no route to it here."""


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.pack("16sh14x", b"lo", IFF_UP | IFF_LOOPBACK | IFF_RUNNING)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, flags)


async def answers(pinger: Pinger, addresses: list[str]) -> dict[str, list[float]]:
    job = pinger.ping([PingTarget(address, ()) for address in addresses], PingQuestion(3))
    await job.wait(10)
    took = job.round_trip_ms
    return {address: took[row][~np.isnan(took[row])].tolist() for row, address in enumerate(addresses)}


async def main() -> None:
    pinger = Pinger(AnchoredClock(), timeout_ms=500, rate_per_s=5000)
    heard = await answers(pinger, [*NEAR, "::1", FAR])
    (SYSCTL / "icmp_echo_ignore_all").write_text("1")
    deaf = await answers(pinger, NEAR[:3])
    print(json.dumps({"heard": heard, "deaf": deaf, "dropped": pinger.dropped}))
    pinger.close()


raise_loopback()
(SYSCTL / "ping_group_range").write_text("0 0")
asyncio.run(main())
