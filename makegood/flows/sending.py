"""What sending money to a processor has in common, whatever it is for: ask it, or ask what became of it; and what its answer
means for the job. Nothing here is inside a database transaction.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.db.jobs import Job, RunLater
from makegood.payments import (
    Failed,
    Pending,
    Processors,
    RefundAnswer,
    RefundOrder,
    Succeeded,
    Unknown,
    call,
    reconcile,
)

TIMEOUT_SECONDS = 20
MOST_RETRYABLE_FAILURES = 5
KEY_REMEMBERED = timedelta(hours=12)
"""For how long a processor surely knows a key again; Stripe says at least a day. Later it is asked before it is sent to."""
LARGEST_ID = 2**63 - 1
Record = Callable[[str, str], Awaitable[None]]
"""Puts an outcome (`paid`, `failed`, `unknown`) on record, with the processor's reference or reason."""


class ProcessorNotReady(Exception):
    """The processor refused for a passing reason; the same order is sent again later."""


class Sending(Struct, frozen=True):
    """One order for a processor. `sent_at`: when it was first to be sent; `is_unknown`: what became of it is not known."""

    processor: str
    order: RefundOrder
    sent_at: datetime
    is_unknown: bool


async def ask(processors: Processors, sending: Sending, job: Job, now: datetime) -> RefundAnswer:
    """Send it, or ask what became of it."""
    if sending.processor not in list(processors):
        return _not_configured(sending)
    way = call if is_first(sending, job, now) else reconcile
    return await way(processors[sending.processor], sending.order, TIMEOUT_SECONDS)


def is_first(sending: Sending, job: Job, now: datetime) -> bool:
    """Whether the order surely has not been sent so long ago that the processor may have forgotten its key."""
    put_off = job.attempts > 0 or job.run_at > sending.sent_at
    return not sending.is_unknown and not put_off and now < sending.sent_at + KEY_REMEMBERED


def _not_configured(sending: Sending) -> RefundAnswer:
    """What is known where the processor is not there: nothing was sent, unless it was before the processor went."""
    if sending.is_unknown:
        return Unknown("processor_not_configured")
    return Failed(
        "processor_not_configured", f"no processor {sending.processor} is configured here", retryable=True
    )


async def take(answer: RefundAnswer, is_unknown: bool, job: Job, record: Record) -> None:
    """Put an answer on record. Raises RunLater until the outcome is final, and ProcessorNotReady to send it again."""
    match answer:
        case Succeeded(refund_reference=reference):
            await record("paid", reference)
        case Failed(retryable=True) if is_unknown:
            # This call did nothing, but the one before it may have: what it did is still not known.
            raise RunLater(timedelta(minutes=1))
        case Failed(code=code, retryable=True) if job.attempts < MOST_RETRYABLE_FAILURES:
            raise ProcessorNotReady(code)
        case Failed(code=code):
            await record("failed", code)
        case Pending():
            raise RunLater(timedelta(minutes=10))
        case Unknown(reason=reason):
            await record("unknown", reason)
            raise RunLater(timedelta(minutes=1))


def told_outcome(answer: RefundAnswer) -> str:
    """What a processor's notification says: `paid`, `failed`, or nothing that is final."""
    return {Succeeded: "paid", Failed: "failed"}.get(type(answer), "")
