"""Rows of claims: what is written with a decision, and what is read under the lock of the order."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.cases import FileRef
from makegood.claims.kinds import AGAIN
from makegood.claims.model import Claim, Goods, Move, Told
from makegood.claims.refusals import NotYourFile
from makegood.db.turns import not_waiting
from makegood.db.writes import Connection
from makegood.evidence import files_named
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

_FIELDS = Claim.__struct_fields__
COLUMNS = ", ".join("content::text AS content" if name == "content" else name for name in _FIELDS)
_GAPS = ", ".join(f"${number}" for number in range(2, len(_FIELDS) + 2))
_INSERT = f"INSERT INTO claims (bucket, {', '.join(_FIELDS)}) VALUES ($1, {_GAPS})"
_UPDATE = """
UPDATE claims SET stage = $3, owner = $4, deadline_at = $5, amount_minor = $6, content = $7::text::jsonb, changed_at = $8,
    version = $9, remind_at = $10 WHERE bucket = $1 AND id = $2
"""
_RULED_ON = """
SELECT bool_or(r.line_no = 0 OR $4 = 0) OR sum(r.quantity) + $5 > coalesce((
    SELECT l.quantity FROM order_lines l WHERE l.bucket = $1 AND l.order_id = $2 AND l.line_no = $4), 0)
FROM (SELECT line_no, max(quantity) AS quantity FROM claims WHERE bucket = $1 AND order_id = $2 AND family = $3
    AND kind = 'ruling' AND stage IN ('payout_due', 'paid') AND NOT (family = ANY($6::text[]) AND stage = 'paid')
    AND (line_no = $4 OR line_no = 0 OR $4 = 0) GROUP BY case_id, line_no) r
"""
_EVENT = """
INSERT INTO claim_events (bucket, claim_id, seq, name, actor, who, at, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb)
"""


def claim_of(row: Any) -> Claim:
    """A row as a claim."""
    told = dict(row) | {"content": msgspec.json.decode(row["content"])}
    return msgspec.convert(told, Claim)


async def lock_order(connection: Connection, order_id: int) -> None:
    """The lock of everything that happens to an order. Raises NotFound."""
    found = await connection.fetchval(
        "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE", bucket_of(order_id), order_id
    )
    if found is None:
        raise NotFound(what="order")


async def locked_claim(connection: Connection, claim_id: int) -> Claim:
    """A claim, read after the lock of its order was taken. Raises NotFound."""
    order_id = await connection.fetchval(
        "SELECT order_id FROM claims WHERE bucket = $1 AND id = $2", bucket_of(claim_id), claim_id
    )
    if order_id is None:
        raise NotFound(what="claim")
    await lock_order(connection, order_id)
    return await read_claim(connection, claim_id)


async def read_claim(connection: Connection, claim_id: int) -> Claim:
    """A claim, without a lock. Raises NotFound."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM claims WHERE bucket = $1 AND id = $2", bucket_of(claim_id), claim_id
    )
    if row is None:
        raise NotFound(what="claim")
    return claim_of(row)


async def claims_of_order(connection: Connection, order_id: int) -> list[Claim]:
    """Every claim about an order, the oldest first."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM claims WHERE bucket = $1 AND order_id = $2 ORDER BY id",
        bucket_of(order_id), order_id,
    )  # fmt: skip
    return [claim_of(row) for row in rows]


async def ended_with_cases(connection: Connection, order_id: int) -> set[int]:
    """The claims of an order that the platform ended: their case was open again, or decided otherwise."""
    rows = await connection.fetch(
        "SELECT c.id FROM claims c JOIN claim_events e ON (e.bucket, e.claim_id, e.seq) = (c.bucket, c.id, c.version)"
        " WHERE c.bucket = $1 AND c.order_id = $2 AND e.actor = 'system' AND e.name IN ('called_off', 'reversed')",
        bucket_of(order_id), order_id,
    )  # fmt: skip
    return {row["id"] for row in rows}


async def is_claimed(connection: Connection, order_id: int, family: str, goods: Goods) -> bool:
    """Whether there was a claim of a family about a line or the whole order: the platform finds nothing twice, but for
    what it called off or turned with a case.
    """
    found = await connection.fetchval(
        "SELECT 1 FROM claims WHERE bucket = $1 AND order_id = $2 AND family = $3 AND kind <> 'ruling'"
        " AND (line_no = $4 OR line_no = 0 OR $4 = 0) AND NOT (stage IN ('closed', 'reversed') AND content ? 'found'"
        " AND NOT content ? 'ruled_by' AND case_id IS NOT NULL) LIMIT 1",
        bucket_of(order_id), order_id, family, goods.line_no,
    )  # fmt: skip
    return found is not None or await _is_ruled_on(connection, order_id, family, goods)


async def is_held(connection: Connection, order_id: int, family: str, goods: Goods) -> bool:
    """Whether a claim of a family holds about a line, or about the whole order; one that may be found again, while it
    is open.
    """
    found = await connection.fetchval(
        "SELECT 1 FROM claims WHERE bucket = $1 AND order_id = $2 AND family = $3 AND kind <> 'ruling'"
        " AND (line_no = $4 OR line_no = 0 OR $4 = 0)"
        " AND stage NOT IN ('closed', 'withdrawn', 'reversed', 'declined')"
        " AND NOT (family = ANY($5::text[]) AND stage = 'paid') LIMIT 1",
        bucket_of(order_id), order_id, family, goods.line_no, sorted(AGAIN),
    )  # fmt: skip
    return found is not None or await _is_ruled_on(connection, order_id, family, goods, AGAIN)


async def _is_ruled_on(
    connection: Connection, order_id: int, family: str, goods: Goods, again: Collection[str] = ()
) -> bool:
    """Whether rulings give something on top for some of these units: since there are not enough left of the line for both,
    or since either is about the whole order. `again`: families of which what is paid does not count.
    """
    found: bool | None = await connection.fetchval(
        _RULED_ON, bucket_of(order_id), order_id, family, goods.line_no, goods.quantity, sorted(again)
    )
    return bool(found)


async def unpaid_minor(connection: Connection, order_id: int, family: str, line_no: int) -> int:
    """What claims of a family about a line came to that ended without a payment."""
    found: int = await connection.fetchval(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM claims WHERE bucket = $1 AND order_id = $2 AND family = $3"
        " AND line_no = $4 AND stage IN ('closed', 'withdrawn', 'reversed', 'declined')",
        bucket_of(order_id), order_id, family, line_no,
    )  # fmt: skip
    return found


async def write_move(connection: Connection, move: Move, who: str) -> None:
    """The claim as it is after a decision, and what happened."""
    claim, bucket = move.claim, bucket_of(move.claim.id)
    content = _text(claim.content)
    if claim.version == 1:
        values = [content if name == "content" else getattr(claim, name) for name in _FIELDS]
        await connection.execute(_INSERT, bucket, *(_plain(value) for value in values))
    else:
        await connection.execute(
            _UPDATE, bucket, claim.id, claim.stage.value, _plain(claim.owner), claim.deadline_at, claim.amount_minor,
            content, claim.changed_at, claim.version, claim.remind_at,
        )  # fmt: skip
    await connection.execute(
        _EVENT, bucket, claim.id, claim.version, move.name, move.actor.value, who, move.at, _text(move.data)
    )


async def files_shown(
    connection: Connection, ids: Sequence[str], order_id: int, uploader: str
) -> tuple[FileRef, ...]:
    """Files that somebody shows with a claim, which they uploaded to its order. Raises NotYourFile."""
    found = {
        str(file.id): FileRef(str(file.id), file.name, file.media_type)
        for file in await files_named(connection, ids)
        if (file.order_id, file.uploaded_by) == (order_id, uploader)
    }
    for one in ids:
        if one not in found:
            raise NotYourFile(file=one)
    return tuple(found.values())


CLAIMS = "claims"
"""The queue of claims whose clock has run out."""


async def claims_due(connection: Connection, now: datetime, most: int) -> list[int]:
    """The ids of claims whose clock has run out, or whose owner is to be reminded, the longest overdue first."""
    rows = await connection.fetch(
        "SELECT id FROM claims c WHERE deadline_at IS NOT NULL AND least(deadline_at, remind_at) <= $1"
        f" AND {not_waiting(CLAIMS, 'c', 'id', '$1')}"
        " ORDER BY least(deadline_at, remind_at), id LIMIT $2",
        now,
        most,
    )
    return [row["id"] for row in rows]


def _plain(value: Any) -> Any:
    return value.value if hasattr(value, "value") else value


def _text(content: Told | dict[str, Any]) -> str:
    return msgspec.json.encode(content).decode()
