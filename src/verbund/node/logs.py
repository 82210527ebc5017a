"""Structured logs: a line of JSON per event (plain text on a terminal), with the request id, without personal data."""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any


def configure(options: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`: everything through structlog to standard error."""
    import structlog

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty() or options.get("debug"):
        shape: list[Any] = [structlog.dev.ConsoleRenderer(colors=False)]
    else:
        shape = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shape],
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["console"], "level": "INFO"},
            "loggers": {
                "httpx": {"level": "WARNING"},  # logs full addresses
                "django.server": {"handlers": [], "propagate": False},
                "django.request": {"level": "ERROR"},  # 4xx are in the request line already
            },
        }
    )
