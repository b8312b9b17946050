"""Logs: one JSON object a line on standard error. What is logged names things by id and never holds personal data."""

import sys

import structlog


def log_as_json() -> None:
    """Set the process up to log as JSON; traces without the values of variables."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),  # that of the moment, not of the start
    )
