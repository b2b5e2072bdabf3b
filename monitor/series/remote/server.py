"""The server that takes readings: which dialect it speaks, how we introduce ourselves, what its refusals mean."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import structlog
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from monitor.series.model import SeriesError
from monitor.series.remote.backoff import retry_after_s
from monitor.settings import SeriesSettings

log = structlog.get_logger()

TIMEOUT_MS = 15_000
REFUSED = frozenset({400, 422})
"""The lines themselves are at fault: sending them again can never help."""
TOO_LARGE = 413


class Dialect(StrEnum):
    """How a server is written to."""

    V1 = "1.x"
    """`/write?db=…`: InfluxDB 1 and VictoriaMetrics."""
    V2 = "2.x"
    """`/api/v2/write?bucket=…`: InfluxDB 2 and 3."""


class AwayError(SeriesError):
    """The server cannot take readings now, and may later."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after


class RefusedError(SeriesError):
    """The server will never take these lines."""


class TooLargeError(SeriesError):
    """The server takes fewer lines at a time."""


def authorization(settings: SeriesSettings) -> dict[str, str]:
    """Return the header that says who we are, none where the settings name nobody.

    Raises SettingsError where a secret's file cannot be read.
    """
    if token := settings.token_secret():
        scheme = "Bearer" if settings.store == "victoriametrics" else "Token"
        return {"Authorization": f"{scheme} {token}"}
    if settings.user:
        pair = f"{settings.user}:{settings.password_secret()}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    return {}


@dataclass
class Server:
    """Takes compressed lines; the dialect of an InfluxDB is asked for before the first, and after each failure."""

    settings: SeriesSettings
    dialect: Dialect | None = None

    def __post_init__(self) -> None:
        self._client = InfluxDBClient(self.settings.url, timeout=TIMEOUT_MS)
        self._headers = authorization(self.settings)

    def take(self, body: bytes) -> None:
        """Hand over gzip-compressed lines, times in milliseconds; returns when the server has acknowledged them.

        Raises AwayError, RefusedError or TooLargeError.
        """
        try:
            if self.dialect is None:
                self.dialect = self._detect()
            path, names = self._target(self.dialect)
            self._post(path, {**names, "precision": "ms"}, body)
        except (AwayError, HTTPError):
            self.dialect = None  # what comes back may be another version
            raise

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()  # type: ignore[no-untyped-call]  # the package annotates nothing here

    def _target(self, dialect: Dialect) -> tuple[str, dict[str, str]]:
        if dialect is Dialect.V1:
            return "/write", {"db": self.settings.database}
        return "/api/v2/write", {"bucket": self.settings.database, "org": self.settings.organisation}

    def _detect(self) -> Dialect:
        if self.settings.store == "victoriametrics":
            log.info("series.server", kind="VictoriaMetrics", dialect=str(Dialect.V1), url=self.settings.url)
            return Dialect.V1
        headers = self._call("GET", "/ping", {}, {})
        version = headers.get("x-influxdb-version", "")
        number = re.match(r"v?(\d+)", version)
        dialect = Dialect.V1 if number and int(number[1]) == 1 else Dialect.V2  # InfluxDB Cloud tells no number
        log.info("series.server", kind="InfluxDB", dialect=str(dialect), version=version, url=self.settings.url)
        if dialect is Dialect.V1:
            self._create_database()
        return dialect

    def _create_database(self) -> None:
        """Create the database of an InfluxDB 1 unless it is there; who may not is told when writing fails."""
        name = self.settings.database.replace("\\", "\\\\").replace('"', '\\"')
        try:
            self._call("POST", "/query", {"q": f'CREATE DATABASE "{name}"'}, {})
        except SeriesError as error:
            log.warning("series.database_not_created", reason=str(error))

    def _post(self, path: str, query: dict[str, str], body: bytes) -> None:
        kind = {"Content-Type": "text/plain; charset=utf-8", "Content-Encoding": "gzip"}
        self._call("POST", path, query, kind, body)

    def _call(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes | None = None
    ) -> dict[str, str]:
        """Return the headers of the answer, their names in small letters."""
        try:
            _, _, answered = self._client.api_client.call_api(  # type: ignore[no-untyped-call]  # nor here
                path,
                method,
                query_params=list(query.items()),
                header_params={**self._headers, **headers},
                body=body,
            )
        except ApiException as error:
            raise self._meaning(error) from error
        except HTTPError as error:
            raise AwayError(f"{self.settings.url}: no answer: {error}") from error
        return {name.lower(): value for name, value in answered.items()}

    def _meaning(self, error: ApiException) -> SeriesError:
        text = (error.body or error.reason or "").strip()[:500]
        said = f"{self.settings.url}: answered {error.status}: {text}"
        if error.status in REFUSED:
            return RefusedError(said)
        if error.status == TOO_LARGE:
            return TooLargeError(said)
        header = error.headers.get("Retry-After") if error.headers else None
        return AwayError(said, retry_after_s(header, datetime.now(UTC)))
