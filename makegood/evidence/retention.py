"""Erasing evidence when its time is over: order by order, each in its own transaction, with a record of what is gone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from makegood.accounts import SYSTEM
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.evidence.custody import note_change
from makegood.evidence.file_store import FileStore
from makegood.evidence.holds import place_hold
from makegood.evidence.standing import Found, OrderCourse, Rule, Standing, standing_of
from makegood.evidence.sweep import discard, named
from makegood.kit.ids import IdMaker

AT_ONCE = 100
Ruling = Callable[[OrderCourse], Rule | None]
"""What the packs say of an order that has ended."""
_DUE = "SELECT bucket, order_id FROM evidence_retentions WHERE look_at <= $1 ORDER BY look_at LIMIT $2"
_LOCK = "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE"
"""What opens a case takes this lock too; what it did is read afterwards."""
_COURSE = """
SELECT o.bucket, o.id AS order_id, o.merchant_id, o.market, o.placed_at,
    greatest(coalesce(o.completed_at, o.updated_at),
        (SELECT max(c.updated_at) FROM cases c WHERE (c.bucket, c.order_id) = (o.bucket, o.id)),
        (SELECT max(c.changed_at) FROM claims c WHERE (c.bucket, c.order_id) = (o.bucket, o.id))) AS last_at,
    EXISTS (SELECT 1 FROM cases c WHERE (c.bucket, c.order_id) = (o.bucket, o.id) AND c.owner IS NOT NULL)
        OR EXISTS (SELECT 1 FROM claims c WHERE (c.bucket, c.order_id) = (o.bucket, o.id) AND c.owner IS NOT NULL)
        OR EXISTS (SELECT 1 FROM chargebacks b WHERE (b.bucket, b.order_id) = (o.bucket, o.id)
            AND b.state IN ('needs_response', 'under_review')) AS is_open,
    EXISTS (SELECT 1 FROM evidence_holds h WHERE (h.bucket, h.order_id) = (o.bucket, o.id)
        AND NOT EXISTS (SELECT 1 FROM evidence_hold_ends e WHERE (e.bucket, e.hold_id) = (h.bucket, h.id))) AS is_held,
    (SELECT min(c.id) FROM cases c JOIN case_events e ON (e.bucket, e.case_id) = (c.bucket, c.id)
        WHERE (c.bucket, c.order_id) = (o.bucket, o.id) AND e.name = 'case.clock_paused'
            AND e.data -> 'pause' -> 'accepted' = 'true'
        AND NOT EXISTS (SELECT 1 FROM evidence_holds h WHERE (h.bucket, h.order_id) = (o.bucket, o.id)
            AND h.who = 'system:makegood')) AS papers_case_id
FROM orders o WHERE o.bucket = $1 AND o.id = $2
"""
_LOOKED = """
UPDATE evidence_retentions SET look_at = $3, standing = $4, ended_at = $5, kept_until = $6, rule = $7, law = $8
WHERE bucket = $1 AND order_id = $2
"""
_ERASE = """
UPDATE files SET erased_at = $3, given_from = '', hidden = '[]'
WHERE bucket = $1 AND order_id = $2 AND attached_at IS NOT NULL AND erased_at IS NULL
RETURNING id, sha256, media_type, size_bytes, uploaded_by, uploaded_at
"""
_RECORD = """
INSERT INTO file_erasures (bucket, id, file_id, order_id, sha256, media_type, size_bytes, uploaded_by, uploaded_at, ended_at,
    kept_until, rule, law, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""


async def keep_or_erase(pool: Pool, files: FileStore, ruling: Ruling, ids: IdMaker, now: datetime) -> int:
    """Look at the orders whose time has come, some at once; how many files were erased. Any number of workers may do so."""
    erased = 0
    for row in await pool.fetch(_DUE, now, AT_ONCE):
        contents = await _look_at(pool, row["bucket"], row["order_id"], ruling, ids, now)
        erased += len(contents)
        for sha256 in dict.fromkeys(contents):
            if not await named(pool, [sha256]):
                await discard(pool, files, sha256)
    return erased


async def _look_at(
    pool: Pool, bucket: int, order_id: int, ruling: Ruling, ids: IdMaker, now: datetime
) -> list[str]:
    """Look at one order while nobody opens a case about it; the contents of what was erased."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_LOCK, bucket, order_id)
        course = _course(await connection.fetchrow(_COURSE, bucket, order_id))
        if course.papers_case_id is not None and not course.is_open:
            reason = f"Papers of a court or of the police were shown in case {course.papers_case_id}."
            await place_hold(connection, ids(bucket), order_id, SYSTEM, reason, now)
        rule = None if course.is_open else ruling(course)
        found = standing_of(course, rule, now)
        if found.standing is Standing.DUE and rule is not None:
            return await _erase(connection, course, rule, found, ids, now)
        await _keep(connection, course, rule, found)
    return []


async def _keep(connection: Connection, course: OrderCourse, rule: Rule | None, found: Found) -> None:
    ruled = rule if found.kept_until else None
    await connection.execute(
        _LOOKED, course.bucket, course.order_id, found.look_at, found.standing.value,
        None if course.is_open else course.last_at, found.kept_until, ruled.name if ruled else "",
        _json(ruled.law if ruled else {}),
    )  # fmt: skip


async def _erase(
    connection: Connection, course: OrderCourse, rule: Rule, found: Found, ids: IdMaker, now: datetime
) -> list[str]:
    gone = await connection.fetch(_ERASE, course.bucket, course.order_id, now)
    for row in gone:
        await connection.execute(
            _RECORD, course.bucket, ids(course.bucket), row["id"], course.order_id, row["sha256"], row["media_type"],
            row["size_bytes"], row["uploaded_by"], row["uploaded_at"], course.last_at, found.kept_until, rule.name,
            _json(rule.law), now,
        )  # fmt: skip
        about = {"rule": rule.name, "kept_until": found.kept_until}
        await note_change(connection, ids(course.bucket), row["id"], "erased", SYSTEM, about, now)
    await connection.execute(
        "DELETE FROM evidence_retentions WHERE bucket = $1 AND order_id = $2", course.bucket, course.order_id
    )
    return [row["sha256"] for row in gone]


def _course(row: Any) -> OrderCourse:
    return OrderCourse(**dict(row))


def _json(content: Any) -> str:
    return msgspec.json.encode(content).decode()
