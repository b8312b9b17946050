"""HTTP: /api/search."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from makegood.accounts import Principal
from makegood.db.pool import Pool
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.web.search.asked import LONGEST_CHARACTERS, asked
from makegood.web.search.find import Found, find

Viewer = NamedDependency[SkipValidation[Principal]]
Database = NamedDependency[SkipValidation[Pool]]
Query = Annotated[
    str,
    QueryParameter(
        name="q",
        min_length=1,
        max_length=LONGEST_CHARACTERS,
        description="The beginning of an order number, tracking number, case id or name, or words of a product's title",
    ),
]


@get("/api/search", tags=["search"], summary="Search cases, orders and people", responses=PROBLEM_RESPONSES)
async def search(text: Query, principal: Viewer, pool: Database) -> Response[Found]:
    """At most twenty of each kind, of what you may see. Merchants find their own, with buyers' names shortened.

    A key finds cases with the scope cases:read, orders with orders:read besides, and people with people:read: `left_out`
    names the kinds that it may not find.
    """
    body: Any = msgspec.json.encode(await find(pool, asked(text), principal))
    return Response(body, media_type="application/json")


SEARCH_HANDLERS = [search]
