"""Clocks act: cases whose clock has something to do are claimed in batches, oldest first, and ticked.

A tick is decided under the order's lock and is refused when the clock has nothing to do any more, so it acts
once however many workers sweep and whenever they are killed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog

from makegood.accounts import SYSTEM
from makegood.cases.commands import Tick
from makegood.cases.handlers import CaseWrites
from makegood.cases.refusals import NothingDue
from makegood.cases.requests import Request
from makegood.db.pool import CONNECTION_LOST, Pool

AT_ONCE = 64
PUT_OFF = timedelta(minutes=5)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
DATABASE_AWAY = (*CONNECTION_LOST, TimeoutError, asyncpg.OperatorInterventionError)
"""The database is not there for a moment: no case is to blame."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did; `until` is the wake time of the last case it saw, from where the next may go on."""

    claimed: int
    acted: int
    put_off: int
    until: datetime | None


async def sweep_due(pool: Pool, writes: CaseWrites, most: int = AT_ONCE, since: datetime = EARLIEST) -> Swept:
    """Tick up to `most` cases that are due, in one transaction."""
    try:
        async with pool.acquire() as connection, connection.transaction():
            claimed = await _claim(connection, writes.clock.now(), since, most)
            answers = (
                await writes.apply(connection, [_tick(row["case_id"]) for row in claimed]) if claimed else []
            )
            failed = [
                row
                for row, answer in zip(claimed, answers, strict=True)
                if isinstance(answer, Exception) and not isinstance(answer, NothingDue)
            ]
            await _put_off(connection, failed, writes.clock.now())
    except Exception as error:
        if most == 1 or isinstance(error, DATABASE_AWAY):
            raise
        log.warning("sweep_one_by_one", error=type(error).__name__)
        return await _one_by_one(pool, writes, most, since)
    acted = sum(1 for answer in answers if not isinstance(answer, Exception))
    return Swept(len(claimed), acted, len(failed), claimed[-1]["wake_at"] if claimed else None)


async def _one_by_one(pool: Pool, writes: CaseWrites, most: int, since: datetime) -> Swept:
    """The same, each case in a transaction of its own; one that cannot be ticked is put off, not in the way."""
    claimed = acted = put_off = 0
    until = None
    for _ in range(most):
        try:
            swept = await sweep_due(pool, writes, 1, since)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            log.error("case_put_off", error=type(error).__name__, sqlstate=getattr(error, "sqlstate", None))
            async with pool.acquire() as connection, connection.transaction():
                failed = await _claim(connection, writes.clock.now(), since, 1)
                await _put_off(connection, failed, writes.clock.now())
            put_off += len(failed)
            continue
        if swept.claimed == 0:
            break
        claimed, acted, until = claimed + swept.claimed, acted + swept.acted, swept.until
    return Swept(claimed, acted, put_off, until)


def _tick(case_id: int) -> Request:
    return Request(SYSTEM, Tick(), case_id=case_id)


async def _claim(connection: Any, now: datetime, since: datetime, most: int) -> list[Any]:
    rows: list[Any] = await connection.fetch("SELECT * FROM claim_due_cases($1, $2, $3)", now, since, most)
    return rows


async def _put_off(connection: Any, rows: Sequence[Any], now: datetime) -> None:
    """Let cases that could not act wait a little; their own clock stays as it is."""
    if rows:
        log.error("cases_put_off", cases=[str(row["case_id"]) for row in rows])
        await connection.execute(
            "UPDATE cases SET wake_at = $3 FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)"
            " WHERE (cases.bucket, cases.id) = (w.bucket, w.id)",
            [row["bucket"] for row in rows], [row["case_id"] for row in rows], now + PUT_OFF,
        )  # fmt: skip
