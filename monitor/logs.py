"""Structured logs on standard error: lines for people on a terminal, JSON for machines."""

from __future__ import annotations

import logging
import os
import sys

import structlog

LEVEL = "PLANTWATCH_LOG"
"""Environment variable that names the least level written: debug, info, warning or error."""


def configure(process: str) -> None:
    """Log the process's name and UTC time with every event; a level nobody knows is `info`."""
    on_terminal = sys.stderr.isatty()
    level = logging.getLevelNamesMapping().get(os.environ.get(LEVEL, "").upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING))
    logging.getLogger("collectors").setLevel(level)  # ours, though it writes as a library does
