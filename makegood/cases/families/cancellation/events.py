"""PURE: what has happened to goods that shall not reach the buyer."""

from makegood.cases.event import Event
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.model import CaseType, Goods
from makegood.cases.terms import Terms


class GrantedAtOnce(Event, frozen=True, tag="cancellation.granted_at_once"):
    """A rule granted the request in its very opening; nobody had to answer. `rule`: its name, as in the packs."""

    amount_minor: int
    rule: str = ""


class UnshippedConfirmed(Event, frozen=True, tag="cancellation.confirmed"):
    """The goods have not left and will not; the cancellation is granted."""

    amount_minor: int


class ShippedMeanwhile(Event, frozen=True, tag="cancellation.shipped_meanwhile"):
    """The goods left although their cancellation was asked for. `type` is what the case goes on as."""

    type: CaseType
    goods: Goods
    carrier: str = ""
    tracking_no: str = ""


class ParcelStopped(Event, frozen=True, tag="cancellation.parcel_stopped"):
    """The parcel does not reach the buyer and is on its way back: stopped, or refused at the door."""

    outcome: Interception


class ParcelMissed(Event, frozen=True, tag="cancellation.parcel_missed"):
    """The parcel could not be stopped. `type` is what the case goes on as, `terms` what policy says of that."""

    type: CaseType
    terms: Terms


class ParcelLost(Event, frozen=True, tag="cancellation.parcel_lost"):
    """The parcel was lost before the buyer signed for it, or on its way back: its risk was never the buyer's."""


CancellationEvent = (
    GrantedAtOnce | UnshippedConfirmed | ShippedMeanwhile | ParcelStopped | ParcelMissed | ParcelLost
)
