"""One device, once, for people: everything its profile asks for, or a walk of a subtree."""

from __future__ import annotations

from dataclasses import dataclass, replace

from collectors.clock import Clock
from collectors.model import Batch, Cadence, Device
from collectors.ping.pinger import Pinger
from collectors.profiles.model import Profile
from collectors.roster import Roster
from collectors.snmp import ber, message
from collectors.snmp.engine import RefusedError, Secret, SnmpEngine, Target
from collectors.sweep import Sweeper


@dataclass(frozen=True, slots=True)
class Polled:
    """What one device said; the roster names the slots."""

    roster: Roster
    batches: tuple[Batch, ...]

    @property
    def answered(self) -> bool:
        """Whether the device said anything."""
        return any(bool(batch.contacts.answered.any()) for batch in self.batches)


async def poll_once(engine: SnmpEngine, profile: Profile, device: Device, secret: Secret, clock: Clock) -> Polled:
    """Return the device's level sweep, with the states of terminals behind it and what is asked seldom.

    Silence is a contact.

    Raises TargetError where the device cannot be asked as it is written.
    """
    roster, device = Roster(), replace(device, candidates=())
    pinger = Pinger(clock)
    sweeper = Sweeper(engine, {device.profile: profile}, roster, clock, {device.credential: secret}, pinger=pinger)
    sweeper.check(device)
    try:
        polled = Polled(roster, await _swept(sweeper, device, Cadence.LEVEL))
        if polled.answered and profile.asks(Cadence.PNM):
            seldom = await _swept(sweeper, device, Cadence.PNM)
            polled = Polled(roster, polled.batches + seldom)
    finally:
        pinger.close()
    return polled


async def _swept(sweeper: Sweeper, device: Device, cadence: Cadence) -> tuple[Batch, ...]:
    return tuple([batch async for batch in sweeper.sweep(f"poll:{device.key}", [device], cadence)])


class WalkError(Exception):
    """A walk that cannot go on; the message names the device and says why."""


async def walk(engine: SnmpEngine, whom: Target, root: str) -> list[tuple[str, str, ber.Value]]:
    """Return (OID, type, value) of every object below `root`, in order.

    Raises WalkError when the device is silent, refuses, or runs in circles; Malformed when `root` is no OID.
    """
    beginning = ber.encode_oid(root)
    found: list[tuple[str, str, ber.Value]] = []
    last, kind = beginning, message.GETNEXT if whom.version == message.V1 else message.GETBULK
    while True:
        at = ber.decode_oid(last)
        try:
            answer = await engine.ask(whom, kind, [at])
        except RefusedError as error:
            raise WalkError(str(error)) from error
        if answer is None:
            raise WalkError(f"{whom.place}: no answer to what follows {at}")
        if answer.status == message.ErrorStatus.tooBig and kind == message.GETBULK:
            kind = message.GETNEXT
            continue
        if answer.status == message.ErrorStatus.noSuchName and whom.version == message.V1:
            return found
        if answer.status or not answer.bindings:
            raise WalkError(f"{whom.place}: {message.status_name(answer.status)} after {at}")
        for binding in answer.bindings:
            oid = ber.encode_oid(binding.oid)
            if binding.tag == ber.END_OF_MIB_VIEW or not _below(oid, beginning):
                return found
            if _order(binding.oid) <= _order(ber.decode_oid(last)):
                raise WalkError(f"{whom.place}: runs in circles at {binding.oid}")
            found.append((binding.oid, ber.TYPE_NAMES[binding.tag], binding.value))
            last = oid


def _below(oid: bytes, root: bytes) -> bool:
    return oid.startswith(root) and len(oid) > len(root)


def _order(dotted: str) -> tuple[int, ...]:
    return tuple(map(int, dotted.split(".")))
