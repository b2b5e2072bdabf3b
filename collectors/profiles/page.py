"""`python -m collectors.profiles.page`: docs/devices.md, what every profile reads and what of it is proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from collectors.profiles.loading import load_profiles
from collectors.profiles.metrics import known_metrics, unit_of
from collectors.profiles.model import Profile

PAGE = Path("docs/devices.md")
_HEAD = """\
# Devices, and what they are asked

`plantwatch profile list` names these profiles, `plantwatch profile show NAME` prints one with its OIDs, and
`plantwatch profile test ADDRESS` asks a live device. A profile is a file of `collectors/profiles/devices/`.

A metric is *proven* where it was read from a walk of real equipment that somebody else took. Where it says
*unproven*, it was written from the MIB and read only from agents that were written from the same MIB.

This page is written by `python -m collectors.profiles.page`.
"""


def text(profiles: Mapping[str, Profile] | None = None) -> str:
    """Return the page, of the product's profiles unless others are given."""
    known = load_profiles() if profiles is None else profiles
    return "\n".join([_HEAD, *(line for name in sorted(known) for line in _section(known[name]))])


def _section(profile: Profile) -> Iterator[str]:
    yield from (f"## {profile.name}", "", f"{profile.title}.", "", f"Source: {profile.source}.", "")
    if profile.ping:
        ways = "ICMP echo, else a TCP connection" if profile.ping.icmp else "A TCP connection"
        ports = ", ".join(map(str, profile.ping.tcp_ports))
        yield f"{ways}, {profile.ping.echoes} times a sweep. TCP ports where its row names none: {ports}."
    elif profile.proofs:
        yield f"Proven on: {', '.join(proof.equipment for proof in profile.proofs)}."
    else:
        yield "Unproven: no walk of such equipment is at hand."
    yield ""
    if profile.states:
        yield f"States of terminals from {', else '.join(table.object for table in profile.states)}: unproven."
        yield ""
    for variant in profile.variants:
        yield f"Variant {variant.name}, which counts otherwise: {', '.join(sorted(variant.metrics))}."
        yield ""
    yield from ("| family | metric | unit | object | what it is | |", "|---|---|---|---|---|---|", *_rows(profile), "")


def _rows(profile: Profile) -> Iterator[str]:
    proven = {metric for proof in profile.proofs for metric in proof.metrics}
    rows = {}
    for part in profile.parts:
        for metric in part.metrics:
            name = f"{part.family}.{metric.name}"
            said = "proven" if name in proven else "unproven"
            said = "measured here" if profile.ping else said
            cells = (part.family, f"`{metric.name}`", unit_of(metric.name), metric.object, known_metrics()[metric.name])
            rows[name] = f"| {' | '.join(cells)} | {said} |"
    yield from rows.values()


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
