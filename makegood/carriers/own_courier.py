"""A parcel that somebody sent by a courier of their own: a buyer's return, or what a shop sends to the buyer. The same
parcel for all cases that name the same number.
"""

from datetime import datetime

from msgspec import Struct, structs

from makegood.carriers.couriers import courier_of, number_of
from makegood.carriers.model import Direction, Handover, ParcelStatus
from makegood.carriers.order_parcels import order_parcel
from makegood.carriers.packing import packed
from makegood.carriers.refusals import NothingLeftToSend
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile, StoredParcel, Unit
from makegood.carriers.store import (
    add_events,
    add_units,
    files_of,
    insert_parcel,
    lock_buyer,
    parcel_with_number,
    parcels_of_case,
    read_parcel,
    take_number,
)
from makegood.carriers.travelling import CaseGoods, goods_of_case
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of


class OwnParcel(Struct, frozen=True):
    """A parcel as who sent it tells of it. `sent_at`: when it left. `is_over`: nobody need ask its carrier where it is."""

    carrier: str
    tracking_no: str
    sent_at: datetime
    direction: Direction = Direction.BACK
    is_over: bool = False


async def follow_own(
    connection: Connection, carriers: Carriers, ids: IdMaker, case_id: int, told: OwnParcel, now: datetime
) -> int | None:
    """Put down that a case's goods were sent by somebody's own courier; the parcel. None when it is known already."""
    case = await goods_of_case(connection, case_id)
    await lock_buyer(connection, case.buyer_id)
    known = await files_of(connection, await parcels_of_case(connection, case_id))
    beside = [file for file in known if file.parcel.direction is told.direction]
    number = number_of(told.tracking_no)
    if any(number_of(file.parcel.tracking_no) == number for file in beside):
        return None
    try:
        units = _units(case, told, beside)
    except NothingLeftToSend:
        return None
    other = await _of_the_order(connection, case, told) or await _of_another_case(connection, case, told)
    if other:
        await add_units(connection, other.id, units)
        return other.id
    parcel = _parcel(case, carriers, ids, told, now)
    parcel = structs.replace(parcel, is_contested=await _was_anothers(connection, parcel))
    await insert_parcel(connection, parcel, units)
    if told.direction is Direction.OUT and told.sent_at <= now:
        # What a shop has sent is on its way. Of what a buyer sends the carrier's own scan is awaited: refunds hang on it.
        await add_events(connection, parcel, [parcel.left(told.sent_at)], now)
    await take_number(connection, parcel.courier, parcel.tracking_no, parcel.id)
    return parcel.id


def _units(case: CaseGoods, told: OwnParcel, beside: list[ParcelFile]) -> list[Unit]:
    """Of a return what is left to send; of what goes out all of the case, since each such parcel stands for all of it."""
    return packed([case], (), beside if told.direction is Direction.BACK else ())


async def _of_the_order(connection: Connection, case: CaseGoods, told: OwnParcel) -> StoredParcel | None:
    """The parcel in which the shop sent the order: it is followed since it left, and is no other one for a case."""
    if told.direction is not Direction.OUT:
        return None
    found = await order_parcel(connection, case.order_id, told.tracking_no)
    return await read_parcel(connection, found, lock=True) if found else None


async def _of_another_case(connection: Connection, case: CaseGoods, told: OwnParcel) -> StoredParcel | None:
    """The parcel of another case of the same buyer and shop that has this number: they travel together."""
    found = await parcel_with_number(connection, courier_of(told.carrier), told.tracking_no)
    parcel = await read_parcel(connection, found, lock=True) if found else None
    if parcel is None or not parcel.is_live or bucket_of(parcel.id) != bucket_of(case.id):
        return None
    same = (parcel.buyer_id, parcel.merchant_id) == (case.buyer_id, case.merchant_id)
    return parcel if same and parcel.direction is told.direction else None


async def _was_anothers(connection: Connection, parcel: StoredParcel) -> bool:
    """Whether a return is told with a number by which something else has been carried, or another buyer has sent. Carriers
    use numbers again, so it is a mark for the shop and the desk, and no more.
    """
    if parcel.direction is not Direction.BACK:
        return False
    found = await parcel_with_number(connection, parcel.courier, parcel.tracking_no)
    other = await read_parcel(connection, found) if found else None
    return other is not None and (other.buyer_id != parcel.buyer_id or other.status is ParcelStatus.DELIVERED)


def _parcel(
    case: CaseGoods, carriers: Carriers, ids: IdMaker, told: OwnParcel, now: datetime
) -> StoredParcel:
    courier = courier_of(told.carrier)
    through = "" if told.is_over else carriers.following(courier) or ""
    status = ParcelStatus.BOOKED if told.is_over else ParcelStatus.ASKED
    return StoredParcel(
        id=ids(bucket_of(case.order_id)), order_id=case.order_id, buyer_id=case.buyer_id, merchant_id=case.merchant_id,
        direction=told.direction, handover=Handover.OWN, courier=courier, through=through, status=status,
        currency=case.currency, created_at=now, followed_since=min(case.opened_at, told.sent_at), changed_at=now,
        tracking_no=told.tracking_no, next_look_at=None if told.is_over else now,
    )  # fmt: skip
