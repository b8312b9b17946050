"""The installation itself over HTTP: health, readiness, the clock, sessions, notifications of processors."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import asyncpg
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal, PrincipalRole, Sessions, authorise
from makegood.cases.api import parse_id
from makegood.db.migrate import missing_migrations
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.db.problems import MigrationProblem
from makegood.flows.engine import Engine, catch_up, shift_clock
from makegood.kit.clock import ShiftedClock
from makegood.kit.errors import Invalid, NotPermitted, Refused
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.settings import Settings

Caller = NamedDependency[SkipValidation[Principal]]
Machine = NamedDependency[SkipValidation[Engine]]
Moving = NamedDependency[SkipValidation[ShiftedClock]]
Database = NamedDependency[SkipValidation[Pool]]
Installation = NamedDependency[SkipValidation[Settings]]

LONGEST_ADVANCE_HOURS = 24 * 366


class ClockStandsFirm(Refused):
    """The clock can be advanced in demo and test mode only."""

    status = 403


class ClockView(Struct, frozen=True):
    """The time that this installation lives in."""

    now: datetime
    advanced_seconds: int


class ClockAdvance(Struct, frozen=True, forbid_unknown_fields=True):
    """By how much to advance the clock."""

    hours: Annotated[float, Meta(gt=0, le=LONGEST_ADVANCE_HOURS)]


class SessionWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to sign in: a buyer or merchant by our id, or a person of the platform by name."""

    role: Annotated[str, Meta(pattern="^(buyer|merchant|desk|senior|operator)$")]
    subject: Annotated[str, Meta(max_length=20)] | None = None
    name: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class SessionMade(Struct, frozen=True):
    """A signed token; send it as a bearer token."""

    token: str


@get("/health", tags=["system"], summary="The process lives", opt={"open": True})
async def health() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}


@get("/health/ready", tags=["system"], summary="Ready to serve", responses=PROBLEM_RESPONSES)
async def ready(pool: Database) -> Response[dict[str, str]]:
    """Whether the database answers and its schema is up to date."""
    try:
        async with pool.acquire(timeout=5) as connection:
            missing = await missing_migrations(connection)
    except MigrationProblem as problem:
        return Response({"status": str(problem)}, status_code=503)
    except asyncpg.PostgresError as error:
        told = f"the database cannot be used: {type(error).__name__}; run makegood doctor"
        return Response({"status": told}, status_code=503)
    status = "ok" if not missing else f"{len(missing)} migrations pending; run makegood migrate"
    return Response({"status": status}, status_code=200 if not missing else 503)


def _clock_view(engine: Engine) -> ClockView:
    offset = getattr(engine.clock, "offset", timedelta(0))
    return ClockView(engine.clock.now(), int(offset.total_seconds()))


@get("/api/clock", tags=["system"], summary="The time here", responses=PROBLEM_RESPONSES)
async def read_clock(principal: Caller, engine: Machine) -> ClockView:
    """What time it is for this installation."""
    authorise(principal, "clock.read")
    return _clock_view(engine)


@post("/api/clock/advances", tags=["system"], summary="Advance the clock", responses=PROBLEM_RESPONSES)
async def advance(
    data: JSONBody[ClockAdvance],
    principal: Caller,
    engine: Machine,
    settings: Installation,
    pool: Database,
    clock: Moving,
    key: IdempotencyKey = None,
) -> Response[Any]:
    """Let time pass, in demo and test mode, and watch silence turn into outcomes."""
    authorise(principal, "clock.advance")
    if not settings.clock_is_movable:
        raise ClockStandsFirm()

    async def work(connection: Any) -> tuple[int, Any]:
        offset = await shift_clock(connection, timedelta(hours=data.hours))
        return 201, ClockView(datetime.now(UTC) + offset, int(offset.total_seconds()))

    kept = await once(pool, principal.label, key, ("advance", data), engine.clock.now(), work)
    await catch_up(pool, clock)
    return Response(kept.body, status_code=kept.status, media_type="application/json")


@post("/api/sessions", tags=["system"], summary="Sign somebody in", responses=PROBLEM_RESPONSES)
async def create_session(
    data: JSONBody[SessionWanted], principal: Caller, sessions: NamedDependency[SkipValidation[Sessions]]
) -> SessionMade:
    """A signed session for a buyer, a merchant or a person of the platform, for the shop's own pages. One of the platform does
    not rule: whoever decides between two people signs in with an account of their own.
    """
    authorise(principal, "session.create")
    role = PrincipalRole(data.role)
    of_party = role in (PrincipalRole.BUYER, PrincipalRole.MERCHANT)
    if of_party != (data.subject is not None):
        raise Invalid(field="subject", problem="buyers and merchants are named by their id, others by name")
    if principal.role is PrincipalRole.MARKETPLACE and role is not PrincipalRole.BUYER:
        raise NotPermitted(role=principal.role.value, operation=f"session.create for {role.value}")
    if not of_party and principal.scopes is not None and "operate" not in principal.scopes:
        # A session has every scope of its role, so a key with fewer may not make one for itself.
        raise NotPermitted(role=f"{principal.role.value} without operate", operation="session.create")
    subject = parse_id(data.subject, "subject") if data.subject is not None else None
    return SessionMade(sessions.token(Principal(role, subject, data.name, is_stand_in=not of_party)))


@post(
    "/api/processors/{processor:str}/notifications", tags=["system"], summary="Take a processor's notification",
    status_code=200, responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def notification(
    processor: FromPath[str], request: Request[Any, Any, Any], engine: Machine
) -> dict[str, bool]:
    """What a payment processor says of its own accord, signed with its secret. Twice is once."""
    notifying = engine.pay_out.processors.notifying(processor)
    told = notifying.notification(dict(request.headers), await request.body())
    return {"taken": told is not None and await engine.notified(told)}


@get("/openapi.json", include_in_schema=False)
async def openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The description of this API, OpenAPI 3.1."""
    return request.app.openapi_schema.to_schema()


SYSTEM_HANDLERS = [openapi, health, ready, read_clock, advance, create_session, notification]
