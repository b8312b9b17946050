"""Takes what a processor tells of a chargeback: decides what is new, writes it, and has the money follow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from msgspec import structs

from makegood.chargebacks import decide, refusals
from makegood.chargebacks.model import Chargeback, ChargebackMove
from makegood.chargebacks.store import (
    Paid,
    case_concerned,
    find_chargeback,
    lock_orders,
    payments_named,
    write_chargeback,
)
from makegood.db.jobs import Job, JobFailed
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.kit.money import split_by_weights
from makegood.payments import DisputeTold

Follow = Callable[[Connection, ChargebackMove, Any], Awaitable[Chargeback]]
"""What follows: the money, the room of the payment (its facts are the last argument, None where nothing was taken or given
back), who is told. Gives the chargeback with who bears it.
"""
TAKE_AGAIN = "take_chargeback"
"""The job that has a processor's telling taken once more: the order may come after it. One that is never taken whole gives up,
and is an operator's: what a bank has taken is gone, whatever is wrong with the telling. As far as it fits what was paid it is
on record meanwhile.
"""
_SHARED = ("amount_minor", "taken_minor", "fee_minor")
_DEFER = """
INSERT INTO jobs (bucket, id, kind, payload, run_at) SELECT $1, $2, $3, $4::text::jsonb, $5
WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE kind = $3 AND payload = $4::text::jsonb)
"""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taking:
    """What a telling goes through, from webhooks, from the fake and from the API."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    follow: Follow

    async def notified(self, told: DisputeTold) -> bool:
        """Take what a processor says of its own accord, as far as it fits; whether all of it did. What does not is tried again
        (TAKE_AGAIN).
        """
        try:
            await self._taken(told)
        except Refused as refusal:
            log.warning(
                "chargeback_not_taken", processor=told.processor, reference=told.reference, why=refusal.code()
            )
            await self._defer(told)
            return False
        return True

    async def again(self, job: Job) -> None:
        """The job TAKE_AGAIN. Raises JobFailed with what is wrong with the telling."""
        try:
            await self._taken(msgspec.convert(job.payload, DisputeTold))
        except Refused as refusal:
            raise JobFailed(refusal_text("en", refusal)) from None

    async def _taken(self, told: DisputeTold) -> None:
        """Take a telling as far as it fits what was paid. Raises OnRecordInPart, once that is written, where it does not."""
        async with self.pool.acquire() as connection, connection.transaction():
            found, known = await self._concerned(connection, told)
            payments = [each.payment for each in found]
            fits, rest = told, None
            try:
                decide.within_what_was_paid(told, payments, known)
            except (refusals.TakenMoreThanDisputed, refusals.ChargebackBeyondPayment):
                fits = decide.as_far_as_paid(told, payments, known)
                rest = decide.in_part(told, fits, payments, known)
            await self._write(connection, found, known, fits, f"processor:{told.processor}")
        if rest is not None:
            raise rest

    async def _defer(self, told: DisputeTold) -> None:
        bucket = stable_bucket(told.reference)
        payload = msgspec.json.encode(told).decode()
        await self.pool.execute(_DEFER, bucket, self.ids(bucket), TAKE_AGAIN, payload, self.clock.now())

    async def take(self, connection: Connection, told: DisputeTold, who: str) -> list[Chargeback]:
        """The chargebacks as they are after a telling: one, or one of each order that the payment paid.

        Raises NoSuchPayment, OtherCurrency, TakenMoreThanDisputed and ChargebackBeyondPayment.
        """
        found, known = await self._concerned(connection, told)
        decide.within_what_was_paid(told, [each.payment for each in found], known)
        return await self._write(connection, found, known, told, who)

    async def _concerned(
        self, connection: Connection, told: DisputeTold
    ) -> tuple[list[Paid], list[Chargeback | None]]:
        """The payments that a telling is about, under the locks of their orders, with what is known of it at each. Raises
        NoSuchPayment and OtherCurrency.
        """
        references = told.payment_references
        found = await payments_named(connection, told.processor, references)
        if not found:
            raise refusals.NoSuchPayment(processor=told.processor, reference=", ".join(references))
        if other := next((each.currency for each in found if each.currency != told.currency), None):
            raise refusals.OtherCurrency(currency=other)
        await lock_orders(connection, sorted({each.order_id for each in found}))
        found = await payments_named(connection, told.processor, references)
        return found, [await self._known(connection, paid, told) for paid in found]

    async def _write(
        self,
        connection: Connection,
        found: list[Paid],
        known: list[Chargeback | None],
        told: DisputeTold,
        who: str,
    ) -> list[Chargeback]:
        parts = zip(found, known, _shares(told, found), strict=True)
        return [await self._one(connection, paid, before, part, who) for paid, before, part in parts if part]

    async def _known(self, connection: Connection, paid: Paid, told: DisputeTold) -> Chargeback | None:
        return await find_chargeback(
            connection, told.processor, told.reference, paid.order_id, paid.payment.payment_no
        )

    async def _one(
        self, connection: Connection, paid: Paid, before: Chargeback | None, told: DisputeTold, who: str
    ) -> Chargeback:
        now = self.clock.now()
        blank = before or await self._blank(connection, paid, told)
        move = decide.told(before, told, blank, who, now)
        if move is None:
            assert before is not None
            return before
        after = await self.follow(connection, move, paid.payment)
        await write_chargeback(connection, structs.replace(move, after=after))
        return after

    async def _blank(self, connection: Connection, paid: Paid, told: DisputeTold) -> Chargeback:
        now = self.clock.now()
        return Chargeback(
            id=self.ids(bucket_of(paid.order_id)), order_id=paid.order_id, buyer_id=paid.buyer_id,
            merchant_id=paid.merchant_id, payment_no=paid.payment.payment_no,
            case_id=await case_concerned(connection, paid.order_id), processor=told.processor, reference=told.reference,
            reason=told.reason, reason_code=told.reason_code, state=told.state, currency=told.currency,
            amount_minor=told.amount_minor, taken_minor=0, fee_minor=0, evidence_due_at=told.evidence_due_at,
            opened_at=now, told_at=told.told_at, changed_at=now,
        )  # fmt: skip


def _shares(told: DisputeTold, found: list[Paid]) -> list[DisputeTold | None]:
    """A payment of several orders is taken back from each in proportion to what it paid there; None for no share."""
    if len(found) == 1:
        return [told]
    weights = [each.payment.amount_minor for each in found]
    parts = {name: split_by_weights(getattr(told, name), weights) for name in _SHARED}
    return [
        structs.replace(told, **{name: parts[name][at] for name in _SHARED})
        if parts["amount_minor"][at]
        else None
        for at in range(len(found))
    ]
