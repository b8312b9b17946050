"""Holds: somebody says that the evidence of an order is not erased, and one day that it may be."""

from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal
from makegood.db.writes import Connection
from makegood.evidence.refusals import HoldEnded
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

_PLACE = "INSERT INTO evidence_holds (bucket, id, order_id, reason, who, role, at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
_END = """
INSERT INTO evidence_hold_ends (bucket, hold_id, reason, who, role, at)
SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT 1 FROM evidence_holds WHERE bucket = $1 AND id = $2)
ON CONFLICT DO NOTHING
"""
_HOLDS = """
SELECT h.id, h.order_id, h.reason, h.who, h.at, e.reason AS end_reason, e.who AS ended_by, e.at AS ended_at
FROM evidence_holds h LEFT JOIN evidence_hold_ends e ON (e.bucket, e.hold_id) = (h.bucket, h.id)
"""


class Hold(Struct, frozen=True):
    """Why the evidence of an order is not erased; with who ended the hold, and why, once somebody has."""

    id: str
    order_id: str
    reason: str
    who: str
    at: datetime
    end_reason: str | None
    ended_by: str | None
    ended_at: datetime | None


async def place_hold(
    connection: Connection, new_id: int, order_id: int, who: Principal, reason: str, at: datetime
) -> Hold:
    """Place a hold on the evidence of an order, and have the order looked at again. Raises NotFound."""
    bucket = bucket_of(order_id)
    if not await connection.fetchval("SELECT 1 FROM orders WHERE bucket = $1 AND id = $2", bucket, order_id):
        raise NotFound(what="order")
    await connection.execute(_PLACE, bucket, new_id, order_id, reason, who.label, who.role.value, at)
    await _look_again(connection, order_id, at)
    return await hold_of(connection, new_id)


async def end_hold(connection: Connection, hold_id: int, who: Principal, reason: str, at: datetime) -> Hold:
    """End a hold; the first end stands. Raises NotFound, and HoldEnded for another one."""
    bucket = bucket_of(hold_id)
    await connection.execute(_END, bucket, hold_id, reason, who.label, who.role.value, at)
    hold = await hold_of(connection, hold_id)
    if (hold.end_reason, hold.ended_by) != (reason, who.label):
        raise HoldEnded()
    await _look_again(connection, int(hold.order_id), at)
    return hold


async def hold_of(connection: Connection, hold_id: int) -> Hold:
    """A hold by its id. Raises NotFound."""
    row = await connection.fetchrow(
        f"{_HOLDS} WHERE h.bucket = $1 AND h.id = $2", bucket_of(hold_id), hold_id
    )
    if row is None:
        raise NotFound(what="hold")
    return _hold(row)


async def holds_standing(connection: Connection, after_id: int, limit: int) -> list[Hold]:
    """Holds that nobody has ended, the first first."""
    rows = await connection.fetch(
        f"{_HOLDS} WHERE e.at IS NULL AND h.id > $1 ORDER BY h.id LIMIT $2", after_id, limit
    )
    return [_hold(row) for row in rows]


async def _look_again(connection: Connection, order_id: int, at: datetime) -> None:
    await connection.execute(
        "UPDATE evidence_retentions SET look_at = $3 WHERE bucket = $1 AND order_id = $2",
        bucket_of(order_id), order_id, at,
    )  # fmt: skip


def _hold(row: dict[str, object]) -> Hold:
    named = {name: row[name] for name in Hold.__struct_fields__}
    return Hold(**named | {"id": str(row["id"]), "order_id": str(row["order_id"])})  # type: ignore[arg-type]
