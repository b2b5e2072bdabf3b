"""What a native payload says, as channels read it before they write it in words of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from monitor.telling.channels.channel import TransportError
from monitor.telling.model import DIGEST, TEST, Message, MessageEvent

Data = Mapping[str, Any]
"""The `data` of an incident's notice."""
ZERO_WIDTH_JOINER = "\u200d"
"""What holds pictures of several people together."""
SOURCE = "plantwatch"
"""What receiving systems know us as."""


class Phase(StrEnum):
    """What became of an incident."""

    OPENED = "opened"
    UPDATED = "updated"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Item:
    """One incident that a message tells of."""

    phase: Phase
    at: str
    """When it was told, RFC 3339."""
    data: Data
    step: str = ""
    """Run and step of the plan that asks, such as `7-2`; empty: it is the incident's own notice."""

    @property
    def words(self) -> str:
        """What a plan's author wants said beside the facts, on one line; empty: nothing."""
        return shown(str(self.data["plan"].get("text", ""))) if self.step else ""

    @property
    def sentence(self) -> str:
        """All that is to be said."""
        return f"{self.words} {self.data['sentence']}".lstrip()

    @property
    def title(self) -> str:
        """What the plan that asks is called; empty: none does."""
        return shown(str(self.data["plan"]["title"])) if self.step else ""

    @property
    def id(self) -> str:
        """The incident's id."""
        return str(self.data["id"])

    @property
    def over(self) -> bool:
        """Whether the incident is no more."""
        return self.phase == Phase.RESOLVED

    @property
    def began(self) -> bool:
        """Whether it is the first that the receiver hears of the incident, or the first since it was over."""
        return self.phase == Phase.OPENED or (not self.over and bool(self.data.get("first")))

    @property
    def came_back(self) -> bool:
        """Whether it is the first that the receiver hears of an incident since it came back after it had been over."""
        return self.began and int(self.data["reopened"]) > 0

    @property
    def merged_into(self) -> str:
        """Id of the incident under which its trouble goes on; empty: under none."""
        return str(self.data["merged_into"] or "")

    @property
    def ended(self) -> bool:
        """Whether its trouble is over: not where it goes on under another incident."""
        return self.over and not self.merged_into

    @property
    def severity(self) -> str:
        """How bad it is, or was: a code of X.733."""
        return str(self.data["severity"])

    @property
    def element(self) -> Data:
        """The piece of plant where the worst of its faults is."""
        first: Data = self.data["elements"][0]
        return first

    @property
    def element_name(self) -> str:
        """What people call that piece of plant; on one line, since it goes into headers and XML."""
        return shown(str(self.element["name"])) or shown(str(self.element["id"])) or "?"

    @property
    def page(self) -> str:
        """Address of the page for people."""
        return str(self.data["links"]["page"])

    @property
    def base(self) -> str:
        """Address that all pages begin with, without a slash at its end."""
        return self.page.rpartition("/incidents/")[0]

    @property
    def host(self) -> str:
        """Host that tells: two installations may tell one receiver."""
        return urlsplit(self.page).netloc or SOURCE

    @property
    def area_url(self) -> str:
        """Address of its area as GeoJSON."""
        return f"{self.base}/ogc/collections/incidents/items/{self.id}"


def is_test(message: Message) -> bool:
    """Return whether somebody only tries whether messages arrive."""
    return bool(message.payload["type"] == TEST)


def sentence(message: Message) -> str:
    """Return what a message says in one sentence, on one line."""
    return shown(str(message.payload["data"].get("sentence", "")))


def wanted(message: Message) -> str:
    """Return what somebody wants said beside the facts, on one line; empty: nothing."""
    return shown(str(message.payload["data"].get("text", "")))


def shown(text: str) -> str:
    """Return a text on one line, without what cannot be seen."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable() or sign == ZERO_WIDTH_JOINER).strip()


def items(message: Message, asked: MessageEvent | None = None) -> list[Item]:
    """Return the incidents that a message tells of; of a digest each as its own notice would have, of a test none.

    asked: what a plan may ask of this channel. Who heard nothing of the incident before is told that it has opened.
    Raises TransportError for a message of another kind: an alarm system has no form for it.
    """
    kind, at, data = str(message.payload["type"]), str(message.payload["timestamp"]), message.payload["data"]
    if kind == TEST:
        return []
    if kind == DIGEST:
        return [Item(Phase(str(one["event"]).rpartition(".")[2]), at, one) for one in data["incidents"]]
    if kind == asked:
        plan = data["plan"]
        began = Phase.OPENED if plan.get("first", True) else Phase.UPDATED
        return [Item(began, at, data, f"{plan['run']}-{plan['step']}")]
    prefix, _, phase = kind.rpartition(".")
    if prefix != "incident" or phase not in set(Phase):
        raise TransportError(f"this channel has no form for a message of type {kind}", permanent=True)
    return [Item(Phase(phase), at, data)]
