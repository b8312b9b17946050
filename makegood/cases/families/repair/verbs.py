"""PURE: looking at the goods, quoting, waiting for parts, sending them back, and what else may come of a repair."""

from makegood.cases import events as e
from makegood.cases import refusals as shared
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.repair import commands as c
from makegood.cases.families.repair import events as own
from makegood.cases.families.repair import refusals
from makegood.cases.families.repair.changes import plan_of
from makegood.cases.families.repair.instead import deduction_minor, same_model
from makegood.cases.families.repair.plan import Repair
from makegood.cases.families.replacement.asking import listed_minor
from makegood.cases.families.replacement.refusals import NotPayableThere
from makegood.cases.families.replacement.verbs import paid_by, require_held, require_new
from makegood.cases.model import CaseState, Role
from makegood.cases.terms import DEFAULT_TENDERS
from makegood.payments import INTERNAL

Events = list[e.CaseEvent]
MOST_TIMES_THE_PRICE = 2
"""How many times the price of the goods a repair may cost."""


def diagnose(command: c.Diagnose, state: CaseState, facts: Facts, actor: Role) -> Events:
    """The warranty pays, or a price is named that the buyer may agree to."""
    if command.covered == (command.amount_minor is not None):
        raise refusals.QuoteOwed()
    quote = command.amount_minor or 0
    require_within_reason(quote, state, facts.order)
    return [own.RepairDiagnosed(covered=command.covered, fault=command.fault, quote_minor=quote)]


def require_within_reason(quote_minor: int, state: CaseState, order: OrderFacts) -> None:
    """A price is a slip of the pen where the goods could be bought twice for it; of gifts, what the whole order cost counts.

    Raises QuoteBeyondGoods.
    """
    lines = [(item, order.line(item.line_no)) for item in state.items]
    price = sum(listed_minor(line, item, 1) * item.quantity for item, line in lines if line is not None)
    price = price or order.paid_minor
    if quote_minor > MOST_TIMES_THE_PRICE * price:
        raise refusals.QuoteBeyondGoods(given_minor=quote_minor, price_minor=price, currency=order.currency)


def accept_quote(command: c.AcceptQuote, state: CaseState, facts: Facts, actor: Role) -> Events:
    """Agree, and pay at once where the money is in our own books."""
    due = plan_of(state).quote_minor
    agreed = own.QuoteAgreed(amount_minor=due)
    if command.pay_with is None:
        return [agreed]
    tender = facts.order.tender(command.pay_with)
    if tender is None:
        raise shared.NoSuchTender()
    if tender.tender not in DEFAULT_TENDERS:
        raise NotPayableThere(tender=tender.tender)
    require_held(command.pay_with, due, facts.order)
    return [agreed, _paid(tender.tender, INTERNAL, command.pay_with, due, facts.order)]


def record_repair_payment(
    command: c.RecordRepairPayment, state: CaseState, facts: Facts, actor: Role
) -> Events:
    """The marketplace's checkout has captured it."""
    due = plan_of(state).unpaid_minor
    if command.amount_minor != due:
        raise refusals.RepairPaymentDiffers(
            due_minor=due, given_minor=command.amount_minor, currency=state.currency
        )
    require_new(command, due, facts.order)
    return [_paid(command.tender, command.processor, command.processor_reference, due, facts.order)]


def _paid(
    tender: str, processor: str, reference: str, amount_minor: int, order: OrderFacts
) -> own.RepairPaid:
    """A further payment of the order, numbered as those for differences are."""
    made = paid_by(tender, processor, reference, amount_minor, order)
    return own.RepairPaid(
        payment_no=made.payment_no,
        tender=tender,
        processor=processor,
        processor_reference=reference,
        amount_minor=amount_minor,
    )


def decline_quote(command: c.DeclineQuote | None, state: CaseState, facts: Facts, actor: Role) -> Events:
    """No, or no answer, or no payment."""
    return [own.QuoteDeclined()]


def wait_for_parts(command: c.WaitForParts, state: CaseState, facts: Facts, actor: Role) -> Events:
    """From here on the time is not the repairer's own."""
    return [own.PartsAwaited(part=command.part, since=facts.now)]


def parts_arrived(command: c.PartsArrived, state: CaseState, facts: Facts, actor: Role) -> Events:
    """The repair goes on."""
    return _waiting_ends(plan_of(state), facts)


def _waiting_ends(plan: Repair, facts: Facts) -> Events:
    if plan.parts_since is None:
        return []
    return [own.PartsCame(waited_seconds=int((facts.now - plan.parts_since).total_seconds()))]


def send_repaired(command: c.SendRepaired, state: CaseState, facts: Facts, actor: Role) -> Events:
    """Done, and on its way."""
    sent = own.RepairedAndSent(
        carrier=command.carrier, tracking_no=command.tracking_no, sent_at=facts.now, done=command.done
    )
    return [*_waiting_ends(plan_of(state), facts), sent]


def send_unrepaired(command: c.SendUnrepaired, state: CaseState, facts: Facts, actor: Role) -> Events:
    """On its way as it came."""
    return [own.RepairedAndSent(carrier=command.carrier, tracking_no=command.tracking_no, sent_at=facts.now)]


def report_unrepairable(command: c.ReportUnrepairable, state: CaseState, facts: Facts, actor: Role) -> Events:
    """Before anybody said who pays, the warranty counts as paying."""
    plan = plan_of(state)
    found = own.FoundUnrepairable(reason=command.reason, covered=plan.covered is not False)
    return [*_waiting_ends(plan, facts), found]


def repair_overdue(command: None, state: CaseState, facts: Facts, actor: Role) -> Events:
    """What the repairer's silence means."""
    return [*_waiting_ends(plan_of(state), facts), own.RepairOverdue()]


def keep_waiting(command: c.KeepWaiting, state: CaseState, facts: Facts, actor: Role) -> Events:
    """The buyer is patient."""
    return [own.RepairWaitedOn()]


def take_refund(command: c.TakeRefund, state: CaseState, facts: Facts, actor: Role) -> Events:
    """The money, less what policy lets the merchant deduct for the use made."""
    deducted = min(deduction_minor(state, facts), state.requested_minor - 1)
    return [own.RepairTurned(amount_minor=state.requested_minor - deducted, deduction_minor=deducted)]


def take_replacement(command: c.TakeReplacement, state: CaseState, facts: Facts, actor: Role) -> Events:
    """The same model, at no further price."""
    return [own.RepairTurned(amount_minor=0, replacement=same_model(state, facts.order))]


def confirm_repaired(
    command: c.ConfirmRepaired | None, state: CaseState, facts: Facts, actor: Role
) -> Events:
    """The buyer has the goods; what was paid in vain goes back."""
    return [own.RepairArrived(arrived_at=facts.now, refund_minor=plan_of(state).back_minor)]


def count_as_back(command: None, state: CaseState, facts: Facts, actor: Role) -> Events:
    """What silence means while they are on their way."""
    return confirm_repaired(None, state, facts, actor)


def report_still_faulty(command: c.ReportStillFaulty, state: CaseState, facts: Facts, actor: Role) -> Events:
    """A repair in vain; the next request will know."""
    failed = own.RepairFailed(note=command.note)
    if plan_of(state).has_arrived:
        return [failed]
    return [failed, *confirm_repaired(None, state, facts, actor)]


def note_loaner(command: c.NoteLoaner, state: CaseState, facts: Facts, actor: Role) -> Events:
    """Lent for the time of the repair, or back again. Raises LoanerOut and NoLoanerOut."""
    is_out = plan_of(state).loaner_is_out
    if command.what.strip():
        if is_out:
            raise refusals.LoanerOut()
        return [own.LoanerGiven(what=command.what.strip(), given_at=facts.now)]
    if not is_out:
        raise refusals.NoLoanerOut()
    return [own.LoanerCameBack(returned_at=facts.now)]
