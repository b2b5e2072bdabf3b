"""Who of a receiver's several addresses has had a message, who is tried again, and who is left out of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.telling.channels.channel import Receipt, TransportError
from monitor.telling.model import Message

REMEMBERED = 10_000
"""Messages under way, and addresses that fail, that are remembered; a restart forgets them: at least once is enough."""


@dataclass(slots=True)
class _Told:
    """How far a message has come."""

    had: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)
    """And why."""


class Served:
    """Addresses by message, while a message has not reached all of them.

    Once anybody has a message, who is lacking says nothing of the receiver and does not hold up the story for long:
    an address that has failed for some time is asked once for each message, until it takes one.
    """

    def __init__(self, patience_s: float) -> None:
        """Begin with nobody served; patience_s: for how long others wait for an address that fails."""
        self._patience_ms = round(patience_s * 1000)
        self._told: OrderedDict[str, _Told] = OrderedDict()
        self._failing: OrderedDict[str, int] = OrderedDict()
        """Since when an address has failed that others had messages beside."""

    def missing(self, message: str, addresses: Sequence[str]) -> list[str]:
        """Return who is to be asked for a message, in their order, each once."""
        told = self._told.get(message, _Told())
        return [one for one in dict.fromkeys(addresses) if one not in told.had and one not in told.left_out]

    def add(self, message: str, address: str) -> None:
        """Note that somebody has had a message."""
        self._of(message).had.add(address)
        self._failing.pop(address, None)

    def settle(
        self,
        message: Message,
        addresses: Mapping[str, str],
        lost: Mapping[str, TransportError],
        asked: int,
        away: Collection[str] = (),
    ) -> Receipt:
        """Return the receipt of a message that is done with, which says who has not got it.

        addresses: all that it is for, and how each is called in a log. lost: those of them that have refused it now,
        of `asked` ones. away: those of lost for whom nobody was there to answer; they are waited for.
        Raises TransportError: for now while somebody may still get it, for good where nobody will.
        """
        told = self._of(message.id)
        if not told.had:
            told.left_out |= {one: str(error) for one, error in lost.items() if error.permanent}
            for error in lost.values():
                if not error.permanent:
                    raise error
        waiting = []
        for one, error in lost.items():
            if error.permanent or (one not in away and self._gives_up(one, message.at_ms)):
                told.left_out[one] = str(error)
            else:
                waiting.append(one)
        have = [one for one in addresses if one in told.had]
        named = ", ".join(shown for one, shown in addresses.items() if one not in told.had)
        why = next((str(lost.get(one) or told.left_out[one]) for one in addresses if one not in told.had), "")
        detail = f"{len(have)} of {len(addresses)} have it, not {named}: {why}" if named else ""
        if waiting:
            wait_s = max((lost[one].retry_after_s or 0.0 for one in waiting), default=0.0)
            raise TransportError(
                detail,
                status=lost[waiting[0]].status,
                retry_after_s=wait_s or None,
                taken=len(lost) < asked,
                lacking=any(one not in away for one in waiting),
            )
        del self._told[message.id]
        if not have and lost:
            first = next(iter(lost.values()))
            raise TransportError(why, permanent=True, status=first.status)
        return Receipt(None, detail)

    def _of(self, message: str) -> _Told:
        told = self._told.setdefault(message, _Told())
        self._told.move_to_end(message)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return told

    def _gives_up(self, address: str, at_ms: int) -> bool:
        """Note that an address has failed beside others that have not; return whether that has gone on for too long."""
        since_ms = self._failing.setdefault(address, at_ms)
        if len(self._failing) > REMEMBERED:
            self._failing.popitem(last=False)
        return at_ms - since_ms >= self._patience_ms
