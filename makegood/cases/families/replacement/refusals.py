"""PURE: the obstacles that an exchange or a reshipment may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class WantedOwed(Refused):
    """Say which units you would like instead: `replacement.wanted` with the sku of each."""

    status = 422


class NothingToReplace(Refused):
    """Only an exchange or a reshipment sends goods; leave `replacement` out of a request for “{type}”."""

    status = 422


class SameUnitsResent(Refused):
    """A reshipment sends what was bought; name the items or what is missing, and leave `wanted` out."""

    status = 422


class NoSuchVariant(Refused):
    """The shop sells nothing under “{sku}” that this could be exchanged for; choose one of the product's variants."""

    status = 422


class OutOfStock(Refused):
    """There are not enough of “{sku}” left ({left}); choose another variant, or ask for a refund."""


class WholeUnitsOnly(Refused):
    """An exchange is of whole units; leave the amount out."""

    status = 422


class OfferIsMoney(Refused):
    """An offer is of money: say whether it is a refund with or without return (`type`)."""

    status = 422


class PaymentDiffers(Refused):
    """{due_minor} is to be paid as the difference, not {given_minor}."""

    status = 422


class CaptureToldBefore(Refused):
    """The capture “{processor_reference}” of {processor} pays for something else already; tell the one of this payment."""


class NotPayableThere(Refused):
    """A difference is paid at once from a gift card or store credit of yours only; pay by “{tender}” at the checkout."""

    status = 422


class RefundNotOpenYet(Refused):
    """The merchant still has time to send the replacement and holds it in stock."""


class LessThanIsDue(Refused):
    """At least {least_minor} is the buyer's in any case: the difference between the goods."""

    status = 422
