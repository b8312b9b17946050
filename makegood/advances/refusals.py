"""PURE: every obstacle that somebody who deals with an advance may meet. The docstring is the message people read."""

from typing import ClassVar

from makegood.kit.errors import Refused


class NothingOwed(Refused):
    """Nothing is owed for this instant refund."""


class ObjectedBefore(Refused):
    """There was an objection already; what the desk decided about it is final."""


class NotContested(Refused):
    """Nobody has objected, so there is nothing to decide."""


class MoreThanOwed(Refused):
    """Only {most_minor} is owed."""

    status: ClassVar[int] = 422


class NotEnoughBalance(Refused):
    """The buyer's balance holds only {held_minor}."""

    status: ClassVar[int] = 422


class OrderStillOpen(Refused):
    """The order has an open case: what is owed may still be taken from its refund. Wait for its end."""


class MoreForOneThanForAll(Refused):
    """One buyer may not be advanced more than all buyers together."""

    status: ClassVar[int] = 422


class RoomInUse(Refused):
    """{used_minor} is advanced now; the room for all cannot be made smaller than that."""

    status: ClassVar[int] = 422
