"""PURE: the obstacles that a cancellation or an interception may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class ShippedAlready(Refused):
    """Line {line_no} has been shipped already and cannot be cancelled; ask for it to be stopped on its way instead."""


class ArrivedAlready(Refused):
    """Line {line_no} has been delivered already; ask for a return instead."""


class NotOnItsWay(Refused):
    """Nothing of this is on its way to the buyer, so there is no parcel to stop; what has not shipped can be cancelled."""


class LeftMeanwhile(Refused):
    """The order says that the goods have left; tell with which parcel, so that it can be stopped."""


class KnownAsMissed(Refused):
    """It is known already that the parcel was not stopped."""
