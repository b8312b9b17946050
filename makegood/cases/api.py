"""Cases over HTTP: a case is a resource, and so is each thing done to it (`POST /api/cases/{id}/approval`)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, Router, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.cases import commands as c
from makegood.cases.lists import MOST, Filters, cases_for
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.requests import Done, Request
from makegood.cases.store import read_case
from makegood.cases.view import CaseView, case_view
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.orders import find_order_id

Perform = Callable[[Request, bool], Awaitable[Done]]
"""Carries a request out; with True it is a dry run, rolled back."""

Key = Annotated[
    str | None,
    Parameter(
        header="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Makes the write repeatable: the same key and content give the first answer again.",
    ),
]
IfMatch = Annotated[
    str | None,
    Parameter(
        header="If-Match",
        max_length=40,
        description="The ETag you read; 412 when the case has changed since.",
    ),
]
DryRun = Annotated[bool, Parameter(query="dry_run", description="Tell what would happen and change nothing.")]
CaseId = Annotated[str, Parameter(max_length=20, description="The id of a case")]


class NewCase(c.OpenCase, frozen=True, kw_only=True):
    """A request for after-sales service, for an order by its number or its id."""

    order: Annotated[
        str, c.Meta(min_length=1, max_length=100, description="the marketplace's order number, or our id")
    ]


class CasePage(Struct, frozen=True):
    """Some cases, and the cursor of the next page (null at the end)."""

    cases: list[CaseView]
    next_cursor: str | None


ACTIONS: dict[str, type[c.Command]] = {
    "approval": c.Approve,
    "refusal": c.Refuse,
    "offers": c.MakeOffer,
    "acceptance": c.Accept,
    "revision": c.Revise,
    "withdrawal": c.Withdraw,
    "escalation": c.Escalate,
    "statements": c.AddStatement,
    "ruling": c.Rule,
    "hand-up": c.HandUp,
    "return-shipment": c.ShipReturn,
    "loss": c.ReportLost,
    "reception": c.Receive,
    "return-waiver": c.WaiveReturn,
    "inspection": c.Inspect,
    "refund-retry": c.RetryRefund,
    "refund-redirection": c.RedirectRefund,
    "reopening": c.Reopen,
    "pause": c.PauseClock,
}
"""The resource of each command, as `POST /api/cases/{id}/<resource>`."""


def parse_id(text: str, what: str) -> int:
    """An id out of a path. Raises NotFound, since what is no id names nothing."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 2**63:
        raise NotFound(what=what)
    return int(text)


def parse_version(if_match: str | None) -> int | None:
    """The version of an If-Match header such as `"v7"`; None for none or `*`."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"').removeprefix("v")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise Invalid(field="If-Match", problem='send the ETag of the case as you got it, such as "v3"')
    return int(digits)


def answer(done: Done, viewer: Principal, language: str, status: int = 200) -> Response[CaseView]:
    """A case as a response, with its version as ETag."""
    view = case_view(done.case, done.order, viewer, language, done.now)
    headers = {"ETag": f'"v{view.version}"', "Location": f"/api/cases/{view.id}"}
    return Response(view, status_code=status, headers=headers)


class CasesController(Controller):
    """Reading cases, and opening them."""

    path = "/api/cases"
    tags = ("cases",)

    @post(summary="Open a case", responses=PROBLEM_RESPONSES)
    async def open_case(
        self, data: NewCase, principal: Principal, language: str, perform: Perform, pool: Any, key: Key = None,
        dry_run: DryRun = False,
    ) -> Response[CaseView]:  # fmt: skip
        """Ask for a refund, with or without return, of some lines and quantities of an order."""
        authorise(principal, "case.open")
        order_id = await find_order_id(pool, data.order)
        if order_id is None and data.order.isascii() and data.order.isdigit():
            order_id = parse_id(data.order, "order")
        command = c.OpenCase(data.type, data.items, data.reason, data.amount_minor, data.note)
        request = Request(principal, command, order_id=order_id or 0, key=key)
        return answer(await perform(request, dry_run), principal, language, 200 if dry_run else 201)

    @get(summary="List cases", responses=PROBLEM_RESPONSES)
    async def list_cases(
        self, principal: Principal, language: str, pool: Any, clock: Clock, stage: Stage | None = None,
        type: CaseType | None = None, ball: Role | None = None, order_id: str | None = None, open_only: bool = False,
        urgent: bool = False, cursor: Annotated[str | None, Parameter(max_length=200)] = None,
        limit: Annotated[int, Parameter(ge=1, le=MOST)] = 50,
    ) -> CasePage:  # fmt: skip
        """The cases that you may see, newest first, or with `urgent` the open ones by their clock."""
        wanted = Filters(
            stage, type, ball, parse_id(order_id, "order") if order_id else None, open_only, urgent
        )
        page = await cases_for(pool, principal, wanted, cursor, limit)
        now = clock.now()
        views = [case_view(case, order, principal, language, now) for case, order in page.cases]
        return CasePage(views, page.next_cursor)

    @get("/{case_id:str}", summary="Read a case", responses=PROBLEM_RESPONSES)
    async def read(
        self, case_id: CaseId, principal: Principal, language: str, pool: Any, clock: Clock
    ) -> Response[CaseView]:
        """Stage, ball, clock, what silence will do, money, goods, what you may do, and everything that happened."""
        return answer(
            await seen(pool, parse_id(case_id, "case"), principal, clock.now()), principal, language
        )


async def seen(pool: Pool, case_id: int, viewer: Principal, now: datetime) -> Done:
    """A case that a principal may see. Raises NotFound for others'."""
    case, order = await read_case(pool, case_id)
    authorise(viewer, "case.read", order.buyer_id, order.merchant_id)
    return Done(case, order, now)


def _action(resource: str, command: type[c.Command]) -> HTTPRouteHandler:
    """The handler of one command. Where every field has a default, the body may be left out."""
    asks_nothing = not any(field.required for field in msgspec.structs.fields(command))

    async def act(
        case_id: CaseId, principal: Principal, language: str, perform: Perform, data: Any, key: Key = None,
        if_match: IfMatch = None, dry_run: DryRun = False,
    ) -> Response[CaseView]:  # fmt: skip
        case, version = parse_id(case_id, "case"), parse_version(if_match)
        request = Request(principal, data or command(), case, key=key, version=version)
        return answer(await perform(request, dry_run), principal, language)

    if asks_nothing:
        act.__defaults__ = (None, *(act.__defaults__ or ()))
    act.__annotations__["data"] = command | None if asks_nothing else command
    act.__doc__ = command.__doc__
    act.__name__ = command.name
    return post(
        f"/api/cases/{{case_id:str}}/{resource}", status_code=200, operation_id=command.name, tags=["cases"],
        summary=(command.__doc__ or "").partition(".")[0], responses=PROBLEM_RESPONSES,
    )(act)  # fmt: skip


@delete("/api/cases/{case_id:str}/pause", status_code=200, tags=["cases"], summary="Let the clock run on")
async def resume(
    case_id: CaseId,
    principal: Principal,
    language: str,
    perform: Perform,
    key: Key = None,
    if_match: IfMatch = None,
) -> Response[CaseView]:
    """End a pause before its time."""
    request = Request(
        principal, c.ResumeClock(), parse_id(case_id, "case"), key=key, version=parse_version(if_match)
    )
    return answer(await perform(request, False), principal, language)


def cases_router() -> Router:
    """Everything about cases under /api."""
    actions = [_action(resource, command) for resource, command in ACTIONS.items()]
    return Router(path="/", route_handlers=[CasesController, *actions, resume])
