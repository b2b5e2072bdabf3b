"""Channels: one module per way of delivery, all of the same shape."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.telling.channels.alertmanager import Alertmanager
from monitor.telling.channels.alertmanager_webhook import AlertmanagerWebhook
from monitor.telling.channels.apprise import Apprise
from monitor.telling.channels.cap import Cap
from monitor.telling.channels.channel import ChannelMaker
from monitor.telling.channels.email import Email
from monitor.telling.channels.pagerduty import PagerDuty
from monitor.telling.channels.sms import Sms
from monitor.telling.channels.tmf621 import trouble_ticket
from monitor.telling.channels.tmf642 import alarm
from monitor.telling.channels.tmf656 import service_problem
from monitor.telling.channels.webhook import Webhook

CHANNELS: Mapping[str, ChannelMaker] = {
    "webhook": Webhook,
    "tmf656": service_problem,
    "tmf621": trouble_ticket,
    "tmf642": alarm,
    "alertmanager": Alertmanager,
    "alertmanager_webhook": AlertmanagerWebhook,
    "pagerduty": PagerDuty,
    "cap": Cap,
    "email": Email,
    "apprise": Apprise,
    "sms": Sms,
}
"""Every channel, under the name that a receiver's `channel` setting has."""
