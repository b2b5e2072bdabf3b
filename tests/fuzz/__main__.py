"""Fuzz what comes from the network: `python -m tests.fuzz` for all of it, `--help` for less."""

import argparse
import asyncio
import logging
import sys

import structlog

MUTANTS, FLIPS = 53_000, 1_000_000


def main():
    """Run a campaign; 1 where a datagram did harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--mutants", type=int, default=MUTANTS, help="structured mutants (default %(default)s)")
    parser.add_argument("--flips", type=int, default=FLIPS, help="random bit flips (default %(default)s)")
    parser.add_argument("--seed", default="1", help="what everything is drawn from")
    parser.add_argument("--again", metavar="SEED", help="play only what a failure printed as its seed")
    parser.add_argument("--core", action="store_true", help="only what the C core has a part in")
    parser.add_argument("--native", metavar="FOLDER", help="where the C core is taken from, instead of the package")
    parser.add_argument("--sanitized", action="store_true", help="build the C core with sanitizers; implies --core")
    asked = parser.parse_args()
    if asked.sanitized:
        from tests.fuzz import sanitized

        return sanitized.run(["--mutants", str(asked.mutants), "--flips", str(asked.flips), "--seed", asked.seed])
    if asked.native:
        import collectors.snmp

        collectors.snmp.__path__.insert(0, asked.native)
    from collectors.snmp.choice import engine_class
    from tests.fuzz import campaign
    from tests.fuzz.limits import FuzzError

    logging.disable(logging.WARNING)  # every mutant is complained about
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if asked.native:
        from collectors.snmp import _native

        print(f"{engine_class().__name__} with {_native.__file__}", flush=True)
    made = campaign.Campaign(asked.seed, lambda said: print(said, flush=True), core=asked.core)
    try:
        asyncio.run(made.again(asked.again) if asked.again else made.run(asked.mutants, asked.flips))
    except FuzzError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
