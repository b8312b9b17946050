"""PURE: what an exchange or a reshipment may ask for, what it costs, and whether there is enough of it."""

from collections.abc import Sequence

from makegood.cases.commands import Revise
from makegood.cases.facts import LineFacts, OrderFacts, Ware
from makegood.cases.families.replacement import refusals
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.families.replacement.plan import Replacement, WantedUnits
from makegood.cases.model import CaseState, CaseType, Item
from makegood.cases.refusals import NoSuchTender

REPLACING = frozenset({CaseType.EXCHANGE, CaseType.RESHIP})
IN_KIND = REPLACING | {CaseType.REPAIR}
"""Types that owe the buyer goods."""


def plan_of(
    asked: ReplacementAsked | None, type_: CaseType, items: Sequence[Item], order: OrderFacts
) -> Replacement | None:
    """What the buyer gets, with its price difference. None where money is asked for.

    Raises NothingToReplace, WantedOwed, SameUnitsResent, NoSuchVariant, OutOfStock and NoSuchTender.
    """
    if type_ not in REPLACING:
        if asked is not None:
            raise refusals.NothingToReplace(type=type_.value)
        return None
    asked = asked or ReplacementAsked()
    if type_ is CaseType.RESHIP:
        return _resent(asked, items, order)
    if not asked.wanted:
        raise refusals.WantedOwed()
    wanted = tuple(_units(each, items, order) for each in asked.wanted)
    require_stock(wanted, order)
    kind = _tender(asked.pay_with, order)
    due = difference_minor(items, wanted, order)
    return Replacement(True, wanted, "", due, asked.pay_with, kind)


def plan_changed(
    command: Revise, type_: CaseType, items: Sequence[Item], state: CaseState, order: OrderFacts
) -> Replacement | None:
    """What the buyer gets after a change of the request; the same as before where nothing of it was named."""
    as_before = command.replacement is None and tuple(items) == state.items
    if as_before and type_ is state.type and state.replacement is not None:
        return state.replacement
    return plan_of(command.replacement, type_, items, order)


def refuse_part_of_units(type_: CaseType, amount_minor: int | None) -> None:
    """Raises WholeUnitsOnly where an exchange names an amount."""
    if type_ is CaseType.EXCHANGE and amount_minor is not None:
        raise refusals.WholeUnitsOnly()


def refuse_goods_offered(type_: CaseType) -> None:
    """Raises OfferIsMoney where goods are offered."""
    if type_ in IN_KIND:
        raise refusals.OfferIsMoney()


def _resent(asked: ReplacementAsked, items: Sequence[Item], order: OrderFacts) -> Replacement:
    """The same units again, or parts that are no unit of their own and so have no stock."""
    if asked.wanted:
        raise refusals.SameUnitsResent()
    if asked.parts.strip():
        return Replacement(False, parts=asked.parts.strip())
    lines = [(item, order.line(item.line_no)) for item in items]
    wanted = tuple(
        WantedUnits(line.sku, line.title, item.quantity, 0, line.product or "", line.category)
        for item, line in lines
        if line is not None and line.kind == "goods"
    )
    require_stock(wanted, order)
    return Replacement(False, wanted)


def _units(asked: WantedAsked, items: Sequence[Item], order: OrderFacts) -> WantedUnits:
    ware = ware_of(asked.sku, asked.product, items, order)
    if ware is None:
        raise refusals.NoSuchVariant(sku=asked.sku)
    return WantedUnits(ware.sku, ware.title, asked.quantity, ware.price_minor, ware.product, ware.category)


def ware_of(sku: str, product: str | None, items: Sequence[Item], order: OrderFacts) -> Ware | None:
    """What the shop sells under a sku: a variant that the marketplace told of, else what a line of the case was sold as."""
    found = order.ware(sku, product)
    if found is not None:
        return found
    for item in items:
        line = order.line(item.line_no)
        if line is not None and line.sku == sku and product in (None, line.product):
            return Ware(sku, line.title, line.product or "", line.category, listed_minor(line, item, 1))
    return None


def listed_minor(line: LineFacts, item: Item, quantity: int) -> int:
    """What units of a line cost before discounts, in minor units; what was paid where no price was told."""
    return line.unit_price_minor * quantity if line.unit_price_minor else item.value_minor // item.quantity


def difference_minor(items: Sequence[Item], wanted: Sequence[WantedUnits], order: OrderFacts) -> int:
    """What the buyer owes on top, or below zero what the shop owes back. Prices are compared as they are listed, so that
    another size of one price costs nothing though the first was bought with a discount; what goes back is in proportion
    to what was paid, and so never more.
    """
    listed = 0
    for item in items:
        line = order.line(item.line_no)
        listed += listed_minor(line, item, item.quantity) if line is not None else item.value_minor
    price = sum(each.price_minor * each.quantity for each in wanted)
    if price >= listed:
        return price - listed
    paid = sum(item.value_minor for item in items)
    return -((listed - price) * paid // listed)


def require_stock(wanted: Sequence[WantedUnits], order: OrderFacts) -> None:
    """Raises OutOfStock for the first units of which there are not enough."""
    for each in wanted:
        short = _short(each, wanted, order)
        if short is not None:
            raise refusals.OutOfStock(sku=each.sku, left=short)


def in_stock(wanted: Sequence[WantedUnits], order: OrderFacts) -> bool:
    """Whether there are enough of all units. Stock that nobody told of is there if the variant is for sale."""
    return all(_short(each, wanted, order) is None for each in wanted)


def _short(each: WantedUnits, wanted: Sequence[WantedUnits], order: OrderFacts) -> int | None:
    """How many are left where that is too few for all that is wanted of a sku; else None."""
    ware = order.ware(each.sku, each.product or None)
    if ware is None:
        return None
    if ware.left is None:
        return None if ware.available else 0
    needed = sum(other.quantity for other in wanted if other.sku == each.sku)
    return None if ware.left >= needed else max(0, ware.left)


def _tender(external_id: str, order: OrderFacts) -> str:
    """The kind of the buyer's tender that a difference is paid by; empty for the marketplace's checkout."""
    if not external_id:
        return ""
    tender = order.tender(external_id)
    if tender is None:
        raise NoSuchTender()
    return tender.tender
