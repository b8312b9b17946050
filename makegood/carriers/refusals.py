"""PURE: why something is not done with a parcel."""

from typing import ClassVar

from makegood.kit.errors import Refused


class NoCarrierForReturns(Refused):
    """No carrier takes returns here; send the goods by a courier of your own and tell the tracking number."""


class NothingLeftToSend(Refused):
    """All that the case is about travels already; cancel that parcel first."""


class ParcelThatCame(Refused):
    """{tracking_no} is the parcel in which the goods came. Tell the number of the one in which they go back."""

    status: ClassVar[int] = 422


class OneParcelOneSender(Refused):
    """What travels in one parcel goes from one buyer to one merchant."""


class UnitsNotInCase(Refused):
    """Of line {line_no} only {left} can still be sent; {asked} were asked for."""


class AddressOwed(Refused):
    """Tell a name, a telephone number and the address where the courier shall come."""

    status: ClassVar[int] = 422


class SlotOwed(Refused):
    """Choose one of the times at which the courier can come."""

    status: ClassVar[int] = 422


class SlotGone(Refused):
    """The courier cannot come at that time any more; choose another one."""


class NoPickupHere(Refused):
    """Nobody comes to the door for this parcel."""


class AlreadyHandedOver(Refused):
    """The carrier has the parcel already."""


class ParcelOver(Refused):
    """This parcel has ended ({status})."""


class CannotBeStopped(Refused):
    """This carrier stops no parcels on their way."""


class RecoveryClosed(Refused):
    """This claim is not open any more ({status})."""


class RecoveryNotPaid(Refused):
    """Only a claim that was paid can be reversed; this one is {status}."""


class RecoverySpent(Refused):
    """The buyer's balance no longer holds what they got of this payment, so it cannot be taken back."""


class MoreThanClaimed(Refused):
    """At most {most_minor} was claimed; {amount_minor} was told."""


class CaseStillOpen(Refused):
    """Who bears the loss is known when the case has ended; record the payment then."""
