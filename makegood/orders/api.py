"""HTTP: /api/orders. The marketplace tells its orders here; everybody reads those that are theirs.

The composition root gives the dependencies `principal`, `language` and `order_office`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import asyncpg
import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import SerializationException
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.db.once import Kept, once
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound, Refused
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.ids import IdMaker
from makegood.kit.problem import Problem, problem_of
from makegood.orders.batch import record_alone
from makegood.orders.facts_told import CheckFact, record_told_right
from makegood.orders.goods.handlers import UnitsAskedBack
from makegood.orders.handlers import Consequences, Outcome
from makegood.orders.model import OrderInput
from makegood.orders.names import short_name
from makegood.orders.parse import order_from_json, order_from_raw
from makegood.orders.refusals import OrderHasProblems
from makegood.orders.views import LARGEST_ID, LARGEST_PAGE, OrderPage, OrderView, order_view, orders_of

MOST_AT_ONCE = 1000
LONGEST_ID = 19


async def nothing_asked_back(connection: Connection, order_id: int, line_no: int) -> int:
    """Where there are no cases, nothing is asked back."""
    return 0


@dataclass(frozen=True, slots=True)
class OrderOffice:
    """What the handlers here work with. `units_asked_back`: of how many units of a line open cases ask for the money."""

    pool: "asyncpg.Pool[Any]"
    clock: Clock
    ids: IdMaker
    consequences: Consequences
    check_fact: CheckFact | None = None
    units_asked_back: UnitsAskedBack = nothing_asked_back


Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[OrderOffice]]
Language = NamedDependency[str]
Cursor = Annotated[str | None, QueryParameter(max_length=20, description="`next_cursor` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE, description="The most orders of a page")]
Number = Annotated[str | None, QueryParameter(max_length=100, description="Only the order of this number")]


class BulkOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Orders, each as `POST /api/orders` takes one; a bad one does not keep out the others."""

    orders: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class BulkResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one order of a bulk: its id, or the problem that kept it out."""

    external_id: str
    outcome: Literal["new", "changed", "unchanged", "refused"]
    id: str | None = None
    problem: Problem | None = None


class BulkAnswer(msgspec.Struct, frozen=True):
    """A result for each order, in the order they were sent."""

    results: list[BulkResult]


async def check_body(request: Request[Any, Any, Any]) -> None:
    """Tell every problem of an order's structure at once; the framework would tell the first only."""
    outcome = order_from_json(await request.body())
    if isinstance(outcome, OrderInput):
        return
    raw = await _plain(request)
    if isinstance(raw, dict):
        raise OrderHasProblems(_told_number(raw), outcome)


async def check_depth(request: Request[Any, Any, Any]) -> None:
    """Refuse what is nested deeper than the reader goes; other faults of a body are told by the framework."""
    await _plain(request)


async def _plain(request: Request[Any, Any, Any]) -> Any:
    """The body as plain objects; None when it is no JSON."""
    try:
        return await request.json()
    except RecursionError:
        raise Invalid(field="body", problem="is nested too deeply") from None
    except SerializationException:
        return None


class OrdersController(Controller):
    """The mirror of the marketplace's orders."""

    path = "/api/orders"
    tags = ("orders",)

    @post(summary="Record an order", before_request=check_body, responses=PROBLEM_RESPONSES)
    async def record(
        self,
        data: JSONBody[OrderInput],
        principal: Caller,
        order_office: Office,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[OrderView]:
        """Send an order whole, new or changed. Sent again unchanged it changes nothing."""
        authorise(principal, "order.record")

        async def work(connection: Any) -> tuple[int, OrderView]:
            (outcome,) = await _recorded(order_office, connection, [data])
            if isinstance(outcome, Refused):
                raise outcome
            view = await order_view(connection, outcome.order_id)
            if view is None:
                raise NotFound(what="order")
            return 201 if outcome.was_new else 200, view

        kept = await _once(order_office, principal, idempotency_key, ("order", data), work)
        return Response(kept.body, status_code=kept.status, media_type="application/json")  # type: ignore[arg-type]

    @post(
        "/bulk",
        summary="Record up to 1,000 orders",
        status_code=200,
        before_request=check_depth,
        responses=PROBLEM_RESPONSES,
    )
    async def record_bulk(
        self,
        data: JSONBody[BulkOrders],
        principal: Caller,
        order_office: Office,
        language: Language,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[BulkAnswer]:
        """Each order is taken whole or not at all; the answer says of each what became of it."""
        authorise(principal, "order.record")

        async def work(connection: Any) -> tuple[int, BulkAnswer]:
            outcomes = await _bulk(order_office, connection, data.orders)
            results = [
                _result(raw, outcome, language) for raw, outcome in zip(data.orders, outcomes, strict=True)
            ]
            return 200, BulkAnswer(results)

        kept = await _once(order_office, principal, idempotency_key, ("orders", data), work)
        return Response(kept.body, status_code=kept.status, media_type="application/json")  # type: ignore[arg-type]

    @get(summary="List orders", responses=PROBLEM_RESPONSES)
    async def orders(
        self,
        principal: Caller,
        order_office: Office,
        cursor: Cursor = None,
        limit: Limit = 50,
        external_id: Number = None,
    ) -> OrderPage:
        """Orders that are yours to see, newest first."""
        reach = authorise(principal, "order.read")
        async with order_office.pool.acquire() as connection:
            if external_id is not None:
                found = await _seen(connection, principal, external_id)
                return OrderPage(orders=[found] if found else [], next_cursor=None)
            own = _own(principal) if reach is Reach.OWN else {}
            page = await orders_of(connection, before_id=_before(cursor), limit=limit, **own)
        return OrderPage(
            orders=[_as_told(view, principal) for view in page.orders], next_cursor=page.next_cursor
        )

    @get("/{order_id:str}", summary="Read an order", responses=PROBLEM_RESPONSES)
    async def order(self, order_id: FromPath[str], principal: Caller, order_office: Office) -> OrderView:
        """An order with its lines, payments and parcels."""
        authorise(principal, "order.read")
        number = _number(order_id)
        async with order_office.pool.acquire() as connection:
            view = await _seen(connection, principal, number) if number is not None else None
        if view is None:
            raise NotFound(what="order")
        return view


async def _recorded(office: OrderOffice, connection: Any, inputs: Sequence[OrderInput]) -> list[Outcome]:
    async def record(right: Sequence[OrderInput]) -> list[Outcome]:
        return await record_alone(connection, right, office.clock.now(), office.ids, office.consequences)

    return await record_told_right(inputs, office.check_fact, record)


async def _once(office: OrderOffice, principal: Principal, key: str | None, content: Any, work: Any) -> Kept:
    return await once(office.pool, principal.label, key, content, office.clock.now(), work)


async def _bulk(office: OrderOffice, connection: Any, raws: Sequence[dict[str, Any]]) -> list[Outcome]:
    read = [order_from_raw(raw) for raw in raws]
    recorded = iter(await _recorded(office, connection, [one for one in read if isinstance(one, OrderInput)]))
    return [
        next(recorded) if isinstance(one, OrderInput) else OrderHasProblems(_told_number(raw), one)
        for raw, one in zip(raws, read, strict=True)
    ]


def _result(raw: dict[str, Any], outcome: Outcome, language: str) -> BulkResult:
    if isinstance(outcome, Refused):
        problem = problem_of(outcome, language)
        return BulkResult(external_id=_told_number(raw), outcome="refused", problem=problem)
    word: Literal["new", "changed", "unchanged"] = (
        "new" if outcome.was_new else "changed" if outcome.changed else "unchanged"
    )
    return BulkResult(external_id=outcome.external_id, outcome=word, id=str(outcome.order_id))


def _told_number(raw: dict[str, Any]) -> str:
    told = raw.get("external_id")
    return told[:100] if isinstance(told, str) else ""


async def _seen(connection: Any, principal: Principal, order: int | str) -> OrderView | None:
    """An order, if it is there and this caller's to see."""
    view = await order_view(connection, order)
    if view is None:
        return None
    try:
        authorise(principal, "order.read", int(view.buyer.id), int(view.merchant.id))
    except NotFound:
        return None
    return _as_told(view, principal)


def _as_told(view: OrderView, principal: Principal) -> OrderView:
    """The parties are not told what processors call payments; merchants see a buyer's name shortened, as on the pages."""
    if principal.role not in (PrincipalRole.BUYER, PrincipalRole.MERCHANT):
        return view
    payments = [msgspec.structs.replace(paid, processor_reference=None) for paid in view.payments]
    is_merchant = principal.role is PrincipalRole.MERCHANT
    name = short_name(view.buyer.name) if is_merchant else view.buyer.name
    buyer = msgspec.structs.replace(view.buyer, name=name)
    return msgspec.structs.replace(view, buyer=buyer, payments=payments)


def _own(principal: Principal) -> dict[str, int]:
    """The filter for callers who see only their own."""
    if principal.subject is None:
        raise NotFound(what="order")
    return {"buyer_id" if principal.role is PrincipalRole.BUYER else "merchant_id": principal.subject}


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        return None
    return int(text) if int(text) <= LARGEST_ID else None


def _before(cursor: str | None) -> int:
    if cursor is None:
        return LARGEST_ID
    number = _number(cursor)
    if number is None:
        raise Invalid(field="cursor", problem="send `next_cursor` of the page before")
    return number
