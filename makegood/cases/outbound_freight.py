"""PURE: the freight that the buyer paid for the way out: it comes back by itself with the last of the goods it was paid for,
where the decision on the request says that it is the merchant's.

Directive 2011/83/EU art. 13; Consumer Contracts Regulations 2013 reg. 34; Consumer Protection Law (China) art. 24.
As with what a bundle had kept back, it is an item without units: of the money of its line, which is given back once.
"""

from collections.abc import Mapping, Sequence

from makegood.cases.claims import claims_of
from makegood.cases.facts import LineFacts, OrderFacts
from makegood.cases.freight_ruled import FreightBearer, FreightGivenBack, FreightRuled
from makegood.cases.kin import REFUNDS
from makegood.cases.model import CaseState, CaseType, Item
from makegood.cases.repricing import GIFT, Held
from makegood.cases.terms import FactValue, Terms

WITH_FREIGHT = REFUNDS | {CaseType.INTERCEPT}
"""Requests that undo a purchase which was sent; a cancellation takes all that is left of the order (families/cancellation)."""
SURCHARGE = "express_surcharge"
"""A fact of the order: what a dearer delivery, chosen by the buyer, cost beyond the standard one; minor units."""
STANDARD_ONLY = "standard_delivery_only"
"""The mark of a decision by which a dearer delivery comes back only as far as the standard one."""
_NOTHING: Held = {}


def freight_items(
    type_: CaseType, items: Sequence[Item], order: OrderFacts, terms: Terms, held: Held = _NOTHING
) -> tuple[Item, ...]:
    """The freight that comes back with some items, one item a line of freight; none for a part of the goods.

    `held`: what the case itself has claimed of each line already (units, minor units). `terms`: of these items.
    """
    if (
        not is_merchants(type_, terms)
        or _gives_a_share(items, terms)
        or not goes_back_whole(items, order, held)
    ):
        return ()
    named = {item.line_no for item in items}
    standing = _surcharge_minor(order.facts, terms)
    found = []
    for line in freight_lines(order):
        kept, left = min(standing, line.paid_minor), line.left_minor + held.get(line.line_no, (0, 0))[1]
        standing -= kept
        if line.line_no not in named and left > kept:
            found.append(Item(line.line_no, line.title, 0, left - kept))
    return tuple(found)


def is_merchants(type_: CaseType, terms: Terms) -> bool:
    """Whether the decision leaves the merchant with the freight of the way out."""
    return type_ in WITH_FREIGHT and terms.freight.get("outbound") == "merchant"


def is_still_due(type_: CaseType, items: Sequence[Item], order: OrderFacts, terms: Terms) -> bool:
    """Whether freight is the merchant's and has not come back: it comes with the last of the goods."""
    return is_merchants(type_, terms) and any(
        line.left_minor > 0 and line.line_no not in {item.line_no for item in items}
        for line in freight_lines(order)
    )


def freight_to_come(state: CaseState, order: OrderFacts) -> bool:
    """Whether a request leaves freight that is the merchant's to the last of the goods, which are not in it."""
    due = is_still_due(state.type, state.items, order, state.terms)
    return due and not goes_back_whole(state.items, order, claims_of(state))


def freight_lines(order: OrderFacts) -> list[LineFacts]:
    """The lines of an order that are freight."""
    return [line for line in order.lines if line.kind == "shipping"]


def freight_in(items: Sequence[Item], order: OrderFacts) -> int:
    """What of a request is freight that comes back by itself; minor units."""
    lines = {line.line_no for line in freight_lines(order)}
    return sum(item.value_minor for item in items if not item.quantity and item.line_no in lines)


def require_not_given_back(
    freight: FreightRuled | None, amount_minor: int, state: CaseState, order: OrderFacts
) -> None:
    """Raises FreightGivenBack where a ruling leaves the freight of the way out with the buyer, and pays it back."""
    outbound = freight_in(state.items, order)
    most = state.value_minor - outbound
    if freight and freight.outbound is FreightBearer.BUYER and outbound and amount_minor > most:
        raise FreightGivenBack(most_minor=most, currency=state.currency)


def goes_back_whole(items: Sequence[Item], order: OrderFacts, held: Held = _NOTHING) -> bool:
    """Whether nothing of what was sent stays with the buyer: these items are the last. Gifts may stay (their marked price is
    kept back), and virtual goods were in no parcel. Units whose claim left them with the buyer stay.
    """
    returned: Mapping[int, int] = {item.line_no: item.quantity for item in items}
    sent = [
        line
        for line in order.lines
        if line.kind == "goods" and not line.is_virtual and GIFT not in line.traits
    ]
    return bool({line.line_no for line in sent} & returned.keys()) and not any(
        line.left_quantity + held.get(line.line_no, (0, 0))[0] > returned.get(line.line_no, 0)
        or order.kept_units.get(line.line_no, 0) > held.get(line.line_no, (0, 0))[0]
        for line in sent
    )


def may_bring_freight(state: CaseState, order: OrderFacts) -> bool:
    """Whether freight comes back with a request's refund although it was not asked for: it asks for all of its goods, by
    agreement or by silence, and those of other requests may all have gone back before its own do.
    """
    return (
        state.freight_waits
        and is_merchants(state.type, state.terms)
        and state.stage.is_open
        and state.ruling is None
        and not state.legs
        and not freight_in(state.items, order)
        and state.requested_minor
        >= sum(item.value_minor for item in state.items) - state.terms.deduction_minor
    )


def freight_at_last(before: CaseState | None, state: CaseState, order: OrderFacts) -> tuple[Item, ...]:
    """What of the freight a refund that begins brings back beyond what was asked: its goods have turned out to be the last.
    `before`: the case as it was, whose claims are in the order.
    """
    if before is None or not may_bring_freight(state, order) or state.owed_minor != state.requested_minor:
        return ()
    units = [item for item in state.items if item.quantity]
    return freight_items(state.type, units, order, state.terms, claims_of(before))


def _gives_a_share(items: Sequence[Item], terms: Terms) -> bool:
    """Whether a rule gives back a part of the price of the items, and no more."""
    return terms.refund_minor is not None and terms.refund_minor < sum(item.value_minor for item in items)


def _surcharge_minor(told: Mapping[str, FactValue], terms: Terms) -> int:
    """What of the freight was for a dearer delivery, where the law leaves that with the buyer and the order knows it."""
    surcharge = told.get(SURCHARGE)
    if STANDARD_ONLY not in terms.marks or not isinstance(surcharge, int) or isinstance(surcharge, bool):
        return 0
    return max(0, surcharge)
