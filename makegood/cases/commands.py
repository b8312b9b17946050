"""PURE: orders that a party gives to a case. Each is one verb of the protocol table, by its `name`."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from makegood.cases.families.order_change.asked import ChangeAsked
from makegood.cases.families.reception.asked import Counted, Found, Grams
from makegood.cases.families.reception.plan import ParcelCondition
from makegood.cases.families.replacement.asked import ReplacementAsked
from makegood.cases.freight_ruled import FreightRuled
from makegood.cases.model import AppealVerdict, CaseType, Favour, PauseReason, Role

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


FileId = Annotated[str, Meta(min_length=1, max_length=19, pattern=r"^[0-9]+$")]
Citation = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_ZERO)]
Citations = Annotated[tuple[Citation, ...], Meta(max_length=20)]
ProposalDigest = Annotated[
    str, Meta(max_length=16, pattern=r"^([0-9a-f]{16})?$", description="`digest` of the proposed ruling")
]
Files = Annotated[tuple[FileId, ...], Meta(max_length=10, description="ids of files that you uploaded")]


class ItemAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of an order line; all that are left when no quantity is given."""

    line_no: LineNo
    quantity: Units | None = None


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """An order to a case."""

    name: ClassVar[str]


class OpenCase(Command, frozen=True):
    """Ask for a refund, with or without sending goods back. Without an amount, all that was paid for the items.

    An exchange or a reshipment asks for goods instead: `replacement` says for which. With `refund_to` the
    money goes to a gift card or store credit of the buyer, else back to the order's payments.
    """

    name = "open"
    type: CaseType
    items: Annotated[tuple[ItemAsked, ...], Meta(min_length=1, max_length=500)]
    reason: Word
    amount_minor: Amount | None = None
    note: Text = ""
    refund_to: OwnTender | None = None
    facts: Annotated[dict[FactName, FactTold], Meta(max_length=50)] = {}
    files: Files = ()
    replacement: ReplacementAsked | None = None
    change: ChangeAsked | None = None


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
    replacement: ReplacementAsked | None = None


class Withdraw(Command, frozen=True):
    """Take the request back."""

    name = "withdraw"


class Escalate(Command, frozen=True):
    """Call a person of the platform in. `is_all`: you have nothing to add, so that your time for evidence is over at once."""

    name = "escalate"
    note: Text = ""
    is_all: bool = False


class AddStatement(Command, frozen=True):
    """Tell the desk one's side. `is_all`: there is nothing to add, so that one's time for evidence is over."""

    name = "statement"
    note: Note
    is_all: bool = False


class Rule(Command, frozen=True):
    """Decide for the buyer, for the merchant, or split with an amount for the buyer.

    `citations`: the grounds, as names of rules (`marketplace/no_reason_return`) or as the articles themselves. `proposal`:
    the digest of the proposed ruling that was read; who decides otherwise says in `departure` why, read or not.
    `compensation_minor`: what the buyer gets on top of what was asked for, at most what a rule says is owed (`terms` of the
    case). `freight_by`: who bears the freight; left out, as proposed where the proposal is followed, else by the rules.
    """

    name = "rule"
    favour: Favour
    reason: Note
    amount_minor: Amount | None = None
    with_return: bool | None = None
    citations: Citations = ()
    proposal: ProposalDigest = ""
    departure: Text = ""
    compensation_minor: Amount | None = None
    freight_by: FreightRuled | None = None


class Appeal(Command, frozen=True):
    """Appeal against a ruling that went against you, once. Another person hears it; the ruling is carried out meanwhile.

    `grounds`: at least 20 characters that say what is wrong with the ruling.
    """

    name = "appeal"
    grounds: Note
    files: Files = ()


class TakeBackAppeal(Command, frozen=True):
    """Take your appeal back: the ruling stands, and cannot be appealed again."""

    name = "take_back_appeal"


class RuleOnAppeal(Command, frozen=True):
    """Decide an appeal, as another person than who ruled: uphold the ruling, or say how it should have been.

    `reason`: at least 20 characters. `amount_minor`: what the buyer gets in all, only with a split. `compensation_minor`: what
    the buyer gets on top of it in all; nothing where it is left out. `proposal` and `departure` as for a first ruling; so is
    `freight_by`, and who bears it otherwise may be all that changes.
    """

    name = "rule_on_appeal"
    verdict: AppealVerdict
    reason: Note
    amount_minor: Amount | None = None
    citations: Citations = ()
    compensation_minor: Amount | None = None
    proposal: ProposalDigest = ""
    departure: Text = ""
    freight_by: FreightRuled | None = None


class HandUp(Command, frozen=True):
    """Pass the case to a senior person of the desk. The note is owed: what is known, and what is still open."""

    name = "hand_up"
    note: Text = ""


class ShipReturn(Command, frozen=True):
    """Tell with which parcel the goods go back."""

    name = "ship"
    carrier: Word
    tracking_no: Word


class ReportLost(Command, frozen=True):
    """The carrier has lost the parcel, or (`came_back`) has brought it back to who sent it."""

    name = "report_lost"
    came_back: bool = False


class Receive(Command, frozen=True):
    """The goods have arrived at the merchant, now or at a stated earlier time.

    Of a return in several parcels name the one that came by its `tracking_no`; without it all have come. `units` are
    what was counted in it, `condition` how it looked; `files` show it.
    """

    name = "receive"
    received_at: datetime | None = None
    tracking_no: Word | None = None
    units: Counted | None = None
    weight_grams: Grams | None = None
    condition: ParcelCondition | None = None
    files: Files = ()


class WaiveReturn(Command, frozen=True):
    """Refund without waiting for the goods; the buyer keeps them."""

    name = "waive_return"


class UnitsAccepted(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units of a line were found as they should be."""

    line_no: LineNo
    quantity: Annotated[int, Meta(ge=0, le=1_000_000)]


class Inspect(Command, frozen=True):
    """Report what came back. What `accepted` does not name is as it should be; a reason is owed for what is not, and only then.

    Instead of `accepted` say in `units` what was found of each unit: its finding, its grade and where it goes. What
    follows, which evidence is owed and who has the word next is in docs/concepts/reception.md.
    """

    name = "inspect"
    accepted: Annotated[tuple[UnitsAccepted, ...], Meta(max_length=500)] | None = None
    reason: Word | None = None
    note: Text = ""
    units: Found | None = None
    weight_grams: Grams | None = None
    files: Files = ()


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
    """Take a closed case up again, with what is new.

    After a ruling only where the rules say so, by the party that it went against, with at least one of its `files` newer than
    the ruling; `grounds`: in at least 20 characters, why what is new leads to another ruling. The other party is heard then.
    """

    name = "reopen"
    note: Note
    grounds: Text = ""
    files: Files = ()


class Say(Command, frozen=True):
    """Write in the case. What answers a standing question gives the ball back to who asked.

    `reply` is the code of a fixed text, read in everybody's own language; its facts, and `facts`, are told as well.
    The marketplace's system writes for the buyer, or with `speaker` for the carrier.
    """

    name = "say"
    text: Text = ""
    files: Files = ()
    facts: Annotated[dict[FactName, FactTold], Meta(max_length=50)] = {}
    reply: Annotated[str, Meta(max_length=64, pattern=r"^[a-z0-9_]*$")] = ""
    speaker: Annotated[str, Meta(pattern="^(buyer|carrier)$")] | None = None


class Ask(Command, frozen=True):
    """Ask another party. The ball and a clock go there; your own clock stands still until the answer."""

    name = "ask"
    to: Annotated[Role, Meta(description="buyer or merchant")]
    text: Note
    files: Files = ()


class PauseClock(Command, frozen=True):
    """Let the clock stand still for a stated reason."""

    name = "pause"
    reason: PauseReason
    note: Note
    files: Files = ()


class ResumeClock(Command, frozen=True):
    """Let the clock run on."""

    name = "resume"


class Tick(Command, frozen=True):
    """The clock has something to do: a reminder, the end of a pause, or what silence means."""

    name = "tick"
