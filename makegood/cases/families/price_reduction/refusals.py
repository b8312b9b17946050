"""PURE: the obstacles that a price reduction may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class ReductionOwed(Refused):
    """Say by how much the price shall be reduced, less than the {most_minor} paid."""

    status = 422


class OfferExpired(Refused):
    """The offer has expired; make one of your own, or ask for a new one."""


class NoAmountOfRepair(Refused):
    """A repair is of whole units; leave the amount out."""

    status = 422


class NothingLeftOfPrice(Refused):
    """By {rule} the merchant may keep all that was paid for this, so that nothing would be refunded."""
