"""Telling stock levels and reading them, page by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.stock.model import PUT_AWAY, LevelTold, LevelView, MoveKind, MoveView
from makegood.stock.places import Place, cursor_to, place_of
from makegood.stock.refusals import ReservedMeanwhile

_SHORT = """
SELECT s.sku, s.reserved FROM (
    SELECT w.sku, w.on_hand, coalesce(l.reserved, (SELECT sum(f.reserved * m.quantity)::integer FROM stock_moves m
        CROSS JOIN LATERAL stock_effect(m.kind) f WHERE (m.bucket, m.merchant_id, m.sku) = ($1, $2, w.sku)), 0) AS reserved
    FROM unnest($3::text[], $4::integer[]) AS w(sku, on_hand)
    LEFT JOIN stock_levels l ON (l.bucket, l.merchant_id, l.sku) = ($1, $2, w.sku)
) s WHERE s.reserved > s.on_hand ORDER BY s.sku LIMIT 1
"""
_TRIES = 3
_FIRST = (None, None, None, None, None)
_PAGE = """
SELECT merchant_id, sku, on_hand, reserved, updated_at FROM stock_levels
WHERE bucket = $1 AND merchant_id = $2 AND sku > $3 ORDER BY sku LIMIT $4
"""
_NAMED = """
SELECT merchant_id, sku, on_hand, reserved, updated_at FROM stock_levels
WHERE bucket = $1 AND merchant_id = $2 AND sku = ANY ($3::text[]) ORDER BY sku
"""
_MOVES = """
SELECT case_id, kind, sku, quantity, at, subject, nth FROM stock_moves WHERE bucket = $1 AND merchant_id = $2 AND {which}
    AND ($3::timestamptz IS NULL OR (at, case_id, subject, kind, nth) < ($3, $4, $5, $6, $7))
ORDER BY at DESC, case_id DESC, subject DESC, kind DESC, nth DESC LIMIT $8
"""
_OF_SKU = _MOVES.format(which="sku = $9")
_CAME_BACK = _MOVES.format(which=f"kind IN ({', '.join(repr(kind.value) for kind in PUT_AWAY)})")
_MERCHANT = (
    "SELECT id FROM merchants WHERE external_id = $1 OR id::text = $1 ORDER BY external_id = $1 DESC LIMIT 1"
)


async def tell_levels(
    connection: Connection, merchant_id: int, told: Sequence[LevelTold], now: datetime
) -> None:
    """Say how many units there are, in the caller's transaction; of a sku named twice the last counts.

    Raises ReservedMeanwhile.
    """
    bucket = bucket_of(merchant_id)
    last = {each.sku: each.on_hand for each in told}
    rows = [
        {"bucket": bucket, "merchant_id": merchant_id, "sku": sku, "on_hand": on_hand, "at": now}
        for sku, on_hand in last.items()
    ]
    for attempt in range(1, _TRIES + 1):
        short = await connection.fetchrow(_SHORT, bucket, merchant_id, list(last), list(last.values()))
        if short is not None:
            raise ReservedMeanwhile(sku=short["sku"], reserved=short["reserved"])
        try:
            async with connection.transaction():  # type: ignore[attr-defined]
                await connection.execute("SELECT set_stock($1)", msgspec.json.encode(rows).decode())
            return
        except asyncpg.CheckViolationError:
            # Reserved since it was looked at; it is seen now.
            if attempt == _TRIES:
                raise


async def levels_of(connection: Connection, merchant_id: int, after: str, limit: int) -> list[LevelView]:
    """Levels of a merchant by sku, those after one."""
    rows = await connection.fetch(_PAGE, bucket_of(merchant_id), merchant_id, after, limit)
    return [_level(row) for row in rows]


async def levels_named(connection: Connection, merchant_id: int, skus: Sequence[str]) -> list[LevelView]:
    """Levels of some skus of a merchant, as far as anybody told of them."""
    rows = await connection.fetch(_NAMED, bucket_of(merchant_id), merchant_id, skus)
    return [_level(row) for row in rows]


def _level(row: Any) -> LevelView:
    left = row["on_hand"] - row["reserved"]
    return LevelView(
        str(row["merchant_id"]), row["sku"], row["on_hand"], row["reserved"], left, row["updated_at"]
    )


async def moves_of(
    connection: Connection, merchant_id: int, sku: str, limit: int, cursor: str | None
) -> tuple[list[MoveView], str | None]:
    """What happened to a sku, newest first, and the cursor of the next page. Raises Invalid for a cursor that is none."""
    return await _moves(connection, _OF_SKU, merchant_id, limit, cursor, sku)


async def units_put_away(
    connection: Connection, merchant_id: int, limit: int, cursor: str | None
) -> tuple[list[MoveView], str | None]:
    """What became of units that came back, newest first, and the cursor of the next page."""
    return await _moves(connection, _CAME_BACK, merchant_id, limit, cursor)


async def _moves(
    connection: Connection, query: str, merchant_id: int, limit: int, cursor: str | None, *more: str
) -> tuple[list[MoveView], str | None]:
    place = place_of(cursor) if cursor else _FIRST
    rows = await connection.fetch(query, bucket_of(merchant_id), merchant_id, *place, limit + 1, *more)
    last = rows[limit - 1] if len(rows) > limit else None
    after = last and cursor_to(Place(*(last[name] for name in Place._fields)))
    return [_move(row) for row in rows[:limit]], after


def _move(row: Any) -> MoveView:
    return MoveView(str(row["case_id"]), MoveKind(row["kind"]), row["sku"], row["quantity"], row["at"])


async def merchant_named(connection: Connection, name: str) -> int | None:
    """The id of a merchant by the marketplace's name or by our id."""
    found: int | None = await connection.fetchval(_MERCHANT, name)
    return found
