"""What single ways of delivery need besides an address and a secret."""

from __future__ import annotations

import re
from email.policy import SMTP
from email.utils import getaddresses, parseaddr
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from monitor.settings.section import Section

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
PLACES = frozenset({"phone", "text", "id", "secret"})
"""What a template of a gateway may have filled in."""


def _mailbox(text: str) -> str:
    address = parseaddr(text)[1]
    here, at, domain = address.rpartition("@")
    if not text.isprintable() or not (here and at and domain) or not address.isascii() or " " in address:
        raise ValueError("an e-mail address is meant: NAME@HOST, or Name <NAME@HOST>")
    named = [each.addr_spec for group in SMTP.header_factory("To", text).groups for each in group.addresses]
    if len(getaddresses([text])) > 1 or named != [address] or text.strip(" ,;") != text.strip():
        raise ValueError("one mailbox is meant, every other an entry of its own; a name with marks goes in quotes")
    return text


def _template(text: str) -> str:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"not a template: {error}; a brace itself is written twice") from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACES or form or conversion):
            known = ", ".join(f"{{{place}}}" for place in sorted(PLACES))
            raise ValueError(f"{{{name}}} is not known in a template; known: {known}; a brace itself is written twice")
    return text


def _regular(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{3,20}", text):
        raise ValueError("a telephone number is meant: digits, with + before the country where it is named")
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]
"""An address of mail, with a name before it or without."""
Template = Annotated[str, AfterValidator(_template)]
"""Text with places that are filled in."""
Pattern = Annotated[str, AfterValidator(_regular)]
Phone = Annotated[str, AfterValidator(_phone)]


class Email(Section):
    """How mail is handed in, and to whom it goes."""

    server: str = Field(description="Host of the mail server that takes it.", min_length=1)
    port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is kept private; without it there is no log-in."
    )
    user: str = Field(default="", description="Name to log in with; its password is the receiver's secret_file.")
    sender: Mailbox = Field(description="Address that the mail is from.")
    to: list[Mailbox] = Field(description="Addresses that it goes to.", min_length=1)

    @model_validator(mode="after")
    def _password_stays_private(self) -> Email:
        if self.user and self.security == "none":
            raise ValueError("user: a password is not sent over a connection that anybody can read")
        return self


class Sms(Section):
    """A gateway that sends short messages for an HTTP request, and whom they go to."""

    url: Template = Field(description="Its address; {phone}, {text}, {id} and {secret} are filled in after the host.")
    method: Literal["POST", "GET", "PUT"] = Field(default="POST", description="Method of the request.")
    headers: dict[str, Template] = Field(default_factory=dict, description="Headers of the request, as templates.")
    body: Template = Field(default="", description="Body of the request.")
    encoding: Literal["json", "form", "xml", "plain"] = Field(
        default="json", description="What the body is, so that what is filled in cannot break out of its place."
    )
    phones: list[Phone] = Field(description="Numbers that a message goes to, each once.", min_length=1)
    longest: int = Field(default=300, ge=10, le=2000, description="Characters of a message; the rest is cut off.")
    success_status: list[int] = Field(default=[200, 201, 202, 204], description="Statuses that may mean it was taken.")
    success_pattern: Pattern = Field(
        default="", description="Regular expression that must be found in the answer besides, e.g. '\"code\": *0'."
    )

    @model_validator(mode="after")
    def _host_is_fixed(self) -> Sms:
        if not re.match(r"https?://[^/?#{}@\s]+(?:[/?#]|$)", self.url):
            raise ValueError("url: http:// or https:// and a host are meant, with nothing filled in before the path")
        if any(not HEADER_NAME.fullmatch(name) for name in self.headers):
            raise ValueError("headers: a name there is not one of HTTP")
        return self


class Cap(Section):
    """How public warnings are signed."""

    sender: str = Field(description="Who warns, as CAP wants it: unique and without blanks, e.g. noc@example.net.")
    sender_name: str = Field(default="", description="Who warns, as people read it.")
    expires_h: int = Field(default=24, ge=1, le=720, description="Hours after which a warning is void by itself.")

    @model_validator(mode="after")
    def _sender_fits(self) -> Cap:
        if not re.fullmatch(r"[^\s,<&]+", self.sender):
            raise ValueError("sender: no blanks, commas, < or & are allowed in it")
        return self
