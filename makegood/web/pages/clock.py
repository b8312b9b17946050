"""The clock of a demo or test, on the operator's page: let time pass and watch silence turn into outcomes."""

from datetime import datetime, timedelta
from typing import Any

from litestar import post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import authorise
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.flows.engine import Engine, catch_up, read_offset, shift_clock
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation, go, new_key, own_path, reader_of
from makegood.web.pages.typed import FieldNotUsable
from makegood.web.system_api import ClockStandsFirm

Machine = NamedDependency[SkipValidation[Engine]]
HOURS = {1: "1 hour", 24: "1 day", 48: "2 days", 168: "7 days"}

_DUE = (
    "SELECT count(*) FROM (SELECT 1 FROM cases"
    " WHERE owner IS NOT NULL AND due_at > $1 AND due_at <= $2 LIMIT 10000) AS due"
)


class Leap(Struct, frozen=True):
    """One button: how far it moves the clock, and how many cases run out until then."""

    hours: int
    label: str
    due: int


class ClockPanel(Struct, frozen=True):
    """The clock as an operator sees it."""

    now: datetime
    offset: timedelta
    leaps: list[Leap]
    key: str


async def clock_panel(pool: Pool, now: datetime) -> ClockPanel:
    """The clock, and what each leap would bring."""
    leaps = [
        Leap(hours, label, await pool.fetchval(_DUE, now, now + timedelta(hours=hours)))
        for hours, label in HOURS.items()
    ]
    return ClockPanel(now, await read_offset(pool), leaps, new_key())


@post("/clock/advances", include_in_schema=False)
async def advance(request: HtmlRequest, pool: Database, engine: Machine, settings: Installation) -> Redirect:
    """Advance the clock by one of the offered leaps."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "clock.advance")
    if not settings.clock_is_movable:
        raise ClockStandsFirm()
    typed = await typed_of(request)
    hours = next((one for one in HOURS if str(one) == typed.get("hours")), None)
    if hours is None:
        raise FieldNotUsable(field="Hours")

    async def work(connection: Any) -> tuple[int, Any]:
        await shift_clock(connection, timedelta(hours=hours))
        return 201, {"hours": hours}

    content = ("advance from the page", hours)
    await once(pool, reader.me.label, key_of(typed), content, reader.now, work)
    await catch_up(pool, engine.clock)  # type: ignore[arg-type]
    back = own_path(typed.get("to")).partition("?")[0]
    return go(f"{back}?done=clock")


CLOCK_HANDLERS = [advance]
