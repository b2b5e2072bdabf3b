"""Ledgers and series stores in a temporary directory, and readings to put into them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Readings
from monitor.ledger.ledger import Ledger
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

Make = Callable[..., Readings]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture(scope="session")
def made_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a ledger that is up to date and holds nothing, made once and only ever copied."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    Ledger.open(f"sqlite:///{path}", AnchoredClock()).close()
    return path


@pytest.fixture
def blank_ledger(made_ledger: Path, tmp_path: Path) -> str:
    """Return the URL of a ledger of the test's own in which there is nothing yet."""
    return f"sqlite:///{shutil.copy(made_ledger, tmp_path)}"


@pytest.fixture
def settings() -> SeriesSettings:
    return SeriesSettings()


@pytest.fixture
def store(tmp_path: Path, settings: SeriesSettings) -> Iterator[ParquetStore]:
    opened = ParquetStore(tmp_path / "series", settings)
    yield opened
    opened.close()


@pytest.fixture
def readings() -> Make:
    """Return a function that makes readings out of plain lists."""

    def make(
        slot: Sequence[int],
        time_ms: Sequence[int],
        values: Mapping[str, Sequence[float]],
        instance: Sequence[int] | None = None,
        family: str = "cmts_cm",
    ) -> Readings:
        columns = {name: np.array(column, dtype=np.float64) for name, column in values.items()}
        instances = np.zeros(len(slot), np.uint32) if instance is None else np.array(instance, dtype=np.uint32)
        return Readings(family, np.array(slot, np.int32), instances, np.array(time_ms, np.int64), columns)

    return make
