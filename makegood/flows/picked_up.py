"""PURE: what a case learns from the first scan of its return: the carrier has it, and an instant refund may wait for that."""

from collections.abc import Iterable

from makegood.carriers import Direction, ParcelStatus, StoredParcel
from makegood.cases import CaseState, Command, Stage
from makegood.flows.outgoing_moves import told

_IN_HAND = frozenset(
    {ParcelStatus.PICKED_UP, ParcelStatus.IN_TRANSIT, ParcelStatus.CUSTOMS, ParcelStatus.OUT_FOR_DELIVERY}
)


def picked_up(case: CaseState, parcels: Iterable[StoredParcel]) -> Command | None:
    """Only where an instant refund was looked at and is still to come."""
    advance = case.advance
    waits = case.stage is Stage.IN_RETURN_TRANSIT and advance is not None and not advance.is_given
    known = any((each.name, each.value) == ("refund_trigger", "picked_up") for each in case.given)
    in_hand = any(one.direction is Direction.BACK and one.status in _IN_HAND for one in parcels)
    return told("note_pickup") if waits and in_hand and not known else None
