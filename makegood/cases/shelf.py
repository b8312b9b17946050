"""What the shop sells of the goods that requests want instead of money, and how much is left: read for a batch at once,
under the lock of its stock. Nothing is read where nobody wants goods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.decide import Decision
from makegood.cases.facts import LineFacts, OrderFacts, Ware
from makegood.cases.families.replacement.asked import ReplacementAsked
from makegood.cases.families.replacement.events import StockReleased, StockReserved
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.model import CaseState, CaseType
from makegood.cases.requests import Request
from makegood.cases.store import Loaded
from makegood.db.writes import Connection
from makegood.stock import Variant, units_left, variants_of


@dataclass(frozen=True, slots=True)
class Wish:
    """Skus of a shop that a request is about, and the products that they may be variants of."""

    merchant_id: int
    skus: frozenset[str]
    products: frozenset[str]


@dataclass(slots=True)
class Shelf:
    """Variants, and units that nobody holds; those change as the batch goes on."""

    variants: Sequence[Variant] = ()
    left: dict[tuple[int, str], int] = field(default_factory=dict)

    def put_before(self, order: OrderFacts, wish: Wish | None) -> OrderFacts:
        """The order with the wares that a request is about."""
        if wish is None:
            return order
        wares = [self._ware(each) for each in self.variants if _fits(each, wish)]
        told = {(ware.sku, ware.product) for ware in wares}
        lines = [line for line in order.lines if line.sku in wish.skus and line.kind == "goods"]
        wares += [self._line(line, order) for line in lines if (line.sku, line.product or "") not in told]
        return structs.replace(order, wares=tuple(wares))

    def _ware(self, variant: Variant) -> Ware:
        left = self.left.get((variant.merchant_id, variant.sku))
        title = variant.product_title
        if variant.title and variant.title != title:
            title = f"{title} · {variant.title}"
        return Ware(
            variant.sku,
            title,
            variant.product,
            variant.category,
            variant.price_minor,
            variant.available,
            left,
        )

    def _line(self, line: LineFacts, order: OrderFacts) -> Ware:
        left = self.left.get((order.merchant_id, line.sku))
        price = line.unit_price_minor or line.paid_minor // line.quantity
        return Ware(line.sku, line.title, line.product or "", line.category, price, True, left)

    def follow(self, decision: Decision) -> None:
        """Units that a decision holds or lets go are fewer or more for the next of the batch."""
        plan = decision.after.replacement
        if plan is None:
            return
        for recorded in decision.recorded:
            sign = {StockReserved: -1, StockReleased: 1}.get(type(recorded.event), 0)
            for units in plan.wanted if sign else ():
                name = (decision.after.merchant_id, units.sku)
                if name in self.left:
                    self.left[name] += sign * units.quantity


def _fits(variant: Variant, wish: Wish) -> bool:
    return (
        variant.merchant_id == wish.merchant_id
        and variant.sku in wish.skus
        and variant.product in wish.products
    )


def wish_of(command: c.Command, state: CaseState | None, order: OrderFacts) -> Wish | None:
    """What a request wants, of which shop; None where it is about money alone."""
    asked = command.replacement if isinstance(command, c.OpenCase | c.Revise) else None
    plan = state.replacement if state else None
    resent = isinstance(command, c.OpenCase) and command.type is CaseType.RESHIP
    changed = _changed(command, state)
    if asked is None and plan is None and not resent and not changed:
        return None
    products = {line.product for line in order.lines if line.product}
    skus = {line.sku for line in order.lines if line.kind == "goods"}
    skus |= _skus(asked, plan) | changed
    products |= _products(asked, plan)
    return Wish(order.merchant_id, frozenset(skus), frozenset(products))


def _changed(command: c.Command, state: CaseState | None) -> set[str]:
    """The skus that a change of the order is about."""
    asked = command.change if isinstance(command, c.OpenCase) else None
    plan = state.change if state else None
    named = {each.sku for each in asked.wanted} if asked else set[str]()
    return named | ({each.sku for each in plan.wanted} if plan else set[str]())


def _skus(asked: ReplacementAsked | None, plan: Replacement | None) -> set[str]:
    wanted = {each.sku for each in asked.wanted} if asked else set()
    return wanted | ({each.sku for each in plan.wanted} if plan else set())


def _products(asked: ReplacementAsked | None, plan: Replacement | None) -> set[str]:
    named = {each.product for each in asked.wanted if each.product} if asked else set()
    return named | ({each.product for each in plan.wanted if each.product} if plan else set())


async def shelf_for(connection: Connection, requests: Iterable[Request], loaded: Loaded) -> Shelf:
    """What a batch of requests may have, its stock locked until the transaction ends."""
    wishes = [wish for request in requests if (wish := _wish(request, loaded)) is not None]
    return await read_shelf(connection, wishes, lock=True)


async def read_shelf(connection: Connection, wishes: Sequence[Wish], lock: bool = False) -> Shelf:
    """The same for wishes that are known."""
    if not wishes:
        return Shelf()
    variants = await variants_of(
        connection, ((wish.merchant_id, name) for wish in wishes for name in wish.products)
    )
    skus = [(wish.merchant_id, sku) for wish in wishes for sku in wish.skus]
    return Shelf(variants, await units_left(connection, skus, lock))


def _wish(request: Request, loaded: Loaded) -> Wish | None:
    case = loaded.cases.get(request.case_id) if request.case_id is not None else None
    order_id = case.state.order_id if case else request.order_id
    order = loaded.orders.get(order_id or 0)
    return None if order is None else wish_of(request.command, case.state if case else None, order)


async def wares_of_lines(
    connection: Connection, order: OrderFacts, line_nos: Iterable[int]
) -> dict[int, list[Ware]]:
    """What each of some lines could be exchanged for: the variants of its product, else the same once more."""
    lines = [line for line_no in line_nos if (line := order.line(line_no)) and line.kind == "goods"]
    products = [(order.merchant_id, line.product) for line in lines if line.product]
    variants = await variants_of(connection, products)
    skus = {each.sku for each in variants} | {line.sku for line in lines}
    shelf = Shelf(variants, await units_left(connection, [(order.merchant_id, sku) for sku in skus]))
    found = {}
    for line in lines:
        wish = Wish(order.merchant_id, frozenset(skus), frozenset({line.product or ""}))
        wares = [ware for ware in shelf.put_before(order, wish).wares if ware.product == (line.product or "")]
        found[line.line_no] = wares
    return found
