"""The only place where a processor is called: in limited time, every surprise turned into Unknown."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog

from makegood.payments.model import NotFound, RefundAnswer, RefundOrder, Unknown
from makegood.payments.processor import Finds, Processor

TIMED_OUT = "timed_out"

_log = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")


async def call(processor: Processor, order: RefundOrder, timeout_seconds: float) -> RefundAnswer:
    """Send the order. A time-out or any unexpected error is Unknown: the money may have moved."""
    return await _answered(processor, order, processor.refund(order), timeout_seconds)


async def find(processor: Finds, order: RefundOrder, timeout_seconds: float) -> RefundAnswer | NotFound:
    """Ask what became of an order without carrying it out. A time-out or unexpected error is Unknown."""
    return await _answered(processor, order, processor.find(order), timeout_seconds)


async def reconcile(processor: Processor, order: RefundOrder, timeout_seconds: float) -> RefundAnswer:
    """Learn what became of an order that is still owed: ask if the processor can be asked, and send it again
    with the same key when it knows of none. Safe at any age of the order and any number of times.
    """
    if isinstance(processor, Finds):
        known = await find(processor, order, timeout_seconds)
        if not isinstance(known, NotFound):
            return known
    return await call(processor, order, timeout_seconds)


async def _answered(
    processor: object, order: RefundOrder, asking: Awaitable[_Answer], timeout_seconds: float
) -> _Answer | Unknown:
    try:
        async with asyncio.timeout(timeout_seconds):
            return await asking
    except TimeoutError:
        return _unknown(processor, order, TIMED_OUT)
    except Exception as error:  # whatever it was, the request may have reached the processor
        return _unknown(processor, order, type(error).__name__)


def _unknown(processor: object, order: RefundOrder, reason: str) -> Unknown:
    # The message of an error may quote the request, so only its kind is logged.
    name = getattr(processor, "name", type(processor).__name__)
    _log.warning("refund_outcome_unknown", processor=name, key=order.idempotency_key, reason=reason)
    return Unknown(reason=reason)
