"""Live through one day and write what came of it: `python -m bench.day --size demo --seed 7 --write FILE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.city import hush
from bench.day.living import live_through
from bench.day.report import page
from simulator.sizes import SIZES


def main(arguments: Sequence[str] | None = None) -> int:
    """Live, and write the page to a file or to standard output."""
    parser = argparse.ArgumentParser(prog="python -m bench.day", description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="demo", help="how large a city (%(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="which city, and which day (%(default)s)")
    parser.add_argument("--hours", type=float, default=24.0, help="how long a day (%(default)s)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the page goes; without it, to the terminal")
    given = parser.parse_args(arguments)
    hush()
    lived = live_through(given.size, given.seed, given.hours, say=lambda line: print(line, file=sys.stderr))
    command = f"python -m bench.day --size {given.size} --seed {given.seed} --hours {given.hours:g} --write FILE"
    text = page(lived, given.size, command)
    if given.write is None:
        print(text)
    else:
        given.write.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
