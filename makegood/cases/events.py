"""PURE: what has happened to a case. Events are appended and never changed; the case is their fold."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.event import Event
from makegood.cases.families.advance.events import AdvanceEvent
from makegood.cases.families.cancellation.events import CancellationEvent
from makegood.cases.families.chargeback.events import ChargebackEvent
from makegood.cases.families.chargeback.events import RefundReduced as RefundReduced
from makegood.cases.families.chargeback.events import RefundResumed as RefundResumed
from makegood.cases.families.court_papers.events import CourtPapersEvent
from makegood.cases.families.evidence_window.events import EvidenceExtended as EvidenceExtended
from makegood.cases.families.evidence_window.events import EvidenceWindowEvent
from makegood.cases.families.evidence_window.events import PartyHeard as PartyHeard
from makegood.cases.families.evidence_window.events import StandstillProposed as StandstillProposed
from makegood.cases.families.evidence_window.plan import EvidenceTimes
from makegood.cases.families.jury.events import JuryCalled as JuryCalled
from makegood.cases.families.jury.events import JuryEnded as JuryEnded
from makegood.cases.families.jury.events import JuryEvent
from makegood.cases.families.order_change.events import OrderChangeEvent
from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.families.reception.events import ReceptionEvent
from makegood.cases.families.repair.events import RepairEvent
from makegood.cases.families.replacement.events import ReplacementEvent
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.families.second_review.events import RulingDrafted as RulingDrafted
from makegood.cases.families.second_review.events import RulingLeftUnread as RulingLeftUnread
from makegood.cases.families.second_review.events import RulingReturned as RulingReturned
from makegood.cases.families.second_review.events import SecondReviewEvent
from makegood.cases.families.virtual.events import VirtualEvent
from makegood.cases.model import (
    Answer,
    AppealOutcome,
    BuyerTender,
    CaseType,
    FileRef,
    Goods,
    Inspection,
    Item,
    Leg,
    LegStatus,
    Offer,
    Pause,
    Question,
    Role,
    Ruling,
    Shipment,
)
from makegood.cases.terms import NO_TERMS, GivenFact, Terms


class CaseOpened(Event, frozen=True, tag="case.opened"):
    """A buyer asked for a refund."""

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
    goods: Goods
    note: str = ""
    refund_to: BuyerTender | None = None
    given: tuple[GivenFact, ...] = ()
    terms: Terms = NO_TERMS
    files: tuple[FileRef, ...] = ()
    replacement: Replacement | None = None
    change: OrderChange | None = None
    freight_waits: bool = False


class CaseApproved(Event, frozen=True, tag="case.approved"):
    """What was asked has been granted, by the merchant or by their silence."""

    amount_minor: int


class CaseRefused(Event, frozen=True, tag="case.refused"):
    """The merchant said no, with a reason."""

    refusal: Answer


class OfferMade(Event, frozen=True, tag="case.offer_made"):
    """A party proposed another amount or remedy."""

    offer: Offer


class OfferAccepted(Event, frozen=True, tag="case.offer_accepted"):
    """The standing offer was taken."""

    offer: Offer


class CaseRevised(Event, frozen=True, tag="case.revised"):
    """The buyer changed what is asked."""

    type: CaseType
    items: tuple[Item, ...]
    requested_minor: int
    reason: str
    note: str = ""
    refund_to: BuyerTender | None = None
    terms: Terms = NO_TERMS
    replacement: Replacement | None = None
    freight_waits: bool = False


class FactsSupplied(Event, frozen=True, tag="case.facts_supplied"):
    """Somebody told what policy asked for; `terms` is what follows from it."""

    given: tuple[GivenFact, ...]
    terms: Terms


class CaseWithdrawn(Event, frozen=True, tag="case.withdrawn"):
    """The buyer took the request back."""


class CaseClosed(Event, frozen=True, tag="case.closed"):
    """The case ended without a refund because its owner stayed silent."""

    because: str


class CaseEscalated(Event, frozen=True, tag="case.escalated"):
    """A person of the platform was called in; both parties are heard, `respondent` first. `hearing`: whose time for evidence
    runs, where not both do.
    """

    by: Role
    respondent: Role
    note: str = ""
    hearing: EvidenceTimes | None = None


class CalledByRule(Event, frozen=True, tag="case.called_by_rule"):
    """A rule called the desk in, since the merchant has refused `refusals` times; both are heard, `respondent` first."""

    respondent: Role
    refusals: int


class StatementAdded(Event, frozen=True, tag="case.statement_added"):
    """A party told the desk their side."""

    by: Role
    note: str


class EvidenceClosed(Event, frozen=True, tag="case.evidence_closed"):
    """The time for evidence ran out, for the parties whose time ended then; the file goes to the desk once it has for both."""

    hearing: EvidenceTimes | None = None


class CaseHandedUp(Event, frozen=True, tag="case.handed_up"):
    """The case went to a senior person of the desk."""

    note: str = ""


class CaseRuled(Event, frozen=True, tag="case.ruled"):
    """The desk decided. `drafted_by`: the label of who wrote it, where another person then said yes to it."""

    ruling: Ruling
    drafted_by: str = ""


class CaseAppealed(Event, frozen=True, tag="case.appealed"):
    """A party appealed against the ruling; what was ruled is carried out meanwhile."""

    by: Role
    note: str
    files: tuple[FileRef, ...] = ()


class AppealTakenUp(Event, frozen=True, tag="case.appeal_taken_up"):
    """The ruling has been carried out as far as it goes; now the appeal is heard."""


class AppealDecided(Event, frozen=True, tag="case.appeal_decided"):
    """Another person of the desk decided the appeal. `made_whole_minor`: what the platform gives the merchant, since it
    has gone to the buyer and stays there; below zero what the merchant bears again, since an earlier appeal had given it back.
    """

    outcome: AppealOutcome
    ruling: Ruling
    made_whole_minor: int = 0


class AppealTakenBack(Event, frozen=True, tag="case.appeal_taken_back"):
    """The party took its appeal back; the ruling stands."""

    by: Role


class AppealLapsed(Event, frozen=True, tag="case.appeal_lapsed"):
    """Nobody decided the appeal in time; the ruling stands."""


class ReturnShipped(Event, frozen=True, tag="case.return_shipped"):
    """The goods are on their way back."""

    shipment: Shipment


class ReturnLost(Event, frozen=True, tag="case.return_lost"):
    """The parcel is lost, never came, or (`came_back`) is with its sender again. Where both are heard, `respondent` first."""

    because: str
    respondent: Role | None = None


class ReturnReceived(Event, frozen=True, tag="case.return_received"):
    """The goods have arrived at the merchant."""

    received_at: datetime


class ReturnWaived(Event, frozen=True, tag="case.return_waived"):
    """The merchant refunds without the goods."""

    amount_minor: int


class ReturnInspected(Event, frozen=True, tag="case.return_inspected"):
    """The merchant looked at what came back; what was not accepted is offered as a smaller refund."""

    inspection: Inspection
    accepted_minor: int


class FreightAdded(Event, frozen=True, tag="case.freight_added"):
    """The goods of the case are the last of the order: the freight of the way out comes back with them."""

    items: tuple[Item, ...]
    amount_minor: int


class RefundStarted(Event, frozen=True, tag="refund.started"):
    """The refund was decided and goes out by these legs; what the escrow does not hold, the merchant owes."""

    amount_minor: int
    from_escrow_minor: int
    legs: tuple[Leg, ...]


class RefundPaid(Event, frozen=True, tag="refund.paid"):
    """A leg has been paid."""

    leg_no: int
    amount_minor: int
    posted_by: int
    detail: str = ""


class RefundFailed(Event, frozen=True, tag="refund.failed"):
    """A leg could not be paid; the money is still owed."""

    leg_no: int
    detail: str = ""


class RefundBounced(Event, frozen=True, tag="refund.bounced"):
    """A leg that was reported paid came back."""

    leg_no: int
    amount_minor: int
    reversed_by: int
    detail: str = ""


class RefundUnknown(Event, frozen=True, tag="refund.unknown"):
    """The processor did not answer; the leg stays pending until it is known what happened."""

    leg_no: int
    detail: str = ""


class RefundRetried(Event, frozen=True, tag="refund.retried"):
    """Failed legs are tried again."""

    legs: tuple[Leg, ...]


class RefundRedirected(Event, frozen=True, tag="refund.redirected"):
    """Failed legs were paid into the buyer's balance instead."""

    legs: tuple[Leg, ...]


class RefundHeld(Event, frozen=True, tag="refund.held"):
    """The refund did not get through in time; the desk looks after it and the money stays held."""

    by: Role


class CaseSettled(Event, frozen=True, tag="case.settled"):
    """The case ended with a refund; `confirmed` is false while a processor has still to say so."""

    refunded_minor: int
    confirmed: bool = True


class CaseReopened(Event, frozen=True, tag="case.reopened"):
    """A closed case was taken up again. With a `respondent` after a ruling: both parties are heard on new circumstances, or
    papers of an authority say otherwise and the desk rules as they do.
    """

    items: tuple[Item, ...]
    requested_minor: int
    note: str
    grounds: str = ""
    files: tuple[FileRef, ...] = ()
    respondent: Role | None = None


class ClockPaused(Event, frozen=True, tag="case.clock_paused"):
    """The clock stands still for a stated reason."""

    pause: Pause
    due_at: datetime
    note: str = ""
    files: tuple[FileRef, ...] = ()


class ClockResumed(Event, frozen=True, tag="case.clock_resumed"):
    """The clock runs on."""

    due_at: datetime


class MessagePosted(Event, frozen=True, tag="case.message_posted"):
    """Somebody wrote in the case. `reply` is the code of a fixed text, `answers` that it answered the question that stood."""

    by: Role
    text: str = ""
    reply: str = ""
    files: tuple[FileRef, ...] = ()
    flags: tuple[str, ...] = ()
    answers: bool = False


class QuestionAsked(Event, frozen=True, tag="case.question_asked"):
    """The party that had the ball asked another one, who has it until the answer is due."""

    question: Question
    text: str
    files: tuple[FileRef, ...] = ()
    flags: tuple[str, ...] = ()


class QuestionLapsed(Event, frozen=True, tag="case.question_lapsed"):
    """No answer came in time; the ball went back to who had asked."""

    by: Role
    to: Role


class ReminderSent(Event, frozen=True, tag="case.reminder"):
    """The owner of the case was reminded that the clock runs out."""

    owner: Role
    due_at: datetime


CaseEvent = (
    CaseOpened | CaseApproved | CaseRefused | OfferMade | OfferAccepted | CaseRevised | CaseWithdrawn | CaseClosed
    | CaseEscalated | CalledByRule | StatementAdded | EvidenceClosed | CaseHandedUp | CaseRuled | ReturnShipped | ReturnLost
    | ReturnReceived | ReturnWaived | ReturnInspected | FreightAdded | RefundStarted | RefundPaid | RefundFailed | RefundBounced
    | RefundUnknown | RefundRetried | RefundRedirected | RefundHeld | CaseSettled | CaseReopened | ClockPaused
    | ClockResumed | ReminderSent | FactsSupplied | MessagePosted | QuestionAsked | QuestionLapsed
    | CaseAppealed | AppealTakenUp | AppealDecided | AppealTakenBack | AppealLapsed
    | CancellationEvent | ReplacementEvent | ReceptionEvent | RepairEvent
    | OrderChangeEvent | SecondReviewEvent | EvidenceWindowEvent | AdvanceEvent | VirtualEvent | JuryEvent
    | ChargebackEvent | CourtPapersEvent
)  # fmt: skip


class Recorded(Struct, frozen=True):
    """An event with who did it and when, as it stands in the stream."""

    event: CaseEvent
    actor: Role
    at: datetime
    who: str = ""


def is_open_leg(status: LegStatus) -> bool:
    """Whether money may still be on its way by a leg of this status."""
    return status in (LegStatus.SENDING, LegStatus.UNKNOWN)
