"""PURE: the vocabulary of chargebacks, as processors tell of them and take answers to them."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from makegood.payments.model import Failed, Unknown


class DisputeState(StrEnum):
    """How a chargeback stands. Closed: it ended without a decision, since it was an inquiry or was taken back."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided."""
        return self in (DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW)


class DisputeReason(StrEnum):
    """Why a buyer went to the bank, in our words (makegood/payments/dispute_words.py has theirs)."""

    NOT_RECEIVED = "not_received"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_REFUNDED = "not_refunded"
    NOT_AUTHORISED = "not_authorised"
    NOT_RECOGNISED = "not_recognised"
    PAID_TWICE = "paid_twice"
    WRONG_AMOUNT = "wrong_amount"
    SUBSCRIPTION_ENDED = "subscription_ended"
    OTHER = "other"


class DisputeTold(msgspec.Struct, frozen=True, kw_only=True):
    """How a chargeback stands as of `told_at`: all of it, so that the newest telling is what counts, and one that comes twice
    or late changes nothing.

    `reference` is the processor's name of the chargeback, `payment_references` its names of the payment (one of them is
    known here). Amounts in minor units of `currency`: disputed, taken from us now (zero for a mere inquiry, or once it was
    given back), and the fee charged for it now.
    """

    processor: str
    reference: str
    payment_references: tuple[str, ...]
    reason_code: str
    reason: DisputeReason
    state: DisputeState
    currency: str
    amount_minor: int
    taken_minor: int
    fee_minor: int
    evidence_due_at: datetime | None
    told_at: datetime


class EvidenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an answer: the name of its place in the processor's form, and what is in it."""

    place: str
    name: str
    media_type: str
    content: bytes


class EvidenceOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a chargeback, final: texts and files by the names that the processor's form has.

    `idempotency_key`: the same answer again, under the same key, is one answer.
    """

    idempotency_key: str
    reference: str
    texts: dict[str, str]
    files: tuple[EvidenceFile, ...] = ()


class Taken(msgspec.Struct, frozen=True, tag="taken"):
    """The processor has the answer."""


EvidenceAnswer = Taken | Failed | Unknown


@runtime_checkable
class TakesEvidence(Protocol):
    """Takes answers to chargebacks. The same order again is one answer."""

    async def submit_evidence(self, order: EvidenceOrder) -> EvidenceAnswer: ...
