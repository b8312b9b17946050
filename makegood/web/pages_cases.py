"""Pages of one case: reading it, and each thing done to it as a form (`POST /cases/{id}/approval`)."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases import Command, Policy, Role, case_view
from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, parse_version, seen
from makegood.cases.lists import Filters, cases_for
from makegood.cases.requests import Done
from makegood.cases.view import used_by
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.policy import decisions_of_case
from makegood.web import pages_words as words
from makegood.web.pages_answers import facts_typed
from makegood.web.pages_case_model import Ruled, Typed, case_page, case_row
from makegood.web.pages_case_operations import RESOURCES, refusal_words
from makegood.web.pages_case_promise import last_of, told_before
from makegood.web.pages_names import names_of
from makegood.web.pages_promise import Outcomes, rules_of
from makegood.web.pages_questions import Asking
from makegood.web.pages_shell import (
    Database,
    HtmlRequest,
    Installation,
    PathPart,
    Promises,
    Reader,
    Writing,
    go,
    new_key,
    page,
    reader_of,
    reader_or_guest,
)
from makegood.web.pages_typed import NothingAnswered, command_of, convert, mistake_in

_MOST_OTHERS = 10


@get("/cases/{case_id:str}", include_in_schema=False)
async def show_case(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation, policy: Promises
) -> Response[str]:
    """A case: whose turn it is, until when, the money, the goods, the buttons and the story."""
    reader = await reader_or_guest(request, settings)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    told = _told(reader, request.query_params.get("done", ""))
    return await _page(pool, policy, reader, found, told=told)


def _told(reader: Reader, done: str) -> str:
    """What an address says was done, for those only who could have done it."""
    doers = {"buyer"} if done == "open" else {role for role in Role if used_by(done, [role])}
    return words.DONE.get(done, "") if reader.roles & doers else ""


async def _page(
    pool: Pool,
    policy: Policy,
    reader: Reader,
    found: Done,
    told: str = "",
    refused: tuple[int, str] = (200, ""),
    typed: Typed | None = None,
) -> Response[str]:
    """The page of a case. `refused` is the status and why, in the reader's language, when a form was not taken."""
    state = found.case.state
    others = await cases_for(pool, reader.me, Filters(order_id=state.order_id), None, _MOST_OTHERS)
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    return page(
        "case.html",
        reader,
        status=refused[0],
        case=case_page(found.case, found.order, reader, names, typed, await _ruled(pool, policy, found)),
        others=[
            case_row(case, order, reader, names) for case, order in others.cases if case.state.id != state.id
        ],
        told=told,
        refused=refused[1],
        key=new_key(),
    )


async def _ruled(pool: Pool, policy: Policy, found: Done) -> Ruled:
    """What came out when the rules were last asked about a case, and the rules that said it."""
    state = found.case.state
    if not state.terms.decisions:
        return Ruled(policy.catalogue, None)
    async with pool.acquire() as connection:
        kept = last_of(await decisions_of_case(connection, state.id))
    if not kept:
        return Ruled(policy.catalogue, None)
    book = policy.promises(found.order, kept[-1].at).book
    return Ruled(policy.catalogue, Outcomes([each.outcomes for each in kept], rules_of(book)))


@get("/cases/{case_id:str}/version", include_in_schema=False)
async def case_version(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation
) -> Response[Any]:
    """Whether a case has changed, by its ETag; for pages that stay open."""
    reader = await reader_or_guest(request, settings)
    number = parse_id(case_id, "case")
    row = await pool.fetchrow(
        "SELECT version, buyer_id, merchant_id FROM cases WHERE bucket = $1 AND id = $2",
        bucket_of(number),
        number,
    )
    if row is None:
        raise NotFound(what="case")
    authorise(reader.me, "case.read", row["buyer_id"], row["merchant_id"])
    etag = f'"v{row["version"]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    same = request.headers.get("if-none-match") == etag
    return Response(
        None if same else {"version": row["version"]}, status_code=304 if same else 200, headers=headers
    )


@post("/cases/{case_id:str}/{resource:str}", include_in_schema=False)
async def act(
    case_id: PathPart,
    resource: PathPart,
    request: HtmlRequest,
    pool: Database,
    perform: Writing,
    policy: Promises,
) -> Response[str] | Redirect:
    """Carry out what a form of the case asks for; tell on the same page when it is refused."""
    reader = await reader_of(request, signed_in=True)
    operation = RESOURCES.get(resource)
    if operation is None:
        raise NotFound(what="page")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)
    if operation == "revise" and (mistake := mistake_in(typed)):
        refused = (422, text(reader.language, mistake))
        return await _page(pool, policy, reader, found, refused=refused, typed=Typed(operation, typed))
    try:
        await perform(_request(reader, found, operation, typed, policy), False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, found.case.state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await _page(pool, policy, reader, again, refused=refused, typed=Typed(operation, typed))
    return go(f"/cases/{found.case.state.id}?done={operation}")


def _request(
    reader: Reader, found: Done, operation: str, typed: dict[str, str], policy: Policy
) -> CaseRequest:
    view = case_view(found.case, found.order, reader.me, reader.language, reader.now)
    if operation == "supply_facts":
        command = _facts_told(reader, found, typed, policy)
    else:
        command = command_of(operation, view, typed, reader.language)
    return CaseRequest(
        reader.me,
        command,
        found.case.state.id,
        key=key_of(typed),
        version=parse_version(typed.get("version") or None),
    )


def _facts_told(reader: Reader, found: Done, typed: dict[str, str], policy: Policy) -> Command:
    """What the form tells that the reader had not told in the same words before. Raises NothingAnswered."""
    asking = Asking(reader.language, found.case.state.currency)
    before = told_before(found.case, reader.roles, policy.catalogue, asking)
    told = facts_typed(typed, policy.catalogue, asking)
    known = facts_typed(before, policy.catalogue, asking)
    new = {name: value for name, value in told.items() if known.get(name) != value}
    if not new:
        raise NothingAnswered()
    return convert({"facts": new}, "supply_facts")


def key_of(typed: dict[str, str]) -> str | None:
    """The idempotency key that the form was drawn with; none for one that was not drawn by us."""
    key = typed.get("key", "")
    return key if 0 < len(key) <= 100 and key.isascii() and key.isprintable() and " " not in key else None


async def typed_of(request: HtmlRequest) -> dict[str, str]:
    """The fields of a form as texts; files and what is beyond a sensible number are left out."""
    form = await request.form()
    pairs = list(form.multi_items())[:200]
    return {name: value for name, value in pairs if isinstance(value, str)}


CASE_HANDLERS = [show_case, case_version, act]
