"""Run a benchmark: `python -m bench NAME [--quick] --json` prints one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAMES = (
    "poll",
    "walk",
    "dead",
    "fifth",
    "scale",
    "peers",
    "judge",
    "locate",
    "store",
    "lookup",
    "callers",
    "outbox",
    "plant",
    "city",
    "geo",
    "outage",
    "map",
)
"""Each a module `bench.NAME` with `run(quick: bool) -> dict` of `parameters`, `figures` and `peer`."""
SEEDED = frozenset({"outage"})
"""Those that draw anew every time, and take `frozen` to compare methods on the same draws."""


def machine() -> dict[str, Any]:
    """Return what a figure depends on: processor, cores, interpreter."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def report(name: str, *, quick: bool, frozen: bool = False) -> dict[str, Any]:
    """Return the whole object one benchmark prints; `frozen` for those that are SEEDED only."""
    seeds = {"frozen": frozen} if name in SEEDED else {}
    result = importlib.import_module(f"bench.{name}").run(quick, **seeds)
    return {
        "bench": name,
        "machine": machine(),
        "parameters": {"quick": quick, **result.get("parameters", {})},
        "figures": result["figures"],
        "peer": result.get("peer", {}),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark the arguments name and print its report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--quick", action="store_true", help="finish within 50 s")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--frozen", action="store_true", help=f"the same draws every time; {', '.join(SEEDED)} only")
    options = parser.parse_args(arguments)
    if options.frozen and options.name not in SEEDED:
        parser.error(f"{options.name} draws nothing anew")
    result = report(options.name, quick=options.quick, frozen=options.frozen)
    if options.json:
        print(json.dumps(result))
        return 0
    for part in ("parameters", "figures", "peer"):
        for key, value in result[part].items():
            print(f"{part:10}  {key:28}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
