"""PURE: paying in advance, as soon as a return has come so far that policy allows it and there is room for it."""

from datetime import timedelta

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.advance.events import AdvanceDeclined, AdvanceGiven
from makegood.cases.families.advance.plan import STEPS, AdvanceLeg, Step, WhyNot
from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.model import CaseState, CaseType, Goods, Stage
from makegood.cases.protocol import Protocol
from makegood.cases.terms import Terms
from makegood.cases.verbs.informing import asked_of, verdict_on
from makegood.payments import INTERNAL, RefundLeg, TenderRoom, in_order

CREDIT = "credit_tier"
"""The fact without which nothing is advanced: the marketplace tells it with its orders."""
DEFAULT_CLAW_BACK = timedelta(days=15)
_STAGES = {
    CaseType.REFUND_ONLY: (Stage.AWAITING_MERCHANT,),
    CaseType.RETURN_REFUND: (Stage.IN_RETURN_TRANSIT, Stage.AWAITING_INSPECTION),
}


def step_of(state: CaseState) -> Step | None:
    """How far the case has come on the way to its money; None where an advance is no question."""
    if state.stage not in _STAGES.get(state.type, ()):
        return None
    if state.type is CaseType.REFUND_ONLY:
        return Step.REQUESTED
    if state.goods is Goods.RETURNED:
        return Step.SCANNED_IN
    carrier_said = any(
        (each.name, each.value) == ("refund_trigger", Step.PICKED_UP.value) for each in state.given
    )
    return Step.PICKED_UP if carrier_said else Step.TRACKING


def paid_in_advance(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """Looks at each step of a return once: pays, or says why not. The protocol's table goes on beside it."""
    step, room = step_of(state), facts.order.advance
    if step is None or room is None or facts.promises is None or state.legs or state.paused:
        return []
    if not _is_told_credit(facts.order, state) or _looked_at(state, step):
        return []
    asked = structs.replace(
        asked_of(state, state.given), trigger=step.value, return_approved=state.type is CaseType.RETURN_REFUND
    )
    terms = verdict_on(asked, facts).terms
    why_not = room.why_not(state.owed_minor) if terms.instant_refund else WhyNot.POLICY
    if why_not:
        return [
            AdvanceDeclined(step=step, why_not=why_not, rule=terms.instant_rule, decisions=terms.decisions)
        ]
    return [_given(step, state, facts, terms, room)]


def _looked_at(state: CaseState, step: Step) -> bool:
    """Whether this step, or a later one, has been looked at; what was paid once is not paid again."""
    before = state.advance
    return before is not None and (before.is_given or STEPS.index(step) <= STEPS.index(before.step))


def _is_told_credit(order: OrderFacts, state: CaseState) -> bool:
    lines = (order.line(item.line_no) for item in state.items)
    return CREDIT in order.facts or any(line is not None and CREDIT in line.facts for line in lines)


def _given(step: Step, state: CaseState, facts: Facts, terms: Terms, room: AdvanceRoom) -> AdvanceGiven:
    claw_back = terms.clock("clawback")
    return AdvanceGiven(
        id=facts.new_id(), step=step, rule=terms.instant_rule, amount_minor=state.owed_minor,
        advanced=tuple(_leg(part, state, facts) for part in in_order(rooms_of(facts.order), state.owed_minor)),
        claw_back_seconds=int((DEFAULT_CLAW_BACK if claw_back is None else claw_back).total_seconds()),
        decisions=terms.decisions, opened_minor=room.to_open_minor,
    )  # fmt: skip


def _leg(part: RefundLeg, state: CaseState, facts: Facts) -> AdvanceLeg:
    """To the payment, or to the tender that the buyer chose for the refund."""
    tender, processor, reference = part.tender, part.processor, part.processor_reference
    if state.refund_to:
        tender, processor, reference = state.refund_to.tender, INTERNAL, state.refund_to.external_id
    return AdvanceLeg(part.payment_no, tender, processor, reference, part.amount_minor, facts.new_id())


def rooms_of(order: OrderFacts) -> list[TenderRoom]:
    """What can still go back to each payment of an order."""
    return [
        TenderRoom(
            payment_no=payment.payment_no,
            tender=payment.tender,
            processor=payment.processor,
            processor_reference=payment.processor_reference,
            room_minor=payment.amount_minor - payment.refunded_minor,
            rank=payment.rank,
        )
        for payment in order.payments
    ]
