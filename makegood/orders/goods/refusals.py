"""PURE: the obstacles that a record of goods may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NothingSpecial(Refused):
    """The order says nothing special of this line; tell its `goods` with the order first."""


class NotOfThisGoods(Refused):
    """“{what}” cannot happen to goods of the kind “{kind}”."""


class NotAtThatTime(Refused):
    """“{what}” is said to have happened before the order was placed, or in the future; check the time."""


class RecordedOtherwise(Refused):
    """“{what}” is on record already, and otherwise; what happened is not rewritten."""


class NotDeliveredYet(Refused):
    """It has not been delivered yet; record the delivery first."""


class UsedAlready(Refused):
    """It has been used already, so it cannot be revoked; what comes back of it policy says."""


class RevokedAlready(Refused):
    """It was revoked, so it can be used no longer."""


class AskedBack(Refused):
    """The buyer has asked for the money back, so it can neither be delivered nor used until that is decided or withdrawn."""


class MoreUnitsThanThere(Refused):
    """“{what}” can be said of {left} units of this line now, and not of more."""
