"""A story: a part that was to go back to a payment cannot, since a bank has paid it back to the buyer already. What the bank
has paid is not paid a second time; when the bank gives it back, the part goes out after all.
"""

from collections.abc import Callable
from datetime import datetime

from makegood.advances import ADVANCE_PARTS
from makegood.cases import BankShare, OrderFacts, PaymentFacts, bank_share, read_order
from makegood.claims import CLAIM_PARTS
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.flows.outgoing_parts import send_part_job
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    Part,
    PartOrder,
    PartTable,
    Posting,
    add_transaction,
    buyer_payout,
    list_in_statement,
    merchant_clearing,
    order_refundable,
    posted,
    refund_limits,
)

BY_BANK, RESUMED = "refund_by_bank", "refund"
"""The kinds of these transactions, as of refunds."""
TABLES = (ADVANCE_PARTS, CLAIM_PARTS)


async def paid_by_bank(connection: Connection, part: Part, of: PartOrder, failure: str) -> BankShare:
    """What of a part that its payment did not take the bank has paid; nothing of what is owed on top of the price."""
    payment = _payment_of(part, await read_order(connection, of.order_id)) if of.is_price else None
    return bank_share(payment, part.amount_minor, failure) if payment else BankShare(0, 0)


async def is_taken_meanwhile(connection: Connection, part: Part, order_id: int) -> bool:
    """Whether a bank has taken so much since a part was to be sent, that its payment would pay the buyer a second time."""
    payment = _payment_of(part, await read_order(connection, order_id))
    return bank_share(payment, part.amount_minor, "").room_minor > 0


async def end_by_bank(
    connection: Connection, part: Part, of: PartOrder, source: str, new_id: Callable[[], int], now: datetime
) -> None:
    """What was owed and the bank has paid is the merchant's again, who bears what the bank took; what it took out of the room
    has used up the limit once already. Under the order's lock.
    """
    writes, moves = Writes(), [(source, merchant_clearing(of.merchant_id))]
    if not part.failure:
        moves.append((refund_limits(), order_refundable(of.order_id)))
    _move(writes, part, of, BY_BANK, moves, new_id(), now)
    payment = _payment_of(part, await read_order(connection, of.order_id))
    _room(writes, part, of, payment, part.amount_minor)
    await writes.send(connection)


async def resume_parts(pool: Pool, order_id: int, ids: IdMaker, now: datetime) -> int:
    """Send what the bank had paid of an order's parts and gave back, whole parts as far as that goes; how many were."""
    resumed = 0
    async with pool.acquire() as connection, connection.transaction():
        for table in TABLES:
            for found in await table.by_bank(connection, order_id):
                of = await table.locked_order(connection, found.owner_id)
                part = await table.read(connection, found.owner_id, found.leg_no, for_update=True)
                if of and part and part.status is found.status:
                    resumed += await _resume(connection, table, part, of, ids, now)
    return resumed


async def _resume(
    connection: Connection, table: PartTable, part: Part, of: PartOrder, ids: IdMaker, now: datetime
) -> bool:
    payment = _payment_of(part, await read_order(connection, of.order_id))
    if payment is None or part.amount_minor > _given_back(payment, part):
        return False
    writes = Writes()
    moves = [(merchant_clearing(of.merchant_id), buyer_payout(part.buyer_id, part.tender))]
    if not part.failure:
        moves.append((order_refundable(of.order_id), refund_limits()))
    _move(writes, part, of, RESUMED, moves, ids(part.bucket), now)
    _room(writes, part, of, payment, -part.amount_minor)
    part = await table.send_again(connection, part, ids(part.bucket))
    add_transaction(writes, table.held(part), now)
    writes.add("defer_jobs", send_part_job(table, part, ids(part.bucket), now))
    await writes.send(connection)
    return True


def _given_back(payment: PaymentFacts, part: Part) -> int:
    """What the bank no longer has of what it was said to have paid, as far as there is room: that of a part that was sent is
    its own, another one needs some anew.
    """
    own, anew = -payment.beyond_room_minor, payment.amount_minor - payment.refunded_minor
    return min(payment.by_bank_minor - payment.charged_back_minor, own if part.failure else anew)


def _payment_of(part: Part, order: OrderFacts) -> PaymentFacts | None:
    named = (part.processor, part.processor_reference)
    return next((one for one in order.payments if (one.processor, one.processor_reference) == named), None)


def _room(
    writes: Writes, part: Part, of: PartOrder, payment: PaymentFacts | None, by_bank_minor: int
) -> None:
    """Where it keeps room of its own, the bank's claim on room beyond the payment's becomes smaller; where it stands on room
    that the bank has used up, its own is free again.
    """
    if payment is not None:
        writes.add(
            "take_by_bank",
            {
                "bucket": part.bucket, "order_id": of.order_id, "payment_no": payment.payment_no,
                "refunded_minor": 0 if part.failure else -by_bank_minor, "by_bank_minor": by_bank_minor,
                "beyond_room_minor": -by_bank_minor if part.failure else 0,
            },
        )  # fmt: skip


def _move(
    writes: Writes,
    part: Part,
    of: PartOrder,
    kind: str,
    ways: list[tuple[str, str]],
    new_id: int,
    now: datetime,
) -> None:
    postings = (Posting(*way, part.currency, part.amount_minor) for way in ways)
    transaction = posted(part.bucket, new_id, kind, part.subject, *postings)
    add_transaction(writes, transaction, now)
    for row in writes.rows("post_ledger"):
        list_in_statement(writes, row, of.merchant_id, part.subject)
