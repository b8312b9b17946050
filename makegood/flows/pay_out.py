"""A story: a refund goes to its processor, and what the processor says comes back as a command.

Nothing here is inside a database transaction. The key of an order is the leg's attempt, so sending it again is
safe; an outcome that is not known stays pending and is asked for until it is.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from makegood.accounts import SYSTEM
from makegood.cases import (
    AlreadyRecorded,
    CaseState,
    Done,
    Leg,
    LegStatus,
    RecordRefund,
    Request,
    StaleAttempt,
    read_case,
)
from makegood.db.gather import Gatherer
from makegood.db.jobs import Job, RunLater
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound
from makegood.payments import (
    Failed,
    Notification,
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
log = structlog.get_logger()


def leg_key(case_id: int, leg: Leg) -> str:
    """The idempotency key that a processor sees for one attempt of one leg."""
    return f"{case_id}-{leg.leg_no}-{leg.attempt}"


def refund_order(state: CaseState, leg: Leg) -> RefundOrder:
    """What the processor is asked to do for a leg."""
    return RefundOrder(
        idempotency_key=leg_key(state.id, leg),
        processor_reference=leg.processor_reference,
        amount_minor=leg.amount_minor,
        currency=state.currency,
        tender=leg.tender,
        reason="requested_by_customer",
        metadata={"makegood_case": str(state.id)},
    )


@dataclass(slots=True)
class PayOut:
    """The handler of `send_refund` jobs and of notifications."""

    pool: Pool
    command: "Gatherer[Request, Done]"
    processors: Processors

    async def send(self, job: Job) -> None:
        """Send one attempt of one leg, or ask what became of it. Raises RunLater until the outcome is final."""
        case_id, attempt = int(job.payload["case_id"]), job.payload["attempt"]
        case, _ = await read_case(self.pool, case_id)
        leg = case.state.leg(job.payload["leg_no"])
        if leg is None or leg.attempt != attempt or leg.status not in (LegStatus.SENDING, LegStatus.UNKNOWN):
            return
        processor, order = self.processors[leg.processor], refund_order(case.state, leg)
        first = leg.status is LegStatus.SENDING and job.attempts == 0
        answer = await (call if first else reconcile)(processor, order, TIMEOUT_SECONDS)
        await self._take(case_id, leg, answer, job)

    async def _take(self, case_id: int, leg: Leg, answer: RefundAnswer, job: Job) -> None:
        match answer:
            case Succeeded(refund_reference=reference):
                await self.record(case_id, leg.leg_no, leg.attempt, "paid", reference)
            case Failed(code=code, retryable=True) if job.attempts < MOST_RETRYABLE_FAILURES:
                raise ProcessorNotReady(code)
            case Failed(code=code):
                await self.record(case_id, leg.leg_no, leg.attempt, "failed", code)
            case Pending():
                raise RunLater(timedelta(minutes=10))
            case Unknown(reason=reason):
                await self.record(case_id, leg.leg_no, leg.attempt, "unknown", reason)
                raise RunLater(timedelta(minutes=1))

    async def notified(self, notification: Notification) -> bool:
        """Take what a processor says of its own accord; whether it was about a refund of ours."""
        case_id, _, rest = (notification.idempotency_key or "").partition("-")
        leg_no, _, attempt = rest.partition("-")
        if not (case_id.isdigit() and leg_no.isdigit() and attempt.isdigit()):
            return False
        outcomes = {Succeeded: "paid", Failed: "failed"}
        outcome = outcomes.get(type(notification.answer))
        if outcome:
            await self.record(int(case_id), int(leg_no), int(attempt), outcome, notification.refund_reference)
        return True

    async def record(self, case_id: int, leg_no: int, attempt: int, outcome: str, detail: str) -> None:
        """Put an outcome on record; one that is there already changes nothing."""
        command = RecordRefund(leg_no, attempt, outcome, detail[:200])
        try:
            await self.command(Request(SYSTEM, command, case_id=case_id))
        except (AlreadyRecorded, StaleAttempt, NotFound) as refusal:
            log.info(
                "refund_outcome_not_news", case=str(case_id), leg=leg_no, attempt=attempt, why=refusal.code()
            )


class ProcessorNotReady(Exception):
    """The processor refused for a passing reason; the same order is sent again later."""
