"""What a datagram may cost, and what is said of one that does wrong."""

import os
from time import process_time

SANITIZED = "libasan" in os.environ.get("LD_PRELOAD", "")
"""Sanitizers slow down what they check, and keep memory that was freed: limits are for a run without them."""
CPU_S = 0.5 if SANITIZED else 0.05
"""Of processor time for one datagram, whatever it holds."""


class FuzzError(AssertionError):
    """A datagram that did harm; the message names the seed and has the datagram in hexadecimal."""

    def __init__(self, what, seed, *datagrams):
        shown = "\n".join(f"{data.how}{' (spoofed)' * data.spoofed}: {data.data.hex()}" for data in datagrams)
        super().__init__(f"{what}\nseed {seed}\n{shown}")


class Stopwatch:
    """Measures processor time; remembers the most that was ever taken."""

    def __init__(self):
        self.most_s = 0.0

    def cost_s(self, act, *arguments):
        """Return (what came of it, the seconds it took): the fewest of three where they were too many.

        A collection of garbage may fall to anybody; what a datagram itself costs, it costs each time.
        """
        least = CPU_S * 2
        for _ in range(3):
            began = process_time()
            result = act(*arguments)
            least = min(least, process_time() - began)
            if least < CPU_S:
                break
        self.most_s = max(self.most_s, least)
        return result, least
