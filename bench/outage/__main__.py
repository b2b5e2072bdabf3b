"""Hold scenes by hand: `python -m bench.outage [--seed N] [--plants N] [--sorts …] [--method MODULE:NAME]`.

Prints the figures of a method, then every fault it did not name exactly, with the scene's own name:
PLANT/CONDITIONS/SORT/SEED. `--scene NAME` lives through one of them again and prints what was said when.
"""

from __future__ import annotations

import argparse
import importlib
import json
import secrets
import sys
from collections.abc import Sequence

from bench.outage import FROZEN, PEERS
from bench.outage.model import Method
from bench.outage.ours import Plantwatch
from bench.outage.quiet import quiet
from bench.outage.scenes import CONDITIONS, SORTS
from bench.outage.summary import figures, misses
from bench.outage.trials import follow, of_plant, trials


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m bench.outage", description=__doc__)
    parser.add_argument("--seed", type=int, help="default: drawn anew")
    parser.add_argument("--frozen", action="store_true", help="the seed by which methods are compared")
    parser.add_argument("--plants", type=int, default=4)
    parser.add_argument("--sorts", nargs="+", choices=SORTS, default=SORTS)
    parser.add_argument("--conditions", nargs="+", choices=[one.name for one in CONDITIONS])
    parser.add_argument("--method", default="plantwatch", help=f"plantwatch, {', '.join(PEERS)}, or MODULE:NAME")
    parser.add_argument("--scene", help="only this one: PLANT/CONDITIONS/SORT/SEED")
    parser.add_argument("--quiet", type=float, metavar="MONTHS", help="live through so many quiet plant-months instead")
    options = parser.parse_args(arguments)
    seed = FROZEN if options.frozen else secrets.randbelow(1_000_000) if options.seed is None else options.seed
    method = find_method(options.method)
    if options.quiet is not None:
        print(json.dumps({"seed": seed} | quiet(seed, options.quiet, {options.method: method})[options.method]))
        return 0
    if options.scene is not None:
        return _show(options.scene, method)
    conditions = [one for one in CONDITIONS if options.conditions is None or one.name in options.conditions]
    held = list(trials(seed, options.plants, {options.method: method}, options.sorts, conditions))
    print(f"seed {seed}, {len(held)} scenes")
    for key, value in figures(held, options.method).items():
        print(f"{key:32}  {value}")
    for miss in misses(held, options.method):
        print(f"{miss.trial} ({miss.documented}): {miss.fault} took {miss.lost}; said {miss.said}; right {miss.right}")
    return 0


def _show(name: str, method: Method) -> int:
    """Print what a method said in one scene, sweep by sweep, and what was true."""
    plant = int(name.partition("/")[0])
    one = next((one for one in of_plant(plant) if one.name == name), None)
    if one is None:
        print(f"no scene {name!r} in that plant", file=sys.stderr)
        return 2
    print(
        f"documented to the {one.scene.documented}, {len(one.ground.city.terminals)} terminals, {one.scene.hour:.2f} h"
    )
    for event in one.scene.events:
        print(f"{event.at_s:7.1f} s  {event.kind or 'repaired'} {', '.join(event.elements)}")
    followed = follow(one.ground, one.scene, {"method": method})
    for at_ms, verdicts in followed.said["method"]:
        print(f"{(at_ms - followed.begin_ms) / 1000.0:7.1f} s")
        for verdict in verdicts:
            named = ", ".join(verdict.candidates)
            mark = "says" if verdict.told else "suspects"
            print(f"    {mark} {verdict.cause} {named}: {len(verdict.terminals)}, {verdict.probability:.3f}")
    for truth in followed.true:
        print(f"true: {truth.kind} {truth.element} took {len(truth.lost)}; right {', '.join(sorted(truth.accepted))}")
    return 0


def find_method(name: str) -> Method:
    """Return a method by its name, or the attribute NAME of MODULE for `MODULE:NAME`."""
    if name == "plantwatch":
        return Plantwatch()
    if name in PEERS:
        return PEERS[name]
    module, _, attribute = name.partition(":")
    found: Method = getattr(importlib.import_module(module), attribute)
    return found


if __name__ == "__main__":
    sys.exit(main())
