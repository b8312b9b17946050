"""PURE: what a part of a bundle is worth once it goes back: what is kept is counted at the prices of the purchase day.

Interim Measures for Seven-Day No-Reason Returns art. 12 and 17: gifts come back or are paid at their marked price; what a
discount for buying more made cheaper is reckoned anew. What has to be back with the buyer depends on what is kept alone,
never on the order of the returns, and never falls when less is kept.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from makegood.cases.facts import LineFacts, OrderFacts
from makegood.cases.model import Item

BUNDLE = "bundle"
GIFT = "gift"
DISCOUNT_FROM, DISCOUNT_OFF = "discount_from", "discount_off"
"""Facts of the order: from which listed price on it was how much cheaper; minor units."""
Held = Mapping[int, tuple[int, int]]
"""What a case has claimed itself: line number to (units, minor units)."""
_NOTHING: Held = {}
GIFT_PRICE = "gift_price"
"""A fact of a gift's line: the price that was marked for it beforehand; minor units for one."""


class Discounted(Struct, frozen=True):
    """Units that were bought together. Prices are of one unit, by line; `kept` counts units. Amounts are minor units."""

    prices: Mapping[int, int]
    bought: Mapping[int, int]
    paid_minor: int
    thresholds: tuple[tuple[int, int], ...] = ()

    def listed(self, kept: Mapping[int, int]) -> int:
        """What units cost before any discount."""
        return sum(self.prices[line] * kept.get(line, 0) for line in self.prices)

    def cost_of(self, kept: Mapping[int, int]) -> int:
        """What the kept units would have cost by themselves: never more than all that was paid, nor more than a larger
        purchase that a threshold made cheaper. Nothing for nothing.
        """
        if not any(kept.values()):
            return 0
        price, most = self.listed(kept), self.listed(self.bought)
        ways = [self.paid_minor, price - self._off(price)]
        ways += [at - self._off(at) for at, _ in self.thresholds if price < at <= most]
        return max(0, min(ways))

    def _off(self, price_minor: int) -> int:
        return max((off for at, off in self.thresholds if price_minor >= at), default=0)

    def back_minor(self, kept: Mapping[int, int]) -> int:
        """What has to be back with the buyer, over all returns together, once only these units are kept."""
        return self.paid_minor - self.cost_of(kept)


def thresholds_of(order: OrderFacts) -> tuple[tuple[int, int], ...]:
    """The discount by amount that the marketplace told of: from which price on, how much less."""
    at, off = order.facts.get(DISCOUNT_FROM), order.facts.get(DISCOUNT_OFF)
    if isinstance(at, int) and isinstance(off, int) and 0 < off <= at:
        return ((at, off),)
    return ()


def bundle_of(items: Sequence[Item], order: OrderFacts) -> Discounted | None:
    """The units that were cheaper together; None where no item of the request is of a bundle or under a discount."""
    thresholds = thresholds_of(order)
    lines = [line for line in order.lines if _is_discounted(line, bool(thresholds))]
    if not {item.line_no for item in items} & {line.line_no for line in lines}:
        return None
    return Discounted(
        {line.line_no: line.unit_price_minor for line in lines},
        {line.line_no: line.quantity for line in lines},
        sum(line.paid_minor for line in lines),
        thresholds,
    )


def _is_discounted(line: LineFacts, by_amount: bool) -> bool:
    """Whether a line's price hung on what else was bought. Without a marked price nothing can be reckoned."""
    return line.kind == "goods" and line.unit_price_minor > 0 and (by_amount or BUNDLE in line.traits)


def discount_lost_minor(items: Sequence[Item], order: OrderFacts, held: Held = _NOTHING) -> int:
    """How much less than their own share of the payment comes back for some items, because what is kept cost more alone.

    Never less than zero nor more than the items' value. `held`: what the case itself has claimed already.
    """
    bundle = bundle_of(items, order)
    if bundle is None:
        return 0
    value = sum(item.value_minor for item in items if item.line_no in bundle.prices)
    return max(0, value - _due(bundle, items, order, held))


def withheld_items(items: Sequence[Item], order: OrderFacts, held: Held = _NOTHING) -> tuple[Item, ...]:
    """What earlier returns of a bundle kept back and this one brings back, as items without units: of lines that have
    gone back whole, never more than is left of their money, nor than was kept back for the prices' sake.
    """
    bundle = bundle_of(items, order)
    if bundle is None:
        return ()
    before, after = _kept(bundle, (), order, held), _kept(bundle, items, order, held)
    value = sum(item.value_minor for item in items if item.line_no in bundle.prices)
    # What this return alone is worth: more may still be due for other reasons (wear), and is not for it to bring back.
    worth = bundle.back_minor(after) - bundle.back_minor(before)
    left = max(0, min(worth, _due(bundle, items, order, held)) - value)
    named = {item.line_no for item in items}
    found = []
    for line in order.lines:
        if line.line_no in bundle.prices and line.line_no not in named and not before[line.line_no]:
            part = min(left, line.left_minor + held.get(line.line_no, (0, 0))[1])
            left -= part
            found += [Item(line.line_no, line.title, 0, part)] if part else []
    return tuple(found)


def withheld_in(items: Sequence[Item]) -> int:
    """What of a request is money that earlier returns had kept back."""
    return sum(item.value_minor for item in items if not item.quantity)


def _kept(bundle: Discounted, items: Sequence[Item], order: OrderFacts, held: Held) -> dict[int, int]:
    """Units that stay with the buyer once some items have gone back too."""
    returned = {item.line_no: item.quantity for item in items}
    return {
        line.line_no: max(
            0, line.left_quantity + held.get(line.line_no, (0, 0))[0] - returned.get(line.line_no, 0)
        )
        for line in order.lines
        if line.line_no in bundle.prices
    }


def _due(bundle: Discounted, items: Sequence[Item], order: OrderFacts, held: Held) -> int:
    """What has to come back for some items, after all that came back before."""
    refunded = sum(
        line.claimed_minor - held.get(line.line_no, (0, 0))[1]
        for line in order.lines
        if line.line_no in bundle.prices
    )
    return max(0, bundle.back_minor(_kept(bundle, items, order, held)) - refunded)


def gifts_kept_minor(items: Sequence[Item], order: OrderFacts) -> int:
    """The marked price of gifts that stay although all they came with goes back; minor units."""
    returned = {item.line_no: item.quantity for item in items}
    goods = [line for line in order.lines if line.kind == "goods"]
    gifts = [line for line in goods if GIFT in line.traits]
    others = [line for line in goods if GIFT not in line.traits]
    if not gifts or any(line.left_quantity > returned.get(line.line_no, 0) for line in others):
        return 0
    return sum(_marked(line) * max(0, line.left_quantity - returned.get(line.line_no, 0)) for line in gifts)


def _marked(gift: LineFacts) -> int:
    """Only a price that was marked beforehand can be asked for."""
    told = gift.facts.get(GIFT_PRICE)
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else 0


def repricing_facts(
    items: Sequence[Item], group: Sequence[Item], order: OrderFacts, held: Held = _NOTHING
) -> dict[str, int]:
    """Facts of the catalogue that follow for a request; told once, with the group that its first item is of."""
    if items[:1] != tuple(group[:1]):
        return {}
    found = {
        "discount_lost": discount_lost_minor(items, order, held),
        "gifts_kept": gifts_kept_minor(items, order),
    }
    return {name: amount for name, amount in found.items() if amount}
