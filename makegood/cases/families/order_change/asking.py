"""PURE: what a change of an order may ask for, and what it costs."""

from collections import Counter
from collections.abc import Callable, Sequence

from makegood.cases.commands import OpenCase
from makegood.cases.facts import Facts, LineFacts, OrderFacts, Ware, goods_of
from makegood.cases.families.order_change import refusals
from makegood.cases.families.order_change.asked import ChangeAsked, VariantAsked
from makegood.cases.families.order_change.plan import ChangedUnits, OrderChange
from makegood.cases.families.replacement.asking import difference_minor
from makegood.cases.families.replacement.plan import WantedUnits
from makegood.cases.families.replacement.receives import is_paid_with
from makegood.cases.model import BuyerTender, CaseType, Goods, Item
from makegood.cases.refusals import NoSuchTender

CHANGING = frozenset({CaseType.MODIFY_ADDRESS, CaseType.MODIFY_PAYMENT, CaseType.MODIFY_ITEMS})
"""Types that change the order itself."""
Held = dict[int, tuple[int, int]]


def has_left(order: OrderFacts, items: Sequence[Item], facts: Facts) -> bool:
    """Whether any of the goods have left the merchant."""
    goods = [item.line_no for item in items if (line := order.line(item.line_no)) and line.kind == "goods"]
    return any(goods_of(order, [line_no], facts.now) is not Goods.NOT_SHIPPED for line_no in goods)


def of_whole_order(items: tuple[Item, ...], facts: Facts, held: Held) -> tuple[Item, ...]:
    """An address or a payment is of the order, whichever items are named. Raises LeftAlready."""
    left = tuple(
        Item(line.line_no, line.title, line.left_quantity, line.left_minor)
        for line in facts.order.lines
        if line.left_quantity > 0
    )
    return of_unsent(left, facts, held)


def of_unsent(items: tuple[Item, ...], facts: Facts, held: Held) -> tuple[Item, ...]:
    """Items none of which has left. Raises LeftAlready."""
    if has_left(facts.order, items, facts):
        raise refusals.LeftAlready()
    return items


ITEMS: dict[CaseType, Callable[[tuple[Item, ...], Facts, Held], tuple[Item, ...]]] = {
    CaseType.MODIFY_ADDRESS: of_whole_order,
    CaseType.MODIFY_PAYMENT: of_whole_order,
    CaseType.MODIFY_ITEMS: of_unsent,
}
"""What each type makes of the items asked for, or its refusal."""


def change_of(command: OpenCase, items: tuple[Item, ...], facts: Facts) -> OrderChange | None:
    """What shall be otherwise, with what it costs; None for requests that change nothing.

    Raises NothingToChange, PayWithOwed, ChangeOwed, NoSuchTender, MoneyUnderWay, NotThatVariant and UnitsDiffer.
    """
    plan = _PLANS.get(command.type)
    if plan is None:
        if command.change is not None:
            raise refusals.NothingToChange(type=command.type.value)
        return None
    if command.refund_to is not None or command.amount_minor is not None:
        raise refusals.PayWithOwed()
    return plan(command.change or ChangeAsked(), items, facts)


def money_of(
    change: OrderChange | None, requested_minor: int, refund_to: BuyerTender | None, order: OrderFacts
) -> tuple[int, BuyerTender | None]:
    """What goes back, and to which tender: with a change what that says, else what was asked for."""
    if change is None:
        return requested_minor, refund_to
    return change.back_minor, goes_back_to(change, order)


def _of_address(asked: ChangeAsked, items: tuple[Item, ...], facts: Facts) -> OrderChange:
    if asked.address is None:
        raise refusals.ChangeOwed(field="address")
    return OrderChange(address_id=str(facts.new_id()))


def _of_payment(asked: ChangeAsked, items: tuple[Item, ...], facts: Facts) -> OrderChange:
    if not asked.pay_with:
        raise refusals.ChangeOwed(field="pay_with")
    order, tender = facts.order, tender_named(asked.pay_with, facts.order)
    left = [payment for payment in order.payments if payment.amount_minor > payment.refunded_minor]
    total = sum(payment.amount_minor - payment.refunded_minor for payment in left)
    if total != sum(item.value_minor for item in items):
        raise refusals.MoneyUnderWay()
    return OrderChange(
        pay_with=asked.pay_with, pay_with_kind=tender.tender, due_minor=total, back_minor=total
    )


def _of_items(asked: ChangeAsked, items: tuple[Item, ...], facts: Facts) -> OrderChange:
    if not asked.wanted:
        raise refusals.ChangeOwed(field="wanted")
    kind = tender_named(asked.pay_with, facts.order).tender if asked.pay_with else ""
    wanted = tuple(_units(each, facts.order) for each in asked.wanted)
    _require_each(wanted, items)
    due = difference_minor(items, wanted_units(wanted), facts.order)
    return OrderChange(
        wanted, pay_with=asked.pay_with, pay_with_kind=kind, due_minor=max(0, due), back_minor=max(0, -due)
    )


_PLANS: dict[CaseType, Callable[[ChangeAsked, tuple[Item, ...], Facts], OrderChange]] = {
    CaseType.MODIFY_ADDRESS: _of_address,
    CaseType.MODIFY_PAYMENT: _of_payment,
    CaseType.MODIFY_ITEMS: _of_items,
}


def tender_named(external_id: str, order: OrderFacts) -> BuyerTender:
    """One of the buyer's own tenders. Raises NoSuchTender."""
    tender = order.tender(external_id)
    if tender is None:
        raise NoSuchTender()
    return tender


def wanted_units(wanted: Sequence[ChangedUnits]) -> tuple[WantedUnits, ...]:
    """The new units as replacements know them."""
    return tuple(
        WantedUnits(each.sku, each.title, each.quantity, each.price_minor, each.product, each.category)
        for each in wanted
    )


def _units(asked: VariantAsked, order: OrderFacts) -> ChangedUnits:
    line = order.line(asked.line_no)
    ware = _variant(asked.sku, line, order)
    if line is None or ware is None or asked.sku == line.sku:
        raise refusals.NotThatVariant(line_no=asked.line_no, sku=asked.sku)
    return ChangedUnits(
        asked.line_no, ware.sku, ware.title, asked.quantity, ware.price_minor, ware.product, ware.category
    )


def _variant(sku: str, line: LineFacts | None, order: OrderFacts) -> Ware | None:
    """A variant of the product of a line; of no other product."""
    return order.ware(sku, line.product) if line is not None and line.product else None


def _require_each(wanted: Sequence[ChangedUnits], items: Sequence[Item]) -> None:
    """Raises UnitsDiffer where not every unit of the items, and no other, is given a variant."""
    named, asked = Counter[int](), {item.line_no: item.quantity for item in items}
    for each in wanted:
        named[each.line_no] += each.quantity
    for line_no in sorted(named.keys() | asked.keys()):
        if named[line_no] != asked.get(line_no, 0):
            raise refusals.UnitsDiffer(line_no=line_no, items=asked.get(line_no, 0), wanted=named[line_no])


def require_payable(change: OrderChange | None, facts: Facts) -> None:
    """What must be so when policy has nothing against it: enough of the variants, and a tender that pays.

    Raises VariantSoldOut, PaidWithThat, TenderTooSmall and ChangeOwed.
    """
    if change is None:
        return
    _require_stock(change.wanted, facts.order)
    if is_paid_with(change.pay_with, facts.order) and not change.wanted and change.pay_with:
        raise refusals.PaidWithThat()
    if change.due_minor and not change.pay_with:
        raise refusals.ChangeOwed(field="pay_with")
    balance = facts.order.balances.get(change.pay_with)
    if balance is not None and change.due_minor > balance:
        raise refusals.TenderTooSmall(due_minor=change.due_minor, currency=facts.order.currency)


def _require_stock(wanted: Sequence[ChangedUnits], order: OrderFacts) -> None:
    needed = Counter[tuple[str, str]]()
    for each in wanted:
        needed[each.sku, each.product] += each.quantity
    for (sku, product), quantity in needed.items():
        ware = order.ware(sku, product)
        if ware is None or not ware.available or (ware.left is not None and ware.left < quantity):
            raise refusals.VariantSoldOut(sku=sku)


def goes_back_to(change: OrderChange, order: OrderFacts) -> BuyerTender | None:
    """The tender that receives what the new variants cost less; None for the payments of the order."""
    if not change.wanted or not change.pay_with or is_paid_with(change.pay_with, order):
        return None
    return order.tender(change.pay_with)
