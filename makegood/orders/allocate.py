"""PURE: what was paid for each line of an order, to the cent.

A line costs its units, less its discount, plus its tax, less its share of the order's discount (shared by
largest remainder in proportion to the goods before tax). Shipping is a line of its own, after the goods.
The lines add up to the total exactly, so refunding all of them gives back what was paid and nothing else.
"""

from makegood.kit.money import split_by_weights
from makegood.orders.goods.model import traits_of
from makegood.orders.goods.presale import Presale
from makegood.orders.model import LineInput, OrderInput, PaidLine

SHIPPING_SKU = "shipping"


def gross_minor(line: LineInput) -> int:
    """The units of a line at their price."""
    return line.quantity * line.unit_price_minor


def goods_minor(order: OrderInput) -> list[int]:
    """What the goods of each line cost after the line's own discount, before tax; of a presale whose balance is not paid,
    the deposit.
    """
    return [_due_minor(line) for line in order.lines]


def _due_minor(line: LineInput) -> int:
    if isinstance(line.goods, Presale) and line.goods.awaits_balance:
        return line.goods.deposit_minor
    return gross_minor(line) - line.discount_minor


def full_price_minor(line: LineInput) -> int:
    """What a line costs in all, with its tax, whether or not it is paid."""
    return gross_minor(line) - line.discount_minor + line.tax_minor


def taxes_minor(order: OrderInput) -> list[int]:
    """The tax that is due with each line; that of a presale comes with its balance."""
    return [0 if _awaits_balance(line) else line.tax_minor for line in order.lines]


def _awaits_balance(line: LineInput) -> bool:
    return isinstance(line.goods, Presale) and line.goods.awaits_balance


def shipping_paid_minor(order: OrderInput) -> int:
    """Shipping with its tax."""
    return order.shipping_minor + order.shipping_tax_minor


def total_minor(order: OrderInput) -> int:
    """What the whole order costs: what its payments have to add up to."""
    return (
        sum(goods_minor(order)) + sum(taxes_minor(order)) - order.discount_minor + shipping_paid_minor(order)
    )


def paid_lines(order: OrderInput) -> list[PaidLine]:
    """The lines with what was paid for each; they add up to `total_minor`.

    Expects an order without problems (see check.py); raises ValueError for amounts below zero.
    """
    goods = goods_minor(order)
    shares = split_by_weights(order.discount_minor, goods) if order.discount_minor else [0] * len(goods)
    paid = [
        _goods_line(number, line, net + tax - share)
        for number, (line, net, tax, share) in enumerate(
            zip(order.lines, goods, taxes_minor(order), shares, strict=True), 1
        )
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
        traits=tuple(dict.fromkeys((*line.product.traits, *traits_of(line.goods)))),
        quantity=line.quantity,
        unit_price_minor=line.unit_price_minor,
        paid_minor=paid_minor,
        facts=line.facts,
        goods=line.goods,
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
