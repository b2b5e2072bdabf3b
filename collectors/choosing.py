"""Which profile is for a device that names none: by what the device says it is, the most specific rule wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.profile_model import Match, Profile
from collectors.snmp import message
from collectors.snmp.engine import SnmpEngine, Target

SYS_DESCR, SYS_OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
FALLBACK = "interfaces"
"""What nearly every device has."""


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


async def identify(engine: SnmpEngine, whom: Target) -> SaysItIs | None:
    """Return what a device says it is; None where it says nothing."""
    answer = await engine.ask(whom, message.GET, [SYS_DESCR, SYS_OBJECT_ID])
    if answer is None:
        return None
    answers = [answer]
    if answer.status:  # of two objects SNMPv1 refuses both where one is missing
        answers = [one for oid in (SYS_DESCR, SYS_OBJECT_ID) if (one := await engine.ask(whom, message.GET, [oid]))]
    said = {binding.oid: binding.value for one in answers if not one.status for binding in one.bindings}
    description, object_id = said.get(SYS_DESCR), said.get(SYS_OBJECT_ID)
    return SaysItIs(
        object_id if isinstance(object_id, str) else "",
        description.decode("utf-8", errors="replace") if isinstance(description, bytes) else "",
    )


def choose(profiles: Mapping[str, Profile], device: SaysItIs) -> Choice:
    """Return the profile whose rule fits a device best.

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
        known = device.object_id or "none"
        return Choice(FALLBACK, f"no profile is for its sysObjectID ({known}) or its sysDescr")
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
