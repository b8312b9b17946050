"""PURE: sending the replacement, paying its difference, its arrival, and taking the money instead."""

from typing import Protocol

from makegood.cases import events as e
from makegood.cases import refusals as shared
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.order_change.refusals import TenderTooSmall
from makegood.cases.families.replacement import commands as c
from makegood.cases.families.replacement import events as own
from makegood.cases.families.replacement import refusals
from makegood.cases.families.replacement.asking import in_stock, require_stock
from makegood.cases.families.replacement.plan import Held, Replacement
from makegood.cases.model import CaseState, Role, Stage
from makegood.cases.terms import DEFAULT_TENDERS
from makegood.payments import INTERNAL

"""The processor of tenders that live in our own books."""
FIRST_PAYMENT_NO = 1001
"""Payments that cases bring in are numbered from here: the marketplace's own are few."""


def plan_in(state: CaseState) -> Replacement:
    """The plan of a case that has one; its tables lead nowhere else."""
    if state.replacement is None:
        raise shared.NotInThisStage(stage=state.stage.value)
    return state.replacement


def ship_replacement(
    command: c.ShipReplacement, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """It goes out. Units that were out of stock when the request was granted must be there by now."""
    plan = plan_in(state)
    events: list[e.CaseEvent] = []
    if plan.wanted and plan.held is not Held.RESERVED:
        require_stock(plan.wanted, facts.order)
        events.append(own.StockReserved())
    sent = own.ReplacementShipped(
        carrier=command.carrier, tracking_no=command.tracking_no, shipped_at=facts.now
    )
    return [*events, sent]


def _given_up(state: CaseState, because: str, note: str = "") -> list[e.CaseEvent]:
    return [own.ReplacementGivenUp(because=because, amount_minor=state.requested_minor, note=note)]


def cannot_replace(
    command: c.CannotReplace, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The merchant says so before the clock does."""
    return _given_up(state, "merchant_cannot", command.note)


def choose_refund(command: c.ChooseRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The buyer takes the money."""
    return _given_up(state, "buyer_chose_refund")


def turn_into_refund(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What silence means before the replacement has gone out, whoever was silent."""
    unpaid = state.stage is Stage.AWAITING_PAYMENT
    return _given_up(state, "difference_not_paid" if unpaid else "not_sent_in_time")


def replacement_lost(
    command: c.ReplacementLost, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Until it arrives the merchant bears its risk."""
    return _given_up(state, "came_back" if command.came_back else "lost_on_its_way")


def confirm_arrival(
    command: c.ConfirmArrival, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The buyer has it, and gets what it costs less."""
    return [arrived(state, facts)]


def count_as_arrived(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What silence means while it is on its way."""
    return [arrived(state, facts)]


def arrived(state: CaseState, facts: Facts) -> own.ReplacementArrived:
    """The arrival, with what goes back."""
    return own.ReplacementArrived(arrived_at=facts.now, refund_minor=back_minor(state))


def back_minor(state: CaseState) -> int:
    """What the shop owes back when the goods stand: the difference, never more than was paid for the items."""
    plan = state.replacement
    return min(max(0, -plan.difference_minor), state.value_minor) if plan else 0


def least_minor(state: CaseState) -> int:
    """What is the buyer's in any case: a difference paid for goods that never left, or one owed for goods that did."""
    plan = state.replacement
    if plan is None:
        return 0
    return back_minor(state) if plan.took_units else 0 if plan.shipped_at else plan.paid_minor


def pay_difference(
    command: c.PayDifference, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """From the buyer's own tender, at once."""
    tender = facts.order.tender(command.pay_with)
    if tender is None:
        raise shared.NoSuchTender()
    if tender.tender not in DEFAULT_TENDERS:
        raise refusals.NotPayableThere(tender=tender.tender)
    plan = plan_in(state)
    if plan.held is not Held.RESERVED:
        require_stock(plan.wanted, facts.order)
    require_held(command.pay_with, plan.unpaid_minor, facts.order)
    return [paid_by(tender.tender, INTERNAL, command.pay_with, plan.unpaid_minor, facts.order)]


def require_held(external_id: str, due_minor: int, order: OrderFacts) -> None:
    """Raises TenderTooSmall where a tender of the buyer's is known to hold less than is due."""
    if not holds_enough(external_id, due_minor, order):
        raise TenderTooSmall(due_minor=due_minor, currency=order.currency)


def holds_enough(external_id: str, due_minor: int, order: OrderFacts) -> bool:
    """Whether a tender of the buyer's can pay an amount, as far as anybody told what it holds."""
    held = order.balances.get(external_id)
    return held is None or held >= due_minor


def record_payment(
    command: c.RecordPayment, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The marketplace's checkout has captured it."""
    due = plan_in(state).unpaid_minor
    if command.amount_minor != due:
        raise refusals.PaymentDiffers(
            due_minor=due, given_minor=command.amount_minor, currency=state.currency
        )
    require_new(command, due, facts.order)
    return [paid_by(command.tender, command.processor, command.processor_reference, due, facts.order)]


class Told(Protocol):
    """A command that tells of a capture."""

    @property
    def processor(self) -> str: ...
    @property
    def processor_reference(self) -> str: ...


def require_new(command: Told, due_minor: int, order: OrderFacts) -> None:
    """One capture pays for one thing, and a card of the buyer's pays what it holds.

    Raises CaptureToldBefore and TenderTooSmall.
    """
    if command.processor == INTERNAL:
        require_held(command.processor_reference, due_minor, order)
        return
    known = {(payment.processor, payment.processor_reference) for payment in order.payments}
    if (command.processor, command.processor_reference) in known.union(order.captures_told):
        raise refusals.CaptureToldBefore(
            processor=command.processor, processor_reference=command.processor_reference
        )


def paid_by(
    tender: str, processor: str, reference: str, amount_minor: int, order: OrderFacts
) -> own.DifferencePaid:
    """A further payment of the order."""
    number = max([FIRST_PAYMENT_NO - 1, *(payment.payment_no for payment in order.payments)]) + 1
    return own.DifferencePaid(
        payment_no=number,
        tender=tender,
        processor=processor,
        processor_reference=reference,
        amount_minor=amount_minor,
    )


def is_there(plan: Replacement, facts: Facts) -> bool:
    """Whether all that is wanted is held or could be now."""
    return plan.held is Held.RESERVED or in_stock(plan.wanted, facts.order)
