"""A story: a refund goes to its processor, and what the processor says comes back as a command.

Nothing here is inside a database transaction. The key of an order is the leg's attempt, so sending it again is
safe; an outcome that is not known stays pending and is asked for until it is.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import structlog

from makegood.accounts import SYSTEM
from makegood.cases import (
    CaseState,
    Done,
    Leg,
    LegStatus,
    LegWay,
    RecordRefund,
    RefundContradicted,
    RefundRetried,
    RefundStarted,
    Request,
    StoredCase,
    is_taken_meanwhile,
    read_case,
    read_legs,
)
from makegood.db.gather import Gatherer
from makegood.db.jobs import Job
from makegood.db.pool import Pool
from makegood.flows.sending import LARGEST_ID, Sending, ask, is_first, take, told_outcome
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
from makegood.payments import TAKEN_BY_BANK, Notification, Processors, RefundOrder

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
        case, order = await read_case(self.pool, case_id)
        leg = case.state.leg(job.payload["leg_no"])
        if leg is None or leg.attempt != attempt or leg.status not in (LegStatus.SENDING, LegStatus.UNKNOWN):
            return
        sending = Sending(
            leg.processor, refund_order(case.state, leg), _sent_at(case), leg.status is LegStatus.UNKNOWN
        )
        now = self.clock.now()
        if is_first(sending, job, now) and is_taken_meanwhile(leg, order):
            await self.record(case_id, leg.leg_no, leg.attempt, "failed", TAKEN_BY_BANK)
            return
        answer = await ask(self.processors, sending, job, now)

        async def record(outcome: str, detail: str) -> None:
            await self.record(case_id, leg.leg_no, leg.attempt, outcome, detail)

        await take(answer, sending.is_unknown, job, record)

    async def notified(self, notification: Notification) -> bool:
        """Take what a processor says of its own accord; whether it was about a refund of ours."""
        key = _LEG_KEY.fullmatch(notification.idempotency_key or "")
        case_id, leg_no, attempt = map(int, key.groups()) if key else (0, 0, 0)
        if not 0 < case_id <= LARGEST_ID:
            return False
        outcome = told_outcome(notification.answer)
        if outcome and not await self._is_known(case_id, leg_no, attempt, outcome, notification.processor):
            await self.record(case_id, leg_no, attempt, outcome, notification.refund_reference)
        return True

    async def _is_known(self, case_id: int, leg_no: int, attempt: int, outcome: str, processor: str) -> bool:
        """Whether a payment is told that is on record. Processors tell each once more; no lock is needed to pass it over."""
        if outcome != "paid":
            return False
        paid = (LegWay.PAYMENT, LegStatus.PAID, processor)
        return any(
            (leg.leg_no, leg.attempt) == (leg_no, attempt) and (leg.way, leg.status, leg.processor) == paid
            for leg in await read_legs(self.pool, case_id)
        )

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


def _sent_at(case: StoredCase) -> datetime:
    return max(each.at for each in case.events if isinstance(each.event, RefundStarted | RefundRetried))
