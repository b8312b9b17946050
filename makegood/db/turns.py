"""Turns of a queue that is read by time: what cannot be carried out waits longer each time, and holds up nobody behind it.

A queue's query leaves out what waits with `not_waiting`; `in_turn` gives each row its turn and keeps count of faults.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import asyncpg
from msgspec import Struct

from makegood.db.job_outcome import error_text
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of

FIRST_SECONDS, LONGEST_SECONDS = 60, 3600
_FAULTS_KEPT = timedelta(days=30)
_WAITED = """
SELECT t.id FROM turns_put_off t JOIN unnest($2::smallint[], $3::bigint[]) AS w(bucket, id)
    ON (t.bucket, t.id) = (w.bucket, w.id) WHERE t.queue = $1
"""
_PUT_OFF = """
INSERT INTO turns_put_off AS t (bucket, queue, id, faults, fault, until) VALUES ($1, $2, $3, 1, $4, $5)
ON CONFLICT (bucket, queue, id) DO UPDATE SET faults = t.faults + 1, fault = excluded.fault,
    until = $6::timestamptz + least($7::integer, $8::integer * 2 ^ least(t.faults, 20)) * interval '1 second'
"""
_DONE = "DELETE FROM turns_put_off WHERE bucket = $1 AND queue = $2 AND id = $3"
_FORGET = "DELETE FROM turns_put_off WHERE queue = $1 AND until < $2"
_STANDING = "SELECT queue, id, faults, fault, until FROM turns_put_off ORDER BY faults DESC, id LIMIT $1"
_NOW = "UPDATE turns_put_off SET until = $4 WHERE bucket = $1 AND queue = $2 AND id = $3"


class PutOff(Struct, frozen=True):
    """Something of a queue that could not be carried out: how often, why the last time, and when its turn comes again."""

    queue: str
    id: str
    faults: int
    fault: str
    until: datetime


def not_waiting(queue: str, row: str, id_column: str, now: str) -> str:
    """The condition of a queue's query that leaves out what waits: `row` names its table, `now` the place of the time."""
    return (
        f"NOT EXISTS (SELECT 1 FROM turns_put_off t WHERE t.bucket = {row}.bucket AND t.queue = '{queue}'"
        f" AND t.id = {row}.{id_column} AND t.until > {now})"
    )


async def turns_put_off(connection: Connection, most: int) -> list[PutOff]:
    """What waits after a fault, the most stubborn first."""
    rows = await connection.fetch(_STANDING, most)
    return [PutOff(row["queue"], str(row["id"]), row["faults"], row["fault"], row["until"]) for row in rows]


async def turn_now(connection: Connection, queue: str, id_: int, now: datetime) -> bool:
    """Let its turn come at once; False if nothing of that queue waits by this id."""
    return str(await connection.execute(_NOW, bucket_of(id_), queue, id_, now)) == "UPDATE 1"


async def in_turn(
    pool: Pool, queue: str, ids: Iterable[int], now: datetime, act: Callable[[int], Awaitable[int]]
) -> int:
    """Give each its turn; the sum of what they did. The first fault is raised once all had theirs."""
    done, faults, wanted = 0, list[Exception](), list(ids)
    rows = await pool.fetch(_WAITED, queue, [bucket_of(each) for each in wanted], wanted)
    waited = {row["id"] for row in rows}
    for each in wanted:
        try:
            done += await act(each)
        except (Refused, asyncpg.PostgresError) as fault:
            faults.append(fault)
            await _put_off(pool, queue, each, fault, now)
        else:
            if each in waited:
                await pool.execute(_DONE, bucket_of(each), queue, each)
    if faults:
        await pool.execute(_FORGET, queue, now - _FAULTS_KEPT)
        raise faults[0]
    return done


async def _put_off(pool: Pool, queue: str, id_: int, fault: Exception, now: datetime) -> None:
    first = now + timedelta(seconds=FIRST_SECONDS)
    await pool.execute(
        _PUT_OFF, bucket_of(id_), queue, id_, error_text(fault), first, now, LONGEST_SECONDS, FIRST_SECONDS
    )
