"""The parcels in which an order was sent, as far as carriers tell of them."""

from makegood.accounts import authorise
from makegood.carriers import Wanted, number_of, parcels_for
from makegood.db.pool import Pool
from makegood.kit.errors import NotPermitted
from makegood.orders import OrderView
from makegood.web.pages.parcels.drawn import ParcelDrawn, drawn
from makegood.web.pages.shell import Reader

_MOST = 100


async def sent_in(pool: Pool, reader: Reader, order: OrderView) -> dict[str, ParcelDrawn]:
    """The order's own parcels that carriers here follow, by the number as the shop told it."""
    try:
        authorise(reader.me, "parcel.read", int(order.buyer.id), int(order.merchant.id))
    except NotPermitted:
        return {}
    wanted = Wanted(order_id=int(order.id), direction="out")
    found = await parcels_for(pool, reader.me, wanted, None, _MOST)
    numbers = {number_of(one.tracking_no): one.tracking_no for one in order.parcels}
    return {
        numbers[number_of(one.tracking_no)]: drawn(one, False)
        for one in reversed(found.parcels)
        if one.through and number_of(one.tracking_no) in numbers
    }
