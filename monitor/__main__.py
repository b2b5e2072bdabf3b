"""`python -m monitor …` is `plantwatch …`, and how the supervisor starts its processes."""

import gc
import sys

gc.disable()  # what is imported stays: to look through it for garbage again and again is a sixth of the time to start

from monitor import heap  # noqa: E402 - it imports nothing of ours

if "core" in sys.argv[1:]:
    heap.keep_small()  # before libraries begin threads, each with a heap of its own

from monitor.commands import commands_for, obey  # noqa: E402 - after the lines above

app = commands_for(sys.argv[1:])
gc.freeze()
gc.enable()
obey(app)
