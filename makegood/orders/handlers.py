"""Recording orders: check, lock, decide, write; a batch in a few statements, in the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection, Writes
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker
from makegood.orders.advance import Change, StoredOrder, change_of
from makegood.orders.listing_rows import keep_listings
from makegood.orders.model import OrderInput, OrderRecorded
from makegood.orders.parties import Ids, put_buyers, put_merchants, put_products
from makegood.orders.prepare import PreparedOrder, prepare_order, waves
from makegood.orders.store import (
    Placed,
    add_orders,
    change_orders,
    close_cancelled,
    known_orders,
    lock_orders,
    pay_balances,
    reserve_names,
)

Consequences = Callable[[Sequence[OrderRecorded], datetime], Writes]
"""What follows from orders that were recorded, to be written in the same transaction."""

Outcome = OrderRecorded | Refused
"""What became of one order."""


class Advance(msgspec.Struct, frozen=True):
    """A known order, what is told of it now, and what that changes."""

    stored: StoredOrder
    told: PreparedOrder
    change: Change

    def placed(self) -> Placed:
        """The order with the id of its row."""
        return self.stored.order_id, self.told


async def record_orders(
    connection: Connection,
    inputs: Sequence[OrderInput],
    now: datetime,
    ids: IdMaker,
    consequences: Consequences,
) -> list[OrderRecorded]:
    """Record all of these orders or raise the first refusal, whose transaction the caller then rolls back."""
    recorded = []
    for outcome in await record_each(connection, inputs, now, ids, consequences):
        if isinstance(outcome, Refused):
            raise outcome
        recorded.append(outcome)
    return recorded


async def record_each(
    connection: Connection,
    inputs: Sequence[OrderInput],
    now: datetime,
    ids: IdMaker,
    consequences: Consequences,
) -> list[Outcome]:
    """Record each of these orders whole or not at all; one outcome for each input, in the same order.

    Runs in the caller's transaction. Content that is already here writes nothing. Consequences are asked
    once, for the orders that changed.
    """
    outcomes: list[Outcome | PreparedOrder] = [_prepared(order, now) for order in inputs]
    ready = [order for order in outcomes if isinstance(order, PreparedOrder)]
    done: dict[int, Outcome] = {}
    for wave in waves(ready):
        answers = await _record_wave(connection, wave, now, ids)
        done.update((id(order), answers[order.external_id]) for order in wave)
    settled = [done[id(each)] if isinstance(each, PreparedOrder) else each for each in outcomes]
    changed = [each for each in settled if isinstance(each, OrderRecorded) and each.changed]
    if changed:
        await consequences(changed, now).send(connection)
    return settled


def _prepared(order: OrderInput, now: datetime) -> PreparedOrder | Refused:
    try:
        return prepare_order(order, now)
    except Refused as refusal:
        return refusal


async def _record_wave(
    connection: Connection, orders: Sequence[PreparedOrder], now: datetime, ids: IdMaker
) -> dict[str, Outcome]:
    new = await reserve_names(connection, orders, ids)
    outcomes, advances = await _decide(
        connection, [order for order in orders if order.external_id not in new]
    )
    added = [(new[order.external_id], order) for order in orders if order.external_id in new]
    written = [*added, *(advance.placed() for advance in advances)]
    if written:
        buyers, merchants = await _put_parties(connection, written, ids, now)
        await add_orders(connection, added, buyers, merchants, now)
        await _advance(connection, advances, now)
        await keep_listings(connection, written, merchants, now)
        await close_cancelled(connection, [*_cancelled(added), *_newly_cancelled(advances)])
        outcomes.update(
            (order.external_id, _new(order_id, order, buyers, merchants)) for order_id, order in added
        )
    return outcomes


async def _decide(
    connection: Connection, orders: Sequence[PreparedOrder]
) -> tuple[dict[str, Outcome], list[Advance]]:
    """Of orders that are known: the outcomes that need no writing, and the changes to write."""
    known = await known_orders(connection, orders)
    outcomes: dict[str, Outcome] = {}
    differing = []
    for order in orders:
        row = known[order.external_id]
        if row["content_hash"] == order.content_hash:
            outcomes[order.external_id] = _unchanged(row, order)
        else:
            differing.append(order)
    rows = [known[order.external_id] for order in differing]
    stored = await lock_orders(connection, [(row["bucket"], row["order_id"]) for row in rows])
    advances = []
    for order in differing:
        try:
            before = stored[order.external_id]
            advances.append(Advance(before, order, change_of(before, order)))
        except Refused as refusal:
            outcomes[order.external_id] = refusal
    outcomes.update((each.told.external_id, _advanced(each)) for each in advances)
    return outcomes, advances


async def _put_parties(
    connection: Connection, orders: Sequence[Placed], ids: IdMaker, now: datetime
) -> tuple[Ids, Ids]:
    inputs = [order.input for _, order in orders]
    merchants = await put_merchants(connection, inputs, ids, now)
    buyers = await put_buyers(connection, inputs, ids, now)
    await put_products(connection, inputs, merchants, ids, now)
    return buyers, merchants


async def _advance(connection: Connection, advances: Sequence[Advance], now: datetime) -> None:
    orders = [advance.placed() for advance in advances]
    rewritten = [advance.placed() for advance in advances if advance.change.rewrites_lines]
    await change_orders(connection, orders, rewritten, now)
    await pay_balances(
        connection,
        [(each.stored.bucket, each.stored.order_id, each.change.balances) for each in advances],
    )


def _cancelled(orders: Iterable[Placed]) -> list[Placed]:
    return [placed for placed in orders if placed[1].input.status == "cancelled"]


def _newly_cancelled(advances: Iterable[Advance]) -> list[Placed]:
    return [advance.placed() for advance in advances if advance.change.newly_cancelled]


def _new(order_id: int, order: PreparedOrder, buyers: Ids, merchants: Ids) -> OrderRecorded:
    cancelled = order.input.status == "cancelled"
    return OrderRecorded(
        order_id=order_id,
        bucket=order.bucket,
        external_id=order.external_id,
        buyer_id=buyers[order.input.buyer.external_id],
        merchant_id=merchants[order.input.merchant.external_id],
        currency=order.input.currency,
        paid_minor=order.paid_minor,
        was_new=True,
        changed=True,
        captured=() if cancelled else order.payments(),
        newly_completed=order.input.status == "completed",
        is_under_way=_is_under_way(order),
        newly_cancelled=cancelled,
    )


def _advanced(advance: Advance) -> OrderRecorded:
    return OrderRecorded(
        order_id=advance.stored.order_id,
        bucket=advance.stored.bucket,
        external_id=advance.told.external_id,
        buyer_id=advance.stored.buyer_id,
        merchant_id=advance.stored.merchant_id,
        currency=advance.stored.currency,
        paid_minor=advance.told.paid_minor,
        was_new=False,
        changed=True,
        captured=advance.change.captured,
        returned=advance.change.returned,
        newly_completed=advance.change.newly_completed,
        newly_cancelled=advance.change.newly_cancelled,
        newly_left=advance.change.newly_left,
        is_under_way=_is_under_way(advance.told),
    )


def _is_under_way(order: PreparedOrder) -> bool:
    parcels = order.input.parcels
    return order.input.status != "cancelled" and any(one.delivered_at is None for one in parcels)


def _unchanged(row: Any, order: PreparedOrder) -> OrderRecorded:
    return OrderRecorded(
        order_id=row["order_id"],
        bucket=row["bucket"],
        external_id=order.external_id,
        buyer_id=row["buyer_id"],
        merchant_id=row["merchant_id"],
        currency=row["currency"],
        paid_minor=row["paid_minor"],
        was_new=False,
        changed=False,
    )
