from __future__ import annotations

from collections.abc import Iterator

import pytest

from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Where a ledger may be made: whatever a test says of one, it says of both."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = Ledger.open(url, AnchoredClock())
    yield opened
    opened.close()


@pytest.fixture
def sqlite_ledger(sqlite_url: str) -> Iterator[Ledger]:
    opened = Ledger.open(sqlite_url, AnchoredClock())
    yield opened
    opened.close()
