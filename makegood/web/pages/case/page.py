"""Pages of one case: reading it, and each thing done to it as a form (`POST /cases/{id}/approval`)."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.carriers import recoveries_told
from makegood.cases import Command, Policy, Role, case_view, messages_of
from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, parse_version, seen
from makegood.cases.requests import Done
from makegood.cases.view import used_by
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text
from makegood.notifications import note_seen
from makegood.web.pages import operation_words
from makegood.web.pages.case.answers import facts_typed
from makegood.web.pages.case.model import headline_of, title_of
from makegood.web.pages.case.operations import RESOURCES, refusal_words
from makegood.web.pages.case.panels import panels_for
from makegood.web.pages.case.promise_panel import told_before
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.case.scene import CaseScene, Typed, scene_of
from makegood.web.pages.case.withheld import withheld_here
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    Installation,
    PathPart,
    Promises,
    Reader,
    Writing,
    counted_again,
    go,
    in_zone_of_form,
    new_key,
    own_path,
    page,
    reader_of,
    reader_or_guest,
)
from makegood.web.pages.typed import NothingAnswered, command_of, convert, mistake_in


@get("/cases/{case_id:str}", include_in_schema=False)
async def show_case(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation, policy: Promises
) -> Response[str]:
    """A case: whose turn it is, until when, the money, the goods, the buttons and the story."""
    reader = await reader_or_guest(request, settings)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    if not reader.is_guest and await _note_all_seen(pool, reader, found.case.state.id):
        reader = await counted_again(request, reader)
    told = _told(reader, request.query_params.get("done", ""))
    return await case_again(pool, policy, reader, found, told=told)


async def _note_all_seen(pool: Pool, reader: Reader, case_id: int) -> bool:
    """What the reader was told of the case, and of what is claimed for it from carriers, is read. Whether that was news."""
    claims = await recoveries_told(pool, reader.me, case_id)
    told = [case_id, *(int(one.id) for one in claims)]
    return any([await note_seen(pool, reader.me, number, reader.now) for number in told])


def _told(reader: Reader, done: str) -> str:
    """What an address says was done, for those only who could have done it."""
    doers = {"buyer"} if done == "open" else {role for role in Role if used_by(done, [role])}
    return operation_words.DONE.get(done, "") if reader.roles & doers else ""


async def case_again(
    pool: Pool,
    policy: Policy,
    reader: Reader,
    found: Done,
    told: str = "",
    refused: tuple[int, str] = (200, ""),
    typed: Typed | None = None,
) -> Response[str]:
    """The page of a case. `refused` is the status and why, in the reader's language, when a form was not taken."""
    drawn = await _drawn(await _scene(pool, policy, reader, found, typed))
    return page("case.html", reader, status=refused[0], told=told, refused=refused[1], **drawn)


async def _drawn(scene: CaseScene) -> dict[str, Any]:
    """What the templates of a case are drawn from."""
    view, reader = scene.view, scene.reader
    return {
        "scene": scene, "view": view, "key": scene.key, "panels": await panels_for(scene),
        "title": title_of(view, reader.language),
        "headline": headline_of(view, reader, scene.buyer, scene.merchant),
    }  # fmt: skip


async def _scene(
    pool: Pool, policy: Policy, reader: Reader, found: Done, typed: Typed | None = None
) -> CaseScene:
    state = found.case.state
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    withheld = await withheld_here(pool, reader, state)
    return scene_of(pool, policy, reader, found, names, new_key(), typed, withheld)


@get("/cases/{case_id:str}/panels", include_in_schema=False)
async def case_panels(
    case_id: PathPart, request: HtmlRequest, pool: Database, settings: Installation, policy: Promises
) -> Response[str]:
    """The panels alone, as they are now; for pages that stay open."""
    reader = await reader_or_guest(request, settings)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    return page("case/panels.html", reader, **await _drawn(await _scene(pool, policy, reader, found)))


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
    reader = in_zone_of_form(reader, typed)
    if operation == "revise" and (mistake := mistake_in(typed)):
        refused = (422, text(reader.language, mistake))
        return await case_again(pool, policy, reader, found, refused=refused, typed=Typed(operation, typed))
    try:
        done = await perform(_request(reader, found, operation, typed, policy), False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, found.case.state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await case_again(pool, policy, reader, again, refused=refused, typed=Typed(operation, typed))
    back = own_path(typed.get("back"), f"/cases/{found.case.state.id}")
    place = f"#{newest_message(reader, done)}" if operation == "ask" else ""
    return go(f"{back}{'&' if '?' in back else '?'}done={operation}{place}")


def newest_message(reader: Reader, done: Done) -> str:
    """Where the conversation of a case ends on its page: who has written something wants to see it there."""
    view = case_view(done.case, done.order, reader.me, reader.language, reader.now)
    messages = messages_of(view)
    return f"message-{messages[-1].seq}" if messages else "thread"


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
    asking = Asking(reader.language, found.case.state.currency, reader.zone)
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


CASE_HANDLERS = [show_case, case_panels, act]
