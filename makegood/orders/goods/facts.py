"""PURE: what goods with rules of their own tell policy, by the names of the fact catalogue."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import assert_never

from msgspec import Struct

from makegood.orders.goods import custom_made, fresh, large, presale, second_hand, virtual
from makegood.orders.goods.fields import Value
from makegood.orders.goods.model import Goods, KeptRecord


class GoodsFact(Struct, frozen=True):
    """A fact with who told it (`marketplace` or `merchant`) and when; None where it was told with the order."""

    name: str
    value: Value
    by: str
    at: datetime | None = None


def goods_facts(
    goods: Goods | None, records: Sequence[KeptRecord], quantity: int = 1, units: int | None = None
) -> tuple[GoodsFact, ...]:
    """The facts of a line: those of its description, and those of what happened since, which take their place.

    `units` of the line's `quantity` are asked about; all of them where nobody says how many.
    """
    if goods is None:
        return ()
    kept = {type(each.record): each for each in records}
    found = {name: GoodsFact(name, value, "marketplace") for name, value in _described(goods)}
    happened = [each.record for each in records]
    for kind, name, value in _recorded(goods, happened, quantity, quantity if units is None else units):
        found[name] = GoodsFact(name, value, kept[kind].by, kept[kind].at)
    return tuple(found.values())


def _described(goods: Goods) -> Iterator[tuple[str, Value]]:
    match goods:
        case custom_made.CustomMade():
            return custom_made.of_description(goods)
        case virtual.Virtual():
            return virtual.of_description(goods)
        case presale.Presale():
            return presale.of_description(goods)
        case second_hand.SecondHand():
            return second_hand.of_description(goods)
        case fresh.Fresh():
            return fresh.of_description(goods)
        case large.Large():
            return large.of_description(goods)
        case _:
            assert_never(goods)


def _recorded(
    goods: Goods, happened: Sequence[object], quantity: int, units: int
) -> Iterator[tuple[type, str, Value]]:
    records = {type(each): each for each in happened}
    match goods:
        case custom_made.CustomMade():
            return custom_made.of_records(records)
        case virtual.Virtual():
            return virtual.of_records(happened, quantity, units)
        case second_hand.SecondHand():
            return second_hand.of_records(records)
        case large.Large():
            return large.of_records(records)
    return iter(())


def ship_by_of(goods: Goods | None) -> datetime | None:
    """The time by which goods are promised to leave, as far as their description says."""
    return goods.ship_by if isinstance(goods, presale.Presale | custom_made.CustomMade) else None
