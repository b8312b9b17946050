"""PURE: what was paid for each line of an order, to the cent.

A line costs its units, less its discount, plus its tax, less its share of the order's discount (shared by
largest remainder in proportion to the goods before tax). Shipping is a line of its own, after the goods.
The lines add up to the total exactly, so refunding all of them gives back what was paid and nothing else.
"""

from makegood.kit.money import split_by_weights
from makegood.orders.model import LineInput, OrderInput, PaidLine

SHIPPING_SKU = "shipping"


def gross_minor(line: LineInput) -> int:
    """The units of a line at their price."""
    return line.quantity * line.unit_price_minor


def goods_minor(order: OrderInput) -> list[int]:
    """What the goods of each line cost after the line's own discount, before tax."""
    return [gross_minor(line) - line.discount_minor for line in order.lines]


def shipping_paid_minor(order: OrderInput) -> int:
    """Shipping with its tax."""
    return order.shipping_minor + order.shipping_tax_minor


def total_minor(order: OrderInput) -> int:
    """What the whole order costs: what its payments have to add up to."""
    taxes = sum(line.tax_minor for line in order.lines)
    return sum(goods_minor(order)) + taxes - order.discount_minor + shipping_paid_minor(order)


def paid_lines(order: OrderInput) -> list[PaidLine]:
    """The lines with what was paid for each; they add up to `total_minor`.

    Expects an order without problems (see check.py); raises ValueError for amounts below zero.
    """
    goods = goods_minor(order)
    shares = split_by_weights(order.discount_minor, goods) if order.discount_minor else [0] * len(goods)
    paid = [
        _goods_line(number, line, net + line.tax_minor - share)
        for number, (line, net, share) in enumerate(zip(order.lines, goods, shares, strict=True), 1)
    ]
    if shipping_paid_minor(order):
        paid.append(_shipping_line(len(paid) + 1, order))
    return paid


def _goods_line(line_no: int, line: LineInput, paid_minor: int) -> PaidLine:
    return PaidLine(
        line_no=line_no,
        kind="goods",
        sku=line.sku,
        product_external_id=line.product.external_id,
        title=line.title,
        category=line.product.category,
        traits=tuple(line.product.traits),
        quantity=line.quantity,
        unit_price_minor=line.unit_price_minor,
        paid_minor=paid_minor,
        facts=line.facts,
    )


def _shipping_line(line_no: int, order: OrderInput) -> PaidLine:
    return PaidLine(
        line_no=line_no,
        kind="shipping",
        sku=SHIPPING_SKU,
        product_external_id=None,
        title="Shipping",
        category=SHIPPING_SKU,
        traits=(),
        quantity=1,
        unit_price_minor=order.shipping_minor,
        paid_minor=shipping_paid_minor(order),
    )
