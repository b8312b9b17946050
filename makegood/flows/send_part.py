"""A story: a part of what a buyer was paid beside a refund (an instant refund, a claim) goes to its processor. What a payment
does not take back goes into the buyer's balance at once: the buyer was told that the money is there. What a bank has paid them
back of the price does not (parts_by_bank.py). Nothing here is inside a database transaction while it is asked.
"""

import re
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec.structs import replace

from makegood.db.jobs import Job
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.flows.parts_by_bank import end_by_bank, is_taken_meanwhile, paid_by_bank
from makegood.flows.sending import LARGEST_ID, Sending, ask, is_first, take, told_outcome
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    Part,
    PartOrder,
    PartStatus,
    PartTable,
    Posting,
    Transaction,
    add_transaction,
    buyer_balance,
    post,
    posted,
    void,
)
from makegood.payments import TAKEN_BY_BANK, Failed, Notification, Processors, RefundOrder

LARGEST_LEG = 2**15 - 1
_STATUS = {"paid": PartStatus.PAID, "failed": PartStatus.TO_BALANCE, "unknown": PartStatus.UNKNOWN}
log = structlog.get_logger()


def part_key(table: PartTable, part: Part) -> str:
    """The idempotency key that a processor sees for a part."""
    return f"{table.name}-{part.owner_id}-{part.leg_no}"


def refund_order(table: PartTable, part: Part) -> RefundOrder:
    """What the processor is asked to do for a part."""
    return RefundOrder(
        idempotency_key=part_key(table, part),
        processor_reference=part.processor_reference,
        amount_minor=part.amount_minor,
        currency=part.currency,
        tender=part.tender,
        reason="requested_by_customer",
        metadata={table.about: str(part.subject)},
    )


@dataclass(slots=True)
class SendPart:
    """The handler of the jobs that send the parts of one family, and of notifications about them."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    processors: Processors
    table: PartTable

    async def send(self, job: Job) -> None:
        """Send one part, or ask what became of it. Raises RunLater until the outcome is final."""
        owner_id, leg_no = int(job.payload[f"{self.table.name}_id"]), int(job.payload["leg_no"])
        part = await self.table.read(self.pool, owner_id, leg_no)
        if part is None or part.status not in (PartStatus.SENDING, PartStatus.UNKNOWN):
            return
        is_unknown = part.status is PartStatus.UNKNOWN
        sending = Sending(part.processor, refund_order(self.table, part), part.sent_at, is_unknown)
        now = self.clock.now()
        if is_first(sending, job, now) and await self._is_taken_meanwhile(part):
            await self.record(owner_id, leg_no, PartStatus.TO_BALANCE, TAKEN_BY_BANK)
            return
        answer = await ask(self.processors, sending, job, now)

        async def record(outcome: str, detail: str) -> None:
            await self.record(owner_id, leg_no, _STATUS[outcome], detail)

        await take(answer, is_unknown, job, record)

    async def _is_taken_meanwhile(self, part: Part) -> bool:
        async with self.pool.acquire() as connection:
            of = await self.table.locked_order(connection, part.owner_id)
            return of is not None and of.is_price and await is_taken_meanwhile(connection, part, of.order_id)

    async def notified(self, notification: Notification) -> bool:
        """Take what a processor says of its own accord; whether it was about a part of this family."""
        key = re.fullmatch(
            rf"{self.table.name}-([0-9]{{1,19}})-([0-9]{{1,5}})", notification.idempotency_key or ""
        )
        owner_id, leg_no = map(int, key.groups()) if key else (0, 0)
        if not (0 < owner_id <= LARGEST_ID and 0 < leg_no <= LARGEST_LEG):
            return False
        if outcome := told_outcome(notification.answer):
            answer = notification.answer
            detail = answer.code if isinstance(answer, Failed) else notification.refund_reference
            await self.record(owner_id, leg_no, _STATUS[outcome], detail)
        return True

    async def record(self, owner_id: int, leg_no: int, status: PartStatus, detail: str) -> None:
        """Put down an outcome with its postings; one that is there already changes nothing."""
        async with self.pool.acquire() as connection, connection.transaction():
            of = await self.table.locked_order(connection, owner_id)
            part = await self.table.read(connection, owner_id, leg_no, for_update=True)
            if of is None or part is None or part.status is status:
                return
            if status is PartStatus.UNKNOWN and part.status is not PartStatus.SENDING:
                return  # An answer that never came is no news once the processor has told of the outcome.
            if part.status is PartStatus.PAID and status is PartStatus.TO_BALANCE:
                await self._bounced(connection, part, of, detail)
            elif part.status is PartStatus.BY_BANK and status is PartStatus.TO_BALANCE:
                return  # It failed, as is known.
            elif part.status in (PartStatus.TO_BALANCE, PartStatus.BY_BANK):
                # The buyer may have been paid twice, which only people can put right.
                log.error(
                    f"{self.table.name}_contradicted", owner=str(owner_id), leg=leg_no, said=status.value
                )
            else:
                await self._ended(connection, part, of, status, detail)

    async def _ended(
        self, connection: Connection, part: Part, of: PartOrder, status: PartStatus, detail: str
    ) -> None:
        hold, new_id = self.table.held(part), self.ids(part.bucket)
        if status is PartStatus.TO_BALANCE:
            await _write(connection, void(new_id, hold), self.clock.now())
            await self._not_taken(connection, part, of, hold.postings[0].source, detail)
            return
        if status is PartStatus.PAID:
            await _write(connection, post(new_id, hold), self.clock.now())
        await self.table.end(connection, part, status, new_id if status is PartStatus.PAID else None, detail)

    async def _bounced(self, connection: Connection, part: Part, of: PartOrder, detail: str) -> None:
        """It was reported paid and came back: it is the buyer's, and goes where it cannot come back from."""
        await self._not_taken(connection, part, of, self.table.held(part).postings[0].destination, detail)

    async def _not_taken(
        self, connection: Connection, part: Part, of: PartOrder, source: str, detail: str
    ) -> None:
        """What a bank has paid counts as paid by it; the rest goes into the balance."""
        share = await paid_by_bank(connection, part, of, detail)
        left_minor = part.amount_minor
        for minor, failure in ((share.beyond_minor, detail or "failed"), (share.room_minor, "")):
            if minor:
                banks = replace(part, amount_minor=left_minor, failure=failure)
                await self._by_bank(connection, banks, of, source, minor)
                left_minor -= minor
        if left_minor:
            part = replace(part, amount_minor=left_minor)
            await _write(connection, self._into_balance(part, source), self.clock.now())
            await self.table.end(connection, part, PartStatus.TO_BALANCE, None, detail)

    async def _by_bank(
        self, connection: Connection, part: Part, of: PartOrder, source: str, minor: int
    ) -> None:
        """So much of a part the bank has paid: all of it, or a part of its own."""
        if minor < part.amount_minor:
            part = await self.table.split(connection, part, minor, self.ids(part.bucket))
        await end_by_bank(connection, part, of, source, lambda: self.ids(part.bucket), self.clock.now())
        await self.table.end(connection, part, PartStatus.BY_BANK, None, part.failure)

    def _into_balance(self, part: Part, source: str) -> Transaction:
        posting = Posting(source, buyer_balance(part.buyer_id), part.currency, part.amount_minor)
        return posted(part.bucket, self.ids(part.bucket), self.table.to_balance, part.subject, posting)


async def _write(connection: Connection, transaction: Transaction, now: datetime) -> None:
    writes = Writes()
    add_transaction(writes, transaction, now)
    await writes.send(connection)
