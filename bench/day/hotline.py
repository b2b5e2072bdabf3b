"""Customer service of the city: its calls are logged at the product's own endpoint, without a wire between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.day.answering import Answered
from collectors.clock import Clock
from monitor.care.trail import Trail
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role, make_token
from monitor.series.opening import open_store
from monitor.settings import Settings
from simulator.hotline import entry
from webui.app import create_app
from webui.plant import Plants
from webui.readers import Readers
from webui.throttle import Throttle
from webui.truth import Truths

ADDRESS, LOOKUP = "/api/v1/calls", "/api/v1/lookup"


class Hotline:
    """An agent with a token; calls keep the moment they came at, on the clock that plant and product share."""

    def __init__(self, ledger: Ledger, settings: Settings, clock: Clock) -> None:
        """Take the product's ledger."""
        self._series = open_store(settings)
        self._trail = Trail(ledger, Path(settings.data.directory) / "lookups.sqlite")
        readers = Readers(ledger, self._series, settings, Plants(), Throttle(), clock.now_ms, self._trail, Truths())
        self.app = create_app(readers)
        """The pages and the API, for whoever serves them."""
        self.client = self.app.test_client()
        self._headers = {"Authorization": f"Bearer {make_token(ledger, 'bench', 'hotline', Role.AGENT)}"}

    def take(self, calls: Iterable[Mapping[str, Any]]) -> list[Answered]:
        """Look up who calls, then log the calls of customers; return what was shown for each.

        Raises RuntimeError where one is refused.
        """
        calls = list(calls)
        answered = [Answered(call, self._shown(str(call["phone"]))) for call in calls]
        self._log(calls)
        return answered

    def _shown(self, phone: str) -> Mapping[str, Any]:
        """Return what the agent sees for the number on the display; a withheld one finds nobody."""
        answer = self.client.get(LOOKUP, query_string={"phone": phone or "-"}, headers=self._headers)
        if answer.status_code != 200:
            raise RuntimeError(f"looking up {phone}: {answer.status_code} {answer.text}")
        shown: Mapping[str, Any] = answer.json
        return shown

    def _log(self, calls: Iterable[Mapping[str, Any]]) -> None:
        for call in calls:
            if not call["account"]:
                continue
            body = entry(dict(call), str(call["id"])) | {"at_ms": call["at_ms"]}
            answer = self.client.post(ADDRESS, json=body, headers=self._headers)
            if answer.status_code not in (200, 201, 422):  # 422: the file does not know this account
                raise RuntimeError(f"call {call['id']}: {answer.status_code} {answer.text}")

    def close(self) -> None:
        """Give everything back but the ledger."""
        self._trail.close()
        self._series.close()
