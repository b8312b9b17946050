"""What the carriers need to know of cases: whose they are, which units they are about, and how they ended."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

_CASE = """
SELECT c.id, c.order_id, o.external_id AS order_number, c.buyer_id, c.merchant_id, c.currency, c.opened_at,
    c.owner IS NULL AS is_over, c.refunded_minor, (c.state -> 'items')::text AS items, m.name AS merchant_name,
    m.return_address, (c.state -> 'shipment')::text AS shipment, (c.state ->> 'received_at')::timestamptz AS received_at
FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id) JOIN merchants m ON m.id = c.merchant_id
WHERE c.bucket = $1 AND c.id = $2
"""


_AWAITED = f"""
{_CASE.partition("WHERE")[0]}
WHERE c.bucket = $1 AND c.buyer_id = $2 AND c.merchant_id = $3 AND c.owner IS NOT NULL
    AND c.stage IN ('awaiting_return', 'in_return_transit') ORDER BY c.id LIMIT 20
"""


class ItemOfCase(Struct, frozen=True):
    """Units of one order line in a case."""

    line_no: int
    quantity: int
    value_minor: int
    title: str = ""


class SentBack(Struct, frozen=True):
    """The parcel with which a buyer says that goods were sent back."""

    carrier: str
    tracking_no: str
    shipped_at: datetime


class CaseGoods(Struct, frozen=True):
    """A case as far as its goods travel. `refunded_minor` went to the buyer. `received_at`: since when its shop has them."""

    id: int
    order_id: int
    order_number: str
    buyer_id: int
    merchant_id: int
    currency: str
    opened_at: datetime
    is_over: bool
    refunded_minor: int
    items: tuple[ItemOfCase, ...]
    merchant_name: str
    return_address: str | None
    shipment: SentBack | None
    received_at: datetime | None

    @property
    def value_minor(self) -> int:
        """What was paid for its units."""
        return sum(item.value_minor for item in self.items)


async def goods_of_case(connection: Connection, case_id: int) -> CaseGoods:
    """A case. Raises NotFound."""
    row: Any = await connection.fetchrow(_CASE, bucket_of(case_id), case_id)
    if row is None:
        raise NotFound(what="case")
    return _goods(row)


async def received_at(connection: Connection, case_id: int) -> datetime | None:
    """When the shop of a case had what came back; None as long as it has not."""
    told: datetime | None = await connection.fetchval(
        "SELECT (state ->> 'received_at')::timestamptz FROM cases WHERE bucket = $1 AND id = $2",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return told


async def goods_awaited(connection: Connection, buyer_id: int, merchant_id: int) -> list[CaseGoods]:
    """What a buyer has to send back to a shop, or is sending: of the oldest twenty cases."""
    rows = await connection.fetch(_AWAITED, bucket_of(buyer_id), buyer_id, merchant_id)
    return [_goods(row) for row in rows]


def _goods(row: Any) -> CaseGoods:
    items = msgspec.json.decode(row["items"], type=tuple[ItemOfCase, ...])
    shipment = msgspec.json.decode(row["shipment"] or "null", type=SentBack | None)
    return msgspec.convert(dict(row) | {"items": items, "shipment": shipment}, CaseGoods)
