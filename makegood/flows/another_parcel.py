"""Which parcel goods can go back in: not the one that brought them."""

from datetime import datetime

from makegood.carriers import ParcelThatCame, number_of
from makegood.cases import OrderFacts, Request, StoredCase
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import bucket_of

_ABOUT = ("ship", "ship_more")
_SENT = "SELECT tracking_no FROM parcels WHERE bucket = $1 AND order_id = $2"


async def require_another_parcel(
    connection: Connection, request: Request, case: StoredCase, order: OrderFacts, now: datetime, writes: Writes
) -> None:  # fmt: skip
    """Let pass what tells of no return. Raises ParcelThatCame."""
    if request.command.name not in _ABOUT:
        return
    tracking_no: str = getattr(request.command, "tracking_no")  # noqa: B009
    told = number_of(tracking_no)
    sent = await connection.fetch(_SENT, bucket_of(order.id), order.id)
    if any(number_of(row["tracking_no"]) == told for row in sent):
        raise ParcelThatCame(tracking_no=tracking_no)
