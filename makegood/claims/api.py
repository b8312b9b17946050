"""HTTP: `/api/claims…` under promises, `/api/freight-covers`, `/api/insurers/{insurer}/…` for statements and settlements.

The composition root gives the dependencies `principal`, `language`, `claim_office`, `insurer_office` and `issue_freight_cover`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal
from makegood.claims.covers import CoverPage, CoverView, CoverWanted, covers_for
from makegood.claims.insurers import InsurerLine, InsurerOffice, InsurerStatement, Settlement
from makegood.claims.lists import MOST, ClaimsWanted, claims_for
from makegood.claims.model import Stage
from makegood.claims.office import ClaimOffice
from makegood.claims.protections import Protections, protections_of
from makegood.claims.views import AppraisalTold, ClaimAsked, ClaimPage, ClaimSaid, ClaimView
from makegood.db.once import Kept
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[ClaimOffice]]
Insurers = NamedDependency[SkipValidation[InsurerOffice]]
Language = NamedDependency[SkipValidation[str]]
Id = FromPath[str]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="`next_cursor` of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)]
_ISO = "A moment with its zone, as ISO 8601"
Since = Annotated[datetime, QueryParameter(name="from", description=_ISO)]
Until = Annotated[datetime, QueryParameter(name="until", description=_ISO)]
OrderWanted = Annotated[str | None, QueryParameter(name="order_id", max_length=20)]
IssueCover = Callable[[Principal, CoverWanted, str | None], Awaitable[Kept]]
Issuing = NamedDependency[SkipValidation[IssueCover]]


class ClaimsController(Controller):
    """Claims under promises: guarantees and what the platform finds by itself."""

    path = "/api/claims"
    tags = ["claims"]  # noqa: RUF012

    @get(summary="Claims", responses=PROBLEM_RESPONSES)
    async def list_claims(
        self,
        principal: Caller,
        claim_office: Office,
        language: Language,
        order_id: OrderWanted = None,
        case_id: Annotated[str | None, QueryParameter(name="case_id", max_length=20)] = None,
        stage: Annotated[Stage | None, QueryParameter(name="stage")] = None,
        kind: Annotated[str | None, QueryParameter(name="kind", max_length=40)] = None,
        due: Annotated[
            bool, QueryParameter(name="due", description="Only where your side has the ball")
        ] = False,
        cursor: Cursor = None,
        limit: Limit = 20,
    ) -> ClaimPage:
        """The claims that are yours to see, the newest first."""
        wanted = ClaimsWanted(
            order_id=_number(order_id, "order") if order_id else None,
            case_id=_number(case_id, "case") if case_id else None,
            stage=stage.value if stage else None, kind=kind, due=due,
        )  # fmt: skip
        return await claims_for(claim_office.pool, principal, wanted, cursor, limit, language)

    @post(summary="Make a claim", responses=PROBLEM_RESPONSES)
    async def open_claim(
        self, data: JSONBody[ClaimAsked], principal: Caller, claim_office: Office, language: Language,
        key: IdempotencyKey = None,
    ) -> Response[ClaimView]:  # fmt: skip
        """Under a promise that the order carries. The packs set the amount; a refusal names the rule and what it lacks."""
        return _answer(await claim_office.open(principal, data, key, language))

    @get("/{claim_id:str}", summary="One claim", responses=PROBLEM_RESPONSES)
    async def read_claim(
        self, claim_id: Id, principal: Caller, claim_office: Office, language: Language
    ) -> ClaimView:
        """Who has the ball until when, what silence means, the rule, the money, and what you may do."""
        return await claim_office.read(principal, _number(claim_id, "claim"), language)

    @post(
        "/{claim_id:str}/appraisal",
        summary="Put down an appraisal",
        status_code=200,
        responses=PROBLEM_RESPONSES,
    )
    async def record_appraisal(
        self, claim_id: Id, data: JSONBody[AppraisalTold], principal: Caller, claim_office: Office, language: Language,
        key: IdempotencyKey = None,
    ) -> Response[ClaimView]:  # fmt: skip
        """What a laboratory or the brand found; it pays the claim or declines it. The fee is borne with it. For the desk."""
        return _answer(
            await claim_office.appraise(principal, _number(claim_id, "claim"), data, key, language)
        )


def _action(noun: str, verb: str, summary: str, told: str) -> Any:
    """An action is a resource: POST /api/claims/{claim_id}/acceptance."""

    async def act(
        claim_id: Id, data: JSONBody[ClaimSaid], principal: Caller, claim_office: Office, language: Language,
        key: IdempotencyKey = None,
    ) -> Response[ClaimView]:  # fmt: skip
        kept = await claim_office.act(principal, _number(claim_id, "claim"), verb, data, key, language)
        return _answer(kept)

    act.__name__, act.__doc__ = f"{verb}_claim", told
    return post(
        f"/api/claims/{{claim_id:str}}/{noun}", tags=["claims"], summary=summary, status_code=200,
        operation_id=f"{verb}_claim", responses=PROBLEM_RESPONSES,
    )(act)  # fmt: skip


ACTIONS = (
    ("acceptance", "accept", "Pay a claim", "The merchant grants it."),
    ("refusal", "refuse", "Refuse a claim", "With a reason (`note`). The buyer may bring it to the desk."),
    ("appraisal-request", "ask_appraisal", "Have the goods examined", "Where claims of its kind are; before anything is paid."),
    ("escalation", "escalate", "Bring a claim to the desk", "After the merchant refused it."),
    ("withdrawal", "withdraw", "Take a claim back", "As long as it is open."),
    ("grant", "grant", "Keep the promise", "With no more than it gives (`amount_minor`). For the desk."),
    ("decline", "decline", "Decline a claim", "With a reason (`note`). For the desk."),
    ("reversal", "reverse", "Take a payment back", "The same money back to where it came from, with a reason. For operators."),
)  # fmt: skip


@get(
    "/api/orders/{order_id:str}/protections", tags=["claims"], summary="What protects an order",
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def read_protections(
    order_id: Id, principal: Caller, claim_office: Office, language: Language
) -> Protections:
    """Each promise of the order: until when, what it takes, whether it can be claimed, and the claims there are."""
    number, now = _number(order_id, "order"), claim_office.clock.now()
    return await protections_of(claim_office.pool, claim_office.policy, now, principal, number, language)


@get("/api/freight-covers", tags=["claims"], summary="Covers of return freight", responses=PROBLEM_RESPONSES)
async def list_covers(
    principal: Caller,
    claim_office: Office,
    order_id: OrderWanted = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> CoverPage:
    """The covers that are yours to see, the newest first."""
    number = _number(order_id, "order") if order_id else None
    return await covers_for(claim_office.pool, principal, number, cursor, limit)


@post(
    "/api/freight-covers",
    tags=["claims"],
    summary="Issue a cover of return freight",
    responses=PROBLEM_RESPONSES,
)
async def issue_cover(
    data: JSONBody[CoverWanted], principal: Caller, issue_freight_cover: Issuing, key: IdempotencyKey = None
) -> Response[CoverView]:
    """For a buyer who chose it; priced by the tariff of the route. For the marketplace."""
    return _answer(await issue_freight_cover(principal, data, key))


@get(
    "/api/insurers/{insurer:str}/statement",
    tags=["claims"],
    summary="An insurer's statement",
    responses=PROBLEM_RESPONSES,
)
async def read_statement(
    insurer: Id, principal: Caller, insurer_office: Insurers,
    since: Since, until: Until,
    cursor: Cursor = None, limit: Limit = 50,
) -> InsurerStatement:  # fmt: skip
    """Premiums, claims paid for it and settlements of a period, with what it was due before and after. For operators."""
    told, place = await insurer_office.statement(principal, insurer, since, until, _place(cursor), limit)
    following = f"{place[0].isoformat()}_{place[1]}" if place else None
    return msgspec.structs.replace(told, next_cursor=following)


@post(
    "/api/insurers/{insurer:str}/settlements",
    tags=["claims"],
    summary="Settle with an insurer",
    responses=PROBLEM_RESPONSES,
)
async def settle_insurer(
    insurer: Id,
    data: JSONBody[Settlement],
    principal: Caller,
    insurer_office: Insurers,
    key: IdempotencyKey = None,
) -> Response[InsurerLine]:
    """Put down money that was paid to it or received from it. For operators."""
    return _answer(await insurer_office.settle(principal, insurer, data, key))


def _answer(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _number(told: str, what: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 19 and int(told) < 2**63):
        raise NotFound(what=what)
    return int(told)


def _place(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    at, _, number = cursor.rpartition("_")
    try:
        place = datetime.fromisoformat(at), int(number)
    except ValueError:
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
    if place[0].tzinfo is None or not 0 <= place[1] < 2**63:
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return place


CLAIM_ROUTES: list[Any] = [
    ClaimsController, *(_action(*each) for each in ACTIONS), read_protections, list_covers, issue_cover, read_statement,
    settle_insurer,
]  # fmt: skip
