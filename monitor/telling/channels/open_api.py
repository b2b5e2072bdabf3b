"""Resources of a TM Forum Open API: found by our id for them, created where there are none, changed where there are.

The first notice of an incident asks whether its resource is there already (its creation may have been
answered into a broken connection), so that one ticket is opened whatever happens to answers. What cannot
be asked for, because the receiver does not filter, is created. Two installations may have one receiver and
count their incidents alike: a resource is ours where it names us as its owner, or nobody. What a plan asks for
is made where there is none, and left alone where there is one.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from monitor.settings import Receiver, Telling
from monitor.telling.channels.answers import receipt
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.http import Answer
from monitor.telling.channels.posting import Poster
from monitor.telling.channels.reading import Item, is_test, items
from monitor.telling.model import Message, MessageEvent

Resource = dict[str, Any]
MERGE_PATCH = "application/merge-patch+json"
MOST_READ = 65_536
"""Bytes of an answer: a resource is repeated in it."""
MOST_LISTED = 50
"""Resources of one id that are looked through, of as many installations."""
NO_ANSWER = frozenset({401, 403, 408, 425, 429})
"""Refusals below 500 of a question, after which nobody knows what is there; every other says it cannot be asked."""
NOT_ASKED_FOR = 501
"""The one refusal from 500 that is for good: there are no queries."""
REMEMBERED = 10_000
"""Incidents whose resource is known without asking."""


class OpenApi:
    """One collection of resources at a receiver, one resource for each incident."""

    def __init__(
        self,
        receiver: Receiver,
        settings: Telling,
        *,
        asked_by: str,
        beside: str = "",
        owners: Callable[[Mapping[str, Any], str], list[str]],
        create: Callable[[Item], Resource],
        change: Callable[[Item], Resource],
        attempt: Callable[[str, str, str], Resource],
    ) -> None:
        """Take how its resources are written.

        asked_by: the attribute that is filtered by. beside: the one that says whose an id is, where that is another.
        owners: who uses an incident's id for a resource, empty for one that names nobody. attempt: the harmless
        resource of a test, from an id, a sentence and a time. Raises SettingsError.
        """
        self._poster = Poster(receiver, settings)
        self._poster.url = self._poster.url.rstrip("/")
        self._asked_by, self._owners = asked_by, owners
        self._fields = ",".join(filter(None, ("id", asked_by.partition(".")[0], beside)))
        self._create, self._change, self._attempt = create, change, attempt
        self._known: OrderedDict[str, str] = OrderedDict()

    async def deliver(self, message: Message) -> Receipt:
        """Bring the resource of every incident of a message to where the incident stands. Raises TransportError."""
        done = Receipt()
        if is_test(message):
            data = message.payload["data"]
            trial = self._attempt(message.id, str(data["sentence"]), str(message.payload["timestamp"]))
            return await self._poster.post([trial], message.at_ms)
        for item in items(message, MessageEvent.TICKET):
            done = await self._bring(item, message.at_ms)
        return done

    async def close(self) -> None:
        """Close the connections."""
        await self._poster.close()

    async def _bring(self, item: Item, at_ms: int) -> Receipt:
        address = self._known.get(item.id) or await self._find(item, at_ms)
        if address is not None and item.step:  # there is one, and it may have gone on since it was asked for
            self._remember(item.id, address)
            return Receipt(detail="there is one already")
        if address is not None:
            answer = await self._poster.send("PATCH", address, self._change(item), MERGE_PATCH)
            if answer.status not in {404, 410}:  # else somebody has removed it since
                done = receipt(answer.status, answer.headers, answer.body, at_ms)
                self._remember(item.id, address)
                return done
        answer = await self._poster.send("POST", self._poster.url, self._create(item), most=MOST_READ)
        done = receipt(answer.status, answer.headers, answer.body, at_ms)
        made = _document(answer)
        if isinstance(made, dict) and (address := self._address(made)) is not None:
            self._remember(item.id, address)
        return done

    async def _find(self, item: Item, at_ms: int) -> str | None:
        """Return the address of an incident's resource; None: there is none, or it cannot be asked for."""
        query = urlencode({self._asked_by: item.id, "fields": self._fields, "limit": MOST_LISTED})
        answer = await self._poster.send("GET", f"{self._poster.url}?{query}", None, most=MOST_READ)
        if answer.status in NO_ANSWER or (answer.status >= 500 and answer.status != NOT_ASKED_FOR):
            receipt(answer.status, answer.headers, answer.body, at_ms)
        found = _document(answer)
        listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        ours = (one for owner in (item.host, "") for one in listed if owner in self._owners(one, item.id))
        return next(filter(None, map(self._address, ours)), None)

    def _address(self, resource: Mapping[str, Any]) -> str | None:
        """Return where a resource is changed: under the address that is configured, whatever it says of itself."""
        number = resource.get("id")
        return f"{self._poster.url}/{quote(str(number), safe='')}" if isinstance(number, str | int) else None

    def _remember(self, incident: str, address: str) -> None:
        self._known[incident] = address
        self._known.move_to_end(incident)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def external_owners(resource: Mapping[str, Any], name: str) -> list[str]:
    """Return who calls a resource of a version-5 API by a name; nothing where it has no list of identifiers."""
    listed = resource.get("externalIdentifier")
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [str(one.get("owner") or "") for one in known if one.get("id") == name]


def _document(answer: Answer) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an answer; None where it is none, or longer than is read."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
