"""E-mail by SMTP, as text and as HTML; all mail about one incident is one conversation.

Try it: `python -m aiosmtpd -n -l 127.0.0.1:8025`, and a receiver with email.port = 8025, email.security = "none".
"""

from __future__ import annotations

import asyncio
import html
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

from monitor.settings import Receiver, SettingsError, Telling
from monitor.settings.channels import Email as Options
from monitor.telling.catalogue import Language
from monitor.telling.channels.answers import printable
from monitor.telling.channels.channel import Receipt, TransportError
from monitor.telling.channels.served import Served
from monitor.telling.channels.text import Text, text
from monitor.telling.model import Message

CONNECTIONS = 4
"""Mails that are handed in at a time, each on a thread of its own: a mail server that hangs holds up nobody else."""
PATIENCE_S = 300.0
"""For how long a mailbox that fails may hold up what others are told next; some servers let strangers in after that."""
STEPS = 6
"""Answers of a mail server that each may take the timeout."""


def written(message: Message, options: Options, language: Language) -> EmailMessage:
    """Return a message as mail; its Message-ID is the notice's id, so that a repetition is known as one."""
    said = text(message, language)
    domain = parseaddr(options.sender)[1].rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = options.sender
    mail["To"] = ", ".join(dict.fromkeys(options.to))
    mail["Subject"] = said.title
    mail["Message-ID"] = _id(message.id, domain)
    if len(said.entries) == 1:
        mail["References"] = _id(said.entries[0].id, domain)
    at = datetime.fromisoformat(str(message.payload["timestamp"]))
    mail["Date"] = format_datetime(at.astimezone(UTC))
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(said.plain())
    mail.add_alternative(_html(said, language), subtype="html")
    return mail


def _id(name: str, domain: str) -> str:
    """Return a Message-ID, with nothing in it that could end it."""
    return f"<{quote(name, safe='%')}@{domain}>"


class Email:
    """Addresses of people, and the server that takes mail for them."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the password; raises SettingsError where it cannot be read."""
        if receiver.email is None:
            raise SettingsError(f"receiver {receiver.name}: the table email is needed")
        self._options, self._language = receiver.email, receiver.language
        self._password = receiver.key()
        self._timeout_s = settings.timeout_s
        self._served = Served(PATIENCE_S)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="email")
        self._turns = asyncio.Semaphore(CONNECTIONS)

    async def deliver(self, message: Message) -> Receipt:
        """Hand a mail in for everybody who has not had it. Raises TransportError."""
        mail = written(message, self._options, self._language)
        everybody = dict.fromkeys(parseaddr(one)[1] for one in self._options.to)
        to = self._served.missing(message.id, list(everybody))
        try:
            async with self._turns:  # waited for here, so that the timeout is the server's
                lost = {one: _refusal(*said) for one, said in (await self._patiently(mail, to)).items()}
        except TransportError as error:
            if not error.permanent:
                raise
            lost = dict.fromkeys(to, error)
        for one in to:
            if one not in lost:
                self._served.add(message.id, one)
        places = {one: f"address {number}" for number, one in enumerate(everybody, start=1)}
        return replace(self._served.settle(message, places, lost, len(to)), status=250)

    async def close(self) -> None:
        """Let the threads go; a mail on its way is handed in to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _patiently(self, mail: EmailMessage, to: list[str]) -> dict[str, tuple[int, bytes]]:
        """Hand a mail in, unless the server drips its answers; the thread is left to it. Raises TransportError."""
        try:
            async with asyncio.timeout(self._timeout_s * STEPS):
                return await asyncio.get_running_loop().run_in_executor(self._threads, self._hand_in, mail, to)
        except TimeoutError as error:
            raise TransportError(f"not done within {self._timeout_s * STEPS:g} s") from error

    def _hand_in(self, mail: EmailMessage, to: list[str]) -> dict[str, tuple[int, bytes]]:
        """Return who was refused, with the server's code and words. Raises TransportError."""
        if not to:
            return {}
        try:
            with self._connected() as server:
                return server.send_message(mail, parseaddr(self._options.sender)[1], to)
        except smtplib.SMTPRecipientsRefused as error:
            return dict(error.recipients)
        except smtplib.SMTPResponseException as error:
            permanent = 500 <= error.smtp_code < 600
            raise TransportError(self._clean(error), permanent=permanent, status=error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise TransportError(f"{type(error).__name__}: {printable(str(error))}") from None

    def _connected(self) -> smtplib.SMTP:
        options = self._options
        verified = ssl.create_default_context()
        if options.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                options.server, options.port, timeout=self._timeout_s, context=verified
            )
        else:
            server = smtplib.SMTP(options.server, options.port, timeout=self._timeout_s)
        try:
            if options.security == "starttls":
                server.starttls(context=verified)
            if options.user:
                server.login(options.user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _clean(self, error: smtplib.SMTPResponseException) -> str:
        said = error.smtp_error
        words = said.decode("utf-8", errors="replace") if isinstance(said, bytes) else str(said)
        if self._password:
            words = words.replace(self._password, "***")
        return f"{error.smtp_code}: {printable(words)}"


def _html(said: Text, language: Language) -> str:
    """Return a message as a page that any mail program shows; nothing in it is fetched."""
    parts = [f"<p>{html.escape(said.sentence)}</p>"]
    if len(said.entries) == 1 and said.entries[0].sentence == said.sentence:
        parts.append(f"<p>{_link(said.entries[0].page, said.entries[0].id)}</p>")
    elif said.entries:
        rows = "".join(f"<li>{_link(one.page, one.id)} {html.escape(one.sentence)}</li>" for one in said.entries)
        parts.append(f"<ul>{rows}</ul>")
    if said.more:
        parts.append(f"<p>{html.escape(said.more)}</p>")
    tongue = "zh-CN" if language == "zh" else "en"
    return f'<!doctype html>\n<html lang="{tongue}"><body>{"".join(parts)}</body></html>\n'


def _link(address: str, words: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(words)}</a>'


def _refusal(code: int, said: bytes) -> TransportError:
    """Return the error that a refused address is; who it was stays out of the log."""
    words = printable(said.decode("utf-8", errors="replace"))
    return TransportError(f"{code}: {words}", permanent=code >= 500, status=code)
