"""What a case or a promise says was lost or broken in an order's own parcel: claimed from its carrier."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from makegood.carriers.couriers import number_of
from makegood.carriers.model import Direction, Scan, TrackingEvent
from makegood.carriers.opening import Loss, adjust_recovery, claim_rest, open_recovery, within_worth
from makegood.carriers.order_parcels import ShopParcel, follow_order, order_parcel
from makegood.carriers.own_courier import OwnParcel, follow_own
from makegood.carriers.recording import record_events
from makegood.carriers.recoveries import owe_back, share_with_platform
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile
from makegood.carriers.store import file_of, parcels_of_case, read_parcel
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, bucket_of

_OTHERS = """
SELECT coalesce(sum(claimed_minor), 0)::bigint FROM recoveries
WHERE bucket = $1 AND case_id = $2 AND status <> 'dropped' AND parcel_id <> ALL($3::bigint[])
"""


class ToldLoss(Struct, frozen=True):
    """A parcel that went to the buyer and was lost or broken, known at `at`, and what was lost by it: 0 where that has turned
    out to be nothing.
    """

    sent: ShopParcel
    at: datetime
    loss: Loss


async def claimed_otherwise_minor(connection: Connection, case_id: int, numbers: Iterable[str]) -> int:
    """What is claimed for a case by other parcels than those that went out with these numbers, in minor units."""
    wanted = set(numbers)
    mine = [one.id for one in await parcels_of_case(connection, case_id)
            if one.direction is Direction.OUT and number_of(one.tracking_no) in wanted]  # fmt: skip
    found: int = await connection.fetchval(_OTHERS, bucket_of(case_id), case_id, mine)
    return found


async def claim_told(
    connection: Connection, carriers: Carriers, ids: IdMaker, told: ToldLoss, now: datetime
) -> bool:
    """Claim a loss from the carrier of its parcel, once, under the lock of its order; a claim that is still open follows the
    amount, and is dropped at 0; of one that was paid the platform gets what it made good, and the carrier is owed back what it
    paid for a promise that was given back. Whether anything changed.
    """
    parcel_id = await _known(connection, told)
    if parcel_id is None and told.loss.amount_minor:
        parcel_id = await _put_down(connection, carriers, ids, told, now)
    if parcel_id is None:
        return False
    file = await file_of(connection, await read_parcel(connection, parcel_id, lock=True))
    loss = await within_worth(connection, file, told.loss)
    is_new = await open_recovery(connection, file.parcel, loss, ids, now)
    changed = is_new or await _adjusted(connection, file, loss, ids, now)
    if loss.claim_id and not told.loss.amount_minor:
        changed |= await owe_back(connection, parcel_id, loss.claim_id, ids, now)
    if changed:
        await claim_rest(connection, file, loss.order_id, ids, now)
    if is_new and _is_this_cases_alone(file, loss.case_id):
        await record_events(connection, parcel_id, _events(told), now, ids)
    return changed


async def _adjusted(
    connection: Connection, file: ParcelFile, loss: Loss, ids: IdMaker, now: datetime
) -> bool:
    adjusted = await adjust_recovery(connection, file.parcel, loss, now)
    if not loss.case_id:
        return adjusted
    shared = await share_with_platform(connection, file.parcel.id, loss.case_id, loss.amount_minor, ids, now)
    return shared or adjusted


async def _known(connection: Connection, told: ToldLoss) -> int | None:
    """The parcel, once it is the case's; of a claim or an order, the order's own."""
    loss, number = told.loss, number_of(told.sent.tracking_no)
    if not loss.case_id:
        return await order_parcel(connection, loss.order_id, told.sent.tracking_no)
    found = (
        one.id
        for one in await parcels_of_case(connection, loss.case_id)
        if one.direction is Direction.OUT and number_of(one.tracking_no) == number
    )
    return next(found, None)


async def _put_down(
    connection: Connection, carriers: Carriers, ids: IdMaker, told: ToldLoss, now: datetime
) -> int | None:
    """The order's own parcel, and with the case's units in it where a case tells."""
    sent, loss = told.sent, told.loss
    found = await follow_order(connection, carriers, ids, loss.order_id, sent, now)
    if found is None or not loss.case_id:
        return found
    own = OwnParcel(sent.carrier, sent.tracking_no, sent.sent_at, Direction.OUT, is_over=True)
    return await follow_own(connection, carriers, ids, loss.case_id, own, now)


def _is_this_cases_alone(file: ParcelFile, case_id: int) -> bool:
    """What a carrier tells of a parcel, or what it is for other cases, one case's word does not change."""
    return not file.parcel.through and file.case_ids == ((case_id,) if case_id else ())


def _events(told: ToldLoss) -> list[TrackingEvent]:
    """What is broken has arrived all the same."""
    scans = (Scan.LOST,) if told.loss.because == "lost" else (Scan.DELIVERED, Scan.DAMAGED)
    sent = told.sent
    return [
        TrackingEvent(
            courier=sent.carrier, tracking_no=sent.tracking_no, scan=scan, at=max(told.at, sent.sent_at), raw_code="case",
        )
        for scan in scans
    ]  # fmt: skip
