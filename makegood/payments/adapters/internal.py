"""PURE: tenders that live in our own books (store credit, gift cards): the posting is the payment.

There is nothing to call and nothing to lose on the way. What a key was used for and how much room is left are
the ledger's to guard, in the transaction that posts; this adapter only keeps such tenders on the common path.
"""

from collections.abc import Mapping

from makegood.payments.model import RefundOrder, Succeeded
from makegood.payments.processor import Surroundings


class InternalProcessor:
    """Succeeds at once; the reference it gives is made of the order's key, so it is the same each time."""

    def __init__(self, name: str = "internal") -> None:
        self.name = name

    async def refund(self, order: RefundOrder) -> Succeeded:
        """The money is where the ledger says."""
        return Succeeded(f"book_{order.idempotency_key}")


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> InternalProcessor:
    """Takes no options."""
    return InternalProcessor(name)
