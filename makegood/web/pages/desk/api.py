"""HTTP: the desk's queue, claims, hand-over notes and own figures, for tools of the desk."""

from datetime import datetime, timedelta
from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from makegood.accounts import authorise
from makegood.cases import (
    CaseType,
    CaseView,
    Claim,
    DeskFigures,
    DeskFilters,
    DeskNote,
    DeskRisk,
    DeskSort,
    DeskTab,
    Stage,
    add_note,
    case_view,
    desk_figures,
    desk_queue,
    notes_of,
)
from makegood.cases.api import (
    CaseId,
    Cursor,
    Database,
    Language,
    Limit,
    Promised,
    Time,
    Viewer,
    parse_id,
    seen,
)
from makegood.desk import desk_person, give_back, take_by_hand, withheld_from
from makegood.kit.errors import Invalid
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.money import MAXIMUM_MINOR
from makegood.web.pages.desk.frame import Machine
from makegood.web.pages.desk.narrowing import ability_of
from makegood.web.pages.desk.queue import FIGURES_SINCE
from makegood.web.pages.shell import new_key

TabWanted = Annotated[DeskTab, QueryParameter(description="Which part of the queue")]
SortWanted = Annotated[
    DeskSort,
    QueryParameter(description="By clock, money (of one currency), age, or risk (the most reasons first)"),
]
CurrencyWanted = Annotated[
    str, QueryParameter(max_length=3, pattern="^[A-Z]*$", description="Only cases in this currency")
]
StageAsked = Annotated[Stage | None, QueryParameter(description="Only cases at this stage")]
TypeAsked = Annotated[CaseType | None, QueryParameter(description="Only cases of this type")]
LanguageAsked = Annotated[
    str,
    QueryParameter(max_length=20, pattern="^[A-Za-z0-9-]*$", description="Only buyers with this language"),
]
CategoryAsked = Annotated[
    str,
    QueryParameter(
        max_length=100,
        pattern=r"^[^\x00]*$",
        description="Only cases about goods of this category or below it",
    ),
]
Amount = Annotated[
    int | None, QueryParameter(ge=0, le=MAXIMUM_MINOR, description="At stake, in minor units of `currency`")
]
Hours = Annotated[
    int | None,
    QueryParameter(ge=1, le=99999, description="Only cases that were opened so many hours ago or earlier"),
]
DueMoment = Annotated[
    datetime | None,
    QueryParameter(description="The clock runs out from then on, or before then; ISO 8601 with its zone"),
]
RiskAsked = Annotated[DeskRisk | None, QueryParameter(description="Only cases at risk for this reason")]
AbleOnly = Annotated[bool, QueryParameter(description="Only cases that you are able to take")]
FreeOnly = Annotated[bool, QueryParameter(description="Only cases that nobody works on")]
FlaggedOnly = Annotated[bool, QueryParameter(description="Only cases with a message to judge")]
TakeOver = Annotated[bool, QueryParameter(description="Take it from a colleague; seniors only")]
WhyTaken = Annotated[
    str, QueryParameter(max_length=2000, description="Why it is taken from a colleague; it stays on record")
]
NoteText = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]


class DeskCase(Struct, frozen=True):
    """A case of the queue. `claim`: who works on it; `flags`: kinds of what nobody has judged; `language`: the buyer's;
    `risks`: why it is at risk.
    """

    case: CaseView
    claim: Claim | None
    flags: tuple[str, ...]
    language: str
    handed_over: bool
    risks: tuple[DeskRisk, ...]


class DeskCases(Struct, frozen=True):
    """Some cases, and the cursor of the next page (null at the end)."""

    cases: list[DeskCase]
    next_cursor: str | None


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    """What you hand over; one of the two is owed."""

    known: NoteText = ""
    open: NoteText = ""


class Notes(Struct, frozen=True):
    """The newest 50 notes on a case, the newest first."""

    notes: list[DeskNote]


@get("/api/desk/queue", tags=["desk"], summary="Read the desk's queue", responses=PROBLEM_RESPONSES)
async def read_queue(
    principal: Viewer, language: Language, pool: Database, clock: Time, policy: Promised, tab: TabWanted = DeskTab.DESK,
    sort: SortWanted = DeskSort.CLOCK, currency: CurrencyWanted = "", stage: StageAsked = None, type: TypeAsked = None,
    category: CategoryAsked = "", buyer_language: LanguageAsked = "", least_minor: Amount = None, most_minor: Amount = None,
    older_than_hours: Hours = None, due_from: DueMoment = None, due_until: DueMoment = None, risk: RiskAsked = None,
    able: AbleOnly = False, free: FreeOnly = False, flagged: FlaggedOnly = False, cursor: Cursor = None, limit: Limit = 50,
) -> DeskCases:  # fmt: skip
    """Cases by clock, money, age or risk, with who works on them. A page may be short and still lead on."""
    authorise(principal, "desk.read")
    now = clock.now()
    filters = DeskFilters(
        tab, sort, currency, stage, type, buyer_language, free, flagged, category,
        ability_of(await desk_person(pool, principal), principal.role) if able else None, least_minor, most_minor,
        None if older_than_hours is None else timedelta(hours=older_than_hours),
        zoned(due_from, "due_from"), zoned(due_until, "due_until"), risk,
    )  # fmt: skip
    page = await desk_queue(pool, principal, filters, cursor, limit, now)
    kept = await withheld_from(pool, principal, [row.case.state for row in page.rows], now)
    return DeskCases(
        [
            DeskCase(
                case_view(
                    row.case,
                    row.order,
                    principal,
                    language,
                    now,
                    policy.catalogue,
                    kept.get(row.case.state.id, {}),
                ),
                row.claim,
                row.flags,
                row.language,
                row.handed_over,
                row.risks,
            )
            for row in page.rows
        ],
        page.next_cursor,
    )


def zoned(moment: datetime | None, field: str) -> datetime | None:
    """A moment that was asked for. Raises Invalid for one without its zone."""
    if moment is not None and moment.tzinfo is None:
        raise Invalid(field=field, problem="moments need their zone, such as 2026-03-01T00:00:00Z")
    return moment


@put("/api/cases/{case_id:str}/claim", tags=["desk"], summary="Claim a case", responses=PROBLEM_RESPONSES)
async def put_claim(
    case_id: CaseId,
    principal: Viewer,
    pool: Database,
    clock: Time,
    engine: Machine,
    take_over: TakeOver = False,
    reason: WhyTaken = "",
) -> Claim:
    """Work on a case for half an hour from now; again begins anew. Two do not rule at once. Whoever gets cases given
    does not take any other. Taking a case over takes a reason.
    """
    authorise(principal, "desk.claim")
    found = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    async with pool.acquire() as connection, connection.transaction():
        return await take_by_hand(
            connection, found.case.state.id, principal, found.now, engine.ids, take_over, reason
        )


@delete(
    "/api/cases/{case_id:str}/claim", tags=["desk"], summary="Let go of a case", responses=PROBLEM_RESPONSES
)
async def delete_claim(
    case_id: CaseId, principal: Viewer, pool: Database, clock: Time, engine: Machine
) -> None:
    """Give it back to the queue. Leave a hand-over note first, if you have the case. What a colleague holds stays held."""
    authorise(principal, "desk.claim")
    found = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    async with pool.acquire() as connection, connection.transaction():
        await give_back(connection, found.case.state.id, principal, found.now, engine.ids)


@get(
    "/api/cases/{case_id:str}/desk-notes",
    tags=["desk"],
    summary="Read hand-over notes",
    responses=PROBLEM_RESPONSES,
)
async def read_notes(case_id: CaseId, principal: Viewer, pool: Database, clock: Time) -> Notes:
    """What colleagues left; the parties never read it."""
    authorise(principal, "desk.read")
    found = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    return Notes(await notes_of(pool, found.case.state.id))


@post(
    "/api/cases/{case_id:str}/desk-notes",
    tags=["desk"],
    summary="Leave a hand-over note",
    responses=PROBLEM_RESPONSES,
)
async def write_note(
    case_id: CaseId, data: JSONBody[NewNote], principal: Viewer, pool: Database, clock: Time, engine: Machine,
    key: IdempotencyKey = None,
) -> DeskNote:  # fmt: skip
    """What is known and what is open, for whoever takes the case up next. The same key again is the same note."""
    authorise(principal, "desk.note")
    found = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    said = (data.known, data.open)
    return await add_note(pool, found.case.state, principal, said, key or new_key(), engine.ids, found.now)


@get("/api/desk/figures", tags=["desk"], summary="Read your own figures", responses=PROBLEM_RESPONSES)
async def read_figures(principal: Viewer, pool: Database, clock: Time) -> DeskFigures:
    """Your rulings of the last ninety days; `ruled_today` are those of the last 24 hours."""
    authorise(principal, "desk.read")
    now = clock.now()
    return await desk_figures(pool, principal, now - FIGURES_SINCE, now - timedelta(hours=24), now)


DESK_ROUTES = [
    read_queue, put_claim, delete_claim, read_notes, write_note, read_figures,
]  # fmt: skip
