"""HTTP: what is to be proven (`/api/cases/{id}/board`), evidence and its ties, the proposed ruling, earlier cases like it."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.cases import Done as Seen
from makegood.cases import Policy, read_case
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.disputes.evidence_list import PiecesView, evidence_of, for_reader, piece_view
from makegood.disputes.gathering import hearing_of
from makegood.disputes.holding import Followed, rulings_followed
from makegood.disputes.similar import SimilarCases, similar_cases
from makegood.disputes.tying import CorrectionAsked, TieAsked, correct_tie, tie_in
from makegood.disputes.views import (
    BoardsView,
    ExhibitView,
    ProposalView,
    boards_view,
    exhibit_view,
    proposal_view,
)
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.ids import IdMaker
from makegood.orders import OrderSnapshot, snapshot_of

MOST = 100
FIGURES_OF = timedelta(days=90)
CaseId = FromPath[str]
Viewer = NamedDependency[SkipValidation[Principal]]
Language = NamedDependency[str]
Database = NamedDependency[SkipValidation[Pool]]
Time = NamedDependency[SkipValidation[Clock]]
Promised = NamedDependency[SkipValidation[Policy]]
NewIds = NamedDependency[SkipValidation[IdMaker]]
Cursor = Annotated[str | None, QueryParameter(max_length=20, description="`next_cursor` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="The most of a page")]
Few = Annotated[int, QueryParameter(ge=1, le=20, description="The most cases of a page")]


class RulingsFollowed(Struct, frozen=True):
    """Rulings of the last ninety days: yours, and everybody's."""

    yours: Followed
    everybody: Followed


@get("/api/cases/{case_id:str}/board", tags=["disputes"], summary="Read what is to be proven",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_board(
    case_id: CaseId, principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised
) -> BoardsView:
    """Who has to prove what, by which evidence, how far it is, what follows if it is shown or not, and whose turn it is."""
    seen = await _seen(pool, case_id, principal, clock)
    return boards_view(await hearing_of(pool, policy, seen), language)


@get(
    "/api/cases/{case_id:str}/evidence",
    tags=["disputes"],
    summary="List the evidence",
    responses=PROBLEM_RESPONSES,
)
async def read_evidence(
    case_id: CaseId, principal: Viewer, language: Language, pool: Database, clock: Time, cursor: Cursor = None,
    limit: Limit = 50,
) -> PiecesView:  # fmt: skip
    """Files, words, findings, parcels and the order, each with whose it is, its content's hash, and what it is tied to."""
    seen, place = await _seen(pool, case_id, principal, clock), _place(cursor)
    evidence = await evidence_of(pool, seen)
    page = evidence.pieces[place : place + limit]
    following = str(place + limit) if len(evidence.pieces) > place + limit else None
    views = [piece_view(each, evidence, language) for each in page]
    return PiecesView([for_reader(each, principal) for each in views], following)


@get("/api/cases/{case_id:str}/order-snapshot", tags=["disputes"], summary="The order as it was bought",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_order_snapshot(
    case_id: CaseId, principal: Viewer, pool: Database, clock: Time
) -> OrderSnapshot:
    """What was offered at which price and under which promises, whatever was told of the order since."""
    seen = await _seen(pool, case_id, principal, clock)
    return await snapshot_of(pool, seen.case.state.order_id)


@post("/api/cases/{case_id:str}/exhibits", status_code=201, tags=["disputes"], summary="Tie evidence to a fact",
      responses=PROBLEM_RESPONSES)  # fmt: skip
async def tie_exhibit(
    case_id: CaseId, data: JSONBody[TieAsked], principal: Viewer, language: Language, pool: Database, clock: Time,
    policy: Promised, new_ids: NewIds, key: IdempotencyKey = None,
) -> Response[ExhibitView]:  # fmt: skip
    """Say what a piece of evidence is to prove. The same tie again is the one that is there."""
    authorise(principal, "exhibit.tie")
    seen = await _seen(pool, case_id, principal, clock)

    async def work(connection: Connection) -> tuple[int, ExhibitView]:
        made = await tie_in(connection, policy, principal, seen, data, new_ids)
        return 201, exhibit_view(made, (), language)

    said = ("exhibit", case_id, data)
    done = await once(pool, principal.label, key, said, seen.now, work)
    body: Any = done.body
    return Response(body, status_code=done.status, media_type="application/json")


@put("/api/cases/{case_id:str}/exhibits/{exhibit_id:str}/correction", tags=["disputes"],
     summary="Correct what evidence is tied to", responses=PROBLEM_RESPONSES)  # fmt: skip
async def correct_exhibit(
    case_id: CaseId, exhibit_id: FromPath[str], data: JSONBody[CorrectionAsked], principal: Viewer, language: Language,
    pool: Database, clock: Time, policy: Promised, new_ids: NewIds,
) -> ExhibitView:  # fmt: skip
    """It proves something else, or nothing here; the reason is kept. The first correction of a tie stands."""
    authorise(principal, "exhibit.correct")
    seen = await _seen(pool, case_id, principal, clock)
    number = _number(exhibit_id, "exhibit")
    made = await correct_tie(pool, policy, principal, seen, number, data, new_ids)
    return exhibit_view(made, (), language)


@get("/api/cases/{case_id:str}/proposal", tags=["disputes"], summary="Read the proposed ruling",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_proposal(
    case_id: CaseId, principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised
) -> ProposalView:
    """For whom, how much, who pays which freight, what is owed on top, which marks; why, how sure, what would change it.

    A ruling, and a decision on an appeal, names it by its digest (`proposal`); named or not, one that decides otherwise says in
    `departure` why.
    """
    authorise(principal, "proposal.read")
    seen = await _seen(pool, case_id, principal, clock)
    return proposal_view(await hearing_of(pool, policy, seen), language)


@get("/api/cases/{case_id:str}/similar-cases", tags=["disputes"], summary="List earlier rulings like it",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_similar(
    case_id: CaseId, principal: Viewer, pool: Database, clock: Time, policy: Promised, cursor: Cursor = None, limit: Few = 5
) -> SimilarCases:  # fmt: skip
    """The nearest of the newest 200 rulings on the same reason, by their facts; not whose they were."""
    authorise(principal, "proposal.read")
    seen = await _seen(pool, case_id, principal, clock)
    hearing = await hearing_of(pool, policy, seen)
    settling = hearing.boards[0][1] if hearing.boards else None
    return await similar_cases(pool, seen, settling, _place(cursor), limit)


@get(
    "/api/desk/departures",
    tags=["disputes"],
    summary="Count departures from proposals",
    responses=PROBLEM_RESPONSES,
)
async def read_departures(principal: Viewer, pool: Database, clock: Time) -> RulingsFollowed:
    """How many rulings, and decisions on appeals, of the last ninety days followed their proposal, and how many departed from
    it with a reason.
    """
    authorise(principal, "proposal.read")
    now = clock.now()
    return RulingsFollowed(
        await rulings_followed(pool, now - FIGURES_OF, now, principal),
        await rulings_followed(pool, now - FIGURES_OF, now),
    )


DISPUTE_ROUTES: list[Any] = [
    read_board, read_evidence, read_order_snapshot, tie_exhibit, correct_exhibit, read_proposal, read_similar, read_departures,
]  # fmt: skip


async def _seen(pool: Pool, case_id: str, viewer: Principal, clock: Clock) -> Seen:
    """A case that somebody may see. Raises NotFound."""
    case, order = await read_case(pool, _number(case_id, "case"))
    authorise(viewer, "case.read", order.buyer_id, order.merchant_id)
    return Seen(case, order, clock.now())


def _number(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 2**63:
        raise NotFound(what=what)
    return int(text)


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 6):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return int(cursor)
