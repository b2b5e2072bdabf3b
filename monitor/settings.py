"""Configuration: plantwatch.toml, overridden by PLANTWATCH__SECTION__KEY; unknown keys are refused."""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]


class SettingsError(ValueError):
    """A configuration that cannot be used; the message names file and key."""


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Data(Section):
    """Where everything is kept."""

    directory: Path = Field(default=Path("data"), description="Directory of ledger, series and lock file.")


class LedgerSettings(Section):
    """The ledger's database."""

    url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data directory.")


class SeriesSettings(Section):
    """History of readings."""

    flush_s: Positive = Field(default=60.0, description="Seconds between writes of collected readings to disk.")
    raw_days: Positive = Field(default=30.0, description="Days to keep readings as collected.")
    quarter_days: Positive = Field(default=400.0, description="Days to keep 15-minute roll-ups.")
    day_days: Positive = Field(default=3650.0, description="Days to keep daily roll-ups.")
    disk_budget_gb: Positive = Field(
        default=100.0, description="Oldest raw days are dropped beyond this many gigabytes."
    )


class Sweeps(Section):
    """How often the plant is asked."""

    state_interval_s: Positive = Field(
        default=30.0,
        description="Seconds between state sweeps (is it there); ask the CMTS vendor before going below 15.",
    )
    level_interval_s: Positive = Field(default=300.0, description="Seconds between level sweeps (how good is it).")
    by_kind: dict[str, Positive] = Field(
        default_factory=dict, description="Level interval in seconds for an element kind, e.g. optical_node = 60."
    )


class Snmp(Section):
    """Manners on the wire."""

    timeout_ms: Annotated[int, Field(ge=50, le=60_000)] = Field(default=2000, description="Wait for an answer.")
    retries: Annotated[int, Field(ge=0, le=10)] = Field(default=2, description="Times a question is repeated.")
    rate_per_s: Positive = Field(default=5000.0, description="Most requests sent a second, all devices together.")
    outstanding_per_device: Annotated[int, Field(ge=1, le=64)] = Field(
        default=4, description="Most requests one device may have unanswered."
    )
    max_repetitions: Annotated[int, Field(ge=1, le=200)] = Field(default=25, description="Rows asked for by a GETBULK.")
    terminal_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=161, description="UDP port of modems, whose addresses come from their CMTS."
    )
    terminal_credential: str = Field(default="default", description="Credential of modems, a name under [credentials].")


class Credential(Section):
    """How to introduce ourselves to a device."""

    community: str = Field(default="public", description="SNMP v1/v2c community.")
    community_file: Path | None = Field(default=None, description="File that holds the community instead.")

    def secret(self) -> str:
        """Return the community, from its file where one is set."""
        if self.community_file is not None:
            return self.community_file.read_text(encoding="utf-8").strip()
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
    priors: dict[str, Share] = Field(
        default_factory=dict,
        description="Chance per moment that an element of a kind has failed, e.g. amplifier = 0.0002.",
    )


class Incidents(Section):
    """When incidents open and close."""

    open_probability: Share = Field(default=0.8, description="Least probability of a fault that opens an incident.")
    resolve_after_sweeps: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="State sweeps without the fault before an incident is resolved."
    )


class Receiver(Section):
    """Somebody who is told of incidents."""

    name: str = Field(description="Unique name; part of every message's identity.")
    channel: Literal["webhook"] = Field(default="webhook", description="How notices reach it.")
    url: AnyHttpUrl = Field(description="Where to POST.")
    secret: str = Field(default="", description="Standard Webhooks secret, whsec_…")
    secret_file: Path | None = Field(default=None, description="File that holds the secret instead.")
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the sentences in the payload.")

    def key(self) -> str:
        """Return the signing secret, from its file where one is set."""
        if self.secret_file is not None:
            return self.secret_file.read_text(encoding="utf-8").strip()
        return self.secret


class Telling(Section):
    """Delivery of notices."""

    timeout_s: Positive = Field(default=10.0, description="Wait for a receiver's answer.")
    first_retry_s: Positive = Field(default=2.0, description="Pause before the second attempt; doubles each time.")
    longest_retry_s: Positive = Field(default=3600.0, description="Longest pause between attempts.")
    give_up_s: Positive = Field(
        default=259200.0, description="A notice undelivered this long is put aside (dead letter)."
    )


class Web(Section):
    """Pages and API."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8080, description="Port to listen on.")
    public_url: str = Field(
        default="", description="Address people use, for links in notices; empty: http://host:port."
    )
    session_hours: Positive = Field(default=12.0, description="Hours a log-in lasts.")
    secure_cookies: bool = Field(default=False, description="Send cookies over HTTPS only; switch on behind TLS.")


class Display(Section):
    """How things are shown."""

    language: Literal["zh", "en"] = Field(default="zh", description="Language of pages where the user chose none.")
    level_unit: Literal["dBmV", "dBuV"] = Field(default="dBmV", description="Unit of RF levels; dBuV = dBmV + 60.")
    timezone: str = Field(default="Asia/Shanghai", description="Time zone of pages and notices.")
    phone_region: str = Field(default="CN", description="Country of phone numbers written without a country code.")


class Settings(BaseSettings):
    """Everything that can be configured, with its default."""

    model_config = SettingsConfigDict(env_prefix="PLANTWATCH__", env_nested_delimiter="__", extra="forbid", frozen=True)

    data: Data = Data()
    ledger: LedgerSettings = LedgerSettings()
    series: SeriesSettings = SeriesSettings()
    sweeps: Sweeps = Sweeps()
    snmp: Snmp = Snmp()
    credentials: dict[str, Credential] = Field(default_factory=lambda: {"default": Credential()})
    locate: Locate = Locate()
    incidents: Incidents = Incidents()
    receivers: list[Receiver] = Field(default_factory=list)
    telling: Telling = Telling()
    web: Web = Web()
    display: Display = Display()

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
            msg = "receivers: two have the same name"
            raise ValueError(msg)
        return self

    def ledger_url(self) -> str:
        """Return the ledger's SQLAlchemy URL."""
        return self.ledger.url or f"sqlite:///{self.data.directory.absolute() / 'ledger.sqlite'}"


def load(path: Path | None) -> Settings:
    """Return the settings of a file; without one, defaults and environment.

    Relative paths in the file are relative to the file. Raises SettingsError naming file and key.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            msg = f"{path}: cannot be read: {error.strerror}"
            raise SettingsError(msg) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            msg = f"{path}: {error}"
            raise SettingsError(msg) from error
    try:
        settings = Settings(**values)
    except ValidationError as error:
        where = str(path) if path is not None else "environment"
        raise SettingsError("\n".join(f"{where}: {_explain(item)}" for item in error.errors())) from error
    if path is None:
        return settings
    return _relative_to(settings, path.absolute().parent)


def _relative_to(settings: Settings, folder: Path) -> Settings:
    data = settings.data.model_copy(update={"directory": folder / settings.data.directory})
    credentials = {
        name: item.model_copy(update={"community_file": folder / item.community_file}) if item.community_file else item
        for name, item in settings.credentials.items()
    }
    receivers = [
        item.model_copy(update={"secret_file": folder / item.secret_file}) if item.secret_file else item
        for item in settings.receivers
    ]
    return settings.model_copy(update={"data": data, "credentials": credentials, "receivers": receivers})


def _explain(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails is a loose TypedDict
    location = [str(part) for part in error["loc"]]
    if error["type"] != "extra_forbidden":
        return f"{'.'.join(location)}: {error['msg']}"
    known = _keys_beside(location)
    near = difflib.get_close_matches(location[-1], known, n=1)
    hint = f", did you mean {near[0]}?" if near else f"; known here: {', '.join(sorted(known))}"
    return f"{'.'.join(location)}: unknown key{hint}"


def _keys_beside(location: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        field = model.model_fields.get(part)
        if field is None:
            continue
        inner = _model_inside(field.annotation)
        if inner is not None:
            model = inner
    return list(model.model_fields)


def _model_inside(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(
        (found for item in getattr(annotation, "__args__", ()) if (found := _model_inside(item)) is not None), None
    )


def find(explicit: Path | None) -> Path | None:
    """Return the configuration file to use: the one named, else PLANTWATCH_CONFIG, else ./plantwatch.toml if there."""
    if explicit is not None:
        return explicit
    if named := os.environ.get("PLANTWATCH_CONFIG"):
        return Path(named)
    here = Path("plantwatch.toml")
    return here if here.exists() else None
