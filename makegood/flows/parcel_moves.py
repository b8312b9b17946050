"""PURE: what a case learns from its parcels: that the goods were sent, that they arrived, that they are lost.
What goes out to the buyer is read in makegood/flows/outgoing_moves.py.
"""

from collections.abc import Iterable
from datetime import datetime

from makegood.carriers import Direction, ParcelStatus, StoredParcel
from makegood.cases import DISPUTED, CaseState, Command, Goods, Stage, awaited, parcels_of, return_number
from makegood.flows.outgoing_moves import of_outgoing, told
from makegood.flows.picked_up import picked_up

_MOVES = frozenset(ParcelStatus) - {
    ParcelStatus.ASKED, ParcelStatus.BOOKED, ParcelStatus.NOT_TAKEN, ParcelStatus.CANCELLED,
}  # fmt: skip

_BACK_AGAIN = frozenset({ParcelStatus.REFUSED, ParcelStatus.RETURNED_TO_SENDER})


def next_command(case: CaseState, parcels: Iterable[StoredParcel], now: datetime) -> Command | None:
    """What is to be told to a case next; None when it knows all that its parcels say.

    Of several parcels the last to arrive counts as the arrival, and none is lost before the others have ended.
    """
    counting = [one for one in parcels if one.counts]
    return of_outgoing(case, counting, now) or _of_returning(case, counting, now) or picked_up(case, counting)


def _of_returning(case: CaseState, parcels: list[StoredParcel], now: datetime) -> Command | None:
    back = [one for one in parcels if one.direction is Direction.BACK and _goes_to_the_shop(case, one)]
    moving = [one for one in back if one.status in _MOVES]
    if not moving:
        return None
    if case.stage is Stage.AWAITING_RETURN:
        return told("ship", carrier=moving[0].courier, tracking_no=moving[0].tracking_no)
    is_disputed = case.stage in DISPUTED
    if case.stage is not Stage.IN_RETURN_TRANSIT and not (is_disputed and case.goods is Goods.RETURNING):
        return None
    if any(one.ended_at is None for one in back):
        more = None if is_disputed else _one_more(case, moving)
        return more or _one_arrived(case, moving, now)
    if any(one.status is ParcelStatus.LOST for one in back):
        return None if is_disputed else told("report_lost")
    if all(one.status is ParcelStatus.DELIVERED for one in back):
        return told("receive", received_at=_arrived_at(case, back, now))
    return None


def _goes_to_the_shop(case: CaseState, parcel: StoredParcel) -> bool:
    """Whether it is a parcel that may arrive: not one that was refused at the door and has gone back to the buyer."""
    number = return_number(parcel.tracking_no)
    refused = {return_number(one.tracking_no) for one in parcels_of(case) if one.was_refused}
    return parcel.status not in _BACK_AGAIN and number not in refused


def _one_more(case: CaseState, moving: list[StoredParcel]) -> Command | None:
    """A parcel that moves and that the case does not know of yet."""
    known = {return_number(one.tracking_no) for one in parcels_of(case)}
    new = next((one for one in moving if case.shipment and return_number(one.tracking_no) not in known), None)
    return told("ship_more", carrier=new.courier, tracking_no=new.tracking_no) if new else None


def _one_arrived(case: CaseState, moving: list[StoredParcel], now: datetime) -> Command | None:
    """One of several parcels that the case still waits for has come, and others have not."""
    waiting = (
        {return_number(one.tracking_no) for one in awaited(case)} if len(parcels_of(case)) > 1 else set()
    )
    here = [one for one in moving if one.status is ParcelStatus.DELIVERED]
    come = next((one for one in here if return_number(one.tracking_no) in waiting), None)
    if come is None:
        return None
    return told("receive", received_at=_arrived_at(case, [come], now), tracking_no=come.tracking_no)


def _arrived_at(case: CaseState, back: list[StoredParcel], now: datetime) -> datetime:
    """When the last one came; not before the case knew that it was sent, nor later than now."""
    arrived = max(one.ended_at for one in back if one.ended_at)
    sent = case.shipment.shipped_at if case.shipment else case.opened_at
    return min(max(arrived, sent), now)
