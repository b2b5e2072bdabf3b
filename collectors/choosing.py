"""Which profile is for a device that names none: by what the device says it is, the most specific rule wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.profile_model import Match, Profile
from collectors.snmp import ber
from collectors.snmp.engine import GetJob, Question, RefusedError, SnmpEngine, Target

SYS_DESCR, SYS_OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
FALLBACK = "interfaces"
"""What nearly every device has."""
LOOK_S = 5.0


@dataclass(frozen=True, slots=True)
class SaysItIs:
    """What a device says of itself."""

    object_id: str
    """sysObjectID; empty where there is none."""
    description: str
    """sysDescr."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile's name, and in one sentence why it is the one."""

    profile: str
    why: str


def ask_what_they_are(engine: SnmpEngine, targets: Sequence[Target]) -> GetJob:
    """Start asking devices what they are; one GET each."""
    return engine.get(targets, Question((SYS_DESCR, SYS_OBJECT_ID), text=frozenset({0, 1})))


def what_it_said(job: GetJob, row: int) -> SaysItIs:
    """Return what a device answered to `ask_what_they_are`; empty is what it lacks."""
    object_id, description = job.text.get((row, 1), b""), job.text.get((row, 0), b"")
    return SaysItIs(ber.decode_oid(object_id) if object_id else "", description.decode("utf-8", errors="replace"))


async def identify(engine: SnmpEngine, whom: Target) -> SaysItIs | None:
    """Return what a device says it is; None where it says nothing. Raises RefusedError where it will not talk to us."""
    job = ask_what_they_are(engine, [whom])
    while not job.finished:
        await job.wait(LOOK_S)
    if 0 in job.errors and not job.text:
        raise RefusedError(job.errors[0])
    return what_it_said(job, 0) if job.answered[0] else None


def choose(profiles: Mapping[str, Profile], device: SaysItIs) -> Choice:
    """Return the profile whose rule fits a device best, what nearly every device has where none fits."""
    known = device.object_id or "none"
    return best(profiles, device) or Choice(FALLBACK, f"no profile is for its sysObjectID ({known}) or its sysDescr")


def best(profiles: Mapping[str, Profile], device: SaysItIs) -> Choice | None:
    """Return the profile whose rule fits a device best; None where no rule fits.

    1. A longer sysObjectID is more specific than a shorter one, and any is more so than none.
    2. Of rules as specific, the one that also names more of sysDescr wins; then the profile's name decides.
    """
    fitting = [
        (_specificity(rule), name, rule)
        for name in sorted(profiles, reverse=True)
        for rule in profiles[name].matches
        if _fits(rule, device)
    ]
    if not fitting:
        return None
    _, name, rule = max(fitting, key=lambda one: one[:1])
    return Choice(name, _why(rule, device))


def _fits(rule: Match, device: SaysItIs) -> bool:
    below = f"{device.object_id}.".startswith(f"{rule.object_id}.") if rule.object_id else True
    return below and rule.description.lower() in device.description.lower()


def _specificity(rule: Match) -> tuple[int, int]:
    return (len(rule.object_id.split(".")) if rule.object_id else 0, len(rule.description))


def _why(rule: Match, device: SaysItIs) -> str:
    reasons = []
    if rule.object_id:
        reasons.append(f"its sysObjectID {device.object_id} is at or below {rule.object_id}")
    if rule.description:
        reasons.append(f"its sysDescr contains {rule.description.strip()!r}")
    return " and ".join(reasons)
