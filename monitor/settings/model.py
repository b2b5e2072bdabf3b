"""What can be configured: one model per table of plantwatch.toml, every key with its default and its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.settings.cameras import Cameras
from monitor.settings.orders import Inbound, Orders
from monitor.settings.plans import PlanSettings
from monitor.settings.section import Positive, Section, read_secret
from monitor.settings.series import SeriesSettings
from monitor.settings.showing import BaseMap, Demo, Display, GeoPackage, Web
from monitor.settings.telling import Receiver, Telling
from monitor.settings.values import Addresses, KindName, Share


class Data(Section):
    """Where everything is kept."""

    directory: Path = Field(default=Path("data"), description="Directory of ledger, series and lock file.")


class LedgerSettings(Section):
    """The ledger's database."""

    url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data directory.")
    key_file: Path | None = Field(
        default=None,
        description="File with the key that seals credentials; else credentials.key in the data directory.",
    )


class Sweeps(Section):
    """How often the plant is asked."""

    state_interval_s: Positive = Field(
        default=30.0,
        description="Seconds between state sweeps (is it there); ask the CMTS vendor before going below 15.",
    )
    level_interval_s: Positive = Field(default=300.0, description="Seconds between level sweeps (how good is it).")
    spread: Annotated[float, Field(ge=0, le=0.9)] = Field(
        default=0.8, description="Share of its interval that a level sweep is spread over; 0: as fast as may be."
    )
    pnm_interval_s: Positive = Field(
        default=14_400.0, description="Seconds between sweeps for proactive maintenance (what its cable looks like)."
    )
    by_kind: dict[KindName, Positive] = Field(
        default_factory=dict, description="Level interval in seconds for an element kind, e.g. optical_node = 60."
    )


class Discovery(Section):
    """Where terminals are, by the devices that tell of them."""

    interval_s: Positive = Field(
        default=900.0, description="Seconds between surveys of which segment each terminal is on."
    )
    apply: Literal["propose", "apply"] = Field(
        default="propose",
        description="What becomes of new, moved and vanished terminals: propose (people decide) or apply.",
    )
    vanished_days: Positive = Field(
        default=30.0, description="Days a terminal is missed from tables that are read whole before it has vanished."
    )


class Attention(Section):
    """Who is asked more often: who looks bad, suspect first and hot if it still does, and priority subscribers."""

    suspect_interval_s: Positive = Field(default=14_400.0, description="Seconds between questions to a suspect.")
    hot_interval_s: Positive = Field(default=600.0, description="Seconds between questions to a hot one.")
    priority_interval_s: Positive = Field(
        default=120.0, description="Seconds between questions to a terminal of a priority subscriber."
    )
    suspect_hold_s: Positive = Field(
        default=172_800.0, description="A suspect that has looked good for this many seconds is normal again."
    )
    hot_hold_s: Positive = Field(
        default=7200.0, description="A hot one that has looked good for this many seconds is a suspect again."
    )
    budget_per_hour: Annotated[float, Field(ge=10, le=1_000_000)] = Field(
        default=600.0, description="Most questions an hour beyond the sweeps, behind one CMTS."
    )
    cpu_percent: Annotated[float, Field(ge=20, le=100)] = Field(
        default=70.0, description="Load of a CMTS's processor beyond which its budget is halved, until it is 15 less."
    )


class Snmp(Section):
    """Who asks, and with what manners on the wire."""

    engine: Literal["batch", "easysnmp"] = Field(
        default="batch",
        description="What asks: our own engine, or the package easysnmp of the extra of that name (SNMP v1 and v2c).",
    )
    timeout_ms: Annotated[int, Field(ge=50, le=60_000)] = Field(default=2000, description="Wait for an answer.")
    retries: Annotated[int, Field(ge=0, le=10)] = Field(default=2, description="Times a question is repeated.")
    rate_per_s: Positive = Field(default=5000.0, description="Most requests sent a second, all devices together.")
    outstanding_per_device: Annotated[int, Field(ge=1, le=64)] = Field(
        default=4, description="Most requests one device may have unanswered."
    )
    outstanding_per_cmts: Annotated[int, Field(ge=4, le=100_000)] = Field(
        default=512, description="Most questions under way at a time to a CMTS and what is behind it."
    )
    max_repetitions: Annotated[int, Field(ge=1, le=200)] = Field(default=25, description="Rows asked for by a GETBULK.")
    terminal_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=161, description="UDP port of modems, whose addresses come from their CMTS."
    )
    terminal_credential: str = Field(default="default", description="Credential of modems, a name under [credentials].")


class Ping(Section):
    """Manners towards devices without SNMP, which are pinged."""

    timeout_ms: Annotated[int, Field(ge=50, le=10_000)] = Field(
        default=1000, description="Wait for an echo, or for a connection."
    )
    rate_per_s: Positive = Field(
        default=500.0, description="Most echoes and connections sent a second, all devices together."
    )


class Credential(Section):
    """How to introduce ourselves to a device."""

    community: str = Field(default="public", description="SNMP v1/v2c community.", repr=False)
    community_file: Path | None = Field(default=None, description="File that holds the community instead.")

    def secret(self) -> str:
        """Return the community, from its file where one is set; raises SettingsError where that cannot be read."""
        if self.community_file is not None:
            return read_secret(self.community_file)
        return self.community


class Locate(Section):
    """What localisation assumes before it sees evidence."""

    switched_off: Share = Field(
        default=0.03, description="Share of homes whose terminal is off for reasons of their own at any moment."
    )
    missed_anyway: Share = Field(
        default=0.002, description="Chance that a terminal behind a failed element still reads as registered."
    )
    notice_delay_s: Positive = Field(default=60.0, description="Longest time a CMTS takes to notice a dead modem.")
    priors: dict[KindName, Share] = Field(
        default_factory=dict,
        description="Chance per moment that an element of a kind has failed, e.g. amplifier = 0.0002.",
    )


class Incidents(Section):
    """When incidents open and close."""

    open_probability: Share = Field(default=0.8, description="Least probability of a fault that opens an incident.")
    resolve_after_sweeps: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="State sweeps without the fault before an incident is resolved."
    )
    reopen_within_s: Annotated[float, Field(ge=0.0, le=86_400.0)] = Field(
        default=1800.0, description="What comes back so soon after it was resolved is the same incident."
    )


class Listening(Section):
    """What equipment says unasked: SNMP traps and informs, syslog. Off until an address is given."""

    traps: Addresses = Field(
        default="", description='Addresses for SNMP traps and informs, separated by commas, e.g. "0.0.0.0:162".'
    )
    syslog_udp: Addresses = Field(default="", description='Addresses for syslog over UDP, e.g. "0.0.0.0:514".')
    syslog_tcp: Addresses = Field(default="", description='Addresses for syslog over TCP, e.g. "0.0.0.0:601".')
    syslog_tls: Addresses = Field(default="", description='Addresses for syslog over TLS, e.g. "0.0.0.0:6514".')
    tls_certificate_file: Path | None = Field(default=None, description="Certificate chain for TLS, PEM.")
    tls_key_file: Path | None = Field(default=None, description="Its private key, PEM.")
    rate_per_source: Positive = Field(
        default=20.0, description="Notices a second taken from one address for long; the others are only counted."
    )
    burst_per_source: Positive = Field(default=200.0, description="Notices taken from one address at once.")
    keep: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        default=20_000, description="Newest notices kept in the ledger."
    )
    event_log_interval_s: Annotated[float, Field(ge=0)] = Field(
        default=3600.0,
        description="Seconds between looks into the event logs that DOCSIS devices keep; 0: only when one hints.",
    )

    @model_validator(mode="after")
    def _tls_has_a_certificate(self) -> Listening:
        if self.syslog_tls and (self.tls_certificate_file is None or self.tls_key_file is None):
            raise ValueError("syslog_tls needs tls_certificate_file and tls_key_file")
        return self


class Settings(BaseSettings):
    """Everything that can be configured, with its default."""

    model_config = SettingsConfigDict(env_prefix="PLANTWATCH__", env_nested_delimiter="__", extra="forbid", frozen=True)

    data: Data = Data()
    ledger: LedgerSettings = LedgerSettings()
    series: SeriesSettings = SeriesSettings()
    sweeps: Sweeps = Sweeps()
    attention: Attention = Attention()
    discovery: Discovery = Discovery()
    snmp: Snmp = Snmp()
    ping: Ping = Ping()
    credentials: dict[str, Credential] = Field(default_factory=lambda: {"default": Credential()})
    locate: Locate = Locate()
    incidents: Incidents = Incidents()
    receivers: list[Receiver] = Field(default_factory=list)
    telling: Telling = Telling()
    inbound: list[Inbound] = Field(default_factory=list)
    orders: Orders = Orders()
    cameras: Cameras = Cameras()
    plans: PlanSettings = PlanSettings()
    listening: Listening = Listening()
    web: Web = Web()
    display: Display = Display()
    geopackage: GeoPackage = GeoPackage()
    map: BaseMap = BaseMap()
    demo: Demo = Demo()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values come in as init arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @model_validator(mode="after")
    def _receivers_have_one_name_each(self) -> Settings:
        names = [receiver.name for receiver in self.receivers]
        if len(set(names)) != len(names):
            raise ValueError("receivers: two have the same name")
        return self

    @model_validator(mode="after")
    def _orders_are_told_to_receivers_that_take_them(self) -> Settings:
        takes = {receiver.name: receiver.takes_orders for receiver in self.receivers}
        for name in self.orders.receivers:
            if name not in takes:
                raise ValueError(f"orders.receivers: there is no receiver {name}")
            if not takes[name]:
                raise ValueError(f"orders.receivers: the channel of {name} has no form for work orders")
        return self

    @model_validator(mode="after")
    def _tickets_are_asked_of_a_receiver_that_takes_them(self) -> Settings:
        name = self.plans.ticket_receiver
        takes = {receiver.name: receiver.takes_tickets for receiver in self.receivers}
        if name and name not in takes:
            raise ValueError(f"plans.ticket_receiver: there is no receiver {name}")
        if name and not takes[name]:
            raise ValueError(f"plans.ticket_receiver: the channel of {name} has no form for tickets")
        return self

    @model_validator(mode="after")
    def _inbound_systems_have_one_name_each(self) -> Settings:
        names = [source.name for source in self.inbound]
        if len(set(names)) != len(names):
            raise ValueError("inbound: two have the same name")
        return self

    @model_validator(mode="after")
    def _modems_have_a_credential(self) -> Settings:
        if self.snmp.terminal_credential not in self.credentials:
            raise ValueError(f"snmp.terminal_credential: no [credentials.{self.snmp.terminal_credential}] in the file")
        return self

    def ledger_url(self) -> str:
        """Return the ledger's SQLAlchemy URL."""
        return self.ledger.url or f"sqlite:///{self.data.directory.absolute() / 'ledger.sqlite'}"

    def key_file(self) -> Path:
        """Return where the key lies that seals credentials in the ledger."""
        return self.ledger.key_file or self.data.directory / "credentials.key"
