"""A merchant's stock at `/work/stock`: how many units there are and are held, what happened to them, what came back."""

from typing import Any

from litestar import Response, get

from makegood.stock import LevelView, MoveView, levels_of, moves_of, units_put_away
from makegood.web.pages.shell import Database, HtmlRequest
from makegood.web.pages.work.frame import Choice, address, merchant_reading, work_page

PATH = "/work/stock"
PAGE_SIZE = 50
LONGEST_SKU = 100


@get(PATH, include_in_schema=False)
async def show_stock(request: HtmlRequest, pool: Database) -> Response[str]:
    """Levels by sku; with a sku its moves; or what became of all that came back."""
    reader, merchant_id = await merchant_reading(request)
    query = request.query_params
    sku, returned = query.get("sku", "")[:LONGEST_SKU], query.get("show") == "returned"
    cursor, named = query.get("cursor", ""), {"sku": sku, "show": "returned" if returned else ""}
    levels: list[LevelView] = []
    moves: list[MoveView] = []
    if returned or sku:
        moves, after = await (
            units_put_away(pool, merchant_id, PAGE_SIZE, cursor)
            if returned
            else moves_of(pool, merchant_id, sku, PAGE_SIZE, cursor)
        )
    else:
        levels = await levels_of(pool, merchant_id, cursor, PAGE_SIZE + 1)
        after = levels[PAGE_SIZE - 1].sku if len(levels) > PAGE_SIZE else None
    return work_page(
        "stock", reader, levels=levels[:PAGE_SIZE], moves=moves, sku=sku, returned=returned,
        lists=_lists(returned), stock_href=lambda name: address(PATH, {"sku": name}),
        next_page=address(PATH, named, cursor=after) if after else "",
        first_page=address(PATH, named) if cursor else "",
    )  # fmt: skip


def _lists(returned: bool) -> list[Choice]:
    return [
        Choice("On hand", PATH, not returned),
        Choice("What came back", address(PATH, {"show": "returned"}), returned),
    ]


STOCK_HANDLERS: list[Any] = [show_stock]
