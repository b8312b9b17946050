"""What happened to units, page by page: no move is left out or shown twice while others are told; and the true number held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.db.writes import Writes
from makegood.kit.errors import Invalid
from makegood.stock import LevelTold, Move, MoveKind, add_moves, moves_of, tell_levels, units_put_away
from makegood.stock.places import place_of
from makegood.stock.refusals import ReservedMeanwhile
from tests.world import NOON

SHOP, SKU = 7 << 22, "TEA.1-100 g"


def move(case_id: int, kind: MoveKind = MoveKind.RESERVED, **more: Any) -> Move:
    told = {"sku": SKU, "subject": SKU, "quantity": 1, "at": NOON} | more
    return Move(merchant_id=SHOP, case_id=case_id, kind=kind, **told)


async def tell(pool: Any, *moves: Move) -> None:
    async with pool.acquire() as connection, connection.transaction():
        writes = Writes()
        add_moves(writes, *moves)
        await writes.send(connection)


async def test_pages_go_on_where_the_last_one_ended(pool: Any) -> None:
    await tell(pool, *(move(case_id) for case_id in range(1, 8)))
    seen, cursor = list[str](), None
    while True:
        found, cursor = await moves_of(pool, SHOP, SKU, 2, cursor)
        seen += [each.case_id for each in found]
        if cursor is None:
            break
        # What is told meanwhile is newer, and shifts nothing.
        await tell(pool, move(100 + len(seen), at=NOON + timedelta(hours=1)))
    assert seen == ["7", "6", "5", "4", "3", "2", "1"]


async def test_what_came_back_goes_by_the_same_places(pool: Any) -> None:
    for kind in (MoveKind.RESTOCKED, MoveKind.SCRAPPED):
        await tell(pool, *(move(case_id, kind, subject=f"{kind}-{case_id}") for case_id in (1, 2)))
    await tell(pool, move(3))
    first, cursor = await units_put_away(pool, SHOP, 3, None)
    rest, end = await units_put_away(pool, SHOP, 3, cursor)
    assert [(each.case_id, each.kind) for each in [*first, *rest]] == [
        ("2", MoveKind.SCRAPPED), ("2", MoveKind.RESTOCKED), ("1", MoveKind.SCRAPPED), ("1", MoveKind.RESTOCKED),
    ]  # fmt: skip
    assert end is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.2.3", "1.2.3.reserved", "1.2.99999.k.s", f"{10**17}.2.3.k.s", "1.x.0.k.s"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        place_of(cursor)


async def test_what_was_held_before_anybody_told_is_told_truly(pool: Any) -> None:
    await tell(pool, move(1, quantity=3), move(2, quantity=2))
    async with pool.acquire() as connection, connection.transaction():
        with pytest.raises(ReservedMeanwhile) as refused:
            await tell_levels(connection, SHOP, [LevelTold("OTHER", 50), LevelTold(SKU, 4)], NOON)
        assert refused.value.fields == {"sku": SKU, "reserved": 5}
        await tell_levels(connection, SHOP, [LevelTold(SKU, 5)], NOON)
