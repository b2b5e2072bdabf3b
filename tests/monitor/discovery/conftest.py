"""The office every test here works in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from discovery_office import Office, make


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Office:
    """Return an office, with the settings of discovery that a test is given."""
    return make(tmp_path)(**getattr(request, "param", {}))
