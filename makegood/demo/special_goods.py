"""The demo's goods with rules of their own: one order of each kind, what happened to it, and what somebody asks of it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import COMMANDS, Request, units_asked_back
from makegood.demo.order_book import Purchase, order_input
from makegood.demo.play import Player, Scene
from makegood.demo.special_orders import SPECIALS, Special
from makegood.orders import OrderInput, OrderRecorded, record_happening

FIRST_NUMBER = 60_001


class Placed(Struct, frozen=True):
    """A special order with its number and the moment that its times are counted from."""

    special: Special
    number: str
    base: datetime


def special_scenes(base: datetime) -> list[Scene]:
    """Every special order: told as it stands, then what happened to it and what is asked."""
    placed = [Placed(each, f"MG-{FIRST_NUMBER + at}", base) for at, each in enumerate(SPECIALS)]
    return [
        Scene(base - timedelta(days=each.special.known_days_ago), happens=partial(_play, placed=each))
        for each in placed
    ]


def special_order(placed: Placed) -> OrderInput:
    """The order as the marketplace tells it."""
    special = placed.special
    frame = Purchase(
        number=placed.number,
        buyer=special.buyer,
        goods={special.shop_product: 1},
        placed_at=placed.base - timedelta(days=special.bought_days_ago),
        status=special.status,
    )
    return special.told(order_input(frame), placed.base)


async def _play(player: Player, placed: Placed) -> None:
    (recorded,) = await player.engine.record_orders([special_order(placed)])
    if isinstance(recorded, Exception):
        raise recorded
    await _happen(player, placed, recorded)
    if placed.special.asks:
        await _ask(player, placed, recorded)


async def _happen(player: Player, placed: Placed, order: OrderRecorded) -> None:
    """What happened to the goods by now."""
    for record, told_by in placed.special.happened(placed.base):
        async with player.engine.pool.acquire() as connection, connection.transaction():
            now = player.clock.now()
            await record_happening(connection, order.order_id, 1, record, told_by, now, units_asked_back)


async def _ask(player: Player, placed: Placed, order: OrderRecorded) -> None:
    """The buyer's request, once however often the demo is loaded."""
    buyer = Principal(PrincipalRole.BUYER, order.buyer_id)
    fields: dict[str, Any] = {"items": [{"line_no": 1}], **placed.special.asks}
    command = msgspec.convert(fields, COMMANDS["open"])
    await player.engine.command(Request(buyer, command, order_id=order.order_id, key=f"demo-{placed.number}"))
