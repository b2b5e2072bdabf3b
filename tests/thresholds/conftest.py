"""Columns and batches, as short as a test needs them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings, States


@pytest.fixture
def reading() -> Callable[..., Batch]:
    """Return a function that makes a batch of one metric: `reading(at_s, slot=0, ds_power_dbmv=-13.0)`."""

    def make(at_s, *, slot=0, instance=0, family="cm_downstream", **values):
        time_ms = int(at_s * 1000)
        return Batch(
            "level:test",
            time_ms,
            time_ms,
            readings=(
                Readings(
                    family,
                    np.array([slot], dtype=np.int32),
                    np.array([instance], dtype=np.uint32),
                    np.array([time_ms], dtype=np.int64),
                    {name: np.array([value], dtype=np.float64) for name, value in values.items()},
                ),
            ),
        )

    return make


@pytest.fixture
def contact() -> Callable[..., Batch]:
    """Return a function that makes a batch of one contact: `contact(at_s, answered=False)`."""

    def make(at_s, *, answered, slot=0):
        time_ms = int(at_s * 1000)
        contacts = Contacts(np.array([slot], np.int32), np.array([answered]), np.array([time_ms], np.int64))
        return Batch("state:test", time_ms, time_ms, contacts=contacts)

    return make


@pytest.fixture
def state() -> Callable[..., Batch]:
    """Return a function that makes a batch of one terminal's state: `state(at_s, TerminalState.RANGING)`."""

    def make(at_s, terminal_state, slot=0):
        time_ms = int(at_s * 1000)
        states = States(np.array([slot], np.int32), np.array([terminal_state], np.uint8), np.array([time_ms], np.int64))
        return Batch("state:test", time_ms, time_ms, states=states)

    return make
