"""A story: some promises keep themselves. Orders that carry one are looked at when it matters: a cover is issued, shipping that
is late is compensated, and a price that fell is made good, without anybody asking.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from makegood.cases import LineFacts, OrderFacts, read_order, units_given_up
from makegood.claims import (
    KINDS,
    ClaimOffice,
    NoFreightCover,
    Wanted,
    cover_of,
    joined,
    lock_order,
    unpaid_minor,
)
from makegood.db.turns import in_turn, not_waiting
from makegood.db.writes import Connection
from makegood.flows.earnest import keep_earnest
from makegood.flows.freight_cover import call_off_cover, issue_cover, plan_of
from makegood.flows.shipping import EVERY_DAY, keep_shipping
from makegood.kit.ids import bucket_of, stable_bucket

GONE_AFTER = timedelta(hours=72, seconds=1)
"""When goods that were not shipped count as out of stock; the packs say so (deemed_none_left)."""
PRICES_UNTIL = timedelta(days=30)
MOST = 200
_PRICES = """
SELECT p.external_id, v ->> 'sku' AS sku, (v ->> 'price_minor')::bigint AS price_minor
FROM unnest($1::smallint[], $2::text[]) AS w(of_bucket, named)
JOIN products p ON (p.bucket, p.external_id) = (of_bucket, named) CROSS JOIN LATERAL jsonb_array_elements(p.variants) v
"""


WATCHES = "promises"
_DUE = f"""
SELECT w.order_id FROM promise_watches w WHERE w.look_at <= $1 AND {not_waiting(WATCHES, "w", "order_id", "$1")}
ORDER BY w.look_at, w.order_id LIMIT $2
"""


async def keep_promises(office: ClaimOffice, most: int = MOST) -> int:
    """Look at the orders that are due to be looked at; at how many. A fault with one holds up no other, and it waits then."""
    now = office.clock.now()
    rows = await office.pool.fetch(_DUE, now, most)

    async def look(order_id: int) -> int:
        async with office.pool.acquire() as connection, connection.transaction():
            await look_at_order(connection, office, order_id)
        return 1

    return await in_turn(office.pool, WATCHES, [row["order_id"] for row in rows], now, look)


async def look_at_order(connection: Connection, office: ClaimOffice, order_id: int) -> None:
    """Keep what an order promises by itself, and put down when to look again."""
    await lock_order(connection, order_id)
    order = await read_order(connection, order_id)
    await _cover(connection, office, order)
    promises, given_up = joined(order), await units_given_up(connection, order_id)
    looks = [await keep_earnest(connection, office, order, given_up, GONE_AFTER)]
    if "timely_shipping" in promises:
        looks.append(await keep_shipping(connection, office, order, given_up, GONE_AFTER))
    if "price_protection" in promises:
        looks.append(await _prices(connection, office, order))
    await _look_again(connection, order_id, [at for at in looks if at is not None])


async def _cover(connection: Connection, office: ClaimOffice, order: OrderFacts) -> None:
    now, plan = office.clock.now(), plan_of(order)
    cover = await cover_of(connection, order.id)
    if cover and cover.status == "active" and order.status == "cancelled":
        await call_off_cover(connection, cover, office.ids, now)
    if plan is None or cover or order.status == "cancelled":
        return
    try:
        await issue_cover(connection, order, plan, office.ids, now)
    except NoFreightCover:
        return  # Nothing is insured in this order's currency.


async def _prices(connection: Connection, office: ClaimOffice, order: OrderFacts) -> datetime | None:
    """Make good what a line would cost less today."""
    if order.status == "cancelled":
        return None
    now = office.clock.now()
    for line_no, fell_minor in await _fallen(connection, order):
        fell_minor -= await unpaid_minor(connection, order.id, KINDS["price_protection"].family, line_no)
        if fell_minor <= 0:
            continue  # It is what a claim was about that came to nothing.
        known = {"price_fell": fell_minor}
        await office.find(
            connection, order, Wanted(kind=KINDS["price_protection"], line_no=line_no, known=known), None
        )
    return None if now >= order.placed_at + PRICES_UNTIL else now + EVERY_DAY


async def _fallen(connection: Connection, order: OrderFacts) -> list[tuple[int, int]]:
    names = sorted({line.product for line in order.lines if line.kind == "goods" and line.product})
    rows = await connection.fetch(_PRICES, [stable_bucket(name) for name in names], names)
    prices = {(row["external_id"], row["sku"]): row["price_minor"] for row in rows}
    return fallen(
        (line, price)
        for line in order.lines
        if line.kind == "goods" and (price := prices.get((line.product, line.sku))) is not None
    )


def fallen(lines: Iterable[tuple[LineFacts, int]]) -> list[tuple[int, int]]:
    """Lines whose units cost less today than was paid for them, and by how much in minor units; of the units that nobody
    has asked a refund for. PURE.
    """
    return [
        (line.line_no, fell_minor)
        for line, price_minor in lines
        if (fell_minor := line.left_minor - price_minor * line.left_quantity) > 0 and line.left_quantity
    ]


async def _look_again(connection: Connection, order_id: int, looks: list[datetime]) -> None:
    if looks:
        await connection.execute(
            "UPDATE promise_watches SET look_at = $3 WHERE bucket = $1 AND order_id = $2",
            bucket_of(order_id), order_id, min(looks),
        )  # fmt: skip
    else:
        await connection.execute(
            "DELETE FROM promise_watches WHERE bucket = $1 AND order_id = $2", bucket_of(order_id), order_id
        )
