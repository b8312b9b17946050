"""PURE: the vocabulary of chargebacks: payments that buyers have their bank take back."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.payments import DisputeReason, DisputeState


class Chargeback(Struct, frozen=True, kw_only=True):
    """A chargeback of one payment of an order. Amounts in minor units of `currency`.

    `taken_minor` is what the processor has taken now; `escrow_minor` and `merchant_minor` bear it; it used up `room_minor` of
    the payment and `limit_minor` of what may be refunded of the order. `told_at`: as of when the processor told all this.
    `remind_at`: when whoever can answer is reminded, None once that was done.
    """

    id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    payment_no: int
    case_id: int | None
    processor: str
    reference: str
    reason: DisputeReason
    reason_code: str
    state: DisputeState
    currency: str
    amount_minor: int
    taken_minor: int
    fee_minor: int
    escrow_minor: int = 0
    merchant_minor: int = 0
    room_minor: int = 0
    limit_minor: int = 0
    evidence_due_at: datetime | None
    answered_at: datetime | None = None
    remind_at: datetime | None = None
    opened_at: datetime
    told_at: datetime
    changed_at: datetime
    version: int = 0

    @property
    def awaits_answer(self) -> bool:
        """Whether an answer may still be sent."""
        return self.state is DisputeState.NEEDS_RESPONSE and self.answered_at is None


class ChargebackMove(Struct, frozen=True):
    """What was told of a chargeback: how it stands after it, how it stood before, and what happened, by name."""

    before: Chargeback | None
    after: Chargeback
    names: tuple[str, ...]
    who: str
    at: datetime
    data: dict[str, Any] = {}

    @property
    def taken_minor(self) -> int:
        """What was taken by this; below zero: given back."""
        return self.after.taken_minor - (self.before.taken_minor if self.before else 0)

    @property
    def fee_minor(self) -> int:
        """What was charged as fees by this; below zero: given back."""
        return self.after.fee_minor - (self.before.fee_minor if self.before else 0)
