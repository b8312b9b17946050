"""PURE: why an order is not taken, a class per obstacle."""

from collections.abc import Sequence
from typing import ClassVar

from makegood.kit.errors import Refused
from makegood.orders.model import Problem


class OrderHasProblems(Refused):
    """Order {order}: {field}: {problem}"""

    status: ClassVar[int] = 422

    def __init__(self, order: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        told = [{"field": each.field, "problem": each.problem, "value": each.value} for each in problems]
        super().__init__(order=order, field=first.field, problem=first.problem, problems=told)
        self.problems = tuple(problems)


class OrderOfAnotherBuyer(Refused):
    """Order {order} is already known as another buyer's; the buyer of an order never changes."""


class OrderOfAnotherMerchant(Refused):
    """Order {order} is already known as another merchant's; the merchant of an order never changes."""


class OrderCurrencyChanged(Refused):
    """Order {order} is already known in {known}; the currency of an order never changes."""


class OrderStatusWentBack(Refused):
    """Order {order} is already {known}, so it cannot become {wanted}."""


class OrderAlreadyClaimed(Refused):
    """A case claims goods of order {order}: its lines and amounts cannot change, nor can it be cancelled. Only the balance of
    a presale can be told, for lines that no case claims; end the case first for others.
    """


class OrderAlreadyCompleted(Refused):
    """Order {order} is completed, so its lines and amounts cannot change."""


class OrderPaymentChanged(Refused):
    """Payment {payment_no} of order {order} is on the books and can be neither changed nor left out."""


FIELDS: dict[type[Refused], str] = {
    OrderOfAnotherBuyer: "buyer.external_id",
    OrderOfAnotherMerchant: "merchant.external_id",
    OrderCurrencyChanged: "currency",
    OrderStatusWentBack: "status",
    OrderAlreadyClaimed: "lines",
    OrderAlreadyCompleted: "lines",
    OrderPaymentChanged: "payments",
}
"""The field of an order that each obstacle is about."""


def problems_of(refusal: Refused) -> tuple[Problem, ...]:
    """A refusal as problems of fields, for reports that list both kinds."""
    if isinstance(refusal, OrderHasProblems):
        return refusal.problems
    return (Problem(FIELDS.get(type(refusal), ""), str(refusal)),)
