"""PURE: what a case keeps of an instant refund: what was paid in advance by which tenders, and what has become of it."""

from datetime import datetime
from enum import IntEnum, StrEnum

from msgspec import Struct


class Step(StrEnum):
    """How far a return has come, in the words of the fact `refund_trigger`. Each opens instant refunds to more buyers."""

    REQUESTED = "requested"
    TRACKING = "tracking"
    PICKED_UP = "picked_up"
    SCANNED_IN = "scanned_in"


STEPS = tuple(Step)
"""The steps in the order in which a return takes them."""


class WhyNot(StrEnum):
    """Why nothing was paid in advance, so that the case goes the ordinary way."""

    POLICY = "policy"
    BUYER_CAP = "buyer_cap"
    TOTAL_CAP = "total_cap"
    OWES = "owes"


class AdvanceStatus(IntEnum):
    """The states of an advance as the Taobao Open Platform numbers them (facts C, `advance_status`)."""

    NONE = 0
    APPLYING = 1
    ADVANCED = 2
    SELLER_REFUSED = 3
    CLOSED = 4
    SETTLED = 5


class AdvanceLeg(Struct, frozen=True):
    """One tender's part of what was paid in advance. `hold` is the pending ledger transaction."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int
    hold: int = 0


class Advance(Struct, frozen=True, omit_defaults=True):
    """An instant refund. Amounts are minor units of the case's currency.

    `step`: the last step of the return at which it was looked at; `why_not`: why nothing was paid then, and `rule` the rule
    that said so, or that allowed it. `settled_minor` the order has paid back, `owed_back_minor` the buyer owes instead.
    """

    step: Step
    rule: str = ""
    why_not: WhyNot | None = None
    id: int = 0
    amount_minor: int = 0
    given_at: datetime | None = None
    claw_back_seconds: int = 0
    legs: tuple[AdvanceLeg, ...] = ()
    settled_minor: int = 0
    owed_back_minor: int = 0

    @property
    def is_given(self) -> bool:
        """Whether anything was paid in advance."""
        return self.amount_minor > 0

    @property
    def outstanding_minor(self) -> int:
        """What neither the order has paid back nor the buyer owes back yet."""
        return self.amount_minor - self.settled_minor - self.owed_back_minor
