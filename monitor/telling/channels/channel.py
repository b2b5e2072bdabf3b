"""What every channel is: something that takes a message to one receiver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from monitor.settings import Receiver, Telling
from monitor.telling.model import Message


class TransportError(Exception):
    """A message that was not delivered.

    permanent: trying again is of no use. retry_after_s: the receiver wants to be left alone so long.
    Of a receiver with several addresses: taken: some of them have taken it now. lacking: only single ones have not
    got it, which says nothing of the receiver.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        status: int | None = None,
        retry_after_s: float | None = None,
        taken: bool = False,
        lacking: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.status = status
        self.retry_after_s = retry_after_s
        self.taken = taken
        self.lacking = lacking


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the receiver has taken a message."""

    status: int | None = None
    detail: str = ""


class Channel(Protocol):
    """A way to one receiver; used by several deliveries at once, in one event loop."""

    async def deliver(self, message: Message) -> Receipt:
        """Take a message there. Raises TransportError; never anything else for what the receiver does."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class ChannelMaker(Protocol):
    """What a module of this folder offers."""

    def __call__(self, receiver: Receiver, settings: Telling) -> Channel:
        """Return the channel to a receiver."""
        ...
