"""Which profile is for a device that names none: by what the device says it is, the most specific rule wins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from collectors.identity import is_another
from collectors.profiles.model import Match, Profile
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
    numbers: Mapping[str, float] = field(default_factory=dict)
    """OID → what it says there, of the objects that `deciding` names; left out is what it lacks."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile's name, and in one sentence why it is the one."""

    profile: str
    why: str


def deciding(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Return the OIDs of what else than its name a device is asked, to choose among profiles."""
    rules = (rule for profile in profiles for rule in profile.matches)
    return tuple(dict.fromkeys(rule.when.oid for rule in rules if rule.when))


class Introduction:
    """One GET that asks devices what they are."""

    def __init__(self, engine: SnmpEngine, targets: Sequence[Target], profiles: Collection[Profile]) -> None:
        """Start asking, for whatever chooses among some profiles and for whatever proves who is answering."""
        self._objects = deciding(profiles)
        named = (SYS_DESCR, SYS_OBJECT_ID, *self._objects)
        identities = tuple(dict.fromkeys(profile.identity for profile in profiles if profile.identity))
        self._identities = range(len(named), len(named) + len(identities))
        self.job: GetJob = engine.get(targets, Question((*named, *identities), frozenset({0, 1, *self._identities})))

    def said(self, row: int) -> SaysItIs:
        """Return what a device answered; empty is what it lacks."""
        object_id, description = self.job.text.get((row, 1), b""), self.job.text.get((row, 0), b"")
        numbers = zip(self._objects, self.job.values[row, 2:].tolist(), strict=False)
        return SaysItIs(
            ber.decode_oid(object_id) if object_id else "",
            description.decode("utf-8", errors="replace"),
            {oid: number for oid, number in numbers if not isnan(number)},
        )

    def is_another(self, row: int, key: str) -> bool:
        """Return whether a MAC was answered that is not this device's; addresses move, identity does not."""
        return any(is_another(self.job.text.get((row, at), b""), key) for at in self._identities)


async def identify(engine: SnmpEngine, whom: Target, profiles: Collection[Profile] = ()) -> SaysItIs | None:
    """Return what a device says it is, for whatever chooses among some profiles; None where it says nothing.

    Raises RefusedError where it will not talk to us.
    """
    introduction = Introduction(engine, [whom], profiles)
    job = introduction.job
    while not job.finished:
        await job.wait(LOOK_S)
    if 0 in job.errors and not job.text:
        raise RefusedError(job.errors[0])
    return introduction.said(0) if job.answered[0] else None


def choose(profiles: Mapping[str, Profile], device: SaysItIs) -> Choice:
    """Return the profile whose rule fits a device best, what nearly every device has where none fits."""
    known = device.object_id or "none"
    return best(profiles, device) or Choice(FALLBACK, f"no profile is for its sysObjectID ({known}) or its sysDescr")


def best(profiles: Mapping[str, Profile], device: SaysItIs) -> Choice | None:
    """Return the profile whose rule fits a device best; None where no rule fits.

    1. A longer sysObjectID is more specific than a shorter one, and any is more so than none.
    2. Of rules as specific, the one that also names more of sysDescr wins; of those as long one that looks at an
       object besides, and then the profile's name decides.
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
    told = rule.when is None or device.numbers.get(rule.when.oid) in rule.when.numbers
    return below and told and rule.description.lower() in device.description.lower()


def _specificity(rule: Match) -> tuple[int, int, bool]:
    return (len(rule.object_id.split(".")) if rule.object_id else 0, len(rule.description), rule.when is not None)


def _why(rule: Match, device: SaysItIs) -> str:
    reasons = []
    if rule.object_id:
        reasons.append(f"its sysObjectID {device.object_id} is at or below {rule.object_id}")
    if rule.description:
        reasons.append(f"its sysDescr contains {rule.description.strip()!r}")
    if rule.when:
        reasons.append(f"its {rule.when.object} is {device.numbers[rule.when.oid]:g}")
    return " and ".join(reasons)
