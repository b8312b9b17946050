"""HTTP for rulings that are made twice in the dark, for how far they agree, and for what an operator finds about them."""

import base64
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from makegood.accounts import authorise
from makegood.cases.api import CaseId, Cursor, Database, Limit, Time, Viewer, parse_id, seen
from makegood.db.once import once
from makegood.db.writes import Connection
from makegood.desk import (
    AgreementFigures,
    Answered,
    BlindReview,
    Finding,
    agreement_figures,
    answer_blind,
    findings,
    settle_finding,
    take_blind,
)
from makegood.kit.errors import Invalid
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.web.desk_api import Machine, answered
from makegood.web.pages.console.fairness import SINCE

Since = Annotated[
    datetime | None, QueryParameter(description="Only what was answered since then; a year without it")
]
OpenOnly = Annotated[bool, QueryParameter(name="open", description="Only those that nobody has settled")]
Seq = FromPath[int]


class NextReview(Struct, frozen=True):
    """The ruling that you are to make again; null where none waits that you could make without knowing the outcome."""

    review: BlindReview | None


class SecondRuling(Struct, frozen=True, forbid_unknown_fields=True):
    """What you would have ruled. `amount_minor` in a split only."""

    favour: Annotated[str, Meta(pattern="^(buyer|merchant|split)$")]
    reason: Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
    amount_minor: Annotated[int, Meta(ge=0, le=10**15)] = 0


class Kept(Struct, frozen=True):
    """Your second ruling is kept; nothing in the case changes by it."""

    case_id: str


class Findings(Struct, frozen=True):
    """Pairs that disagree, the newest first, and the cursor of the next page (null at the end)."""

    findings: list[Finding]
    next_cursor: str | None


class Settlement(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of a disagreement."""

    note: Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]


@post("/api/desk/blind-reviews/next", status_code=200, tags=["desk"], summary="Take a ruling to make again",
      responses=PROBLEM_RESPONSES)  # fmt: skip
async def post_review(
    principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[NextReview]:
    """The oldest that you can make without knowing the outcome. You have a day."""
    authorise(principal, "desk.claim")
    now = clock.now()

    async def work(connection: Connection) -> tuple[int, NextReview]:
        return 200, NextReview(await take_blind(connection, principal, now))

    return answered(await once(engine.pool, principal.label, key, ("desk.blind",), now, work))


@put(
    "/api/cases/{case_id:str}/blind-review",
    tags=["desk"],
    summary="Make a ruling again",
    responses=PROBLEM_RESPONSES,
)
async def put_review(
    case_id: CaseId, data: JSONBody[SecondRuling], principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[Kept]:  # fmt: skip
    """Refused where you have read the outcome meanwhile. It changes nothing; a disagreement is shown to the operator."""
    authorise(principal, "desk.claim")
    found = await seen(engine.pool, parse_id(case_id, "case"), principal, clock.now())
    said = Answered(data.favour, data.amount_minor, data.reason)

    async def work(connection: Connection) -> tuple[int, Kept]:
        await answer_blind(connection, found.case.state, principal, said, found.now)
        return 200, Kept(str(found.case.state.id))

    return answered(
        await once(engine.pool, principal.label, key, ("desk.blind", case_id, data), found.now, work)
    )


@get("/api/desk/agreement", tags=["desk"], summary="Read how far rulings agree", responses=PROBLEM_RESPONSES)
async def get_agreement(
    principal: Viewer, pool: Database, clock: Time, since: Since = None
) -> AgreementFigures:
    """Raw agreement and Cohen's kappa: over all, by month, by reason."""
    authorise(principal, "console.read")
    now = clock.now()
    return await agreement_figures(pool, since or now - SINCE, now)


@get("/api/desk/findings", tags=["desk"], summary="List disagreements", responses=PROBLEM_RESPONSES)
async def get_findings(
    principal: Viewer, pool: Database, open: OpenOnly = True, cursor: Cursor = None, limit: Limit = 50
) -> Findings:
    """Pairs of rulings on the same file that were not for the same party."""
    authorise(principal, "console.read")
    rows = await findings(pool, place_of(cursor), limit + 1, open)
    shown = rows[:limit]
    return Findings(shown, cursor_of(shown[-1]) if len(rows) > limit else None)


@put("/api/desk/findings/{case_id:str}/{ruled_seq:int}", tags=["desk"], summary="Settle a disagreement",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def put_settlement(
    case_id: CaseId,
    ruled_seq: Seq,
    data: JSONBody[Settlement],
    principal: Viewer,
    pool: Database,
    clock: Time,
) -> None:
    """Put down what came of it; the first note stands."""
    authorise(principal, "desk.manage")
    await settle_finding(pool, parse_id(case_id, "case"), ruled_seq, principal, data.note, clock.now())


def cursor_of(last: Finding) -> str:
    """The place of a finding in the list."""
    told = msgspec.json.encode([last.answered_at, int(last.case_id)])
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def place_of(cursor: str | None) -> tuple[datetime, int] | None:
    """A cursor as it comes in. Raises Invalid for one that is not ours."""
    if not cursor:
        return None
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, case_id = msgspec.json.decode(told, type=tuple[Annotated[datetime, Meta(tz=True)], int])
        return at.astimezone(UTC), case_id
    except (ValueError, OverflowError, msgspec.MsgspecError):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None


BLIND_ROUTES: list[Any] = [post_review, put_review, get_agreement, get_findings, put_settlement]
