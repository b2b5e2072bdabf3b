"""What can be configured of contingency plans and storms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitor.settings.section import Positive, Section


class PlanSettings(Section):
    """Contingency plans, and when many incidents are a storm."""

    run_by: Literal["here", "customer_service"] = Field(
        default="here",
        description="Who carries plans out: here, or customer_service, who gets them with each notice; never both.",
    )
    ticket_receiver: str = Field(default="", description="Receiver that opens tickets, by name; empty: a plan says.")
    storm_incidents: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=20, description="More standing incidents than this, opened within the time below, are a storm."
    )
    storm_within_min: Positive = Field(default=15.0, description="Minutes within which they were opened.")
