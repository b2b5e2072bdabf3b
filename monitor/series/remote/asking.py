"""Questions over HTTP to the server that holds history; every failure is one sentence naming it."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from monitor.series.model import SeriesError
from monitor.series.remote.server import authorization
from monitor.settings import SeriesSettings

PATIENCE_S = 30.0


class Asker:
    """Sends GET requests with the right introduction."""

    def __init__(self, settings: SeriesSettings) -> None:
        """Take the address from the settings; raises SettingsError where a secret's file cannot be read."""
        self.url = settings.read_url or settings.url
        self._client = httpx.Client(headers=authorization(settings), timeout=PATIENCE_S)

    def get(self, path: str, query: Mapping[str, str | list[str]]) -> httpx.Response:
        """Return a good answer; raises SeriesError with what the server said, or that it said nothing."""
        try:
            answer = self._client.get(self.url + path, params=dict(query))
        except httpx.HTTPError as error:
            raise SeriesError(f"{self.url}: cannot read series: {error or type(error).__name__}") from error
        if not answer.is_success:
            raise SeriesError(f"{self.url}: cannot read series: {answer.status_code}: {answer.text.strip()[:500]}")
        return answer

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()
