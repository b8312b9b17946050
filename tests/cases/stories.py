"""The beginnings that the decision tables start from: an order of three tins of tea, and what happened so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec import structs

from makegood.cases import (
    Decision,
    Facts,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    PaymentFacts,
    Recorded,
    decide,
    open_case,
)
from makegood.cases import commands as c
from makegood.cases.handlers import order_after
from makegood.cases.model import CaseState, CaseType, Favour, PauseReason, Role
from makegood.kit.calendar import ALWAYS, Calendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
B, M, D, S, C, P, Y = (
    Role.BUYER,
    Role.MERCHANT,
    Role.DESK,
    Role.SENIOR,
    Role.CARRIER,
    Role.PROCESSOR,
    Role.SYSTEM,
)
REFUND, RETURN = CaseType.REFUND_ONLY, CaseType.RETURN_REFUND


def tea(
    quantity: int = 3, paid_minor: int = 10002, card_minor: int = 9501, gift_minor: int = 501
) -> OrderFacts:
    """Tins of tea, paid by card and (after it) gift card; delivered two days ago."""
    line = LineFacts(1, "goods", "TEA", "Green tea", "food", quantity, paid_minor, 0, 0)
    payments = [PaymentFacts(1, "card", "fake", "pay-1", card_minor, 0, 0)]
    if gift_minor:
        payments.append(PaymentFacts(2, "gift_card", "internal", "gc-1", gift_minor, 0, 1))
    return OrderFacts(
        id=1, external_id="T-1", buyer_id=7, merchant_id=8, currency="CNY", status="delivered", placed_at=NOON - 5 * DAY,
        paid_minor=paid_minor, escrow_minor=card_minor + gift_minor, lines=(line,), payments=tuple(payments),
        parcels=(ParcelFacts(NOON - 4 * DAY, NOON - 2 * DAY),),
    )  # fmt: skip


def unsent(order: OrderFacts) -> OrderFacts:
    """The order before anything was shipped."""
    return structs.replace(order, status="paid", parcels=())


@dataclass
class Story:
    """A case as it is played: commands at a time that the test moves, with the order's facts going along."""

    order: OrderFacts = field(default_factory=tea)
    now: datetime = NOON
    calendar: Calendar = ALWAYS
    state: CaseState | None = None
    recorded: list[Recorded] = field(default_factory=list)
    ids: int = 100

    @property
    def case(self) -> CaseState:
        """The case as it stands."""
        assert self.state is not None
        return self.state

    def facts(self) -> Facts:
        """What a decision looks at now."""
        return Facts(self.now, self.order, self._id, calendar=self.calendar)

    def _id(self) -> int:
        self.ids += 1
        return self.ids

    def does(self, role: Role, command: c.Command) -> Decision:
        """Carry out a command, or raise its refusal and change nothing."""
        if isinstance(command, c.OpenCase):
            decision = open_case(command, 1, 1, role, self.facts())
        else:
            decision = decide(command, self.case, (role,), self.facts())
        self.order = order_after(self.order, decision)
        self.state = decision.after
        self.recorded += decision.recorded
        return decision

    def waits(self) -> Decision:
        """Let time pass until the clock has something to do, and let it act."""
        assert self.case.wake_at is not None
        self.now = self.case.wake_at
        return self.does(Y, c.Tick())

    def stays_silent(self) -> Decision:
        """Let the clock run out, reminders and all."""
        stage, decision = self.case.stage, self.waits()
        while decision.after.stage is stage:
            decision = self.waits()
        return decision

    def plays(self, steps: Sequence[tuple[Role, c.Command]]) -> Story:
        """Carry out several commands; `c.Tick` of the system means that the clock runs out."""
        for role, command in steps:
            if isinstance(command, c.Tick):
                self.stays_silent()
            else:
                self.does(role, command)
        return self


def opens(
    type_: CaseType = RETURN, quantity: int | None = None, amount_minor: int | None = None
) -> tuple[Role, c.Command]:
    """The buyer opens a case on the tea."""
    return B, c.OpenCase(type_, (c.ItemAsked(1, quantity),), "quality", amount_minor)


HEARD: tuple[tuple[Role, c.Command], ...] = (
    (B, c.Escalate(is_all=True)),
    (M, c.AddStatement("fine when sent", is_all=True)),
)
"""The desk is called in, and neither side has anything to add."""
SHIP, RECEIVE = (B, c.ShipReturn("SF", "1")), (M, c.Receive())
SILENCE = (Y, c.Tick())
GIVEN: dict[str, list[tuple[Role, c.Command]]] = {
    "asked": [opens()],
    "asked for money only": [opens(REFUND)],
    "refused": [opens(), (M, c.Refuse("used"))],
    "offered 5000": [opens(), (M, c.MakeOffer(5000))],
    "granted": [opens(), (M, c.Approve())],
    "on the way back": [opens(), (M, c.Approve()), SHIP],
    "received": [opens(), (M, c.Approve()), SHIP, RECEIVE],
    "two of three accepted": [
        opens(), (M, c.Approve()), SHIP, RECEIVE, (M, c.Inspect((c.UnitsAccepted(1, 2),), "damaged"))
    ],
    "nothing accepted": [
        opens(), (M, c.Approve()), SHIP, RECEIVE, (M, c.Inspect((c.UnitsAccepted(1, 0),), "damaged"))
    ],
    "called in by the buyer": [opens(), (B, c.Escalate())],
    "called in by the merchant": [opens(), (M, c.Escalate())],
    "called in on the way back": [opens(), (M, c.Approve()), SHIP, (M, c.Escalate())],
    "heard on the way back": [opens(), (M, c.Approve()), SHIP, *HEARD],
    "both heard": [opens(), *HEARD],
    "the merchant has said all": [opens(), (B, c.Escalate()), (M, c.AddStatement("fine when sent", is_all=True))],
    "handed up": [opens(), *HEARD, (D, c.HandUp())],
    "lost": [opens(), (M, c.Approve()), SHIP, (C, c.ReportLost())],
    "lost and heard": [opens(), (M, c.Approve()), SHIP, (C, c.ReportLost()), (M, c.AddStatement("never came", is_all=True))],
    "refunding": [opens(REFUND), (M, c.Approve())],
    "uncertain": [opens(REFUND), (M, c.Approve()), (P, c.RecordRefund(1, 1, "unknown"))],
    "held": [opens(REFUND), (M, c.Approve()), (P, c.RecordRefund(1, 1, "failed"))],
    "settled": [opens(REFUND), (M, c.Approve()), (P, c.RecordRefund(1, 1, "paid"))],
    "closed": [opens(), (M, c.Refuse("used")), SILENCE],
    "not sent back": [opens(), (M, c.Approve()), SILENCE],
    "ruled for the merchant": [opens(), *HEARD, (D, c.Rule(Favour.MERCHANT, "as described"))],
    "withdrawn": [opens(), (B, c.Withdraw())],
    "paused": [opens(), (D, c.PauseClock(PauseReason.JOINT, "both asked"))],
}  # fmt: skip
"""What happened before, by a word for it."""
