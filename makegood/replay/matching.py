"""PURE: what a credit note takes back is looked for among what the same customer bought before.

Of the same customer and stock code, bought no later than the credit note and not taken back yet: at the credited
price first, then at a higher one (the credited part is refunded); of each the most recent first. Units are spread
over as many order lines as it takes. Cheaper purchases are never used: no more is refunded than was paid.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from makegood.orders import OrderInput
from makegood.replay.model import Bought, Match, SourceLine, Taken, Unmatched
from makegood.replay.sorting import never_a_case

Shelf = dict[tuple[str, str], list[Bought]]
"""What each customer bought of each stock code (in capitals), oldest first."""


def shelve(orders: Iterable[OrderInput]) -> Shelf:
    """The goods of all orders by buyer and stock code."""
    shelf: Shelf = defaultdict(list)
    for order in orders:
        for line_no, line in enumerate(order.lines, 1):
            shelf[order.buyer.external_id, line.product.external_id].append(
                Bought(
                    order.external_id,
                    line_no,
                    order.placed_at,
                    line.quantity,
                    line.unit_price_minor,
                    line.quantity,
                )
            )
    return shelf


def match_credit(credit: SourceLine, shelf: Shelf) -> Match:
    """Take the units of a credit line off the shelf; what is not found has its reason."""
    reason = never_a_case(credit)
    if reason:
        return Match(credit, (), abs(credit.quantity), reason)
    bought = shelf.get((credit.customer, credit.code.upper()), [])
    wanted = -credit.quantity
    taken = []
    for each in _in_order(credit, bought):
        units = min(wanted, each.left)
        each.left -= units
        wanted -= units
        taken.append(Taken(each.order, each.line_no, units, each.price_minor == credit.price_minor))
        if not wanted:
            return Match(credit, tuple(taken))
    return Match(credit, tuple(taken), wanted, _why_no_more(credit, bought, taken))


def _in_order(credit: SourceLine, bought: Sequence[Bought]) -> list[Bought]:
    assert credit.price_minor is not None
    usable = [
        each
        for each in bought
        if each.at <= credit.at and each.left and each.price_minor >= credit.price_minor
    ]
    return sorted(
        usable,
        key=lambda each: (
            each.price_minor != credit.price_minor, -each.at.timestamp(), each.order, each.line_no,
        ),
    )  # fmt: skip


def _why_no_more(credit: SourceLine, bought: Sequence[Bought], taken: Sequence[Taken]) -> Unmatched:
    earlier = [each for each in bought if each.at <= credit.at]
    if not earlier:
        return Unmatched.BOUGHT_LATER if bought else Unmatched.NEVER_BOUGHT
    if any(each.left for each in earlier):
        return Unmatched.CREDITED_MORE
    taken_by_others = sum(each.quantity for each in earlier) - sum(part.quantity for part in taken)
    return Unmatched.ALREADY_RETURNED if taken_by_others else Unmatched.MORE_THAN_BOUGHT
