"""PURE: the obstacles that a change of an order may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NothingToChange(Refused):
    """A request for “{type}” changes nothing of the order; leave `change` out."""

    status = 422


class ChangeOwed(Refused):
    """Say what shall be otherwise: `change.{field}`."""

    status = 422


class LeftAlready(Refused):
    """The order has left and can be changed no more; ask for it to be stopped on its way, or for a return."""


class NotThatVariant(Refused):
    """The product of line {line_no} has no other variant “{sku}”; choose one of its variants."""

    status = 422


class UnitsDiffer(Refused):
    """Line {line_no}: {items} units shall change, and variants for {wanted} are named; name one for each."""

    status = 422


class VariantSoldOut(Refused):
    """There are not enough of “{sku}” left; choose another variant."""


class PaidWithThat(Refused):
    """The order was paid with this already; name another tender."""

    status = 422


class TenderTooSmall(Refused):
    """The balance of this tender does not cover {due_minor}; name another one."""

    status = 422


class MoneyUnderWay(Refused):
    """Money of this order is asked back or went back already; its payment can be changed no more."""


class PayWithOwed(Refused):
    """A change has no amount and no `refund_to`; name the tender that pays or receives a difference as `change.pay_with`."""

    status = 422
