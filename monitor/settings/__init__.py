"""Configuration: plantwatch.toml, overridden by PLANTWATCH__SECTION__KEY; unknown keys are refused."""

from monitor.settings.cameras import Cameras
from monitor.settings.model import (
    Credential,
    Data,
    Incidents,
    LedgerSettings,
    Listening,
    Locate,
    Settings,
    Snmp,
    Sweeps,
)
from monitor.settings.orders import Inbound, Orders
from monitor.settings.section import Section, SettingsError
from monitor.settings.series import SeriesSettings
from monitor.settings.showing import Demo, Display, Web
from monitor.settings.source import find, load
from monitor.settings.telling import Receiver, Telling

__all__ = [
    "Cameras",
    "Credential",
    "Data",
    "Demo",
    "Display",
    "Inbound",
    "Incidents",
    "LedgerSettings",
    "Listening",
    "Locate",
    "Orders",
    "Receiver",
    "Section",
    "SeriesSettings",
    "Settings",
    "SettingsError",
    "Snmp",
    "Sweeps",
    "Telling",
    "Web",
    "find",
    "load",
]
