"""Which batch engine serves: the one with the C core where that was built, else the one in Python alone."""

from __future__ import annotations

import functools
import logging

from collectors.snmp.batch import BatchEngine

log = logging.getLogger(__name__)


@functools.cache
def engine_class() -> type[BatchEngine]:
    """Return the engine to use; where it is the slower one, the log says so once."""
    try:
        from collectors.snmp.fast import FastEngine  # noqa: PLC0415 - only here may it be missing
    except ImportError as error:
        log.warning("the SNMP engine runs in Python alone, at several times the processor time: %s", error)
        return BatchEngine
    return FastEngine
