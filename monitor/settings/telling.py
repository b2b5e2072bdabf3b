"""What can be configured of who is told of incidents, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, model_validator

from monitor.settings.receiving import Wants
from monitor.settings.section import Positive, Section, SettingsError, read_secret
from monitor.settings.values import WebhookSecret, webhook_secret


class Receiver(Section):
    """Somebody who is told of incidents."""

    name: str = Field(description="Unique name; part of every message's identity.")
    channel: Literal["webhook"] = Field(default="webhook", description="How notices reach it.")
    url: AnyHttpUrl = Field(description="Where to POST.")
    secret: WebhookSecret = Field(default="", description="Standard Webhooks secret, whsec_…")
    secret_file: Path | None = Field(default=None, description="File that holds the secret instead.")
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the sentences in the payload.")
    wants: Wants = Wants()

    def key(self) -> str:
        """Return the signing secret, from its file where one is set; raises SettingsError where it cannot be used."""
        if self.secret_file is None:
            return self.secret
        try:
            return webhook_secret(read_secret(self.secret_file))
        except SettingsError:
            raise
        except ValueError as error:
            raise SettingsError(f"{self.secret_file}: {error}") from error

    @model_validator(mode="after")
    def _can_sign(self) -> Receiver:
        if not self.secret and self.secret_file is None:
            raise ValueError("secret or secret_file is needed: every notice is signed")
        return self


class Telling(Section):
    """Delivery of notices."""

    timeout_s: Positive = Field(default=10.0, description="Wait for a receiver's answer.")
    first_retry_s: Positive = Field(default=2.0, description="Pause before the second attempt; doubles each time.")
    longest_retry_s: Positive = Field(default=3600.0, description="Longest pause between attempts.")
    give_up_s: Positive = Field(
        default=259200.0, description="A notice undelivered this long is put aside (dead letter)."
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
