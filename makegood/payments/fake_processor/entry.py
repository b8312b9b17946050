"""PURE: one line of the fake processor's books and what it answers for it."""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from makegood.payments.model import (
    MORE_THAN_CAPTURED,
    SAME_KEY_OTHER_ORDER,
    Failed,
    Pending,
    RefundAnswer,
    RefundOrder,
    Succeeded,
)

Status = Literal["untouched", "succeeded", "declined", "more_than_captured"]

OTHER_ORDER = Failed(SAME_KEY_OTHER_ORDER, "this key was used for another refund")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the fake knows of one idempotency key. `reference` is the payment that is paid back; `at` is when
    the outcome comes into force.
    """

    idempotency_key: str
    reference: str
    amount_minor: int
    currency: str
    calls: int
    at: datetime
    status: Status = "untouched"
    notifications_owed: int = 0

    @property
    def refund_reference(self) -> str:
        """The fake's own name for the refund: the same for the same key."""
        return "fake_re_" + _short_name(self.idempotency_key)

    @property
    def event_id(self) -> str:
        """The name of the notification about the outcome; a second copy carries the same."""
        return "fake_evt_" + _short_name(self.idempotency_key)

    def is_for(self, order: RefundOrder) -> bool:
        """Whether the key was used for this very order."""
        asked = (order.processor_reference, order.amount_minor, order.currency)
        return asked == (self.reference, self.amount_minor, self.currency)

    def answer(self, now: datetime) -> RefundAnswer | None:
        """What the fake says of it at a time; None while it has decided nothing."""
        if self.status == "untouched":
            return None
        if now < self.at:
            return Pending(self.refund_reference)
        match self.status:
            case "succeeded":
                return Succeeded(self.refund_reference)
            case "declined":
                return Failed("declined", "the bank of the payment refused to take the money back")
            case "more_than_captured":
                return Failed(MORE_THAN_CAPTURED, "less than this is left of the payment")


def _short_name(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=9).hexdigest()
