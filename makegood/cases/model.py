"""PURE: the vocabulary of after-sales cases (docs/reference/glossary.md has each word in both languages)."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs

from makegood.cases.terms import NO_TERMS, GivenFact, Terms


class Role(StrEnum):
    """Who acts in a case."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    DESK = "desk"
    SENIOR = "senior"
    CARRIER = "carrier"
    PROCESSOR = "processor"
    SYSTEM = "system"


class Stage(StrEnum):
    """Where a case stands. Each open stage has one owner and one clock."""

    AWAITING_MERCHANT = "awaiting_merchant"
    AWAITING_BUYER = "awaiting_buyer"
    AWAITING_RETURN = "awaiting_return"
    IN_RETURN_TRANSIT = "in_return_transit"
    AWAITING_INSPECTION = "awaiting_inspection"
    DISPUTE_EVIDENCE = "dispute_evidence"
    DISPUTE_RULING = "dispute_ruling"
    DISPUTE_SENIOR = "dispute_senior"
    REFUNDING = "refunding"
    REFUND_HELD = "refund_held"
    SETTLED = "settled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether somebody has the ball."""
        return self not in ENDS


ENDS = frozenset({Stage.SETTLED, Stage.CLOSED, Stage.WITHDRAWN})


class CaseType(StrEnum):
    """What is asked for."""

    REFUND_ONLY = "refund_only"
    RETURN_REFUND = "return_refund"


class Goods(StrEnum):
    """Where the goods are: an axis of its own beside the stage."""

    NOT_SHIPPED = "not_shipped"
    IN_TRANSIT = "in_transit"
    WITH_BUYER = "with_buyer"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"


class Money(StrEnum):
    """What happened to the money: an axis of its own beside the stage. Released: it is the merchant's, as before."""

    HELD = "held"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    RELEASED = "released"


class LegStatus(StrEnum):
    """How far one tender's part of a refund has come."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    FAILED = "failed"
    PAID = "paid"


class Favour(StrEnum):
    """For whom the desk rules."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    SPLIT = "split"


class PauseReason(StrEnum):
    """The stated reasons for which a clock may stand still, and the longest it may (facts B1, articles 82 and 83)."""

    JOINT = "joint_suspension"
    COURT = "court_papers"
    POLICE = "police_report"


class Item(Struct, frozen=True):
    """Units of one order line in a case; `value_minor` is what was paid for them and is claimed."""

    line_no: int
    title: str
    quantity: int
    value_minor: int


class BuyerTender(Struct, frozen=True):
    """A way in which the buyer can be paid; `external_id` is the marketplace's name for it, `tender` its kind."""

    external_id: str
    tender: str


class Offer(Struct, frozen=True):
    """A standing proposal of one party to the other."""

    by: Role
    type: CaseType
    amount_minor: int
    note: str = ""


class Answer(Struct, frozen=True):
    """A refusal, with its reason."""

    reason: str
    note: str = ""


class Shipment(Struct, frozen=True):
    """The parcel on its way back."""

    carrier: str
    tracking_no: str
    shipped_at: datetime


class Inspection(Struct, frozen=True):
    """What the merchant found: accepted units by line, and the reason where some were not."""

    accepted: dict[str, int]
    in_full: bool
    reason: str = ""
    note: str = ""


class Ruling(Struct, frozen=True):
    """What the desk decided, and why."""

    favour: Favour
    amount_minor: int
    with_return: bool
    reason: str
    by_default: bool = False


class Leg(Struct, frozen=True):
    """One tender's part of a refund. `hold` is the pending ledger transaction, `posted_by` the one that ended it."""

    leg_no: int
    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int
    status: LegStatus = LegStatus.SENDING
    attempt: int = 1
    hold: int = 0
    posted_by: int = 0
    failure: str = ""


class Pause(Struct, frozen=True):
    """A clock that stands still until `until`; `left_seconds` of it were left."""

    reason: PauseReason
    until: datetime
    left_seconds: int


class CaseState(Struct, frozen=True, omit_defaults=True):
    """A case: the fold of its events. Amounts are minor units of `currency`."""

    id: int
    bucket: int
    order_id: int
    buyer_id: int
    merchant_id: int
    type: CaseType
    currency: str
    items: tuple[Item, ...]
    requested_minor: int
    reason: str
    opened_at: datetime
    updated_at: datetime
    goods: Goods
    stage: Stage = Stage.AWAITING_MERCHANT
    owner: Role | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    paused: Pause | None = None
    money: Money = Money.HELD
    note: str = ""
    offer: Offer | None = None
    refusal: Answer | None = None
    respondent: Role | None = None
    shipment: Shipment | None = None
    received_at: datetime | None = None
    inspection: Inspection | None = None
    ruling: Ruling | None = None
    approved_minor: int | None = None
    legs: tuple[Leg, ...] = ()
    refunded_minor: int = 0
    rounds: int = 0
    pauses: int = 0
    reopenings: int = 0
    ended_because: str = ""
    ended_at: datetime | None = None
    version: int = 0
    refund_to: BuyerTender | None = None
    given: tuple[GivenFact, ...] = ()
    terms: Terms = NO_TERMS

    @property
    def value_minor(self) -> int:
        """What was paid for the units in the case: no refund of the case is ever more."""
        return sum(item.value_minor for item in self.items)

    @property
    def owed_minor(self) -> int:
        """What will be refunded if the case goes the buyer's way now."""
        return self.requested_minor if self.approved_minor is None else self.approved_minor

    @property
    def wake_at(self) -> datetime | None:
        """When the clock next has something to do."""
        if self.paused:
            return self.paused.until
        return self.remind_at or self.due_at

    def leg(self, leg_no: int) -> Leg | None:
        """One leg of the refund."""
        return next((leg for leg in self.legs if leg.leg_no == leg_no), None)

    def with_leg(self, changed: Leg) -> "CaseState":
        """The case with one leg replaced."""
        legs = tuple(changed if leg.leg_no == changed.leg_no else leg for leg in self.legs)
        return structs.replace(self, legs=legs)
