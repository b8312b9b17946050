"""HTTP: `/api/chargebacks…`: payments that buyers had their bank take back, and what is answered.

The composition root gives the dependencies `principal` and `chargeback_office`.
"""

from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal
from makegood.chargebacks.lists import MOST, ChargebacksWanted
from makegood.chargebacks.office import ChargebackOffice
from makegood.chargebacks.views import (
    ChargebackAnswer,
    ChargebackPage,
    ChargebackTold,
    ChargebackView,
    EvidenceDraft,
)
from makegood.db.once import Kept
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[ChargebackOffice]]
Id = FromPath[str]
PATH = "/api/chargebacks"
State = Literal["needs_response", "under_review", "won", "lost", "closed"]


@get(PATH, tags=["chargebacks"], summary="Chargebacks", responses=PROBLEM_RESPONSES)
async def list_chargebacks(
    principal: Caller,
    chargeback_office: Office,
    order_id: Annotated[str | None, QueryParameter(name="order_id", max_length=20)] = None,
    stands: Annotated[State | None, QueryParameter(name="state", description="How they stand")] = None,
    due: Annotated[
        bool,
        QueryParameter(name="due", description="Only those that wait for an answer, the most urgent first"),
    ] = False,
    cursor: Annotated[
        str | None,
        QueryParameter(name="cursor", max_length=40, description="`next_cursor` of the page before"),
    ] = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)] = 20,
) -> ChargebackPage:
    """The chargebacks that are yours to see, the newest first."""
    number = _number(order_id, "order") if order_id else None
    wanted = ChargebacksWanted(order_id=number, state=stands, due=due)
    return await chargeback_office.listed(principal, wanted, cursor, limit)


@post(
    PATH, tags=["chargebacks"], summary="Tell of a chargeback", status_code=200, responses=PROBLEM_RESPONSES
)
async def tell_chargeback(
    data: JSONBody[ChargebackTold], principal: Caller, chargeback_office: Office, key: IdempotencyKey = None
) -> Response[ChargebackPage]:
    """How it stands at a processor whose adapter does not tell of chargebacks. For operators.

    The answer has one, or one for each order that the payment paid together.
    """
    return _answer(await chargeback_office.tell(principal, data, key))


@get(
    PATH + "/{chargeback_id:str}",
    tags=["chargebacks"],
    summary="One chargeback",
    responses=PROBLEM_RESPONSES,
)
async def read_chargeback(chargeback_id: Id, principal: Caller, chargeback_office: Office) -> ChargebackView:
    """What the bank took and why, who bears it, and until when it takes an answer."""
    return await chargeback_office.read(principal, _number(chargeback_id, "chargeback"))


@get(
    PATH + "/{chargeback_id:str}/evidence", tags=["chargebacks"], summary="The answer to a chargeback, drawn up",
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def read_evidence(chargeback_id: Id, principal: Caller, chargeback_office: Office) -> EvidenceDraft:
    """From the order and its case, in the processor's form; and what was answered already."""
    return await chargeback_office.draft(principal, _number(chargeback_id, "chargeback"))


@post(
    PATH + "/{chargeback_id:str}/evidence", tags=["chargebacks"], summary="Answer a chargeback", status_code=202,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def answer_chargeback(
    chargeback_id: Id, data: JSONBody[ChargebackAnswer], principal: Caller, chargeback_office: Office,
    key: IdempotencyKey = None,
) -> Response[ChargebackView]:  # fmt: skip
    """Send the bank your evidence, once: it takes no second answer. For the merchant and the desk."""
    return _answer(await chargeback_office.answer(principal, _number(chargeback_id, "chargeback"), data, key))


def _answer(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _number(told: str, what: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 19 and int(told) < 2**63):
        raise NotFound(what=what)
    return int(told)


CHARGEBACK_ROUTES: list[Any] = [
    list_chargebacks, tell_chargeback, read_chargeback, read_evidence, answer_chargeback,
]  # fmt: skip
