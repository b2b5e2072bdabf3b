"""Whether a device answers a TCP connection: one that is refused was answered, too."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence


async def connect(address: str, ports: Sequence[int], timeout_s: float) -> tuple[int, float] | None:
    """Try the ports side by side; return which was the first to answer and the milliseconds it took, None for silence.

    The three-way handshake is the round trip; nothing is sent on the connection, which is closed at once.
    """
    tries = [asyncio.create_task(_answered(address, port)) for port in ports]
    try:
        async with asyncio.timeout(timeout_s):
            for first in asyncio.as_completed(tries):
                if (found := await first) is not None:
                    return found
    except TimeoutError:
        pass
    finally:
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
    return None


async def _answered(address: str, port: int) -> tuple[int, float] | None:
    """Return port and milliseconds until the device accepted or refused; None where something on the way said no."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as connection:
        began = time.perf_counter()
        try:
            await asyncio.get_running_loop().sock_connect(connection, (address, port))
        except ConnectionRefusedError:
            pass
        except OSError:
            return None
        return port, (time.perf_counter() - began) * 1000.0
