"""PURE: the vocabulary of claims: what is owed under a promise beside, or without, a case."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct

from makegood.cases import FileRef, GivenFact


class Stage(StrEnum):
    """Where a claim stands. Each open stage has one owner and one clock, and its silence has a meaning (protocol.py)."""

    AWAITING_MERCHANT = "awaiting_merchant"
    REFUSED = "refused"
    APPRAISAL = "appraisal"
    WITH_DESK = "with_desk"
    PAYOUT_DUE = "payout_due"
    PAID = "paid"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


OPEN = frozenset({
    Stage.AWAITING_MERCHANT, Stage.REFUSED, Stage.APPRAISAL, Stage.WITH_DESK, Stage.PAYOUT_DUE,
})  # fmt: skip


class Party(StrEnum):
    """Who acts on a claim. `system` is the clock and what the platform finds by itself."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    DESK = "desk"
    OPERATOR = "operator"
    SYSTEM = "system"


class Funder(StrEnum):
    """Who bears what is paid."""

    MERCHANT = "merchant"
    PLATFORM = "platform"
    INSURER = "insurer"


class Because(Struct, frozen=True):
    """The rule that gives the amount, as it was worded."""

    rule: str
    en: str
    zh: str


class Appraisal(Struct, frozen=True):
    """What a laboratory or the brand found, and what it cost (minor units)."""

    laboratory: str
    confirms: bool
    fee_minor: int


class Paid(Struct, frozen=True, omit_defaults=True):
    """What payment moved, in minor units: out of the order's escrow, from the merchant, by the platform, from the insurer.
    `sent_minor`: how much of it goes back the way the buyer paid; the rest went into the balance. `borne_minor`: what the
    buyer had no more when it was taken back with its case, so that the platform bears it; `made_whole_minor`: what the
    platform gave the merchant back of it since an appeal decided otherwise, while the buyer keeps it. `recovered_minor`: what
    of it went to the platform, which had borne as much of an earlier payment for the same, that the buyer keeps.
    """

    escrow_minor: int = 0
    merchant_minor: int = 0
    platform_minor: int = 0
    insurer_minor: int = 0
    sent_minor: int = 0
    borne_minor: int = 0
    made_whole_minor: int = 0
    recovered_minor: int = 0


class PayTo(StrEnum):
    """Where the buyer wants the money: back the way it was paid, as far as that can take it, or in the balance."""

    PAYMENT = "payment"
    BALANCE = "balance"


class Told(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What was told and decided of a claim. `gives`: `refund` counts as part of what the order may give back,
    `compensation` is owed on top. `found`: the platform noticed it, nobody asked. `answer_seconds`: the merchant's time.
    `files`, `refusal_files`: what the buyer and the merchant showed. `ruled_by`: the person of the `ruling`.
    `owed_evidence`: what the promise wants shown.
    """

    gives: str
    funder: Funder
    because: Because
    insurer: str = ""
    found: bool = False
    answer_seconds: int = 0
    note: str = ""
    given: tuple[GivenFact, ...] = ()
    files: tuple[FileRef, ...] = ()
    owed_evidence: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    refusal: str = ""
    refusal_files: tuple[FileRef, ...] = ()
    ruling: str = ""
    ruled_by: str = ""
    pay_to: PayTo = PayTo.PAYMENT
    appraisal: Appraisal | None = None
    paid: Paid | None = None


RULED = "ruling"
"""In the place of the name of a rule: a person decided it."""


class Goods(NamedTuple):
    """Units of a line that a claim is about; line 0 is the whole order."""

    line_no: int
    quantity: int


class Claim(Struct, frozen=True, kw_only=True):
    """One claim. Amounts in minor units of `currency`: `cap_minor` is what the promise gives at most, `amount_minor` what is
    asked or granted. `line_no` 0: about the whole order.
    """

    id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    case_id: int | None
    kind: str
    family: str
    line_no: int
    quantity: int
    currency: str
    cap_minor: int
    amount_minor: int
    stage: Stage
    owner: Party | None
    deadline_at: datetime | None
    remind_at: datetime | None = None
    content: Told
    opened_at: datetime
    changed_at: datetime
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody has the ball."""
        return self.stage in OPEN

    @property
    def holds(self) -> bool:
        """Whether it may still be paid, or was."""
        return self.is_open or self.stage is Stage.PAID

    @property
    def is_ruled_on_platform(self) -> bool:
        """Whether a ruling has the platform bear it: the merchant has nothing at stake and nothing to answer."""
        return self.content.because.rule == RULED and self.content.funder is Funder.PLATFORM

    @property
    def is_unshown(self) -> bool:
        """Whether something should have been shown with it and was not."""
        return bool(self.content.owed_evidence) and not self.content.files


class Effect(StrEnum):
    """What a decision does to money."""

    NONE = "none"
    PAY = "pay"
    PAY_FEE = "pay_fee"
    REVERSE = "reverse"
    MAKE_WHOLE = "make_whole"
    TAKE_AGAIN = "take_again"


class Move(Struct, frozen=True):
    """A decision on a claim: how it stands afterwards, what happened and by whom, and what that does to money."""

    claim: Claim
    name: str
    actor: Party
    at: datetime
    data: dict[str, Any] = {}
    effect: Effect = Effect.NONE
