"""A story: a shop tells that goods of an order have left. From then on their parcels are followed through the carriers here,
and what those tell is known with the order, whether or not a case ever comes of it.
"""

from datetime import datetime

from makegood.carriers import Conduct, ShopParcel, follow_order, leave_unnamed
from makegood.flows.shipped_parcels import ShippedParcel, shipped_parcels
from makegood.kit.ids import IdMaker

FOLLOW_ORDER = "follow_order"


def follow_order_job(bucket: int, job_id: int, order_id: int, now: datetime) -> dict[str, object]:
    """The job that has the parcels of an order followed. PURE."""
    return {
        "bucket": bucket, "id": job_id, "kind": FOLLOW_ORDER, "run_at": now, "payload": {"order_id": str(order_id)},
    }  # fmt: skip


async def follow_order_parcels(conduct: Conduct, order_id: int, ids: IdMaker, now: datetime) -> int:
    """Follow the parcels of an order that are under way, and no more those that its shop does not name any longer; how many
    are followed. Again changes nothing.
    """
    async with conduct.pool.acquire() as connection, connection.transaction():
        shipped = await shipped_parcels(connection, order_id)
        named = {(one.carrier, one.tracking_no) for one in shipped}
        await leave_unnamed(connection, order_id, named, now)
        found = [
            await follow_order(connection, conduct.carriers, ids, order_id, as_told(one), now)
            for one in shipped
            if one.delivered_at is None
        ]
    followed = [parcel_id for parcel_id in found if parcel_id is not None]
    for parcel_id in followed:
        await conduct.look_at(parcel_id)
    return len(followed)


def as_told(one: ShippedParcel, *, is_over: bool = False) -> ShopParcel:
    """A parcel of a shop as carriers take it. PURE."""
    return ShopParcel(one.carrier, one.tracking_no, one.shipped_at, one.lines, is_over)
