"""What an operator does about jobs that gave up, turns that were put off and deliveries that did not arrive."""

from typing import Any, ClassVar, Literal, get_args

from litestar import Response, delete, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import Principal, authorise, record_audit
from makegood.cases.api import parse_id
from makegood.db.job_reading import dead_kind, discard_job, revive_job
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.turns import turn_now
from makegood.flows.engine import Engine
from makegood.kit.errors import NotFound, Refused
from makegood.kit.http import IdempotencyKey
from makegood.kit.i18n import refusal_text
from makegood.kit.ids import bucket_of
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.console.frame import (
    LARGEST_ID,
    PAGE_SIZE,
    Caller,
    Machine,
    address,
    choices,
    console_page,
    operator_of,
)
from makegood.web.pages.console.words import DELIVERIES
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go, new_key
from makegood.web.pages.typed import FieldNotUsable
from makegood.webhooks import Delivery, list_attempts, list_deliveries, read_endpoint, redeliver

CARRY_MONEY = frozenset({"send_refund", "settle_order"})
Move = Literal["retry", "discard"]


class JobCarriesMoney(Refused):
    """This job moves somebody's money, so it cannot be discarded; try it again."""

    status: ClassVar[int] = 409


class JobMoved(Struct, frozen=True):
    """What was done with a job."""

    id: str
    move: str


class TurnTaken(Struct, frozen=True):
    """A turn that comes now: of which queue, and of what."""

    queue: str
    id: str


async def move_job(
    pool: Pool, engine: Engine, who: Principal, key: str | None, job_id: int, move: Move
) -> Kept:
    """Try a dead job again, or discard it. Raises NotFound, JobCarriesMoney."""

    async def work(connection: Any) -> tuple[int, Any]:
        kind = await dead_kind(connection, bucket_of(job_id), job_id)
        if kind is None:
            raise NotFound(what="job")
        if move == "discard" and kind in CARRY_MONEY:
            raise JobCarriesMoney()
        if move == "discard":
            was = {"kind": kind, **(await discard_job(connection, bucket_of(job_id), job_id) or {})}
            about, now = f"job:{job_id}", engine.clock.now()
            await record_audit(connection, engine.ids, who, "job.discarded", about, now, was=was)
        else:
            await revive_job(connection, bucket_of(job_id), job_id, engine.clock.now())
        return 200, JobMoved(str(job_id), move)

    return await once(pool, who.label, key, ("job", job_id, move), engine.clock.now(), work)


@post("/console/health/jobs/{job_id:str}", include_in_schema=False)
async def act_on_job(job_id: PathPart, request: HtmlRequest, pool: Database, engine: Machine) -> Redirect:
    """The buttons beside a dead job."""
    reader = await operator_of(request, "job.manage")
    typed = await typed_of(request)
    move: Any = typed.get("move")
    if move not in get_args(Move):
        raise FieldNotUsable(field="Decision")
    await move_job(pool, engine, reader.me, key_of(typed), parse_id(job_id, "job"), move)
    return go(f"/console/health?done={move}#jobs")


async def take_turn(
    pool: Pool, engine: Engine, who: Principal, key: str | None, queue: str, id_: str
) -> Kept:
    """Let a turn that was put off come at once. Raises NotFound."""
    number, now = parse_id(id_, "turn"), engine.clock.now()

    async def work(connection: Any) -> tuple[int, Any]:
        if not await turn_now(connection, queue, number, now):
            raise NotFound(what="turn")
        return 200, TurnTaken(queue, id_)

    return await once(pool, who.label, key, ("turn", queue, id_), now, work)


@post("/console/health/turns/{queue:str}/{turn_id:str}", include_in_schema=False)
async def act_on_turn(
    queue: PathPart, turn_id: PathPart, request: HtmlRequest, pool: Database, engine: Machine
) -> Redirect:
    """The button beside a turn that was put off."""
    reader = await operator_of(request, "job.manage")
    await take_turn(pool, engine, reader.me, key_of(await typed_of(request)), queue, turn_id)
    return go("/console/health?done=turn#turns")


@post(
    "/api/console/turns/{queue:str}/{turn_id:str}/retry", tags=["console"], status_code=200,
    summary="Let a turn that was put off come now",
)  # fmt: skip
async def retry_turn(
    queue: PathPart,
    turn_id: PathPart,
    principal: Caller,
    pool: Database,
    engine: Machine,
    key: IdempotencyKey = None,
) -> Response[TurnTaken]:
    """Promises, claims and advances that could not be carried out wait longer each time; this one is next. For operators."""
    authorise(principal, "job.manage")
    kept = await take_turn(pool, engine, principal, key, queue, turn_id)
    return Response(kept.body, status_code=kept.status, media_type="application/json")  # type: ignore[arg-type]


@get("/console/health/webhooks/{endpoint_id:str}", include_in_schema=False)
async def show_deliveries(endpoint_id: PathPart, request: HtmlRequest, pool: Database) -> Response[str]:
    """What was sent to an endpoint, and how it went."""
    return await _deliveries_page(
        pool, await operator_of(request, "webhook.manage"), endpoint_id, request.query_params
    )


async def _deliveries_page(
    pool: Pool, reader: Reader, endpoint_id: str, asked: Any, refused: Refused | None = None
) -> Response[str]:
    number, cursor = parse_id(endpoint_id, "webhook endpoint"), asked.get("cursor")
    status: Any = asked.get("status") if asked.get("status") in DELIVERIES else None
    endpoint = await read_endpoint(pool, number, None)
    before = parse_id(cursor, "page") if cursor else LARGEST_ID
    found = await list_deliveries(pool, number, None, status=status, before_id=before, limit=PAGE_SIZE + 1)
    path, query = f"/console/health/webhooks/{endpoint_id}", {"status": status or ""}
    merchants = [str(endpoint.merchant_id)] if endpoint.merchant_id else []
    here, more = address(path, query), len(found) > PAGE_SIZE
    return console_page(
        "webhook",
        reader,
        refused.status if refused else 200,
        endpoint=endpoint,
        rows=[(one, await _last_error(pool, one)) for one in found[:PAGE_SIZE]],
        names=await names_of(pool, (), merchants, reader.role),
        statuses=choices(path, query, "status", {"": "Every delivery"} | DELIVERIES),
        next_page=f"{here}{'&' if status else '?'}cursor={found[PAGE_SIZE - 1].id}" if more else "",
        first_page=here if cursor else "",
        told=asked.get("done", ""),
        refused=refusal_text(reader.language, refused) if refused else "",
        key=new_key(),
    )


async def _last_error(pool: Pool, delivery: Delivery) -> str:
    """Why the last attempt failed; empty when it did not or there was none."""
    if delivery.status == "delivered" or not delivery.attempts:
        return ""
    attempts = await list_attempts(pool, delivery.endpoint_id, delivery.id, None, limit=1)
    return (attempts[0].error or "") if attempts else ""


@post("/console/health/webhooks/{endpoint_id:str}/deliveries/{delivery_id:str}", include_in_schema=False)
async def send_again(
    endpoint_id: PathPart, delivery_id: PathPart, request: HtmlRequest, pool: Database, engine: Machine
) -> Redirect | Response[str]:
    """The button beside a delivery: send it again now."""
    reader = await operator_of(request, "webhook.manage")
    typed, now = await typed_of(request), engine.clock.now()
    endpoint, delivery = parse_id(endpoint_id, "webhook endpoint"), parse_id(delivery_id, "webhook delivery")

    async def work(connection: Any) -> tuple[int, Any]:
        sent = await redeliver(connection, endpoint, delivery, None, now=now, ids=engine.ids)
        return 201, str(sent.id)

    try:
        await once(pool, reader.me.label, key_of(typed), ("redeliver", delivery_id), now, work)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await _deliveries_page(pool, reader, endpoint_id, {}, refusal)
    return go(f"/console/health/webhooks/{endpoint_id}?done=sent")


@post(
    "/api/console/jobs/{job_id:str}/retry",
    tags=["console"],
    summary="Try a job that gave up again",
    status_code=200,
)
async def retry_job(
    job_id: PathPart, principal: Caller, pool: Database, engine: Machine, key: IdempotencyKey = None
) -> Response[JobMoved]:
    """It runs again from its first attempt. For operators."""
    return await _moved(job_id, principal, pool, engine, key, "retry")


@delete(
    "/api/console/jobs/{job_id:str}", tags=["console"], summary="Discard a job that gave up", status_code=200
)
async def remove_job(
    job_id: PathPart, principal: Caller, pool: Database, engine: Machine, key: IdempotencyKey = None
) -> Response[JobMoved]:
    """It is gone for good; jobs that move money cannot be discarded. For operators."""
    return await _moved(job_id, principal, pool, engine, key, "discard")


async def _moved(
    job_id: str, principal: Principal, pool: Pool, engine: Engine, key: str | None, move: Move
) -> Response[JobMoved]:
    authorise(principal, "job.manage")
    kept = await move_job(pool, engine, principal, key, parse_id(job_id, "job"), move)
    return Response(kept.body, status_code=kept.status, media_type="application/json")  # type: ignore[arg-type]


DEAD_WORK_HANDLERS: list[Any] = [
    act_on_job, act_on_turn, show_deliveries, send_again, retry_job, retry_turn, remove_job,
]  # fmt: skip
