"""The demo's orders on their way: sent by the simulated carrier, followed since they left, with no case about any of them."""

from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct, structs

from makegood.demo.order_book import Purchase, order_input
from makegood.demo.play import Player, Scene
from makegood.orders import OrderInput

FIRST_NUMBER = 70_001


class FollowedOrder(Struct, frozen=True):
    """An order that left so many days ago. `number`: as the simulated carrier is told it, by its first word it fares so."""

    buyer: str
    goods: dict[str, int]
    days_ago: float
    number: str
    promises: tuple[str, ...] = ()


FOLLOWED_ORDERS = (
    FollowedOrder("li-na", {"picture-books": 1}, 0.9, "DELAYED-70001"),
    FollowedOrder("wang-wei", {"buds": 1}, 2.6, "SMOOTH-70002"),
    FollowedOrder("chen-jing", {"teaset": 1}, 6.8, "LOST-70003", ("timely_shipping",)),
)
_PLACED_BEFORE = timedelta(hours=9)
_PROMISED = timedelta(hours=24)


def followed_scenes(base: datetime) -> list[Scene]:
    """Each order is told of when it leaves; where its parcel is the scenes of parcels look at."""
    return [
        Scene(base - timedelta(days=one.days_ago), happens=partial(_leave, one=one, number=f"MG-{number}", at=base))
        for number, one in enumerate(FOLLOWED_ORDERS, FIRST_NUMBER)
    ]  # fmt: skip


async def _leave(player: Player, one: FollowedOrder, number: str, at: datetime) -> None:
    (outcome,) = await player.engine.record_orders([_order(one, number, at - timedelta(days=one.days_ago))])
    if isinstance(outcome, Exception):
        raise outcome


def _order(one: FollowedOrder, number: str, left_at: datetime) -> OrderInput:
    placed_at = left_at - _PLACED_BEFORE
    made = order_input(
        Purchase(number=number, buyer=one.buyer, goods=one.goods, placed_at=placed_at, status="shipped")
    )
    (parcel,) = made.parcels
    sent = structs.replace(parcel, carrier="simulated", tracking_no=one.number, shipped_at=left_at)
    facts = dict(made.facts)
    if one.promises:
        facts |= {"guarantees": list(one.promises), "ship_by": (placed_at + _PROMISED).isoformat()}
    return structs.replace(made, parcels=[sent], facts=facts)
