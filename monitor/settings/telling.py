"""What can be configured of who is told of incidents, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AnyHttpUrl, Field, model_validator

from monitor.settings.channels import Cap, Email, Sms
from monitor.settings.receiving import Wants
from monitor.settings.section import Positive, Section, SettingsError, read_secret
from monitor.settings.values import Networks, WebhookSecret, webhook_secret

ChannelName = Literal[
    "webhook",
    "tmf656",
    "tmf621",
    "tmf642",
    "alertmanager",
    "alertmanager_webhook",
    "pagerduty",
    "cap",
    "email",
    "apprise",
    "sms",
]
FOR_ORDERS = frozenset({"webhook", "email", "apprise", "sms"})
"""Alarms, public warnings and tickets of incidents have no place for how a crew fares, nor for words to people."""
FOR_TICKETS = frozenset(get_args(ChannelName)) - {"cap"}
"""What has one thing for each incident, and words that ask for one; the public is not asked for tickets."""
FOR_ANNOUNCEMENTS = FOR_ORDERS | {"cap"}
"""What warns the public, and words that ask somebody to; tickets and alarms are for colleagues."""
WITHOUT_URL = frozenset({"email", "apprise", "sms"})
"""Channels whose address is elsewhere."""
WITH_SECRET_FILE = frozenset({"pagerduty", "apprise"})
"""Channels that cannot be without a secret; a webhook's may stand in the file itself."""


class Receiver(Section):
    """Somebody who is told of incidents."""

    name: str = Field(description="Unique name; part of every message's identity.")
    channel: ChannelName = Field(default="webhook", description="How notices reach it.")
    url: AnyHttpUrl | None = Field(default=None, description="Where to, for channels over HTTP.")
    secret: WebhookSecret = Field(default="", description="Standard Webhooks secret, whsec_…")
    secret_file: Path | None = Field(
        default=None, description="File with the secret: what a webhook signs with, or what the channel wants."
    )
    envelope: Literal["native", "cloudevents"] = Field(
        default="native", description="What is around a webhook's message."
    )
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the sentences in the payload.")
    email: Email | None = Field(default=None, description="Mail server and addresses, for channel email.")
    sms: Sms | None = Field(default=None, description="Gateway and numbers, for channel sms.")
    cap: Cap | None = Field(default=None, description="Who warns, for channel cap.")
    wants: Wants = Wants()

    def key(self) -> str:
        """Return the secret, from its file where one is set, or empty; raises SettingsError where it cannot be used."""
        if self.secret_file is None:
            return self.secret
        found = read_secret(self.secret_file)
        if not found:
            raise SettingsError(f"{self.secret_file}: there is no secret in the file")
        if self.channel != "webhook":
            return found
        try:
            return webhook_secret(found)
        except ValueError as error:
            raise SettingsError(f"{self.secret_file}: {error}") from error

    @model_validator(mode="after")
    def _address_is_there(self) -> Receiver:
        if self.channel in WITHOUT_URL and self.url is not None:
            raise ValueError(f"url: a receiver by {self.channel} has none")
        if self.channel not in WITHOUT_URL | {"pagerduty"} and self.url is None:
            raise ValueError("url is needed: where the notices go")
        return self

    @model_validator(mode="after")
    def _secret_is_there(self) -> Receiver:
        if self.channel == "webhook" and not self.secret and self.secret_file is None:
            raise ValueError("secret or secret_file is needed: every notice is signed")
        if self.channel != "webhook" and self.secret:
            raise ValueError("secret: only a webhook's may stand here; a secret_file is meant")
        if self.channel in WITH_SECRET_FILE and self.secret_file is None:
            raise ValueError(f"secret_file is needed by {self.channel}")
        return self

    @model_validator(mode="after")
    def _has_a_form_for_orders(self) -> Receiver:
        if self.wants.orders and not self.takes_orders:
            raise ValueError(f"wants.orders: {self.channel} has no form for work orders")
        return self

    @property
    def takes_orders(self) -> bool:
        """Whether its channel has a form for what is told of work orders."""
        return self.channel in FOR_ORDERS

    @property
    def takes_words(self) -> bool:
        """Whether its channel has a form for what a plan says to people."""
        return self.channel in FOR_ORDERS

    @property
    def takes_tickets(self) -> bool:
        """Whether its channel has a form for asking for an incident's ticket."""
        return self.channel in FOR_TICKETS

    @property
    def takes_announcements(self) -> bool:
        """Whether its channel has a form for asking that the public be told of an incident."""
        return self.channel in FOR_ANNOUNCEMENTS

    @model_validator(mode="after")
    def _options_are_its_own(self) -> Receiver:
        for name in ("email", "sms", "cap"):
            if (getattr(self, name) is not None) != (self.channel == name):
                need = "is needed" if self.channel == name else f"is not for a receiver by {self.channel}"
                raise ValueError(f"the table {name} {need}")
        if self.envelope != "native" and self.channel != "webhook":
            raise ValueError(f"envelope: is not for a receiver by {self.channel}")
        if self.email is not None and self.email.user and self.secret_file is None:
            raise ValueError("secret_file is needed: the password of email.user")
        return self


class Telling(Section):
    """Delivery of notices."""

    timeout_s: Positive = Field(default=10.0, description="Wait for a receiver's answer.")
    first_retry_s: Positive = Field(default=2.0, description="Pause before the second attempt; doubles each time.")
    longest_retry_s: Positive = Field(default=3600.0, description="Longest pause between attempts.")
    give_up_s: Positive = Field(
        default=259200.0, description="A notice undelivered this long is put aside (dead letter)."
    )
    private_networks: Networks = Field(
        default="",
        description="Networks that are not public and that notices may go to all the same, separated by commas, "
        'e.g. "127.0.0.0/8, 10.20.0.0/16".',
    )
    breaker_failures: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=5, description="Failures in a row after which a receiver is left alone but for probes."
    )
    probe_s: Positive = Field(default=30.0, description="Pause between probes of a receiver that is left alone.")
    priority_subscribers: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Incidents that affect so many are priority too, beside critical ones; 0: none for that."
    )
    priority_classes: list[str] = Field(
        default=["priority", "hospital", "government"], description="Classes of subscriber that are told of first."
    )
