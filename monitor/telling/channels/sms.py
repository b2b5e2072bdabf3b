"""Short messages by any gateway that takes them over HTTP, by a template of its request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from monitor.settings import Receiver, SettingsError, Telling
from monitor.settings.channels import Sms as Options
from monitor.telling.catalogue import Language
from monitor.telling.channels.answers import printable, refused
from monitor.telling.channels.channel import Receipt, TransportError
from monitor.telling.channels.http import Answer, Sender
from monitor.telling.channels.reading import SOURCE, sentence, shown, wanted
from monitor.telling.channels.served import Served
from monitor.telling.channels.text import cut, text
from monitor.telling.model import Message

MEDIA = {
    "json": "application/json; charset=utf-8",
    "form": "application/x-www-form-urlencoded",
    "xml": "application/xml; charset=utf-8",
    "plain": "text/plain; charset=utf-8",
}
ESCAPES: Mapping[str, Callable[[str], str]] = {
    "json": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "form": quote_plus,
    "xml": lambda value: escape(value, {'"': "&quot;", "'": "&apos;"}),
    "plain": lambda value: value,
}
"""How a value is written so that it stays in its place."""

PATIENCE_S = 120.0
"""For how long a number that fails may hold up what the others are told next."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a gateway is asked for one number."""

    url: str
    headers: dict[str, str]
    body: bytes


def request(options: Options, phone: str, spoken: str, name: str, secret: str) -> Request:
    """Return the request that sends a text to a number; `name` is the same whenever that is tried again."""
    values = {"phone": phone, "text": spoken, "id": name, "secret": secret}
    in_url = {key: quote(value, safe="") for key, value in values.items()}
    in_header = {key: _header(value) for key, value in values.items()}
    in_body = {key: ESCAPES[options.encoding](value) for key, value in values.items()}
    given = {key.lower(): template.format(**in_header) for key, template in options.headers.items()}
    return Request(
        options.url.format(**in_url),
        {"content-type": MEDIA[options.encoding], "user-agent": SOURCE} | given,
        options.body.format(**in_body).encode(),
    )


def addressed(message: Message, usual: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers a message is for: of the people it names, who are on call now, or else the usual ones."""
    people = message.payload["data"].get("people") or ()
    named = dict.fromkeys(str(one["phone"]) for one in people if one.get("phone"))
    return tuple(named) or tuple(dict.fromkeys(usual))


def short(message: Message, language: Language, longest: int) -> str:
    """Return what a message says in at most so many characters; first what somebody wants said beside the facts."""
    spoken = " ".join(filter(None, (wanted(message), sentence(message))))
    about = message.payload["data"].get("id")
    whole = f"{about} {spoken}" if about and about not in spoken else spoken or text(message, language).title
    return cut(whole, longest)


class Sms:
    """A gateway and the numbers it is asked to send to, each once."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the secret; raises SettingsError where it cannot be read."""
        if receiver.sms is None:
            raise SettingsError(f"receiver {receiver.name}: the table sms is needed")
        self._options, self._language = receiver.sms, receiver.language
        self._secret = receiver.key()
        self._taken = re.compile(self._options.success_pattern)
        self._sender = Sender(settings, self._secret)
        self._served = Served(PATIENCE_S)

    async def deliver(self, message: Message) -> Receipt:
        """Have a message sent to every number that has not had it.

        Raises TransportError: for now while a number may still be reached, for good where all have refused.
        """
        spoken = short(message, self._language, self._options.longest)
        phones = {phone: _masked(phone) for phone in addressed(message, self._options.phones)}
        missing = self._served.missing(message.id, list(phones))
        lost: dict[str, TransportError] = {}
        for phone in missing:
            try:
                await self._ask(message, phone, spoken)
            except TransportError as refusal:
                lost[phone] = refusal
            else:
                self._served.add(message.id, phone)
        away = [phone for phone, error in lost.items() if error.status is None]
        return self._served.settle(message, phones, lost, len(missing), away)

    async def close(self) -> None:
        """Close the connections."""
        await self._sender.close()

    async def _ask(self, message: Message, phone: str, spoken: str) -> None:
        """Ask for one number. Raises TransportError, without the number in it."""
        name = f"{message.id}_{phone.lstrip('+')}"
        asked = request(self._options, phone, spoken, name, self._secret)
        answer = await self._sender.send(self._options.method, asked.url, asked.headers, asked.body)
        said = answer.body.decode("utf-8", errors="replace")
        told = printable(said.replace(phone, _masked(phone)))
        if answer.status not in self._options.success_status:
            raise _refusal(answer, told, message.at_ms)
        if not self._taken.search(said):
            raise TransportError(f"not what a success looks like: {told}", status=answer.status)


def _masked(phone: str) -> str:
    """Return what a number is called in a log."""
    return "…" + phone[-4:]


def _refusal(answer: Answer, told: str, at_ms: int) -> TransportError:
    if 200 <= answer.status < 300:
        return TransportError(f"{answer.status} is no success here: {told}", status=answer.status)
    return refused(answer.status, told, answer.headers, at_ms)


def _header(value: str) -> str:
    """Return a value fit for a header: one line, and percent-encoded where it is not ASCII."""
    line = shown(value)
    return line if line.isascii() and line.isprintable() else quote(line, safe=" ")
