"""A dispute as it is played by everybody: several people at the desk, a processor that never lies, and the buyer's bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import structs

from makegood.cases import (
    AppealDecided,
    CaseRuled,
    Decision,
    Facts,
    OrderFacts,
    PaymentFacts,
    decide,
    given_back_to,
    open_case,
    taken_from,
)
from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases.families.chargeback.commands import ResumeRefund
from makegood.cases.families.reception.small import PHOTO
from makegood.cases.handlers import order_after
from makegood.cases.model import AppealOutcome, FileRef, Leg, LegStatus, LegWay, Role, Stage
from makegood.kit.errors import Refused
from makegood.payments import INTERNAL, MORE_THAN_CAPTURED
from tests.cases.stories import Story

CHEN, ZHAO, WU = "desk:chen", "desk:zhao", "senior:wu"
IN_DISPUTE = frozenset(stage for stage in Stage if stage.value.startswith("dispute_"))
DECIDES = (CaseRuled, AppealDecided, e.CaseWithdrawn, e.OfferAccepted, e.CaseApproved)
"""What a dispute may end with: a ruling, a decision on appeal, its withdrawal, or what the parties agreed on."""
ENDS_APPEAL = (*DECIDES, e.AppealTakenBack, e.AppealLapsed, e.ReturnWaived)
"""What an appeal may end with: the same; it is taken back, nobody decides it, or the goods need not come back."""

Told = Literal["paid", "failed", "unknown"]


@dataclass
class Bank:
    """The buyer's bank: what it has taken of a payment, what of that the shop was told, and whether it noticed by itself."""

    payment_no: int
    taken_minor: int = 0
    told_minor: int = 0
    room_minor: int = 0
    is_noticed: bool = False

    @property
    def known_minor(self) -> int:
        """What the shop knows: what it was told, or that the processor holds less than it should."""
        return self.taken_minor if self.told_minor or self.is_noticed else 0


@dataclass
class Contested(Story):
    """A story in which what left the platform is known for sure. `sent`: what the processor has paid, by leg and attempt."""

    sent: Counter[tuple[int, int]] = field(default_factory=Counter)
    answered: set[tuple[int, int]] = field(default_factory=set)
    banks: dict[int, Bank] = field(default_factory=dict)

    def facts(self) -> Facts:
        """Everybody has a photo at hand, which came just now."""
        photo = FileRef(PHOTO, "photo.jpg", "image/jpeg")
        return structs.replace(super().facts(), files={PHOTO: photo}, added_at={PHOTO: self.now})

    def says(self, who: str, roles: Sequence[Role], command: c.Command) -> Decision:
        """A command of a person; what must hold of the step that it takes is looked at."""
        before, had, order = self.state, self.came_from_us(), self.order
        facts = structs.replace(self.facts(), who=who)
        if isinstance(command, c.OpenCase):
            decision = open_case(command, 1, 1, roles[0], facts, who)
        else:
            decision = decide(command, self.case, roles, facts, who)
        self.order = order_after(self.order, decision)
        self.state = decision.after
        self.recorded += decision.recorded
        if before is not None:
            self._is_decided(decision)
            self._is_as_bound(decision)
        self._counts_the_bank(decision, order)
        self._is_owed(had)
        return decision

    def does(self, role: Role, command: c.Command) -> Decision:
        """A command of whoever has a role."""
        return self.says(f"{role.value}:1", (role,), command)

    def _is_decided(self, decision: Decision) -> None:
        """A dispute, and an appeal, is left by a decision, and an appeal is decided by another person than ruled."""
        before, after = decision.before, decision.after
        assert before is not None
        events = [each.event for each in decision.recorded]
        if before.stage in IN_DISPUTE and after.stage not in IN_DISPUTE:
            assert any(isinstance(event, DECIDES) for event in events), events
        if before.is_appealed and not after.is_appealed:
            assert any(isinstance(event, ENDS_APPEAL) for event in events), events
        for each in decision.recorded:
            if isinstance(each.event, AppealDecided) and not each.event.by_silence:
                assert each.who.partition(":")[2] not in (
                    before.ruled_by.partition(":")[2],
                    before.reviewed_by.partition(":")[2],
                )
            if isinstance(each.event, AppealDecided):
                assert after.ruling is not None
                too_much = max(0, before.sent_minor - after.ruling.amount_minor)
                assert after.made_whole_minor == too_much, "the platform bears what went out too much, once"

    def _is_as_bound(self, decision: Decision) -> None:
        """What is ruled after papers came is what they say, with nothing on top."""
        bound = decision.before.bound if decision.before else None
        for event in (each.event for each in decision.recorded if bound):
            if isinstance(event, CaseRuled | AppealDecided):
                assert bound is not None
                assert (event.ruling.bound_by, event.ruling.compensation_minor) == (bound.papers, 0)
                if not (isinstance(event, AppealDecided) and event.outcome is AppealOutcome.UPHELD):
                    assert event.ruling.favour is bound.favour

    def _counts_the_bank(self, decision: Decision, order: OrderFacts) -> None:
        """Of a refund that begins, what the bank has paid by then is not paid beside it."""
        cover = sum(payment.bank_cover_minor for payment in order.payments)
        for event in (each.event for each in decision.recorded if isinstance(each.event, e.RefundStarted)):
            ours = sum(leg.amount_minor for leg in event.legs if leg.way is not LegWay.BANK)
            assert ours == max(0, event.amount_minor - cover), event

    def _is_owed(self, had_minor: int) -> None:
        """Whatever has just gone out: from us, and from the bank as far as we know, the buyer has no more than was paid."""
        has = self.came_from_us()
        if has > had_minor:
            assert has + sum(bank.known_minor for bank in self.banks.values()) <= self.order.paid_minor

    def came_from_us(self) -> int:
        """What the processor has paid, and what is in the buyer's balance and on gift cards."""
        legs = self.state.legs if self.state else ()
        ours = sum(
            leg.amount_minor
            for leg in legs
            if leg.processor == INTERNAL and leg.status is LegStatus.PAID and leg.way is not LegWay.BANK
        )
        return ours + sum(self.sent.values())

    def payment(self, payment_no: int) -> PaymentFacts:
        """A payment of the order as the shop knows it."""
        return next(each for each in self.order.payments if each.payment_no == payment_no)

    def left_minor(self, payment_no: int) -> int:
        """What the processor still holds of a payment."""
        numbers = {leg.leg_no for leg in self.case.legs if leg.payment_no == payment_no}
        sent = sum(minor for (leg_no, _), minor in self.sent.items() if leg_no in numbers)
        taken = self.banks[payment_no].taken_minor if payment_no in self.banks else 0
        return self.payment(payment_no).amount_minor - sent - taken

    def sending(self) -> list[Leg]:
        """Legs on which the processor has something to say."""
        return [
            leg
            for leg in self.case.legs
            if leg.way is LegWay.PAYMENT and leg.status in (LegStatus.SENDING, LegStatus.UNKNOWN)
        ]

    def processor_answers(self, leg: Leg, would_pay: bool, is_heard: bool) -> None:
        """The processor pays, once, if it holds enough; its answer may be lost, and is the same when it comes later."""
        key, failure, had = (leg.leg_no, leg.attempt), "", self.came_from_us()
        if key not in self.answered:
            self.answered.add(key)
            if would_pay and leg.amount_minor <= self.left_minor(leg.payment_no):
                self.sent[key] = leg.amount_minor
                self._is_owed(had)
        if not self.sent[key]:
            failure = MORE_THAN_CAPTURED if leg.amount_minor > self.left_minor(leg.payment_no) else "declined"
        if is_heard and failure == MORE_THAN_CAPTURED and leg.payment_no in self.banks:
            self.banks[leg.payment_no].is_noticed = True
        outcome: Told = "unknown" if not is_heard else "failed" if failure else "paid"
        self._hears(leg, outcome, failure)

    def bounces(self, leg: Leg) -> None:
        """What was paid comes back, since the buyer's account is closed."""
        self.sent[leg.leg_no, leg.attempt] = 0
        self._hears(leg, "failed", "account_closed")

    def _hears(self, leg: Leg, outcome: Told, detail: str) -> None:
        try:
            self.does(Role.PROCESSOR, c.RecordRefund(leg.leg_no, leg.attempt, outcome, detail))
        except Refused:
            assert leg.status is LegStatus.UNKNOWN
            assert outcome == "unknown"

    def bank_takes(self, payment_no: int, amount_minor: int) -> None:
        """The bank takes what it can of a payment, and tells nobody yet."""
        amount = min(amount_minor, self.left_minor(payment_no))
        self.banks[payment_no] = Bank(payment_no, taken_minor=amount)

    def bank_tells(self, bank: Bank) -> None:
        """The shop learns of it."""
        payment, bank.room_minor = taken_from(self.payment(bank.payment_no), bank.taken_minor)
        bank.told_minor = bank.taken_minor
        self._pays_with(payment)

    def bank_decides_for_the_merchant(self, bank: Bank) -> None:
        """The chargeback is won: the money is back, and what the bank had paid of a refund goes out after all."""
        del self.banks[bank.payment_no]
        self._pays_with(given_back_to(self.payment(bank.payment_no), bank.told_minor, bank.room_minor))
        try:
            self.does(Role.PROCESSOR, ResumeRefund())
        except Refused:
            return

    def _pays_with(self, payment: PaymentFacts) -> None:
        payments = tuple(
            payment if each.payment_no == payment.payment_no else each for each in self.order.payments
        )
        self.order = structs.replace(self.order, payments=payments)
