"""PURE: the obstacles that a reception or an inspection may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NothingFoundWrong(Refused):
    """{reason} is given as a reason, yet every unit is accepted; name fewer in `accepted`, or leave the reason out."""

    status = 422


class SaidTwice(Refused):
    """Tell either the accepted units or what was found of each unit, not both."""

    status = 422


class UnitsUnaccounted(Refused):
    """Line {line_no}: {named} units are told of, but {asked} are in the case; say what was found of each of them."""

    status = 422


class NotInTheCase(Refused):
    """Line {line_no} is not in this case; what came beside its goods is surplus of one of its lines."""

    status = 422


class DoesNotFit(Refused):
    """“{given}” does not fit the finding “{finding}”; possible are: {fitting}."""

    status = 422


class EvidenceOwed(Refused):
    """What was found must be seen: show at least {photos} photo of what came back."""

    status = 422


class WeightOwed(Refused):
    """What was found must be weighed: tell the weight of the parcel in grams."""

    status = 422


class NoSuchParcel(Refused):
    """No parcel with the number {tracking_no} is on its way back in this case; leave the number out when all has come."""

    status = 422


class ParcelHasCome(Refused):
    """The parcel with the number {tracking_no} has arrived already."""


class ParcelKnown(Refused):
    """The parcel with the number {tracking_no} is known already."""


class NoMoreParcels(Refused):
    """A return can come back in {most} parcels at most."""


class NothingToSendBack(Refused):
    """There is nothing to send back: the goods are not here, were paid back, or have been sent back already."""


class RulingMayBeAppealed(Refused):
    """The ruling can still be appealed; send the goods back once that time is over."""


class NothingToGrade(Refused):
    """There is nothing to grade: the goods are not with you, or have been graded already."""
