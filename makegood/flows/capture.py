"""A story: an order was paid. Its money waits in escrow, may be refunded up to what was paid, and goes to the
merchant once the order is completed.
"""

from collections.abc import Sequence
from datetime import datetime

from makegood.db.writes import Writes
from makegood.flows.dispatch import dispatch_job
from makegood.flows.follow_orders import follow_order_job
from makegood.flows.settle import settle_job
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    Posting,
    add_transaction,
    merchant_clearing,
    order_escrow,
    order_refundable,
    outside,
    posted,
    refund_limits,
)
from makegood.orders import CapturedPayment, Consequences, OrderRecorded


def captured_orders(ids: IdMaker) -> Consequences:
    """What the ledger does when orders are recorded."""

    def follow(recorded: Sequence[OrderRecorded], now: datetime) -> Writes:
        writes = Writes()
        for order in recorded:
            _follow(order, writes, ids, now)
            writes.add("watch_promises", {"bucket": order.bucket, "order_id": order.order_id, "at": now})
        return writes

    return follow


capture_orders = captured_orders(IdMaker())
"""The same with ids of its own, for commands that record orders and do nothing else."""


def _follow(order: OrderRecorded, writes: Writes, ids: IdMaker, now: datetime) -> None:
    postings = [p for payment in order.captured for p in _paid_in(order, payment)]
    postings += [p for payment in order.returned for p in _paid_out(order, payment)]
    if order.newly_completed and order.was_new and order.paid_minor:
        postings.append(_to_merchant(order.order_id, order.merchant_id, order.currency, order.paid_minor))
    if postings:
        transaction = posted(order.bucket, ids(order.bucket), "order", order.order_id, *postings)
        add_transaction(writes, transaction, now)
    if order.newly_completed and not order.was_new:
        writes.add("defer_jobs", settle_job(order.bucket, ids(order.bucket), order.order_id, now))
    if order.is_under_way:
        writes.add("defer_jobs", follow_order_job(order.bucket, ids(order.bucket), order.order_id, now))
    if order.newly_left:
        writes.add("defer_jobs", dispatch_job(order.bucket, ids(order.bucket), order.order_id, now))


def _paid_in(order: OrderRecorded, payment: CapturedPayment) -> list[Posting]:
    return [
        Posting(
            outside(payment.processor), order_escrow(order.order_id), order.currency, payment.amount_minor
        ),
        Posting(refund_limits(), order_refundable(order.order_id), order.currency, payment.amount_minor),
    ]


def _paid_out(order: OrderRecorded, payment: CapturedPayment) -> list[Posting]:
    return [
        Posting(
            order_escrow(order.order_id), outside(payment.processor), order.currency, payment.amount_minor
        ),
        Posting(order_refundable(order.order_id), refund_limits(), order.currency, payment.amount_minor),
    ]


def _to_merchant(order_id: int, merchant_id: int, currency: str, amount_minor: int) -> Posting:
    return Posting(order_escrow(order_id), merchant_clearing(merchant_id), currency, amount_minor)
