"""PURE: chargebacks as people and machines read them, what is told of them and what is answered."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from makegood.accounts import OPERATIONS, Principal
from makegood.cases import FileRef
from makegood.chargebacks.evidence import LONGEST_TEXT
from makegood.chargebacks.model import Chargeback
from makegood.payments import DisputeState, DisputeTold, paypal_state, reason_of

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_]+$")]
Amount = Annotated[int, Meta(ge=0, le=10**15)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
FileId = Annotated[str, Meta(pattern="^[0-9]{1,19}$")]
MOST_FILES = 10


class ChargebackTold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a chargeback stands at a processor as of `told_at`. The newest counts; the same again changes nothing.

    `payment` is the processor's name of the payment, `reference` its name of the chargeback. `reason_code`: the processor's
    word, PayPal's and Stripe's are known. `state`: ours, or PayPal's `status` (with `outcome` once it is RESOLVED). Amounts in
    minor units: disputed, taken from you now, fees charged now.
    """

    processor: Name
    payment: Name
    reference: Name
    reason_code: Word
    state: Word
    outcome: Annotated[str, Meta(max_length=80, pattern=r"^[A-Za-z0-9_]*$")] = ""
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    amount_minor: Annotated[int, Meta(ge=1, le=10**15)]
    taken_minor: Amount
    fee_minor: Annotated[int, Meta(ge=0, le=10**8)] = 0
    evidence_due_at: datetime | None = None
    told_at: datetime

    def as_told(self) -> DisputeTold:
        """In our words."""
        ours = self.state in DisputeState._value2member_map_
        return DisputeTold(
            processor=self.processor, reference=self.reference, payment_references=(self.payment,),
            reason_code=self.reason_code, reason=reason_of(self.processor, self.reason_code),
            state=DisputeState(self.state) if ours else paypal_state(self.state, self.outcome),
            currency=self.currency, amount_minor=self.amount_minor, taken_minor=self.taken_minor, fee_minor=self.fee_minor,
            evidence_due_at=self.evidence_due_at, told_at=self.told_at,
        )  # fmt: skip


class AnswerFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the order, and the place of the form that it goes to."""

    file_id: FileId
    place: Word


class ChargebackAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer to the bank, final. `texts`: by the places of the form; left out, what was drawn up is sent."""

    texts: Annotated[dict[Word, Text], Meta(max_length=30)] | None = None
    files: Annotated[tuple[AnswerFile, ...], Meta(max_length=MOST_FILES)] = ()


class AnswerView(Struct, frozen=True):
    """What was answered: waiting to be sent, sent, or refused by the processor (`detail` says why)."""

    texts: dict[str, str]
    files: list[AnswerFile]
    status: str
    detail: str
    who: str
    asked_at: datetime
    ended_at: datetime | None


class EvidenceDraft(Struct, frozen=True, kw_only=True):
    """An answer as it is drawn up from the record: texts by place, the places that files may go to, the files there are.

    `payload`: the body of the processor's own request, where the answer has to be sent from there (PayPal); else null.
    """

    form: str
    texts: dict[str, str]
    text_places: list[str]
    file_places: list[str]
    files: list[FileRef]
    payload: dict[str, Any] | None
    answer: AnswerView | None


class ChargebackView(Struct, frozen=True, kw_only=True):
    """One chargeback. Amounts in minor units of `currency`; `taken_minor`: taken from us now, borne by `escrow_minor` of the
    order's escrow and `merchant_minor` of the merchant. `evidence_due_at`: until when an answer is taken, `answered_at` since
    when there is one. `may_answer`: whether the reader may give it now.
    """

    id: str
    order_id: str
    order_number: str
    case_id: str | None
    buyer_id: str
    merchant_id: str
    processor: str
    reference: str
    reason: str
    reason_code: str
    state: str
    currency: str
    amount_minor: int
    taken_minor: int
    fee_minor: int
    escrow_minor: int
    merchant_minor: int
    evidence_due_at: datetime | None
    answered_at: datetime | None
    may_answer: bool
    opened_at: datetime
    changed_at: datetime
    version: int


class ChargebackPage(Struct, frozen=True):
    """Chargebacks, the newest first; `next_cursor` continues the list."""

    chargebacks: list[ChargebackView]
    next_cursor: str | None


def view_of(one: Chargeback, order_number: str, who: Principal, now: datetime) -> ChargebackView:
    """A chargeback for a reader."""
    in_time = one.evidence_due_at is None or one.evidence_due_at > now
    return ChargebackView(
        id=str(one.id), order_id=str(one.order_id), order_number=order_number,
        case_id=str(one.case_id) if one.case_id else None, buyer_id=str(one.buyer_id), merchant_id=str(one.merchant_id),
        processor=one.processor, reference=one.reference, reason=one.reason.value, reason_code=one.reason_code,
        state=one.state.value, currency=one.currency, amount_minor=one.amount_minor, taken_minor=one.taken_minor,
        fee_minor=one.fee_minor, escrow_minor=one.escrow_minor, merchant_minor=one.merchant_minor,
        evidence_due_at=one.evidence_due_at, answered_at=one.answered_at,
        may_answer=one.awaits_answer and in_time and who.role in OPERATIONS["chargeback.answer"].reach,
        opened_at=one.opened_at, changed_at=one.changed_at, version=one.version,
    )  # fmt: skip
