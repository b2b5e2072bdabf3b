"""What a receiver wants to hear of, how much of it at a time, and when."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from maps.model import Cause
from monitor.settings.section import Section

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _hours(text: str) -> str:
    """Return the text where it is two times of a day, e.g. 22:00-06:30, or empty."""
    if text:
        found = _HOURS.fullmatch(text)
        if found is None:
            raise ValueError("two times of a day are meant, such as 22:00-06:30")
        if found[1] == found[3] and found[2] == found[4]:
            raise ValueError("the two times are the same")
    return text


def _class(name: str) -> str:
    """Return a class of subscriber as it is compared; the plant file has no fixed list of them."""
    if not name.strip():
        raise ValueError("a class of subscriber is meant, such as hospital")
    return name.strip()


Hours = Annotated[str, AfterValidator(_hours)]
"""Two times of a day, or empty."""


class Wants(Section):
    """What a receiver is told of; an empty list leaves nothing out. Whoever heard an incident begin hears it end."""

    severity: Literal["warning", "minor", "major", "critical"] = Field(
        default="warning", description="Incidents at least so bad."
    )
    places: list[str] = Field(
        default_factory=list, description="Only what lies in these areas, or at or behind these elements, by their ids."
    )
    units: list[str] = Field(default_factory=list, description="Only what lies in areas of these units, by name.")
    causes: list[Cause] = Field(default_factory=list, description="Only these causes, e.g. element, power.")
    classes: list[Annotated[str, AfterValidator(_class)]] = Field(
        default_factory=list, description="Only what affects a subscriber of one of these classes, e.g. hospital."
    )
    updates: bool = Field(default=True, description="Updates too; else only the beginning and the end.")
    orders: bool = Field(
        default=False,
        description="How work orders of incidents go on that it heard of; by webhook, email, apprise, sms.",
    )
    quiet_hours: Hours = Field(
        default="",
        description="Hours in which only priority incidents are told, e.g. 22:00-06:30; the others are told after.",
    )
    digest_above_per_minute: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=0, description="Beyond so many messages a minute several notices go in one; 0: each in its own."
    )

    @property
    def leaves_out(self) -> bool:
        """Whether some incidents are none of this receiver's affairs."""
        return bool(self.places or self.units or self.causes or self.classes or self.severity != "warning")

    def quiet(self) -> tuple[time, time] | None:
        """Return when the quiet hours begin and end; None: there are none."""
        if not self.quiet_hours:
            return None
        begin, end = self.quiet_hours.split("-")
        return time.fromisoformat(begin), time.fromisoformat(end)
