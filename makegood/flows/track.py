"""A story: goods travel. A parcel that a buyer or a shop sends by a courier of their own is followed from then on; when a
person says that goods arrived, their parcel has arrived; one that shall not reach its buyer is to be stopped. PURE: events
to jobs. What carriers tell comes back in makegood/flows/parcels.py.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct, to_builtins

from makegood.accounts import SYSTEM, Principal, PrincipalRole
from makegood.carriers import Direction
from makegood.cases import DISPUTED, Happening, Stage, event_name

FOLLOW_PARCEL = "follow_parcel"
STOP_PARCEL = "stop_parcel"
TELL_PARCELS = "tell_parcels"
CARRIERS = Principal(PrincipalRole.MARKETPLACE, name="carriers")
"""In whose name cases are told what carriers tell."""

_AWAITING_GOODS = frozenset({Stage.AWAITING_RETURN, Stage.IN_RETURN_TRANSIT})
_RULED_FROM = frozenset({*DISPUTED, Stage.UNDER_APPEAL})


class ParcelTold(Struct, frozen=True, omit_defaults=True):
    """What somebody said of a case's parcel: sent with this number (a return's is with the case), or, with `received_at`,
    arrived.
    """

    case_id: str
    direction: Direction = Direction.BACK
    carrier: str = ""
    tracking_no: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None


def track(happening: Happening) -> None:
    """The jobs that follow when somebody other than a carrier says that goods were sent or have arrived."""
    before, after = happening.decision.before, happening.decision.after
    for recorded in happening.decision.recorded:
        told = None if recorded.who == CARRIERS.label else _told(str(after.id), recorded.event, recorded.at)
        # That nobody complained is no word of an arrival.
        if told and not (told.received_at and recorded.who == SYSTEM.label):
            _defer(happening, FOLLOW_PARCEL, to_builtins(told, builtin_types=(datetime,)))
    if after.stage in _AWAITING_GOODS and before is not None and before.stage in _RULED_FROM:
        # What its parcels did while people argued is news to it now.
        _defer(happening, TELL_PARCELS, {"case_id": str(after.id)})
    to_be_stopped = after.stage is Stage.AWAITING_INTERCEPTION
    if to_be_stopped and (before is None or before.stage is not Stage.AWAITING_INTERCEPTION):
        _defer(happening, STOP_PARCEL, {"case_id": str(after.id)})


def _told(case_id: str, event: Any, at: datetime) -> ParcelTold | None:
    match event_name(event):
        case "case.return_shipped":
            return ParcelTold(case_id)
        case "case.return_received":
            return ParcelTold(case_id, received_at=event.received_at)
        case "replacement.shipped" | "repair.sent":
            return ParcelTold(case_id, Direction.OUT, event.carrier, event.tracking_no, at)
        case "reception.sent_back":
            return ParcelTold(case_id, Direction.OUT, event.sent.carrier, event.sent.tracking_no, at)
        case "replacement.arrived" | "repair.arrived":
            return ParcelTold(case_id, Direction.OUT, received_at=event.arrived_at)
        case _:
            return None


def _defer(happening: Happening, kind: str, payload: dict[str, Any]) -> None:
    job = {
        "bucket": happening.decision.after.bucket, "id": happening.new_id(), "kind": kind, "run_at": happening.now,
        "payload": payload,
    }  # fmt: skip
    happening.writes.add("defer_jobs", job)
