"""Where the history of readings is kept, and for how long."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from monitor.settings.section import Positive, Section, read_secret


def _server(address: str) -> str:
    """Return the address of an HTTP server without a slash at its end, or empty."""
    if address:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("an address is meant: http://HOST:PORT or https://HOST")
        if parts.username or parts.password:
            raise ValueError("user and password have keys of their own, they do not belong into the address")
        if parts.query or parts.fragment:
            raise ValueError("an address without ? and # is meant")
    return address.rstrip("/")


ServerUrl = Annotated[str, AfterValidator(_server)]


class SeriesSettings(Section):
    """History of readings."""

    store: Literal["parquet", "influxdb", "victoriametrics"] = Field(
        default="parquet",
        description="Where readings are kept: parquet (files in the data directory), influxdb or victoriametrics.",
    )
    flush_s: Positive = Field(default=60.0, description="Seconds between writes of collected readings to disk.")
    raw_days: Positive = Field(default=30.0, description="Days to keep readings as collected (parquet).")
    quarter_days: Positive = Field(default=400.0, description="Days to keep 15-minute roll-ups (parquet).")
    day_days: Positive = Field(default=3650.0, description="Days to keep daily roll-ups (parquet).")
    disk_budget_gb: Positive = Field(
        default=100.0, description="Oldest raw days are dropped beyond this many gigabytes (parquet)."
    )
    url: ServerUrl = Field(default="", description="Server that takes readings, e.g. http://127.0.0.1:8086.")
    read_url: ServerUrl = Field(default="", description="Server that is asked for history; empty: the same.")
    database: Annotated[str, Field(min_length=1)] = Field(
        default="plantwatch", description="Database (InfluxDB 1), bucket (InfluxDB 2), label db (VictoriaMetrics)."
    )
    organisation: str = Field(default="", description="Organisation (InfluxDB 2).")
    token: str = Field(default="", description="Token we introduce ourselves with.")
    token_file: Path | None = Field(default=None, description="File that holds the token instead.")
    user: str = Field(default="", description="User name, where the server knows no tokens.")
    password: str = Field(default="", description="The user's password.")
    password_file: Path | None = Field(default=None, description="File that holds the password instead.")
    spool_gb: Positive = Field(
        default=2.0, description="Most gigabytes of readings kept on disk for a server that is away."
    )

    def token_secret(self) -> str:
        """Return the token, from its file where one is set; raises SettingsError where that cannot be read."""
        return self.token if self.token_file is None else read_secret(self.token_file)

    def password_secret(self) -> str:
        """Return the password, from its file where one is set; raises SettingsError where that cannot be read."""
        return self.password if self.password_file is None else read_secret(self.password_file)

    @model_validator(mode="after")
    def _a_server_has_an_address(self) -> SeriesSettings:
        if self.store != "parquet" and not self.url:
            raise ValueError(f"url is needed where store is {self.store}")
        return self
