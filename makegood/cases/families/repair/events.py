"""PURE: what has happened to a repair."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.replacement.plan import Replacement


class RepairDiagnosed(Event, frozen=True, tag="repair.diagnosed"):
    """The goods were looked at. Covered by the warranty, or repaired for `quote_minor` if the buyer agrees."""

    covered: bool
    fault: str
    quote_minor: int = 0


class QuoteAgreed(Event, frozen=True, tag="repair.quote_agreed"):
    """The buyer agreed to the price of the repair."""

    amount_minor: int


class QuoteDeclined(Event, frozen=True, tag="repair.quote_declined"):
    """The buyer did not agree to the price, or did not pay it in time; the goods go back as they are."""


class RepairPaid(Event, frozen=True, tag="repair.paid"):
    """The buyer paid the repair; it may be refunded like every payment of the order."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int


class PartsAwaited(Event, frozen=True, tag="repair.parts_awaited"):
    """The repair waits for a part."""

    part: str
    since: datetime


class PartsCame(Event, frozen=True, tag="repair.parts_came"):
    """The part is there; how long the repair waited for it."""

    waited_seconds: int


class RepairedAndSent(Event, frozen=True, tag="repair.sent"):
    """The goods are on their way back to the buyer. `done`: what was done; empty when they go back as they came."""

    carrier: str
    tracking_no: str
    sent_at: datetime
    done: str = ""


class FoundUnrepairable(Event, frozen=True, tag="repair.unrepairable"):
    """It cannot be repaired. Where the warranty covers it, the buyer chooses another remedy."""

    reason: str
    covered: bool


class RepairOverdue(Event, frozen=True, tag="repair.overdue"):
    """The repair was not done in time; the buyer may choose another remedy or wait on."""


class RepairWaitedOn(Event, frozen=True, tag="repair.waited_on"):
    """The buyer gave the repairer more time."""


class RepairTurned(Event, frozen=True, tag="repair.turned"):
    """There will be no repair. A refund of `amount_minor`, after `deduction_minor` for the use made; or the same model."""

    amount_minor: int
    deduction_minor: int = 0
    replacement: Replacement | None = None


class RepairArrived(Event, frozen=True, tag="repair.arrived"):
    """The buyer has the goods back. `refund_minor` was paid for a repair that was not done, and goes back."""

    arrived_at: datetime
    refund_minor: int = 0


class RepairFailed(Event, frozen=True, tag="repair.failed"):
    """The buyer says that it still does not work; it counts as a repair in vain."""

    note: str = ""


class RepairBegunAnew(Event, frozen=True, tag="repair.begun_anew"):
    """After a dispute, or when the goods come a second time: what was found and quoted before holds no longer."""


class LoanerGiven(Event, frozen=True, tag="repair.loaner_given"):
    """The buyer was lent something for the time of the repair."""

    what: str
    given_at: datetime


class LoanerCameBack(Event, frozen=True, tag="repair.loaner_returned"):
    """What was lent is back."""

    returned_at: datetime


RepairEvent = (
    RepairDiagnosed | QuoteAgreed | QuoteDeclined | RepairPaid | PartsAwaited | PartsCame | RepairedAndSent
    | FoundUnrepairable | RepairOverdue | RepairWaitedOn | RepairTurned | RepairArrived | RepairFailed
    | RepairBegunAnew | LoanerGiven | LoanerCameBack
)  # fmt: skip
