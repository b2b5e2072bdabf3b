"""Which engine serves: the batch engine, with the C core where that was built, or easysnmp where that is wanted."""

from __future__ import annotations

import functools
import logging
from typing import Unpack

from collectors.clock import Clock
from collectors.snmp.batch import BatchEngine, Manners
from collectors.snmp.engine import SnmpEngine

log = logging.getLogger(__name__)

EASYSNMP = "easysnmp"


class EngineError(Exception):
    """An engine that cannot serve here; the message says why."""


def make_engine(name: str, clock: Clock, **manners: Unpack[Manners]) -> SnmpEngine:
    """Return the engine called `batch` or `easysnmp`; needs a running loop.

    Raises EngineError where what it needs is not installed.
    """
    batch = engine_class()(clock, **manners)
    if name != EASYSNMP:
        return batch
    try:
        from collectors.snmp.easy import EasyEngine  # noqa: PLC0415 - an extra, and only here may it be missing
    except ImportError as error:
        batch.close()
        raise EngineError(
            f"the SNMP engine easysnmp cannot be used ({error}): it comes with pip install 'plantwatch[easysnmp]'"
        ) from error
    return EasyEngine(clock, batch, **manners)


@functools.cache
def engine_class() -> type[BatchEngine]:
    """Return the engine to use; where it is the slower one, the log says so once."""
    try:
        from collectors.snmp.fast import FastEngine  # noqa: PLC0415 - only here may it be missing
    except ImportError as error:
        log.warning("the SNMP engine runs in Python alone, at several times the processor time: %s", error)
        return BatchEngine
    return FastEngine
