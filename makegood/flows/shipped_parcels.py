"""The parcels of an order as the shop told of them: which hold a case's goods, and when they left and arrived."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.carriers import UnitsSent
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_OF_ORDER = """
SELECT carrier, tracking_no, shipped_at, delivered_at, lines::text AS lines FROM followed_parcels
WHERE bucket = $1 AND order_id = $2 ORDER BY parcel_no
"""


class ShippedParcel(Struct, frozen=True):
    """A parcel that a shop told of with its order; `delivered_at` by its carrier's word, where that is known. `lines`: what
    is in it; none named holds all.
    """

    carrier: str
    tracking_no: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: tuple[UnitsSent, ...] = ()

    def holds(self, line_no: int) -> bool:
        """Whether units of a line are in it."""
        return not self.lines or any(one.line_no == line_no for one in self.lines)


async def shipped_parcels(
    connection: Connection, order_id: int, wanted: Collection[int] | None = None
) -> list[ShippedParcel]:
    """The parcels of an order in which some of the wanted lines are (None: all), in the order in which the shop named them."""
    rows: list[Any] = await connection.fetch(_OF_ORDER, bucket_of(order_id), order_id)
    told = [
        msgspec.convert(dict(row) | {"lines": msgspec.json.decode(row["lines"])}, ShippedParcel)
        for row in rows
    ]
    return [one for one in told if wanted is None or any(one.holds(line_no) for line_no in wanted)]
