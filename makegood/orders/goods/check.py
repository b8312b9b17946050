"""PURE: what is wrong with what an order tells of its goods."""

from collections.abc import Iterator

from makegood.orders.allocate import full_price_minor
from makegood.orders.goods.custom_made import CustomMade
from makegood.orders.goods.presale import Presale
from makegood.orders.model import LineInput, OrderInput, Problem


def goods_problems(order: OrderInput) -> Iterator[Problem]:
    """Each problem by its path, such as `lines[0].goods.deposit_minor`."""
    for at, line in enumerate(order.lines):
        path = f"lines[{at}].goods"
        match line.goods:
            case Presale() as presale:
                yield from _of_presale(presale, line, order, path)
            case CustomMade(measurements=measurements, measured_by=None) if measurements:
                yield Problem(f"{path}.measured_by", "is missing: say who took the measurements", "")
            case _:
                pass


def _of_presale(presale: Presale, line: LineInput, order: OrderInput, path: str) -> Iterator[Problem]:
    price = full_price_minor(line)
    if presale.deposit_minor >= price:
        problem = f"is not less than the line costs ({price})"
        yield Problem(f"{path}.deposit_minor", problem, str(presale.deposit_minor))
    if presale.awaits_balance and order.status not in ("paid", "cancelled"):
        problem = "is missing: what is shipped or delivered has its balance paid"
        yield Problem(f"{path}.balance_paid_at", problem, order.status)
    if presale.balance_paid_at and presale.balance_paid_at < order.placed_at:
        problem = "is before the order was placed"
        yield Problem(f"{path}.balance_paid_at", problem, presale.balance_paid_at.isoformat())
    if presale.ship_by < order.placed_at:
        yield Problem(f"{path}.ship_by", "is before the order was placed", presale.ship_by.isoformat())
