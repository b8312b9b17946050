"""HTTP: `/api/advances…` to read instant refunds and deal with what buyers owe for them, `/api/advance-caps…` to limit them.

The composition root gives the dependencies `principal` and `advance_office`.
"""

from typing import Annotated, Any, Literal

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from makegood.accounts import Principal
from makegood.advances.office import MOST, AdvanceOffice
from makegood.advances.views import (
    AdvancePage,
    AdvanceView,
    CapsTold,
    CapsView,
    FundPaid,
    Objection,
    ObjectionDecision,
    PaidBack,
    WriteOff,
)
from makegood.db.once import Kept
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.money import is_currency

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[AdvanceOffice]]
Id = FromPath[str]
Status = Literal["advanced", "settled", "owed", "collecting", "contested", "recovered", "written_off"]


class CapsList(Struct, frozen=True):
    """How much may be advanced, by currency."""

    caps: list[CapsView]


@get("/api/advances", tags=["advances"], summary="Instant refunds", responses=PROBLEM_RESPONSES)
async def list_advances(
    principal: Caller,
    advance_office: Office,
    status: Annotated[Status | None, QueryParameter(name="status", description="How they stand")] = None,
    cursor: Annotated[
        str | None,
        QueryParameter(name="cursor", max_length=40, description="`next_cursor` of the page before"),
    ] = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)] = 20,
) -> AdvancePage:
    """The instant refunds that are yours to see, the newest first."""
    return await advance_office.listed(principal, status, cursor, limit)


@get(
    "/api/advances/{advance_id:str}",
    tags=["advances"],
    summary="One instant refund",
    responses=PROBLEM_RESPONSES,
)
async def read_one(advance_id: Id, principal: Caller, advance_office: Office) -> AdvanceView:
    """With what has become of it so far."""
    return await advance_office.seen(principal, _number(advance_id))


@post(
    "/api/advances/{advance_id:str}/payments", tags=["advances"], summary="Pay back what is owed", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def pay(
    advance_id: Id, data: JSONBody[PaidBack], principal: Caller, advance_office: Office, key: IdempotencyKey = None
) -> Response[AdvanceView]:  # fmt: skip
    """Out of the buyer's balance, or (the marketplace) by a payment that it took."""
    return _kept(await advance_office.pay(principal, _number(advance_id), data, key))


@post(
    "/api/advances/{advance_id:str}/objection", tags=["advances"], summary="Object to what is asked for", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def object_to(
    advance_id: Id, data: JSONBody[Objection], principal: Caller, advance_office: Office, key: IdempotencyKey = None
) -> Response[AdvanceView]:  # fmt: skip
    """Once. A person of the desk decides within seven days; when nobody does, the objection holds."""
    return _kept(await advance_office.object_to(principal, _number(advance_id), data, key))


@post(
    "/api/advances/{advance_id:str}/decision", tags=["advances"], summary="Decide about an objection", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def decide(
    advance_id: Id, data: JSONBody[ObjectionDecision], principal: Caller, advance_office: Office,
    key: IdempotencyKey = None,
) -> Response[AdvanceView]:  # fmt: skip
    """Final. What is not owed the platform bears."""
    return _kept(await advance_office.decide(principal, _number(advance_id), data, key))


@post(
    "/api/advances/{advance_id:str}/write-off", tags=["advances"], summary="Give up what is owed", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def write_off(
    advance_id: Id, data: JSONBody[WriteOff], principal: Caller, advance_office: Office, key: IdempotencyKey = None
) -> Response[AdvanceView]:  # fmt: skip
    """A loss of the platform. Not while the order has an open case, whose refund may still pay it."""
    return _kept(await advance_office.write_off(principal, _number(advance_id), data, key))


@get("/api/advance-caps", tags=["advances"], summary="How much may be advanced", responses=PROBLEM_RESPONSES)
async def list_caps(principal: Caller, advance_office: Office) -> CapsList:
    """By currency; where none is set, nothing is refunded in advance. A currency is one row."""
    return CapsList(await advance_office.caps(principal))


@put(
    "/api/advance-caps/{currency:str}",
    tags=["advances"],
    summary="Set how much may be advanced",
    responses=PROBLEM_RESPONSES,
)
async def set_caps(
    currency: Id, data: JSONBody[CapsTold], principal: Caller, advance_office: Office, key: IdempotencyKey = None
) -> Response[CapsView]:  # fmt: skip
    """To one buyer, and to all together, at a time. Not below what is out."""
    if not is_currency(currency):
        raise NotFound(what="currency")
    return _kept(await advance_office.set_caps(principal, currency, data, key))


@post(
    "/api/fund-payments", tags=["advances"], summary="Put down money for the fund or a deposit",
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def fill_fund(
    data: JSONBody[FundPaid], principal: Caller, advance_office: Office, key: IdempotencyKey = None
) -> Response[FundPaid]:
    """The platform's fund stands in for merchants who cannot pay; a deposit is the merchant's own and is taken before it."""
    return _kept(await advance_office.fill(principal, data, key))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < 2**63):
        raise NotFound(what="advance")
    return int(text)


def _kept(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


ADVANCE_HANDLERS = [
    list_advances,
    read_one,
    pay,
    object_to,
    decide,
    write_off,
    list_caps,
    set_caps,
    fill_fund,
]
