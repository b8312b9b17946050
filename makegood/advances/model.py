"""PURE: the vocabulary of advances once they are given: how each stands, and what is still owed of it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class DebtStatus(StrEnum):
    """How an advance stands. Owed is taken from the buyer's next refunds; collecting means that the buyer was asked to pay."""

    ADVANCED = "advanced"
    SETTLED = "settled"
    OWED = "owed"
    COLLECTING = "collecting"
    CONTESTED = "contested"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"

    @property
    def is_owed(self) -> bool:
        """Whether the buyer owes something of it."""
        return self in (DebtStatus.OWED, DebtStatus.COLLECTING, DebtStatus.CONTESTED)


class StoredAdvance(Struct, frozen=True):
    """An advance. Amounts are minor units of `currency`; `because`: how the case went, where the buyer owes something."""

    bucket: int
    id: int
    case_id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    currency: str
    status: DebtStatus
    step: str
    rule: str
    amount_minor: int
    settled_minor: int
    owed_minor: int
    recovered_minor: int
    written_off_minor: int
    because: str
    given_at: datetime
    due_at: datetime | None
    ended_at: datetime | None

    @property
    def outstanding_minor(self) -> int:
        """What the order has not paid back, while it is not known whether the buyer owes it."""
        return self.amount_minor - self.settled_minor - self.owed_minor

    @property
    def still_owed_minor(self) -> int:
        """What the buyer owes now."""
        return self.owed_minor - self.recovered_minor - self.written_off_minor
