"""Advances as the API shows them, and what may be sent about them."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from makegood.advances.model import StoredAdvance
from makegood.advances.operations import AdvanceOperation
from makegood.kit.money import MAXIMUM_MINOR

Amount = Annotated[int, Meta(ge=1, le=MAXIMUM_MINOR)]
Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]


class AdvanceStep(Struct, frozen=True):
    """Something that happened to an advance; amounts in minor units."""

    at: datetime
    what: str
    amount_minor: int
    note: str


class AdvanceView(Struct, frozen=True):
    """An instant refund: paid by the platform, to be paid back by the order or else by the buyer. Amounts in minor units.

    `advance_status`: the number that the Taobao Open Platform has for it. `outstanding_minor`: not paid back by the order
    yet; `owed_minor`: what the buyer owes now, with the time at which the next step follows by itself as `due_at`.
    """

    id: str
    case_id: str
    order_id: str
    buyer_id: str
    merchant_id: str
    currency: str
    status: str
    advance_status: int
    step: str
    amount_minor: int
    settled_minor: int
    outstanding_minor: int
    owed_minor: int
    recovered_minor: int
    written_off_minor: int
    because: str
    given_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    steps: list[AdvanceStep] = []
    allowed_operations: list[AdvanceOperation] = []

    def may(self, operation: str) -> bool:
        """Whether whoever looks may do it now."""
        return any(each.allowed for each in self.allowed_operations if each.name == operation)


class AdvancePage(Struct, frozen=True):
    """Advances, the newest first; `next_cursor` continues the list."""

    advances: list[AdvanceView]
    next_cursor: str | None


class CapsView(Struct, frozen=True):
    """How much may be advanced at a time in one currency, and how much of it is out (minor units)."""

    currency: str
    per_buyer_minor: int
    total_minor: int
    room_minor: int

    @property
    def used_minor(self) -> int:
        """What all buyers together have in advance now."""
        return self.total_minor - self.room_minor


class CapsTold(Struct, frozen=True, forbid_unknown_fields=True):
    """How much one buyer, and all together, may have been advanced at a time."""

    per_buyer_minor: Annotated[int, Meta(ge=0, le=MAXIMUM_MINOR)]
    total_minor: Annotated[int, Meta(ge=0, le=MAXIMUM_MINOR)]


class PaidBack(Struct, frozen=True, forbid_unknown_fields=True):
    """What the buyer paid back: without a processor out of their balance with the platform, else as the marketplace took it."""

    amount_minor: Amount
    processor: Annotated[str, Meta(pattern="^[a-z0-9-]{0,40}$")] = ""


class FundPaid(Struct, frozen=True, forbid_unknown_fields=True):
    """What came in: for a merchant's deposit where one is named, else for the platform's fund."""

    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    amount_minor: Amount
    merchant_id: Annotated[str, Meta(pattern="^[0-9]{0,18}$")] = ""


class Objection(Struct, frozen=True, forbid_unknown_fields=True):
    """Why the buyer thinks that nothing is owed."""

    why: Words


class ObjectionDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the debt is owed after all, and why."""

    is_owed: bool
    why: Words


class WriteOff(Struct, frozen=True, forbid_unknown_fields=True):
    """Why what is owed is given up."""

    why: Words


_NUMBERS = {
    "advanced": 2, "settled": 5, "owed": 4, "collecting": 4, "contested": 4, "recovered": 4, "written_off": 4,
}  # fmt: skip
"""The states of the Taobao Open Platform: 2 advanced, 4 closed, 5 settled (docs/concepts/instant-refund.md has all six)."""


def view_of(
    advance: StoredAdvance,
    steps: list[AdvanceStep] | None = None,
    operations: list[AdvanceOperation] | None = None,
) -> AdvanceView:
    """An advance as the API shows it."""
    number = 5 if advance.settled_minor else _NUMBERS[advance.status.value]
    return AdvanceView(
        id=str(advance.id), case_id=str(advance.case_id), order_id=str(advance.order_id), buyer_id=str(advance.buyer_id),
        merchant_id=str(advance.merchant_id), currency=advance.currency, status=advance.status.value, advance_status=number,
        step=advance.step, amount_minor=advance.amount_minor, settled_minor=advance.settled_minor,
        outstanding_minor=advance.outstanding_minor, owed_minor=advance.still_owed_minor,
        recovered_minor=advance.recovered_minor, written_off_minor=advance.written_off_minor, because=advance.because,
        given_at=advance.given_at, due_at=advance.due_at, ended_at=advance.ended_at, steps=steps or [],
        allowed_operations=operations or [],
    )  # fmt: skip
