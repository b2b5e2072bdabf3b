"""What can be configured of work orders: how quick they have to be, and whose reports about them are believed."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from monitor.settings.section import Positive, Section, SettingsError, read_secret
from monitor.settings.values import Share, webhook_secret

SeverityName = Literal["critical", "major", "minor", "warning"]
MOST_SECRETS = 4


def _webhook_secrets(text: str) -> str:
    secrets = text.split()
    if len(secrets) > MOST_SECRETS:
        raise ValueError(f"at most {MOST_SECRETS} secrets count at a time")
    return " ".join(webhook_secret(secret) for secret in secrets)


def _path_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", name):
        raise ValueError("a name for an address is meant: small letters, digits, - and _")
    return name


WebhookSecrets = Annotated[str, AfterValidator(_webhook_secrets)]
"""What Standard Webhooks signs with: one, or several while one is being replaced."""


class Inbound(Section):
    """A system whose reports about work orders are believed."""

    name: Annotated[str, AfterValidator(_path_name)] = Field(
        description="Unique name; it posts to /api/v1/inbound/NAME, and stands in the trail for what it reports."
    )
    secret: WebhookSecrets = Field(
        default="", repr=False, description="Standard Webhooks secret, whsec_…; several, apart by spaces, all count."
    )
    secret_file: Path | None = Field(default=None, description="File that holds the secrets instead.")

    def keys(self) -> tuple[bytes, ...]:
        """Return the keys that sign, from the file where one is set; raises SettingsError where it cannot be used."""
        written = self.secret
        if self.secret_file is not None:
            try:
                written = _webhook_secrets(read_secret(self.secret_file))
            except SettingsError:
                raise
            except ValueError as error:
                raise SettingsError(f"{self.secret_file}: {error}") from error
        return tuple(base64.b64decode(secret.removeprefix("whsec_")) for secret in written.split())

    @model_validator(mode="after")
    def _can_be_believed(self) -> Inbound:
        if not self.secret and self.secret_file is None:
            raise ValueError("secret or secret_file is needed: only what is signed is believed")
        return self


class Orders(Section):
    """How quick work orders have to be, by the severity of what they are about."""

    warn_share: Share = Field(default=0.75, description="Share of a clock's time after which it warns.")
    verify_min: Positive = Field(
        default=30.0,
        description="Minutes from a crew's `done` to when service must be seen to be back at the terminals.",
    )
    spot_check_one_in: Annotated[int, Field(ge=0, le=100_000)] = Field(
        default=20, description="One order in so many, at random, is marked to be looked into afterwards; 0: none."
    )
    receivers: list[str] = Field(
        default_factory=list,
        description="Receivers, by name, that hear of homes' faults handed on to the second line, and how those go on.",
    )
    acknowledge_min: dict[SeverityName, Positive] = Field(
        default_factory=dict, description="Minutes to acknowledge an order, e.g. critical = 10."
    )
    dispatch_min: dict[SeverityName, Positive] = Field(
        default_factory=dict, description="Minutes until its crew is on the way, e.g. critical = 20."
    )
    arrive_min: dict[SeverityName, Positive] = Field(
        default_factory=dict, description="Minutes until its crew is at the place, e.g. critical = 60."
    )
    restore_min: dict[SeverityName, Positive] = Field(
        default_factory=dict, description="Minutes until service is seen to be back, e.g. critical = 240."
    )
