"""An order's own parcels: followed from when the shop tells that they left, whether or not a case comes of it. Their units
are in them for no case; a case that is about such a parcel puts its own beside them.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.carriers.couriers import courier_of, number_of
from makegood.carriers.evolve import whereabouts
from makegood.carriers.model import Direction, Handover, ParcelStatus, TrackingEvent
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile, StoredParcel, Unit
from makegood.carriers.store import (
    add_events,
    add_units,
    free_number,
    insert_parcel,
    lock_buyer,
    parcel_with_number,
    read_parcel,
    take_number,
)
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of
from makegood.kit.money import share_of_remaining

_BEFORE_TOLD = timedelta(days=1)
"""A carrier may have scanned a parcel before the shop tells that it left."""
_ORDER = "SELECT buyer_id, merchant_id, currency FROM orders WHERE bucket = $1 AND id = $2"
_LINES = """
SELECT line_no, quantity, paid_minor FROM order_lines
WHERE bucket = $1 AND order_id = $2 AND kind = 'goods' AND from_case IS NULL ORDER BY line_no
"""
_FOLLOWED = "SELECT parcel_id, carrier, tracking_no FROM order_tracking WHERE bucket = $1 AND order_id = $2"
_NAME = """
INSERT INTO order_tracking (bucket, order_id, carrier, tracking_no, parcel_id, status, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (bucket, order_id, carrier, tracking_no) DO UPDATE SET parcel_id = excluded.parcel_id, status = excluded.status,
    is_damaged = false, moved_at = NULL, delivered_at = NULL, lost_at = NULL, unscanned_at = NULL,
    changed_at = excluded.changed_at
"""
_TELL = """
UPDATE order_tracking SET status = $3, is_damaged = $4, moved_at = $5, delivered_at = $6, lost_at = $7, changed_at = $8
WHERE bucket = $1 AND parcel_id = $2
    AND (status, is_damaged, moved_at, delivered_at, lost_at) IS DISTINCT FROM ($3, $4, $5, $6, $7)
"""
_NOT_SCANNED = """
UPDATE order_tracking SET unscanned_at = $3 WHERE bucket = $1 AND parcel_id = $2 AND unscanned_at IS DISTINCT FROM $3
"""
_LEAVE = "DELETE FROM order_tracking WHERE bucket = $1 AND order_id = $2 AND parcel_id = $3"
_END = """
UPDATE carried_parcels p SET status = 'cancelled', ended_at = $3, changed_at = $3, next_look_at = NULL
WHERE p.bucket = $1 AND p.id = $2 AND p.status NOT IN ('delivered', 'returned_to_sender', 'lost')
    AND NOT EXISTS (SELECT 1 FROM carried_units u WHERE u.bucket = $1 AND u.parcel_id = $2 AND u.case_id <> 0)
    AND NOT EXISTS (SELECT 1 FROM order_tracking t WHERE t.bucket = $1 AND t.parcel_id = $2)
"""


class UnitsSent(Struct, frozen=True):
    """Units of an order line in a parcel."""

    line_no: int
    quantity: int


class ShopParcel(Struct, frozen=True):
    """A parcel as its shop told of it. `units`: what is in it; none named is all. `is_over`: nobody need ask where it is."""

    carrier: str
    tracking_no: str
    sent_at: datetime
    units: tuple[UnitsSent, ...] = ()
    is_over: bool = False


async def follow_order(
    connection: Connection, carriers: Carriers, ids: IdMaker, order_id: int, told: ShopParcel, now: datetime
) -> int | None:
    """Put down that goods of an order left in a parcel; the parcel, as often as it is told. None where no carrier here follows
    its courier. What a shop sends at once for several orders of a buyer is one parcel.
    """
    courier = courier_of(told.carrier)
    if carriers.following(courier) is None:
        return None
    bucket = bucket_of(order_id)
    order = await connection.fetchrow(_ORDER, bucket, order_id)
    assert order is not None
    await lock_buyer(connection, order["buyer_id"])
    known = await order_parcel(connection, order_id, told.tracking_no)
    if known is not None:
        return known
    units = _units(order_id, told, await connection.fetch(_LINES, bucket, order_id))
    together = await _sent_together(connection, order, courier, told)
    if together is not None:
        await add_units(connection, together.id, units)
        await _name(connection, together, order_id, told, now)
        return together.id
    parcel = _parcel(order_id, order, courier, carriers, told, ids, now)
    await insert_parcel(connection, parcel, units)
    await add_events(connection, parcel, [parcel.left(min(told.sent_at, now))], now)
    await take_number(connection, courier, told.tracking_no, parcel.id)
    await _name(connection, parcel, order_id, told, now)
    return parcel.id


async def order_parcel(connection: Connection, order_id: int, tracking_no: str) -> int | None:
    """The parcel as which an order's own is followed, by its number."""
    rows = await connection.fetch(_FOLLOWED, bucket_of(order_id), order_id)
    number = number_of(tracking_no)
    return next((row["parcel_id"] for row in rows if number_of(row["tracking_no"]) == number), None)


async def leave_unnamed(
    connection: Connection, order_id: int, named: Collection[tuple[str, str]], now: datetime
) -> int:
    """Follow no more what a shop does not name any longer, by carrier and number; how many parcels that were."""
    bucket, left = bucket_of(order_id), 0
    for row in await connection.fetch(_FOLLOWED, bucket, order_id):
        if (row["carrier"], row["tracking_no"]) not in named:
            await connection.execute(_LEAVE, bucket, order_id, row["parcel_id"])
            answer = await connection.execute(_END, bucket, row["parcel_id"], now)
            if answer != "UPDATE 0":
                await free_number(connection, await read_parcel(connection, row["parcel_id"]))
            left += 1
    return left


async def tell_order(
    connection: Connection, parcel: StoredParcel, events: Iterable[TrackingEvent], now: datetime
) -> None:
    """What its carrier tells of an order's own parcel is known with the order."""
    if parcel.direction is not Direction.OUT or parcel.handover is not Handover.OWN or not parcel.through:
        return
    found = whereabouts(events, parcel.followed_since)
    await connection.execute(
        _TELL, bucket_of(parcel.id), parcel.id, parcel.status.value, parcel.is_damaged, found.moved_at,
        found.delivered_at, found.lost_at, now,
    )  # fmt: skip
    unscanned_at = now if parcel.is_live and not found.is_scanned else None
    await connection.execute(_NOT_SCANNED, bucket_of(parcel.id), parcel.id, unscanned_at)


def orders_in(file: ParcelFile) -> tuple[int, ...]:
    """The orders whose own parcel it is. PURE."""
    return tuple(dict.fromkeys(unit.order_id for unit in file.units if not unit.case_id))


def _units(order_id: int, told: ShopParcel, lines: Iterable[Any]) -> list[Unit]:
    named = {one.line_no: one.quantity for one in told.units}
    found = []
    for line in lines:
        wanted = min(named.get(line["line_no"], 0), line["quantity"]) if named else line["quantity"]
        if wanted:
            value_minor = share_of_remaining(line["paid_minor"], line["quantity"], wanted)
            found.append(Unit(order_id, 0, line["line_no"], wanted, value_minor))
    return found


def _parcel(
    order_id: int, order: Any, courier: str, carriers: Carriers, told: ShopParcel, ids: IdMaker, now: datetime
) -> StoredParcel:
    through = "" if told.is_over else carriers.following(courier) or ""
    return StoredParcel(
        id=ids(bucket_of(order_id)), order_id=order_id, buyer_id=order["buyer_id"], merchant_id=order["merchant_id"],
        direction=Direction.OUT, handover=Handover.OWN, courier=courier, through=through,
        status=ParcelStatus.IN_TRANSIT if told.is_over else ParcelStatus.ASKED, currency=order["currency"],
        created_at=now, followed_since=told.sent_at - _BEFORE_TOLD, changed_at=now, tracking_no=told.tracking_no,
        next_look_at=None if told.is_over else now,
    )  # fmt: skip


async def _sent_together(
    connection: Connection, order: Any, courier: str, told: ShopParcel
) -> StoredParcel | None:
    """The parcel on its way from the same shop to the same buyer that has this number."""
    found = await parcel_with_number(connection, courier, told.tracking_no)
    parcel = await read_parcel(connection, found, lock=True) if found else None
    if parcel is None or not parcel.is_live or parcel.direction is not Direction.OUT:
        return None
    same = (parcel.buyer_id, parcel.merchant_id) == (order["buyer_id"], order["merchant_id"])
    return parcel if same else None


async def _name(
    connection: Connection, parcel: StoredParcel, order_id: int, told: ShopParcel, now: datetime
) -> None:
    await connection.execute(
        _NAME,
        bucket_of(order_id),
        order_id,
        told.carrier,
        told.tracking_no,
        parcel.id,
        parcel.status.value,
        now,
    )
