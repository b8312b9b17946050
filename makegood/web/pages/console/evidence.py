"""How long evidence is kept: what is to be erased, what is held, and the record of what was erased."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect
from msgspec import Meta, Struct

from makegood.accounts import authorise
from makegood.cases.api import parse_id
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.evidence import (
    Erasure,
    Hold,
    KeptOrder,
    end_hold,
    erasures,
    holds_standing,
    kept_soonest,
    place_hold,
    standings,
)
from makegood.kit.errors import Refused
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.ids import bucket_of
from makegood.orders import find_order_id
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.console import evidence_words
from makegood.web.pages.console.frame import (
    Caller,
    CursorText,
    Machine,
    console_page,
    cursor_of,
    mark_of,
    operator_of,
)
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go, new_key
from makegood.web.pages.typed import FieldMissing

PATH = "/console/evidence"
PAGE_SIZE = 50
MOST_HOLDS = 200


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why evidence is held, or no longer."""

    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class KeptPage(Struct, frozen=True):
    """Orders by when their evidence is to be erased, and the holds that stand (at most 200)."""

    orders: list[KeptOrder]
    holds: list[Hold]
    standings: dict[str, int]
    next_cursor: str | None


class ErasuresPage(Struct, frozen=True):
    """What was erased, the latest first."""

    erasures: list[Erasure]
    next_cursor: str | None


async def kept_page(pool: Pool, cursor: str | None) -> KeptPage:
    """A page of what is kept."""
    mark = mark_of(cursor)
    async with pool.acquire() as connection:
        found = await kept_soonest(connection, (mark.at, mark.id) if mark else None, PAGE_SIZE + 1)
        holds = await holds_standing(connection, 0, MOST_HOLDS)
        counts = await standings(connection)
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return KeptPage(
        found[:PAGE_SIZE], holds, counts, cursor_of(last.kept_until, int(last.order_id)) if last else None
    )


async def erasures_page(pool: Pool, cursor: str | None) -> ErasuresPage:
    """A page of the record."""
    mark = mark_of(cursor)
    async with pool.acquire() as connection:
        found = await erasures(connection, (mark.at, mark.id) if mark else None, PAGE_SIZE + 1)
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return ErasuresPage(found[:PAGE_SIZE], cursor_of(last.at, int(last.id)) if last else None)


@get(
    "/api/console/evidence",
    tags=["console"],
    summary="How long evidence is kept",
    responses=PROBLEM_RESPONSES,
)
async def read_kept(principal: Caller, pool: Database, cursor: CursorText = None) -> KeptPage:
    """Orders whose evidence has an end, the soonest first, and what is held. For operators."""
    authorise(principal, "console.read")
    return await kept_page(pool, cursor)


@get(
    "/api/console/erasures", tags=["console"], summary="Evidence that was erased", responses=PROBLEM_RESPONSES
)
async def read_erasures(principal: Caller, pool: Database, cursor: CursorText = None) -> ErasuresPage:
    """What was erased, when and by which rule; the hash stays, the content is gone. For operators."""
    authorise(principal, "console.read")
    return await erasures_page(pool, cursor)


@post("/api/orders/{order_id:str}/evidence-holds", operation_id="hold_evidence", tags=["files"],
      summary="Hold the evidence of an order", responses=PROBLEM_RESPONSES)  # fmt: skip
async def hold(
    order_id: FromPath[str], data: JSONBody[Reason], principal: Caller, engine: Machine, pool: Database,
    key: IdempotencyKey = None,
) -> Response[Any]:  # fmt: skip
    """Nothing of it is erased until the hold is ended: a court or an authority may want it. For seniors and operators."""
    authorise(principal, "evidence.hold")
    number, now = parse_id(order_id, "order"), engine.clock.now()

    async def work(connection: Any) -> tuple[int, Hold]:
        new_id = engine.ids(bucket_of(number))
        return 201, await place_hold(connection, new_id, number, principal, data.reason, now)

    kept = await once(pool, principal.label, key, ("hold", order_id, data.reason), now, work)
    return Response(kept.body, status_code=kept.status, media_type="application/json")


@post("/api/evidence-holds/{hold_id:str}/end", operation_id="end_evidence_hold", tags=["files"], status_code=200,
      summary="End a hold", responses=PROBLEM_RESPONSES)  # fmt: skip
async def end(
    hold_id: FromPath[str], data: JSONBody[Reason], principal: Caller, engine: Machine, pool: Database
) -> Hold:
    """From now on the evidence is erased when its time is over. The first end of a hold stands."""
    authorise(principal, "evidence.hold")
    return await _end(pool, principal, hold_id, data.reason, engine.clock.now())


@get(PATH, include_in_schema=False)
async def show_evidence(request: HtmlRequest, pool: Database) -> Response[str]:
    """What is kept, what is held, what was erased."""
    return await _page(request, await operator_of(request), pool)


@post(PATH + "/holds", include_in_schema=False)
async def hold_by_form(request: HtmlRequest, pool: Database, engine: Machine) -> Response[str] | Redirect:
    """Hold the evidence of an order by its number."""
    reader = await operator_of(request, "evidence.hold")
    typed = await typed_of(request)
    try:
        reason, now = _reason(typed), engine.clock.now()
        found = await find_order_id(pool, typed.get("order", "").strip()[:200])
        if found is None:
            raise FieldMissing(field="Order")
        order_id: int = found

        async def work(connection: Any) -> tuple[int, Hold]:
            new_id = engine.ids(bucket_of(order_id))
            return 201, await place_hold(connection, new_id, order_id, reader.me, reason, now)

        await once(pool, reader.me.label, key_of(typed), ("hold", order_id, reason), now, work)
    except Refused as refusal:
        return await _refused(request, reader, pool, refusal)
    return go(f"{PATH}?done=held#holds")


@post(PATH + "/holds/{hold_id:str}/end", include_in_schema=False)
async def end_by_form(
    hold_id: PathPart, request: HtmlRequest, pool: Database, engine: Machine
) -> Response[str] | Redirect:
    """End a hold, with the reason."""
    reader = await operator_of(request, "evidence.hold")
    typed = await typed_of(request)
    try:
        await _end(pool, reader.me, hold_id, _reason(typed), engine.clock.now())
    except Refused as refusal:
        return await _refused(request, reader, pool, refusal)
    return go(f"{PATH}?done=ended#holds")


async def _end(pool: Pool, who: Any, hold_id: str, reason: str, now: datetime) -> Hold:
    async with pool.acquire() as connection, connection.transaction():
        return await end_hold(connection, parse_id(hold_id, "hold"), who, reason, now)


def _reason(typed: dict[str, str]) -> str:
    reason = typed.get("reason", "").strip()[:500]
    if not reason:
        raise FieldMissing(field="Why")
    return reason


async def _refused(request: HtmlRequest, reader: Reader, pool: Pool, refusal: Refused) -> Response[str]:
    if refusal.status in (401, 403, 404):
        raise refusal
    return await _page(request, reader, pool, refusal.status, refusal_words(refusal, reader.language))


async def _page(
    request: HtmlRequest, reader: Reader, pool: Pool, status: int = 200, refused: str = ""
) -> Response[str]:
    query = request.query_params
    return console_page(
        "evidence", reader, status, kept=await kept_page(pool, query.get("cursor") or None),
        erased=await erasures_page(pool, query.get("before") or None), key=new_key(), refused=refused,
        told=evidence_words.TOLD.get(query.get("done", ""), ""), words_of=evidence_words,
        tongue="zh" if reader.language == "zh-CN" else "en", at_start=not (query.get("cursor") or query.get("before")),
    )  # fmt: skip


EVIDENCE_HANDLERS: list[Any] = [
    show_evidence, hold_by_form, end_by_form, read_kept, read_erasures, hold, end,
]  # fmt: skip
