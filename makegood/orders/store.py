"""Rows of orders with their lines, payments and parcels, a batch at a time, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker
from makegood.orders.advance import StoredOrder, StoredPayment
from makegood.orders.goods.model import Goods
from makegood.orders.model import FactValue, PaidLine
from makegood.orders.parties import Ids
from makegood.orders.prepare import PreparedOrder
from makegood.orders.statements import SQL
from makegood.orders.tables import columns

Placed = tuple[int, PreparedOrder]
"""An order and the id of its row."""

Key = tuple[int, int]
"""Bucket and id of an order."""


async def reserve_names(connection: Connection, orders: Sequence[PreparedOrder], ids: IdMaker) -> Ids:
    """Take the order numbers that nobody has; returns the ids of those that are new. Waits for a rival."""
    proposed = {order.external_id: ids(order.bucket) for order in orders}
    rows = sorted((order.name_bucket, order.external_id, proposed[order.external_id]) for order in orders)
    taken = await connection.fetch(SQL["reserve_names"], *columns(rows, 3))
    return {row["external_id"]: proposed[row["external_id"]] for row in taken}


async def known_orders(connection: Connection, orders: Sequence[PreparedOrder]) -> dict[str, Any]:
    """What is known under these order numbers, by number."""
    if not orders:
        return {}
    wanted = columns([(order.name_bucket, order.external_id) for order in orders], 2)
    return {row["external_id"]: row for row in await connection.fetch(SQL["known_orders"], *wanted)}


async def lock_orders(connection: Connection, keys: Sequence[Key]) -> dict[str, StoredOrder]:
    """Lock orders; read, with a snapshot taken after the lock, what is known of them. By order number."""
    if not keys:
        return {}
    wanted = columns(sorted(keys), 2)
    rows = await connection.fetch(SQL["lock_orders"], *wanted)
    lines = _by_order(await connection.fetch(SQL["lines_of"], *wanted))
    payments = _by_order(await connection.fetch(SQL["payments_of"], *wanted))
    return {row["external_id"]: _stored(row, lines[row["id"]], payments[row["id"]]) for row in rows}


def _by_order(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row["order_id"]].append(row)
    return found


def _stored(row: Any, lines: list[Any], payments: list[Any]) -> StoredOrder:
    return StoredOrder(
        order_id=row["id"],
        bucket=row["bucket"],
        buyer_id=row["buyer_id"],
        buyer_external_id=row["buyer_external_id"],
        merchant_id=row["merchant_id"],
        merchant_external_id=row["merchant_external_id"],
        currency=row["currency"],
        status=row["status"],
        completed_at=row["completed_at"],
        content_hash=row["content_hash"],
        claimed=any(line["claimed_quantity"] or line["claimed_minor"] for line in lines)
        or any(payment["refunded_minor"] for payment in payments),
        claimed_lines=frozenset(
            line["line_no"] for line in lines if line["claimed_quantity"] or line["claimed_minor"]
        ),
        refunded=bool(payments) and all(p["refunded_minor"] == p["amount_minor"] for p in payments),
        # What cases brought in, the marketplace does not tell again.
        lines=[_stored_line(line) for line in lines if line["from_case"] is None],
        payments=[
            StoredPayment(**{name: payment[name] for name in StoredPayment.__struct_fields__})
            for payment in payments
            if payment["from_case"] is None
        ],
    )


def _stored_line(row: Any) -> PaidLine:
    fields = {name: row[name] for name in PaidLine.__struct_fields__}
    fields["traits"] = msgspec.json.decode(row["traits"], type=tuple[str, ...])
    fields["facts"] = msgspec.json.decode(row["facts"], type=dict[str, FactValue])
    fields["goods"] = msgspec.json.decode(row["goods"], type=Goods) if row["goods"] else None
    return PaidLine(**fields)


async def add_orders(
    connection: Connection, orders: Sequence[Placed], buyers: Ids, merchants: Ids, now: datetime
) -> None:
    """Write new orders whole."""
    rows = [
        (
            order.bucket,
            order_id,
            order.external_id,
            buyers[order.input.buyer.external_id],
            merchants[order.input.merchant.external_id],
            order.input.currency,
            order.input.status,
            order.input.placed_at,
            order.input.completed_at,
            order.paid_minor,
            order.content_hash,
            order.input.market,
            _json(order.input.facts),
        )
        for order_id, order in orders
    ]
    await _write(connection, "add_orders", rows, now)
    await _write(connection, "add_lines", [row for placed in orders for row in _line_rows(*placed)])
    await _write(connection, "put_payments", [row for placed in orders for row in _payment_rows(*placed)])
    await _write(connection, "add_parcels", [row for placed in orders for row in _parcel_rows(*placed)])


async def pay_balances(connection: Connection, orders: Sequence[tuple[int, int, Sequence[PaidLine]]]) -> None:
    """The balance of presales is paid: bucket and id of each order, and its lines as they are told."""
    rows = [
        (
            bucket,
            order_id,
            line.line_no,
            line.paid_minor,
            msgspec.json.encode(line.goods).decode(),
            _json(line.facts),
        )
        for bucket, order_id, lines in orders
        for line in lines
    ]
    await _write(connection, "pay_balances", rows)


async def change_orders(
    connection: Connection, orders: Sequence[Placed], rewritten: Sequence[Placed], now: datetime
) -> None:
    """Write what was told again: rows, payments and parcels of `orders`, the lines of those `rewritten`."""
    rows = [
        (
            order.bucket,
            order_id,
            order.input.status,
            order.input.placed_at,
            order.input.completed_at,
            order.paid_minor,
            order.content_hash,
            order.input.market,
            _json(order.input.facts),
        )
        for order_id, order in orders
    ]
    other_lines = {order_id for order_id, _ in rewritten}
    told = [
        (order.bucket, number, _json(order.input.facts), number in other_lines) for number, order in orders
    ]
    await _write(connection, "keep_snapshots", told, now)
    await _write(connection, "change_orders", rows, now)
    await _write(connection, "drop_lines", _keys(rewritten))
    await _write(connection, "add_lines", [row for placed in rewritten for row in _line_rows(*placed)])
    await _write(connection, "put_payments", [row for placed in orders for row in _payment_rows(*placed)])
    await _write(connection, "drop_parcels", _keys(orders))
    await _write(connection, "add_parcels", [row for placed in orders for row in _parcel_rows(*placed)])


async def close_cancelled(connection: Connection, orders: Sequence[Placed]) -> None:
    """Nothing of a cancelled order is left to claim or to refund here: it was paid back outside."""
    await _write(connection, "close_lines", _keys(orders))
    await _write(connection, "close_payments", _keys(orders))


async def _write(connection: Connection, name: str, rows: Sequence[tuple[Any, ...]], *more: Any) -> None:
    if rows:
        await connection.execute(SQL[name], *columns(rows, len(rows[0])), *more)


def _keys(orders: Sequence[Placed]) -> list[Key]:
    return sorted((order.bucket, order_id) for order_id, order in orders)


def _line_rows(order_id: int, order: PreparedOrder) -> list[tuple[Any, ...]]:
    return [
        (
            order.bucket,
            order_id,
            line.line_no,
            line.kind,
            line.sku,
            line.product_external_id,
            line.title,
            line.category,
            msgspec.json.encode(line.traits).decode() if line.traits else "[]",
            line.quantity,
            line.unit_price_minor,
            line.paid_minor,
            _json(line.facts),
            msgspec.json.encode(line.goods).decode() if line.goods else None,
        )
        for line in order.lines
    ]


def _json(facts: dict[str, FactValue]) -> str:
    return msgspec.json.encode(facts).decode() if facts else "{}"


def _payment_rows(order_id: int, order: PreparedOrder) -> list[tuple[Any, ...]]:
    return [
        (
            order.bucket,
            order_id,
            number,
            payment.tender,
            payment.processor,
            payment.processor_reference,
            payment.amount_minor,
            payment.rank if payment.rank is not None else number - 1,
            payment.paid_at,
        )
        for number, payment in enumerate(order.input.payments, 1)
    ]


def _parcel_rows(order_id: int, order: PreparedOrder) -> list[tuple[Any, ...]]:
    return [
        (
            order.bucket,
            order_id,
            number,
            parcel.carrier,
            parcel.tracking_no,
            parcel.shipped_at,
            parcel.delivered_at,
            msgspec.json.encode(parcel.lines).decode(),
        )
        for number, parcel in enumerate(order.input.parcels, 1)
    ]
