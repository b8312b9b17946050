"""PURE: the vocabulary of after-sales cases (docs/reference/glossary.md has each word in both languages)."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs

from makegood.cases.families.advance.plan import Advance
from makegood.cases.families.cancellation.plan import Stopping
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.evidence_window.plan import EvidenceTimes, Standstill
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.families.reception.plan import Reception
from makegood.cases.families.repair.plan import Repair
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.families.second_review.plan import RulingDraft
from makegood.cases.judgement import AppealVerdict as AppealVerdict
from makegood.cases.judgement import Favour as Favour
from makegood.cases.judgement import Ruling as Ruling
from makegood.cases.terms import NO_TERMS, GivenFact, Terms


class Role(StrEnum):
    """Who acts in a case."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    DESK = "desk"
    SENIOR = "senior"
    CARRIER = "carrier"
    PROCESSOR = "processor"
    JURY = "jury"
    SYSTEM = "system"


class Stage(StrEnum):
    """Where a case stands. Each open stage has one owner and one clock."""

    AWAITING_MERCHANT = "awaiting_merchant"
    AWAITING_BUYER = "awaiting_buyer"
    AWAITING_RETURN = "awaiting_return"
    IN_RETURN_TRANSIT = "in_return_transit"
    AWAITING_INSPECTION = "awaiting_inspection"
    AWAITING_INTERCEPTION = "awaiting_interception"
    UNDER_REPAIR = "under_repair"
    AWAITING_PARTS = "awaiting_parts"
    AWAITING_CHOICE = "awaiting_choice"
    AWAITING_REPAIR_PAYMENT = "awaiting_repair_payment"
    REPAIRED_IN_TRANSIT = "repaired_in_transit"
    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_REPLACEMENT = "awaiting_replacement"
    REPLACEMENT_IN_TRANSIT = "replacement_in_transit"
    DISPUTE_EVIDENCE = "dispute_evidence"
    DISPUTE_RULING = "dispute_ruling"
    DISPUTE_JURY = "dispute_jury"
    DISPUTE_REVIEW = "dispute_review"
    DISPUTE_SENIOR = "dispute_senior"
    REFUNDING = "refunding"
    REFUND_HELD = "refund_held"
    UNDER_APPEAL = "under_appeal"
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
    CANCEL = "cancel"
    INTERCEPT = "intercept"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    MODIFY_ADDRESS = "modify_address"
    MODIFY_PAYMENT = "modify_payment"
    MODIFY_ITEMS = "modify_items"
    PRICE_REDUCTION = "price_reduction"


class Goods(StrEnum):
    """Where the goods are: an axis of its own beside the stage."""

    NOT_SHIPPED = "not_shipped"
    IN_TRANSIT = "in_transit"
    WITH_BUYER = "with_buyer"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    SENT_BACK = "sent_back"


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


class LegWay(StrEnum):
    """How money goes: to a payment or own tender, in advance, for the debt of an advance, into the balance, by the bank."""

    PAYMENT = "payment"
    ADVANCE = "advance"
    DEBT = "debt"
    BALANCE = "balance"
    BANK = "bank"


class AppealOutcome(StrEnum):
    """How an appeal stands. Lapsed: nobody decided in time, so the ruling stands. Taken back: by its party. Dropped: the
    parties agreed or the buyer withdrew. Replaced: the dispute was ruled on anew before the appeal was.
    """

    OPEN = "open"
    UPHELD = "upheld"
    REVERSED = "reversed"
    CHANGED = "changed"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    DROPPED = "dropped"
    REPLACED = "replaced"


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
    """A standing proposal of one party to the other. After `expires_at` it is on record only."""

    by: Role
    type: CaseType
    amount_minor: int
    note: str = ""
    expires_at: datetime | None = None


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


class Appeal(Struct, frozen=True):
    """A party's appeal against a ruling, what another person decided on it and why, and whether the other side answered."""

    by: Role
    grounds: str
    at: datetime
    outcome: AppealOutcome = AppealOutcome.OPEN
    decision: Ruling | None = None
    decided_at: datetime | None = None
    is_answered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be heard."""
        return self.outcome is AppealOutcome.OPEN


class FileRef(Struct, frozen=True):
    """A file of the order that somebody showed in the case (makegood/evidence keeps it)."""

    id: str
    name: str
    media_type: str


class Question(Struct, frozen=True):
    """A question that stands: `to` owes the answer and has the ball, and `by` gets it back.

    Event `seq` asked it; `left_seconds` were left of the asker's clock, and `held_seconds` it had run already.
    """

    seq: int
    by: Role
    to: Role
    asked_at: datetime
    left_seconds: int
    held_seconds: int = 0


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
    way: LegWay = LegWay.PAYMENT


class Pause(Struct, frozen=True, omit_defaults=True):
    """A clock that stands still until `until`; `left_seconds` of it were left, `held_seconds` the owner had the ball.

    `accepted`: papers show that court or police have taken the matter up.
    """

    reason: PauseReason
    until: datetime
    left_seconds: int
    held_seconds: int = 0
    accepted: bool = False


class CaseState(Struct, frozen=True, omit_defaults=True):
    """A case: the fold of its events. Amounts are minor units of `currency`.

    `ball_since`: when the owner got the ball, later by as long as its clock stood still since. `asked` and `said` count
    the questions and messages of each role. `ruled_by` is the label of the person who made the standing ruling,
    `reviewed_by` of who read it before it took effect; a `draft` waits for that. What was refunded by a ruling that an
    appeal reversed, the platform gave back to the merchant: `made_whole_minor`. `freight_waits`: the freight of the way out
    is the merchant's and comes back with the last of the goods, should these be it. `extensions`: each party as often as it
    was given more time for evidence; `hearing`: whose time for evidence runs, where not both do, equally long.
    `ran_out`: whose own time has run out, where parties wait for the desk (makegood/cases/patience.py).
    """

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
    refusals: int = 0
    pauses: int = 0
    reopenings: int = 0
    ended_because: str = ""
    ended_at: datetime | None = None
    version: int = 0
    refund_to: BuyerTender | None = None
    given: tuple[GivenFact, ...] = ()
    terms: Terms = NO_TERMS
    ball_since: datetime | None = None
    question: Question | None = None
    asked: dict[str, int] = {}
    said: dict[str, int] = {}
    ruled_at: datetime | None = None
    ruled_by: str = ""
    appeal: Appeal | None = None
    appeals: int = 0
    freight_waits: bool = False
    made_whole_minor: int = 0
    stopping: Stopping | None = None
    replacement: Replacement | None = None
    reception: Reception | None = None
    repair: Repair | None = None
    change: OrderChange | None = None
    revoked: tuple[int, ...] = ()
    draft: RulingDraft | None = None
    advance: Advance | None = None
    reviewed_by: str = ""
    standstill: Standstill | None = None
    extensions: tuple[str, ...] = ()
    hearing: EvidenceTimes | None = None
    ran_out: tuple[str, ...] = ()
    jury: JuryPlan | None = None
    bound: BoundRuling | None = None

    @property
    def value_minor(self) -> int:
        """What was paid for the units in the case, and on top for others: no refund of the case is ever more."""
        return sum(item.value_minor for item in self.items) + self.paid_on_top_minor

    @property
    def paid_on_top_minor(self) -> int:
        """What the buyer has paid in the case, beside the order: a difference, or a repair."""
        return sum(plan.paid_minor for plan in (self.replacement, self.repair) if plan)

    @property
    def has_goods_again(self) -> bool:
        """Whether what the case owed in goods is with the buyer."""
        return any(plan.has_arrived for plan in (self.replacement, self.repair) if plan)

    @property
    def owed_minor(self) -> int:
        """What will be refunded if the case goes the buyer's way now."""
        return self.requested_minor if self.approved_minor is None else self.approved_minor

    @property
    def sent_minor(self) -> int:
        """What has gone out to the buyer by refunds, or is on its way."""
        return sum(leg.amount_minor for leg in self.legs)

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal waits to be heard, now or beside what the ruling asked for."""
        return self.appeal is not None and self.appeal.is_open

    @property
    def wake_at(self) -> datetime | None:
        """When the clock next has something to do."""
        return self.paused.until if self.paused else self.remind_at or self.due_at

    def leg(self, leg_no: int) -> Leg | None:
        """One leg of the refund."""
        return next((leg for leg in self.legs if leg.leg_no == leg_no), None)

    def with_leg(self, changed: Leg) -> "CaseState":
        """The case with one leg replaced."""
        legs = tuple(changed if leg.leg_no == changed.leg_no else leg for leg in self.legs)
        return structs.replace(self, legs=legs)
