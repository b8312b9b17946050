"""A story: a bank takes a payment back, or gives it back. What was taken comes out of escrow, then from the merchant; it uses
up the room of the payment and of the order's limit, so that no refund pays it once more; what comes back goes where it came
from, and refunds that stood as paid by the bank are owed again.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec import structs

from makegood.accounts import SYSTEM
from makegood.cases import Done, PaymentFacts, Request, ResumeRefund, given_back_to, taken_from
from makegood.chargebacks import Chargeback, ChargebackMove, Taking, public
from makegood.db.gather import Gatherer
from makegood.db.jobs import Job, RunLater
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.flows.chargeback_notices import notify_of_chargeback
from makegood.flows.funding import take_from_merchant
from makegood.flows.settle import settle_job
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    Posting,
    add_transaction,
    list_in_statement,
    merchant_clearing,
    order_escrow,
    order_refundable,
    posted,
    processor_transit,
    refund_limits,
)

CHARGEBACK, FEE, RETURNED = "chargeback", "chargeback_fee", "chargeback_returned"
"""The kinds of these transactions."""
RESUME = "resume_refunds"
"""The job that has refunds go out after all."""
_AGAIN = timedelta(minutes=10)
_FREE = """
SELECT account, balance_minor - held_minor AS free_minor FROM ledger_accounts
WHERE bucket = $1 AND account = ANY($2::text[]) AND currency = $3
"""
_WAITING = """
SELECT id, stage FROM cases c WHERE bucket = $1 AND order_id = $2 AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(c.state -> 'legs') leg
    WHERE leg ->> 'way' = 'bank' OR leg ->> 'failure' IN ('more_than_captured', 'taken_by_bank')
        AND leg ->> 'status' = 'failed') ORDER BY id
"""
_BUSY = ("refunding", "under_appeal")
log = structlog.get_logger()


def taking(pool: Pool, clock: Clock, ids: IdMaker) -> Taking:
    """How chargebacks are taken, with all that follows from them."""

    async def follow(
        connection: Connection, move: ChargebackMove, payment: PaymentFacts | None
    ) -> Chargeback:
        return await follow_chargeback(connection, move, payment, ids)

    return Taking(pool, clock, ids, follow)


async def follow_chargeback(
    connection: Connection, move: ChargebackMove, payment: PaymentFacts | None, ids: IdMaker
) -> Chargeback:
    """Money, room and outbox, in the telling's own transaction, under the lock of the order."""
    after, writes = move.after, Writes()
    if payment is not None and move.taken_minor > 0:
        after = await _taken(connection, move, payment, writes, ids)
    elif payment is not None and move.taken_minor < 0:
        after = _given_back(move, payment, writes, ids)
    await _fee(connection, move, writes, ids)
    for event, data in public(structs.replace(move, after=after)):
        writes.add(
            "add_to_outbox",
            {
                "bucket": bucket_of(after.id), "id": ids(bucket_of(after.id)), "event": event, "subject": after.id,
                "merchant_id": after.merchant_id, "at": move.at, "payload": data,
            },
        )  # fmt: skip
    await notify_of_chargeback(connection, structs.replace(move, after=after), writes, ids)
    await writes.send(connection)
    return after


async def _taken(
    connection: Connection, move: ChargebackMove, payment: PaymentFacts, writes: Writes, ids: IdMaker
) -> Chargeback:
    """Out of what escrow holds, then from the merchant, as for whatever else the merchant owes."""
    one, amount = move.after, move.taken_minor
    escrow, refundable = await _free(connection, one)
    from_escrow = min(amount, escrow)
    if amount > from_escrow:
        await _from_merchant(connection, move, amount - from_escrow, CHARGEBACK, ids)
    after_payment, room = taken_from(payment, amount)
    limit = min(room, refundable)
    postings = [
        (order_escrow(one.order_id), processor_transit(one.processor), from_escrow),
        (order_refundable(one.order_id), refund_limits(), limit),
    ]
    _post(writes, one, CHARGEBACK, postings, move.at, ids)
    _room(writes, one, payment, after_payment)
    return structs.replace(
        one,
        escrow_minor=one.escrow_minor + from_escrow,
        merchant_minor=one.merchant_minor + amount - from_escrow,
        room_minor=one.room_minor + room,
        limit_minor=one.limit_minor + limit,
    )


def _given_back(move: ChargebackMove, payment: PaymentFacts, writes: Writes, ids: IdMaker) -> Chargeback:
    """To the merchant first, then to escrow; the room and the limit are there again, and refunds go out after all."""
    one, amount = move.after, -move.taken_minor
    to_merchant = min(amount, one.merchant_minor)
    beyond = one.escrow_minor + one.merchant_minor - one.room_minor
    room = max(0, amount - beyond)
    limit = min(one.limit_minor, room)
    transit = processor_transit(one.processor)
    postings = [
        (transit, merchant_clearing(one.merchant_id), to_merchant),
        (transit, order_escrow(one.order_id), amount - to_merchant),
        (refund_limits(), order_refundable(one.order_id), limit),
    ]
    _post(writes, one, RETURNED, postings, move.at, ids)
    _room(writes, one, payment, given_back_to(payment, amount, room))
    bucket = bucket_of(one.id)
    if amount > to_merchant:
        writes.add("defer_jobs", settle_job(bucket, ids(bucket), one.order_id, move.at))
    writes.add("defer_jobs", {"bucket": bucket, "id": ids(bucket), "kind": RESUME, "run_at": move.at,
        "payload": {"order_id": str(one.order_id)}})  # fmt: skip
    return structs.replace(
        one,
        escrow_minor=one.escrow_minor - (amount - to_merchant),
        merchant_minor=one.merchant_minor - to_merchant,
        room_minor=one.room_minor - room,
        limit_minor=one.limit_minor - limit,
    )


async def _fee(connection: Connection, move: ChargebackMove, writes: Writes, ids: IdMaker) -> None:
    """The processor's fee is the merchant's, as the chargeback is; a fee given back goes to the merchant."""
    one, fee = move.after, move.fee_minor
    if fee > 0:
        await _from_merchant(connection, move, fee, FEE, ids)
    elif fee < 0:
        back = (processor_transit(one.processor), merchant_clearing(one.merchant_id), -fee)
        _post(writes, one, FEE, [back], move.at, ids)


async def _from_merchant(
    connection: Connection, move: ChargebackMove, amount_minor: int, why: str, ids: IdMaker
) -> None:
    one = move.after
    await take_from_merchant(
        connection, one.merchant_id, one.currency, amount_minor, why, subject=one.id, bucket=bucket_of(one.id),
        to=processor_transit(one.processor), ids=ids, now=move.at, in_statement=True,
    )  # fmt: skip


async def _free(connection: Connection, one: Chargeback) -> tuple[int, int]:
    """What escrow holds for the order, and what may still be refunded of it."""
    accounts = [order_escrow(one.order_id), order_refundable(one.order_id)]
    rows = await connection.fetch(_FREE, bucket_of(one.order_id), accounts, one.currency)
    free = {row["account"]: max(0, row["free_minor"]) for row in rows}
    return free.get(accounts[0], 0), free.get(accounts[1], 0)


def _post(
    writes: Writes,
    one: Chargeback,
    kind: str,
    parts: list[tuple[str, str, int]],
    at: datetime,
    ids: IdMaker,
) -> None:
    postings = [Posting(source, to, one.currency, amount) for source, to, amount in parts if amount]
    if not postings:
        return
    bucket = bucket_of(one.id)
    transaction = posted(bucket, ids(bucket), kind, one.id, *postings)
    add_transaction(writes, transaction, at)
    for row in writes.rows("post_ledger"):
        if row["id"] == transaction.id:
            list_in_statement(writes, row, one.merchant_id, one.id)


def _room(writes: Writes, one: Chargeback, before: PaymentFacts, after: PaymentFacts) -> None:
    names = ("refunded_minor", "charged_back_minor", "by_bank_minor", "beyond_room_minor")
    row: dict[str, Any] = {name: getattr(after, name) - getattr(before, name) for name in names}
    about = {"bucket": bucket_of(one.order_id), "order_id": one.order_id, "payment_no": one.payment_no}
    writes.add("take_by_bank", row | about)


async def resume_refunds(pool: Pool, command: "Gatherer[Request, Done]", job: Job) -> None:
    """Have what the bank had paid, and gave back, go out in the cases of an order. Raises RunLater while one is busy."""
    order_id, busy = int(job.payload["order_id"]), False
    for row in await pool.fetch(_WAITING, bucket_of(order_id), order_id):
        try:
            await command(Request(SYSTEM, ResumeRefund(), case_id=row["id"]))
        except Refused as refusal:
            busy |= row["stage"] in _BUSY
            log.info("refund_not_resumed", case=str(row["id"]), why=refusal.code())
    if busy:
        raise RunLater(_AGAIN)
