"""HTTP: /api/stock. The marketplace or the merchant says how many units there are; both read what is held of them.

The composition root gives the dependencies `principal` and `stock_office`.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import asyncpg
import msgspec
from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.stock.levels import levels_named, levels_of, merchant_named, moves_of, tell_levels
from makegood.stock.model import MOST_LEVELS, LevelTold, LevelView, MoveView, Sku
from makegood.stock.places import LONGEST_CURSOR
from makegood.stock.refusals import MerchantOwed

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class StockOffice:
    """What the handlers here work with."""

    pool: "asyncpg.Pool[Any]"
    clock: Clock


Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[StockOffice]]
Shop = Annotated[
    str | None, QueryParameter(max_length=100, description="The shop, by its external id or ours")
]
Cursor = Annotated[
    str | None, QueryParameter(max_length=LONGEST_CURSOR, description="`next_cursor` of the page before")
]
Limit = Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE, description="The most of a page")]


class StockTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Levels of a shop's skus. `merchant`: whose, where a marketplace tells; a merchant tells of their own."""

    levels: Annotated[list[LevelTold], msgspec.Meta(min_length=1, max_length=MOST_LEVELS)]
    merchant: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class StockPage(msgspec.Struct, frozen=True):
    """Levels by sku, and the cursor of the next page (null at the end)."""

    levels: list[LevelView]
    next_cursor: str | None


class MovePage(msgspec.Struct, frozen=True):
    """What happened to a sku, newest first, and the cursor of the next page (null at the end)."""

    moves: list[MoveView]
    next_cursor: str | None


class StockController(Controller):
    """How many units there are."""

    path = "/api/stock"
    tags = ("stock",)

    @put(summary="Tell stock levels", responses=PROBLEM_RESPONSES)
    async def tell(
        self, data: JSONBody[StockTold], principal: Caller, stock_office: Office
    ) -> Response[StockPage]:
        """Say how many units of some skus there are, those included that are held. Said again it is so still."""
        merchant_id = await _shop(stock_office, principal, "stock.tell", data.merchant)
        async with stock_office.pool.acquire() as connection, connection.transaction():
            await tell_levels(connection, merchant_id, data.levels, stock_office.clock.now())
            levels = await levels_named(connection, merchant_id, [each.sku for each in data.levels])
        return Response(StockPage(levels, None))

    @get(summary="Read stock levels", responses=PROBLEM_RESPONSES)
    async def read(
        self,
        principal: Caller,
        stock_office: Office,
        merchant: Shop = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> StockPage:
        """Levels of a shop, by sku. What nobody told of is not listed: it is there while its variant is for sale."""
        merchant_id = await _shop(stock_office, principal, "stock.read", merchant)
        levels = await levels_of(stock_office.pool, merchant_id, cursor or "", limit + 1)
        more = levels[limit - 1].sku if len(levels) > limit else None
        return StockPage(levels[:limit], more)

    @get("/moves", summary="Read what happened to a sku", responses=PROBLEM_RESPONSES)
    async def moves(
        self,
        principal: Caller,
        stock_office: Office,
        sku: Annotated[Sku, QueryParameter(description="Of which sku")],
        merchant: Shop = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> MovePage:
        """Units that were held, let go, shipped, or put away after a return, each with its case, newest first."""
        merchant_id = await _shop(stock_office, principal, "stock.read", merchant)
        return MovePage(*await moves_of(stock_office.pool, merchant_id, sku, limit, cursor))


async def _shop(office: StockOffice, principal: Principal, operation: str, named: str | None) -> int:
    """Whose stock: a merchant's own, else the shop that is named. Raises MerchantOwed and NotFound."""
    authorise(principal, operation)
    if principal.role is PrincipalRole.MERCHANT and principal.subject is not None and named is None:
        return principal.subject
    if not named:
        raise MerchantOwed()
    found = await merchant_named(office.pool, named)
    if found is None:
        raise NotFound(what="merchant")
    authorise(principal, operation, merchant_id=found)
    return found
