"""PURE: what follows by itself in an exchange or a reshipment: stock is held and let go, a difference is collected from
the buyer's own tender, and what arrived becomes lines of the order.
"""

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.replacement import events as own
from makegood.cases.families.replacement.asking import REPLACING, in_stock
from makegood.cases.families.replacement.plan import Held, NewLine, Replacement
from makegood.cases.families.replacement.verbs import holds_enough, is_there, paid_by
from makegood.cases.model import CaseState, Stage
from makegood.cases.protocol import Protocol
from makegood.cases.stages import entered
from makegood.cases.terms import DEFAULT_TENDERS
from makegood.kit.money import split_by_weights
from makegood.payments import INTERNAL

_GRANTED = frozenset(
    {
        Stage.AWAITING_RETURN,
        Stage.IN_RETURN_TRANSIT,
        Stage.AWAITING_INSPECTION,
        Stage.AWAITING_PAYMENT,
        Stage.AWAITING_REPLACEMENT,
    }
)
_DONE = frozenset(
    {Stage.REFUNDING, Stage.REFUND_HELD, Stage.UNDER_APPEAL, Stage.SETTLED, Stage.CLOSED, Stage.WITHDRAWN}
)
FIRST_LINE_NO = 10_001
"""Lines that cases bring in are numbered from here: an order of the marketplace has at most a few thousand."""


def held_or_let_go(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """Stock is held from the grant until it ships, and let go where it will not."""
    plan = state.replacement
    if plan is None or not plan.wanted or plan.shipped_at is not None:
        return []
    owed = state.type in REPLACING and plan.is_owed
    if owed and state.stage in _GRANTED and plan.held in (Held.NOTHING, Held.RELEASED):
        return [own.StockReserved() if in_stock(plan.wanted, facts.order) else own.StockGone()]
    if plan.held is Held.RESERVED and (not owed or state.stage in _DONE):
        return [own.StockReleased()]
    return []


def collected(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """A difference is taken at once from the gift card or store credit that the buyer named."""
    plan = state.replacement
    if plan is None or state.stage is not Stage.AWAITING_PAYMENT or plan.pay_with_kind not in DEFAULT_TENDERS:
        return []
    if not is_there(plan, facts) or not holds_enough(plan.pay_with, plan.unpaid_minor, facts.order):
        return []
    paid = paid_by(plan.pay_with_kind, INTERNAL, plan.pay_with, plan.unpaid_minor, facts.order)
    place = entered(table, Stage.AWAITING_REPLACEMENT, state, facts)
    return [structs.replace(paid, entered=place)]


def became_lines(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """What the buyer got instead is theirs to ask about from now on, for what has been paid for it after all."""
    plan = state.replacement
    if plan is None or not plan.took_units or plan.lined_minor is not None or state.stage not in _DONE:
        return []
    refund = state.owed_minor if state.legs else 0
    worth = state.value_minor - refund
    lines = _lines(plan, worth, facts.order) if worth > 0 else ()
    return [own.ReplacementBecameLines(lines=lines, refund_minor=refund)]


def _lines(plan: Replacement, worth_minor: int, order: OrderFacts) -> tuple[NewLine, ...]:
    first = max([FIRST_LINE_NO - 1, *(line.line_no for line in order.lines)]) + 1
    weights = [each.price_minor * each.quantity for each in plan.wanted]
    parts = split_by_weights(
        worth_minor, weights if any(weights) else [each.quantity for each in plan.wanted]
    )
    return tuple(
        NewLine(
            number, each.sku, each.title, each.quantity, each.price_minor, part, each.product, each.category
        )
        for number, (each, part) in enumerate(zip(plan.wanted, parts, strict=True), first)
    )


FOLLOWING = (held_or_let_go, collected, became_lines)
"""In this order after every decision."""
