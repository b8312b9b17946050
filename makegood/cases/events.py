"""PURE: what has happened to a case. Events are appended and never changed; the case is their fold."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.model import (
    Answer,
    BuyerTender,
    CaseType,
    Goods,
    Inspection,
    Item,
    Leg,
    LegStatus,
    Offer,
    Pause,
    Role,
    Ruling,
    Shipment,
    Stage,
)
from makegood.cases.terms import NO_TERMS, GivenFact, Terms


class Entered(Struct, frozen=True):
    """The stage that an event led to: who has the ball, until when, when they are reminded."""

    stage: Stage
    owner: Role | None
    due_at: datetime | None
    remind_at: datetime | None


class Event(Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="name"):
    """What happened; `entered` when it changed the stage or began its clock anew, `by_silence` when nobody did it."""

    entered: Entered | None = None
    by_silence: bool = False


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
    """A person of the platform was called in; `respondent` is heard first."""

    by: Role
    respondent: Role
    note: str = ""


class StatementAdded(Event, frozen=True, tag="case.statement_added"):
    """A party told the desk their side."""

    by: Role
    note: str


class EvidenceClosed(Event, frozen=True, tag="case.evidence_closed"):
    """The party that was to be heard stayed silent; the file goes to the desk as it is."""


class CaseHandedUp(Event, frozen=True, tag="case.handed_up"):
    """The case went to a senior person of the desk."""

    note: str = ""


class CaseRuled(Event, frozen=True, tag="case.ruled"):
    """The desk decided."""

    ruling: Ruling


class ReturnShipped(Event, frozen=True, tag="case.return_shipped"):
    """The goods are on their way back."""

    shipment: Shipment


class ReturnLost(Event, frozen=True, tag="case.return_lost"):
    """The parcel on its way back was lost, or never arrived in time."""

    because: str


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
    """A closed case was taken up again."""

    items: tuple[Item, ...]
    requested_minor: int
    note: str


class ClockPaused(Event, frozen=True, tag="case.clock_paused"):
    """The clock stands still for a stated reason."""

    pause: Pause
    due_at: datetime
    note: str = ""


class ClockResumed(Event, frozen=True, tag="case.clock_resumed"):
    """The clock runs on."""

    due_at: datetime


class ReminderSent(Event, frozen=True, tag="case.reminder"):
    """The owner of the case was reminded that the clock runs out."""

    owner: Role
    due_at: datetime


CaseEvent = (
    CaseOpened | CaseApproved | CaseRefused | OfferMade | OfferAccepted | CaseRevised | CaseWithdrawn | CaseClosed
    | CaseEscalated | StatementAdded | EvidenceClosed | CaseHandedUp | CaseRuled | ReturnShipped | ReturnLost
    | ReturnReceived | ReturnWaived | ReturnInspected | RefundStarted | RefundPaid | RefundFailed | RefundBounced
    | RefundUnknown | RefundRetried | RefundRedirected | RefundHeld | CaseSettled | CaseReopened | ClockPaused
    | ClockResumed | ReminderSent | FactsSupplied
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
