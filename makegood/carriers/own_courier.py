"""A parcel that somebody sent by a courier of their own: a buyer's return, or what a shop sends to the buyer. The same
parcel for all cases that name the same number.
"""

from datetime import datetime

from msgspec import Struct, structs

from makegood.carriers.couriers import courier_of, number_of
from makegood.carriers.evolve import standing
from makegood.carriers.model import Direction, Handover, ParcelStatus, Scan, TrackingEvent
from makegood.carriers.order_parcels import order_parcel
from makegood.carriers.packing import packed
from makegood.carriers.refusals import NothingLeftToSend
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile, StoredParcel, Unit
from makegood.carriers.store import (
    add_events,
    add_units,
    change_parcel,
    files_of,
    free_number,
    insert_parcel,
    lock_buyer_of_case,
    parcel_with_number,
    parcels_of_case,
    read_parcel,
    take_new_number,
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

    def has_left(self, now: datetime) -> bool:
        """Whether it is on its way since its sender says so: what a shop sends. Of what a buyer sends the carrier's own scan
        is awaited, since refunds hang on it.
        """
        return self.direction is Direction.OUT and self.sent_at <= now


class FollowedBack(Struct, frozen=True):
    """What was put down of a return. `parcel`: None where it is known already. `received_at`: when the shop had the goods."""

    parcel: StoredParcel | None
    received_at: datetime | None

    @property
    def has_arrived(self) -> bool:
        """Whether the arrival was put down with the parcel."""
        return self.parcel is not None and self.parcel.status is ParcelStatus.DELIVERED


async def follow_own(
    connection: Connection, carriers: Carriers, ids: IdMaker, case_id: int, told: OwnParcel, now: datetime
) -> int | None:
    """Put down that a case's goods were sent by somebody's own courier; the parcel. None when it is known already."""
    await lock_buyer_of_case(connection, case_id)
    parcel = await _put_down(connection, carriers, ids, await goods_of_case(connection, case_id), told, now)
    return parcel.id if parcel else None


async def follow_back(
    connection: Connection, carriers: Carriers, ids: IdMaker, case_id: int, now: datetime
) -> FollowedBack:
    """Put down the parcel in which a case's goods were sent back, as the case tells of it."""
    await lock_buyer_of_case(connection, case_id)
    case = await goods_of_case(connection, case_id)
    sent = case.shipment
    if sent is None:
        return FollowedBack(None, case.received_at)
    told = OwnParcel(sent.carrier, sent.tracking_no, sent.shipped_at)
    return FollowedBack(await _put_down(connection, carriers, ids, case, told, now), case.received_at)


async def _put_down(
    connection: Connection, carriers: Carriers, ids: IdMaker, case: CaseGoods, told: OwnParcel, now: datetime
) -> StoredParcel | None:
    known = await files_of(connection, await parcels_of_case(connection, case.id))
    beside = [file for file in known if file.parcel.direction is told.direction]
    number = number_of(told.tracking_no)
    if any(number_of(file.parcel.tracking_no) == number for file in beside):
        return None
    try:
        units = _units(case, told, beside)
    except NothingLeftToSend:
        return None
    shared = await _of_the_order(connection, case, told)
    if shared:
        await add_units(connection, shared.id, units)
        return shared
    parcel = _parcel(case, carriers, ids, told, now)
    arrival = None if known else _arrival(case, parcel, now)
    if arrival:
        found = standing([arrival], parcel.followed_since)
        parcel = structs.replace(parcel, status=found.status, ended_at=found.ended_at)
    if not await take_new_number(
        connection, parcel.courier, parcel.tracking_no, parcel.id, is_over=not parcel.is_live
    ):
        other = await _with_number(connection, told)
        if _travels_with(case, told, other):
            assert other is not None
            await add_units(connection, other.id, units)
            return other
        parcel = await _beside_another(connection, parcel, other)
    await insert_parcel(connection, parcel, units)
    events = [arrival] if arrival else [parcel.left(told.sent_at)] if told.has_left(now) else []
    await add_events(connection, parcel, events, now)
    return parcel


async def _beside_another(
    connection: Connection, parcel: StoredParcel, other: StoredParcel | None
) -> StoredParcel:
    """A parcel with a number that has led to another one: it is theirs, and is marked where that cannot be."""
    is_ours = await take_number(connection, parcel.courier, parcel.tracking_no, parcel.id)
    if not parcel.is_live:
        await free_number(connection, parcel)
    if other and other.is_live and other.buyer_id != parcel.buyer_id and not other.is_contested:
        # Which of the two buyers has the number from the other nobody can know yet.
        await change_parcel(connection, other, is_contested=True)
    return structs.replace(parcel, is_contested=_was_anothers(parcel, other) or not is_ours)


def _arrival(case: CaseGoods, parcel: StoredParcel, now: datetime) -> TrackingEvent | None:
    """That a return has arrived, where its case knows so before anybody has looked for it and nobody else will tell."""
    at = case.received_at
    if at is None or parcel.direction is not Direction.BACK or parcel.through:
        return None
    arrival = parcel.ended(Scan.DELIVERED, at)
    return arrival if parcel.hears(arrival, now) else None


def _units(case: CaseGoods, told: OwnParcel, beside: list[ParcelFile]) -> list[Unit]:
    """Of a return what is left to send; of what goes out all of the case, since each such parcel stands for all of it."""
    return packed([case], (), beside if told.direction is Direction.BACK else ())


async def _of_the_order(connection: Connection, case: CaseGoods, told: OwnParcel) -> StoredParcel | None:
    """The parcel in which the shop sent the order: it is followed since it left, and is no other one for a case."""
    if told.direction is not Direction.OUT:
        return None
    found = await order_parcel(connection, case.order_id, told.tracking_no)
    return await read_parcel(connection, found, lock=True) if found else None


async def _with_number(connection: Connection, told: OwnParcel) -> StoredParcel | None:
    """The parcel to which the number leads as yet, locked."""
    found = await parcel_with_number(connection, courier_of(told.carrier), told.tracking_no)
    return await read_parcel(connection, found, lock=True) if found else None


def _travels_with(case: CaseGoods, told: OwnParcel, other: StoredParcel | None) -> bool:
    """Whether the parcel with this number is another case's of the same buyer and shop: they travel together."""
    if other is None or not other.is_live or bucket_of(other.id) != bucket_of(case.id):
        return False
    same = (other.buyer_id, other.merchant_id) == (case.buyer_id, case.merchant_id)
    return same and other.direction is told.direction


def _was_anothers(parcel: StoredParcel, other: StoredParcel | None) -> bool:
    """Whether a return is told with a number by which something else has been carried, or another buyer has sent. Carriers
    use numbers again, so it proves nothing against its sender: it is a mark for the shop and the desk, and until the goods
    arrive nobody is paid on the strength of such a number.
    """
    if parcel.direction is not Direction.BACK or other is None:
        return False
    return other.buyer_id != parcel.buyer_id or other.status is ParcelStatus.DELIVERED


def _parcel(
    case: CaseGoods, carriers: Carriers, ids: IdMaker, told: OwnParcel, now: datetime
) -> StoredParcel:
    courier = courier_of(told.carrier)
    through = "" if told.is_over else carriers.following(courier) or ""
    # Where nobody can be asked where it is, it stands at once as its sender tells.
    unasked = ParcelStatus.IN_TRANSIT if told.has_left(now) and not told.is_over else ParcelStatus.BOOKED
    status = ParcelStatus.ASKED if through else unasked
    return StoredParcel(
        id=ids(bucket_of(case.order_id)), order_id=case.order_id, buyer_id=case.buyer_id, merchant_id=case.merchant_id,
        direction=told.direction, handover=Handover.OWN, courier=courier, through=through, status=status,
        currency=case.currency, created_at=now, followed_since=min(case.opened_at, told.sent_at), changed_at=now,
        tracking_no=told.tracking_no, next_look_at=now if through else None,
    )  # fmt: skip
