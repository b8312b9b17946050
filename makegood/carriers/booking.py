"""PURE: a return as it is put down before a carrier is asked."""

from datetime import datetime, timedelta

from makegood.carriers.model import Address, Direction, Handover, Slot
from makegood.carriers.refusals import AddressOwed, SlotGone, SlotOwed
from makegood.carriers.rows import StoredParcel
from makegood.carriers.travelling import CaseGoods
from makegood.carriers.views import ParcelWanted, SlotsView
from makegood.kit.ids import IdMaker, bucket_of

CLOCK_SKEW = timedelta(minutes=10)
"""How far a carrier's clock may be behind ours."""


def pickup_wanted(wanted: ParcelWanted, ways: SlotsView) -> Slot | None:
    """The time at which the courier shall come; None for a drop-off. Raises AddressOwed, SlotOwed, SlotGone."""
    if wanted.handover != Handover.PICKUP.value:
        return None
    sender = wanted.sender
    if sender is None or not (sender.name.strip() and sender.street.strip() and sender.phone.strip()):
        raise AddressOwed()
    if wanted.slot is None:
        raise SlotOwed()
    if wanted.slot not in ways.slots:
        raise SlotGone()
    return Slot(wanted.slot.starts_at, wanted.slot.ends_at)


def new_parcel(
    wanted: ParcelWanted, case: CaseGoods, through: str, ids: IdMaker, now: datetime
) -> StoredParcel:
    """The parcel of a return, not yet asked for."""
    return StoredParcel(
        id=ids(bucket_of(case.order_id)), order_id=case.order_id, buyer_id=case.buyer_id, merchant_id=case.merchant_id,
        direction=Direction.BACK, handover=Handover(wanted.handover), courier=through, through=through,
        currency=case.currency, created_at=now, followed_since=now - CLOCK_SKEW, changed_at=now, scenario=wanted.scenario,
        weight_grams=wanted.weight_grams, sender=wanted.sender.address() if wanted.sender else None,
        consignee=consignee_of(case), next_look_at=now,
    )  # fmt: skip


def consignee_of(case: CaseGoods | None) -> Address:
    """Where a return goes: the merchant's return address, in one line as the shop tells it."""
    if case is None:
        return Address("", "")
    return Address(case.merchant_name, case.return_address or case.merchant_name)
