"""PURE: orders that a party gives to a case. Each is one verb of the protocol table, by its `name`."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from makegood.cases.model import CaseType, Favour, PauseReason

Amount = Annotated[int, Meta(ge=1, le=10**15, description="minor units of the order's currency")]
_NO_ZERO = r"^[^\x00]*$"
"""PostgreSQL keeps every character but the zero."""
Text = Annotated[str, Meta(max_length=2000, pattern=_NO_ZERO)]
Word = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[\w][\w .:/-]*$")]
Note = Annotated[str, Meta(min_length=1, max_length=2000, pattern=_NO_ZERO)]
Units = Annotated[int, Meta(ge=1, le=1_000_000)]
LineNo = Annotated[int, Meta(ge=1, le=32_000)]
OwnTender = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        description="a gift card or store credit of the buyer, by its `external_id`",
    ),
]
OtherTender = Annotated[
    str,
    Meta(
        max_length=100, description="the same; empty for the order's payments again, left out for no change"
    ),
]

FactName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
_FactWord = Annotated[str, Meta(max_length=100, pattern=_NO_ZERO)]
FactTold = (
    bool
    | Annotated[int, Meta(ge=-(10**15), le=10**15)]
    | _FactWord
    | Annotated[list[_FactWord], Meta(max_length=62)]
)
"""A fact's value as JSON has it: yes or no, a whole number, a word or an ISO time, or a list of words."""


class ItemAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of an order line; all that are left when no quantity is given."""

    line_no: LineNo
    quantity: Units | None = None


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """An order to a case."""

    name: ClassVar[str]


class OpenCase(Command, frozen=True):
    """Ask for a refund, with or without sending goods back. Without an amount, all that was paid for the items.

    With `refund_to` the money goes to a gift card or store credit of the buyer, else back to the order's payments.
    """

    name = "open"
    type: CaseType
    items: Annotated[tuple[ItemAsked, ...], Meta(min_length=1, max_length=500)]
    reason: Word
    amount_minor: Amount | None = None
    note: Text = ""
    refund_to: OwnTender | None = None
    facts: Annotated[dict[FactName, FactTold], Meta(max_length=50)] = {}


class SupplyFacts(Command, frozen=True):
    """Tell what policy asks for: facts of the catalogue by name. A reading that no pack asks for is kept as well."""

    name = "supply_facts"
    facts: Annotated[dict[FactName, FactTold], Meta(min_length=1, max_length=50)]


class Approve(Command, frozen=True):
    """Grant what was asked."""

    name = "approve"


class Refuse(Command, frozen=True):
    """Say no, with the reason."""

    name = "refuse"
    reason: Word
    note: Text = ""


class MakeOffer(Command, frozen=True):
    """Propose another amount, or another remedy, to the other party; from the buyer it is a counter-offer."""

    name = "offer"
    amount_minor: Amount
    type: CaseType | None = None
    note: Text = ""


class Accept(Command, frozen=True):
    """Take the standing offer of the other party."""

    name = "accept"


class Revise(Command, frozen=True):
    """Change what is asked: the items, the amount, the remedy, the reason or where the money goes."""

    name = "revise"
    type: CaseType | None = None
    items: Annotated[tuple[ItemAsked, ...], Meta(min_length=1, max_length=500)] | None = None
    amount_minor: Amount | None = None
    reason: Word | None = None
    note: Text | None = None
    refund_to: OtherTender | None = None


class Withdraw(Command, frozen=True):
    """Take the request back."""

    name = "withdraw"


class Escalate(Command, frozen=True):
    """Call a person of the platform in."""

    name = "escalate"
    note: Text = ""


class AddStatement(Command, frozen=True):
    """Tell the desk one's side."""

    name = "statement"
    note: Note


class Rule(Command, frozen=True):
    """Decide for the buyer, for the merchant, or split with an amount for the buyer."""

    name = "rule"
    favour: Favour
    reason: Note
    amount_minor: Amount | None = None
    with_return: bool | None = None


class HandUp(Command, frozen=True):
    """Pass the case to a senior person of the desk."""

    name = "hand_up"
    note: Text = ""


class ShipReturn(Command, frozen=True):
    """Tell with which parcel the goods go back."""

    name = "ship"
    carrier: Word
    tracking_no: Word


class ReportLost(Command, frozen=True):
    """The carrier has lost the parcel."""

    name = "report_lost"


class Receive(Command, frozen=True):
    """The goods have arrived at the merchant, now or at a stated earlier time."""

    name = "receive"
    received_at: datetime | None = None


class WaiveReturn(Command, frozen=True):
    """Refund without waiting for the goods; the buyer keeps them."""

    name = "waive_return"


class UnitsAccepted(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units of a line were found as they should be."""

    line_no: LineNo
    quantity: Annotated[int, Meta(ge=0, le=1_000_000)]


class Inspect(Command, frozen=True):
    """Report what came back. Without `accepted`, everything is as it should be; a reason is owed for what is not."""

    name = "inspect"
    accepted: Annotated[tuple[UnitsAccepted, ...], Meta(max_length=500)] | None = None
    reason: Word | None = None
    note: Text = ""


class RecordRefund(Command, frozen=True):
    """What the processor says of one leg: paid, failed or not known yet."""

    name = "record_refund"
    leg_no: int
    attempt: int
    outcome: Annotated[str, Meta(pattern="^(paid|failed|unknown)$")]
    detail: Text = ""


class RetryRefund(Command, frozen=True):
    """Try the failed legs again."""

    name = "retry_refund"


class RedirectRefund(Command, frozen=True):
    """Pay the failed legs into the buyer's balance with the platform instead."""

    name = "redirect_refund"


class Reopen(Command, frozen=True):
    """Take a closed case up again, with what is new."""

    name = "reopen"
    note: Note


class PauseClock(Command, frozen=True):
    """Let the clock stand still for a stated reason."""

    name = "pause"
    reason: PauseReason
    note: Note


class ResumeClock(Command, frozen=True):
    """Let the clock run on."""

    name = "resume"


class Tick(Command, frozen=True):
    """The clock has something to do: a reminder, the end of a pause, or what silence means."""

    name = "tick"


COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (
        OpenCase, Approve, Refuse, MakeOffer, Accept, Revise, Withdraw, Escalate, AddStatement, Rule, HandUp,
        ShipReturn, ReportLost, Receive, WaiveReturn, Inspect, RecordRefund, RetryRefund, RedirectRefund, Reopen,
        PauseClock, ResumeClock, SupplyFacts, Tick,
    )
}  # fmt: skip
"""Every command by its name."""
