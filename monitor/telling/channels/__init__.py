"""Channels: one module per way of delivery, all of the same shape."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.telling.channels.channel import ChannelMaker
from monitor.telling.channels.webhook import Webhook

CHANNELS: Mapping[str, ChannelMaker] = {"webhook": Webhook}
"""Every channel, under the name that a receiver's `channel` setting has."""
