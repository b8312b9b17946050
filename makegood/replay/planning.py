"""PURE: from the lines of a history to the orders and cases that play it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from makegood.orders import (
    BuyerInput,
    LineInput,
    MerchantInput,
    OrderInput,
    ParcelInput,
    PaymentInput,
    ProductInput,
)
from makegood.replay.matching import match_credit, shelve
from makegood.replay.model import (
    CURRENCY,
    History,
    LeftOut,
    Match,
    Plan,
    PlannedCase,
    PlannedStep,
    SourceLine,
    Taken,
)
from makegood.replay.sorting import is_shipping, left_out_of_orders

SHOP = MerchantInput(external_id="online-retail", name="Online Retail, a wholesaler of gifts")
SHIPPED_AFTER = timedelta(hours=1)
DELIVERED_AFTER = timedelta(hours=20)
"""The history does not tell of parcels: an order counts as shipped within the hour and delivered within the day."""

SILENT_MERCHANT_EVERY = 5
SILENT_INSPECTION_EVERY = 7
"""So that clocks act too: credit notes whose number divides by these are approved, or accepted, by silence."""

Invoices = dict[str, list[SourceLine]]
Products = dict[str, ProductInput]
"""By stock code in capitals, each called what it was called first."""


def plan_of(history: History) -> Plan:
    """Everything that will happen. The same history always makes the same plan."""
    left_out = [(LeftOut.UNREADABLE, 0) for _ in history.unreadable]
    sold: Invoices = defaultdict(list)
    credits = []
    for line in history.lines:
        if line.is_credit:
            credits.append(line)
        elif reason := left_out_of_orders(line):
            left_out.append((reason, line.amount_minor))
        else:
            sold[line.invoice].append(line)
    for number in [number for number, lines in sold.items() if all(map(is_shipping, lines))]:
        left_out += [(LeftOut.NO_GOODS_IN_INVOICE, line.amount_minor) for line in sold.pop(number)]
    orders = orders_of(sold)
    shelf = shelve(orders)
    matches = [match_credit(credit, shelf) for credit in sorted(credits, key=lambda line: line.at)]
    return Plan(
        file=history.name,
        lines=len(history.lines) + len(history.unreadable),
        unreadable=history.unreadable,
        orders=orders,
        cases=[case for match in matches for case in cases_of(match)],
        matches=matches,
        left_out=left_out,
        shipping_lines=sum(is_shipping(line) for lines in sold.values() for line in lines),
        repeated_lines=repeated(history.lines),
    )


def repeated(lines: Iterable[SourceLine]) -> int:
    """How many lines repeat an earlier one in every field. They stay: the invoice was paid with them in it."""
    invoices: Invoices = defaultdict(list)
    for line in lines:
        invoices[line.invoice].append(line)
    return sum(len(same) - len({line.repeats() for line in same}) for same in invoices.values())


def orders_of(invoices: Invoices) -> list[OrderInput]:
    """One order for each invoice, oldest first."""
    products: Products = {}
    for lines in invoices.values():
        for line in lines:
            code = line.code.upper()
            if code not in products or (line.description and products[code].title == code):
                title = line.description or code
                products[code] = ProductInput(external_id=code, category="gifts", title=title)
    orders = [_order(number, lines, products) for number, lines in invoices.items()]
    return sorted(orders, key=lambda order: (order.placed_at, order.external_id))


def _order(number: str, lines: Sequence[SourceLine], products: Products) -> OrderInput:
    placed_at = min(line.at for line in lines)
    return OrderInput(
        external_id=number,
        buyer=_buyer(number, lines[0].customer),
        merchant=SHOP,
        currency=CURRENCY,
        status="delivered",
        placed_at=placed_at,
        lines=[_line(line, products) for line in lines if not is_shipping(line)],
        shipping_minor=sum(line.amount_minor for line in lines if is_shipping(line)),
        payments=[
            PaymentInput(
                tender="card",
                processor="fake",
                processor_reference=f"pay_{number}",
                amount_minor=sum(line.amount_minor for line in lines),
                paid_at=placed_at,
            )
        ],
        parcels=[
            ParcelInput(
                carrier="Post",
                tracking_no=f"OUT-{number}",
                shipped_at=placed_at + SHIPPED_AFTER,
                delivered_at=placed_at + DELIVERED_AFTER,
            )
        ],
    )


def _buyer(number: str, customer: str) -> BuyerInput:
    """The customer, or, where the history names none, somebody of this invoice alone."""
    if customer:
        return BuyerInput(external_id=customer, name=f"Customer {customer}")
    return BuyerInput(external_id=f"invoice-{number}", name=f"Customer of invoice {number}")


def _line(line: SourceLine, products: Products) -> LineInput:
    assert line.price_minor is not None
    product = products[line.code.upper()]
    return LineInput(
        sku=line.code,
        product=product,
        title=line.description or product.title or line.code,
        quantity=line.quantity,
        unit_price_minor=line.price_minor,
    )


def cases_of(match: Match) -> list[PlannedCase]:
    """One case for each order that a credit line takes units out of."""
    credit = match.credit
    assert not match.taken or credit.price_minor is not None
    by_order: dict[str, list[Taken]] = defaultdict(list)
    for part in match.taken:
        by_order[part.order].append(part)
    return [
        PlannedCase(
            key=f"{credit.invoice} line {credit.number} of {order}",
            order=order,
            items=tuple((part.line_no, part.quantity) for part in parts),
            amount_minor=sum(part.quantity for part in parts) * (credit.price_minor or 0),
            opened_at=credit.at,
            steps=steps_of(credit),
        )
        for order, parts in by_order.items()
    ]


def steps_of(credit: SourceLine) -> tuple[PlannedStep, ...]:
    """What follows the opening: the shop answers on the next morning (or its clock does, after two days), the
    customer sends the goods the day after, they arrive three days later and are inspected in the afternoon (or
    count as accepted after seven days).
    """
    number = int("".join(filter(str.isdigit, credit.invoice)) or 0)
    silent = number % SILENT_MERCHANT_EVERY == 0
    shipped_on = 3 if silent else 2
    steps = [] if silent else [PlannedStep(_at(credit.at, 1, 10), "approve")]
    steps += [
        PlannedStep(_at(credit.at, shipped_on, 17), "ship"),
        PlannedStep(_at(credit.at, shipped_on + 3, 9), "receive"),
    ]
    if number % SILENT_INSPECTION_EVERY:
        steps.append(PlannedStep(_at(credit.at, shipped_on + 3, 15), "inspect"))
    return tuple(steps)


def _at(opened_at: datetime, days: int, hour: int) -> datetime:
    return (opened_at + timedelta(days=days)).replace(hour=hour, minute=0, second=0)
