"""Rows of what happened to goods, and the lock under which it is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection, Writes
from makegood.kit.ids import bucket_of
from makegood.orders.goods.model import Goods, GoodsRecord, KeptRecord

# The row that cases lock too: what is asked back and what is used cannot pass each other.
_LOCK = """
SELECT placed_at FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE
"""
_LINE = """
SELECT goods, quantity FROM order_lines WHERE bucket = $1 AND order_id = $2 AND line_no = $3
"""
_RECORDS = """
SELECT g.order_id, g.line_no, g.record, g.told_by, g.told_at FROM goods_records g
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (g.bucket, g.order_id) = (w.bucket, w.id)
ORDER BY g.bucket, g.order_id, g.line_no, g.told_at, g.what, g.nth
"""
Place = tuple[int, int]
"""An order's id and the number of one of its lines."""


class LockedLine(Struct, frozen=True):
    """A line of an order, read under the order's lock."""

    goods: Goods | None
    quantity: int
    records: tuple[KeptRecord, ...]
    placed_at: datetime


async def lock_line(connection: Connection, order_id: int, line_no: int) -> LockedLine | None:
    """Lock an order and read one of its lines; None if there is no such line."""
    bucket = bucket_of(order_id)
    placed_at = await connection.fetchval(_LOCK, bucket, order_id)
    row = await connection.fetchrow(_LINE, bucket, order_id, line_no)
    if placed_at is None or row is None:
        return None
    goods = msgspec.json.decode(row["goods"], type=Goods) if row["goods"] else None
    kept = await records_of(connection, [order_id])
    return LockedLine(goods, row["quantity"], tuple(kept.get((order_id, line_no), ())), placed_at)


async def records_of(connection: Connection, order_ids: Sequence[int]) -> dict[Place, list[KeptRecord]]:
    """What happened to the goods of some orders, by line, as it was told."""
    found: dict[Place, list[KeptRecord]] = {}
    for row in await connection.fetch(_RECORDS, [bucket_of(each) for each in order_ids], order_ids):
        found.setdefault((row["order_id"], row["line_no"]), []).append(_kept(row))
    return found


def _kept(row: Any) -> KeptRecord:
    record = msgspec.json.decode(row["record"], type=GoodsRecord)
    return KeptRecord(record=record, by=row["told_by"], at=row["told_at"])


def add_record(
    writes: Writes,
    order_id: int,
    line_no: int,
    record: GoodsRecord,
    told_by: str,
    told_at: datetime,
    kept: Sequence[KeptRecord] = (),
) -> None:
    """A record to be written; one that is there stays as it is. `told_by`: marketplace, merchant or system; `kept`: what is
    there already, as read under the order's lock, so that what happens unit by unit has its number.
    """
    row = {
        "bucket": bucket_of(order_id), "order_id": order_id, "line_no": line_no, "record": record,
        "nth": sum(type(each.record) is type(record) for each in kept), "told_by": told_by, "told_at": told_at,
    }  # fmt: skip
    writes.add("record_goods", row)
