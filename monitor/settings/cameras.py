"""What can be configured of cameras at sites."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from pydantic import Field

from monitor.settings.section import Positive, Section
from monitor.settings.values import Networks, networks

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Cameras(Section):
    """Stills of the cameras at sites, kept with the incidents that open there."""

    networks: Networks = Field(
        default="", description='Private networks that cameras may be in, separated by commas, e.g. "10.20.0.0/16".'
    )
    timeout_s: Positive = Field(default=5.0, description="Seconds a camera has to give its picture.")
    most_kb: Annotated[int, Field(ge=1, le=8192)] = Field(default=1024, description="Largest picture taken, KiB.")

    keep_days: Positive = Field(default=365.0, description="Days a picture is kept; of incidents that stand, longer.")
    keep_mb: Positive = Field(
        default=2048.0, description="MiB that all pictures may take; beyond it the oldest are let go, each night."
    )

    def private(self) -> tuple[Network, ...]:
        """Return the private networks that may be asked."""
        return networks(self.networks)
