"""PURE: what a case keeps of a change of its order. The address itself is kept apart, where it can be erased."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.families.replacement.plan import NewLine


class ChangedUnits(Struct, frozen=True, omit_defaults=True):
    """Units of line `line_no` and what they become; `price_minor` is the price of one, as it was when it was asked."""

    line_no: int
    sku: str
    title: str
    quantity: int
    price_minor: int
    product: str = ""
    category: str = ""


class OrderChange(Struct, frozen=True, omit_defaults=True):
    """A change of the order before it ships. Amounts are minor units of the case's currency.

    `address_id` names the new address; `pay_with` the buyer's tender that pays `due_minor`, `pay_with_kind` its kind.
    `back_minor` goes back to the buyer: the former payment, or what the new variants cost less. `made_at`: since when the
    order is changed; `lines` are those that it got.
    """

    wanted: tuple[ChangedUnits, ...] = ()
    address_id: str = ""
    pay_with: str = ""
    pay_with_kind: str = ""
    due_minor: int = 0
    back_minor: int = 0
    is_granted: bool = False
    paid_minor: int = 0
    payment_no: int = 0
    made_at: datetime | None = None
    lines: tuple[NewLine, ...] = ()

    @property
    def unpaid_minor(self) -> int:
        """What has to be paid before the order changes."""
        return max(0, self.due_minor - self.paid_minor)
