"""HTTP: /api/orders/{order}/lines/{line_no}/records. What happened to goods with rules of their own.

The composition root gives the dependencies `principal` and `order_office`.
"""

from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, SkipValidation

from makegood.accounts import Principal
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.orders.api import OrderOffice
from makegood.orders.goods.model import GoodsRecord
from makegood.orders.goods.telling import line_of, tell_record
from makegood.orders.seen import order_seen
from makegood.orders.views import LineView

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[OrderOffice]]
LineNo = Annotated[int, PathParameter(ge=1, le=32767, description="The number of the line in its order")]


class GoodsRecordsController(Controller):
    """What happened to a line of an order: measured, delivered, used, revoked, appraised, installed."""

    path = "/api/orders/{order:str}/lines/{line_no:int}/records"
    tags = ("orders",)

    @get(summary="Read what happened to a line's goods", responses=PROBLEM_RESPONSES)
    async def read(
        self, order: FromPath[str], line_no: LineNo, principal: Caller, order_office: Office
    ) -> LineView:
        """The line with its description (`goods`) and its records."""
        async with order_office.pool.acquire() as connection:
            view = await order_seen(connection, principal, order, "order.read")
        return line_of(view, line_no)

    @post(summary="Record what happened to a line's goods", responses=PROBLEM_RESPONSES, status_code=200)
    async def record(
        self,
        order: FromPath[str],
        line_no: LineNo,
        data: JSONBody[GoodsRecord],
        principal: Caller,
        order_office: Office,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[LineView]:
        """Each happens once to a line, or with a `quantity` to that many units of virtual goods: told again as it was it
        changes nothing, told otherwise it is refused.

        A virtual line whose money an open case asks back can neither be delivered nor used: tell the use before you let it
        happen, and what is refunded is never used.
        """

        kept = await tell_record(order_office, principal, order, line_no, data, idempotency_key)
        return Response(msgspec.Raw(kept.body), status_code=kept.status, media_type="application/json")  # type: ignore[arg-type]
