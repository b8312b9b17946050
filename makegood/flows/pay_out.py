"""A story: a refund goes to its processor, and what the processor says comes back as a command.

Nothing here is inside a database transaction. The key of an order is the leg's attempt, so sending it again is
safe; an outcome that is not known stays pending and is asked for until it is.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import structlog

from makegood.accounts import SYSTEM
from makegood.cases import (
    CaseState,
    Done,
    Leg,
    LegStatus,
    RecordRefund,
    RefundContradicted,
    RefundRetried,
    RefundStarted,
    Request,
    StoredCase,
    read_case,
)
from makegood.db.gather import Gatherer
from makegood.db.jobs import Job, RunLater
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
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
KEY_REMEMBERED = timedelta(hours=12)
"""For how long a processor surely knows a key again; Stripe says at least a day. Later it is asked before it is sent to."""
LARGEST_ID = 2**63 - 1
_LEG_KEY = re.compile(r"([0-9]{1,19})-([0-9]{1,5})-([0-9]{1,5})")
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


def not_configured(leg: Leg) -> RefundAnswer:
    """What is known of a leg whose processor is not there: nothing was sent, unless it was before the processor went."""
    if leg.status is LegStatus.UNKNOWN:
        return Unknown("processor_not_configured")
    return Failed(
        "processor_not_configured", f"no processor {leg.processor} is configured here", retryable=True
    )


@dataclass(slots=True)
class PayOut:
    """The handler of `send_refund` jobs and of notifications."""

    pool: Pool
    clock: Clock
    command: "Gatherer[Request, Done]"
    processors: Processors

    async def send(self, job: Job) -> None:
        """Send one attempt of one leg, or ask what became of it. Raises RunLater until the outcome is final."""
        case_id, attempt = int(job.payload["case_id"]), job.payload["attempt"]
        case, _ = await read_case(self.pool, case_id)
        leg = case.state.leg(job.payload["leg_no"])
        if leg is None or leg.attempt != attempt or leg.status not in (LegStatus.SENDING, LegStatus.UNKNOWN):
            return
        if leg.processor not in list(self.processors):
            answer: RefundAnswer = not_configured(leg)
        else:
            ask = call if self._is_first(case, job, leg) else reconcile
            answer = await ask(self.processors[leg.processor], refund_order(case.state, leg), TIMEOUT_SECONDS)
        await self._take(case_id, leg, answer, job)

    def _is_first(self, case: StoredCase, job: Job, leg: Leg) -> bool:
        """Whether the order surely has not been sent so long ago that the processor may have forgotten its key."""
        sent_at = max(
            each.at for each in case.events if isinstance(each.event, RefundStarted | RefundRetried)
        )
        put_off = job.attempts > 0 or job.run_at > sent_at
        return leg.status is LegStatus.SENDING and not put_off and self.clock.now() < sent_at + KEY_REMEMBERED

    async def _take(self, case_id: int, leg: Leg, answer: RefundAnswer, job: Job) -> None:
        match answer:
            case Succeeded(refund_reference=reference):
                await self.record(case_id, leg.leg_no, leg.attempt, "paid", reference)
            case Failed(retryable=True) if leg.status is LegStatus.UNKNOWN:
                # This call did nothing, but the one before it may have: what it did is still not known.
                raise RunLater(timedelta(minutes=1))
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
        key = _LEG_KEY.fullmatch(notification.idempotency_key or "")
        case_id, leg_no, attempt = map(int, key.groups()) if key else (0, 0, 0)
        if not 0 < case_id <= LARGEST_ID:
            return False
        outcomes = {Succeeded: "paid", Failed: "failed"}
        outcome = outcomes.get(type(notification.answer))
        if outcome:
            await self.record(case_id, leg_no, attempt, outcome, notification.refund_reference)
        return True

    async def record(self, case_id: int, leg_no: int, attempt: int, outcome: str, detail: str) -> None:
        """Put an outcome on record; one that is there already changes nothing."""
        command = RecordRefund(leg_no, attempt, outcome, detail[:200])
        try:
            await self.command(Request(SYSTEM, command, case_id=case_id))
        except RefundContradicted as refusal:
            # The buyer may have been paid twice, which only people can put right.
            log.error(
                "refund_contradicted", case=str(case_id), leg=leg_no, attempt=attempt, why=refusal.code()
            )
        except Refused as refusal:
            log.info(
                "refund_outcome_not_news", case=str(case_id), leg=leg_no, attempt=attempt, why=refusal.code()
            )


class ProcessorNotReady(Exception):
    """The processor refused for a passing reason; the same order is sent again later."""
