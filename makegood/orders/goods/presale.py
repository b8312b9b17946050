"""PURE: goods of a presale: a deposit now, the balance later, and a time by which they are promised to leave.

The deposit and the balance are two payments of one order. Until the balance is paid, the deposit is all that was paid for
the line. 定金 (an earnest) is lost or doubled by law (Civil Code art. 586 and 587), 订金 (another deposit) is paid back.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from makegood.orders.goods.fields import Amount, Moment, Value


class Presale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="presale"):
    """A line that is paid in two parts. `deposit_minor` is for the whole line, in minor units of the order's currency.

    `balance_paid_at`: None until the balance is paid; the order is then told again, with the second payment.
    """

    deposit_minor: Amount
    ship_by: Moment
    deposit_kind: Literal["earnest", "advance"] = "earnest"
    balance_from: Moment | None = None
    balance_until: Moment | None = None
    balance_paid_at: Moment | None = None

    @property
    def awaits_balance(self) -> bool:
        """Whether only the deposit has been paid."""
        return self.balance_paid_at is None


def of_description(goods: Presale) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description; amounts hang on the units asked for (makegood/cases/goods_facts.py)."""
    yield "deposit_kind", goods.deposit_kind
    yield "balance_paid", not goods.awaits_balance
    yield "ship_by", goods.ship_by.isoformat()
