"""Idempotency for writes outside the gathered path: one transaction that does the work and keeps its first answer."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from msgspec import Struct

from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.errors import KeyReused
from makegood.kit.ids import stable_bucket

_TRIES = 3


class Kept(Struct, frozen=True):
    """An answer: its status and body, as JSON."""

    status: int
    body: msgspec.Raw


Work = Callable[[Connection], Awaitable[tuple[int, Any]]]


async def once(pool: Pool, principal: str, key: str | None, content: Any, now: datetime, work: Work) -> Kept:
    """Do the work in a transaction unless its key has an answer already. `content` is what the key must repeat.

    Without a key the work is simply done. Raises KeyReused when the key was used with other content.
    """
    digest = hashlib.blake2b(msgspec.json.encode(content), digest_size=16).digest()
    for attempt in range(1, _TRIES + 1):
        try:
            async with pool.acquire() as connection, connection.transaction():
                return await _once(connection, principal, key, digest, now, work)
        except (asyncpg.UniqueViolationError, asyncpg.TransactionRollbackError):
            # Another request with the same key was faster, and its answer is there now; or two were in each other's way.
            if attempt == _TRIES:
                raise
    raise AssertionError("the last try returns or raises")


async def _once(
    connection: Connection, principal: str, key: str | None, digest: bytes, now: datetime, work: Work
) -> Kept:
    if key is None:
        status, body = await work(connection)
        return Kept(status, msgspec.Raw(msgspec.json.encode(body)))
    bucket = stable_bucket(f"{principal} {key}")
    row = await connection.fetchrow(
        "SELECT input_hash, status, answer #>> '{}' AS answer FROM idempotency_keys"
        " WHERE bucket = $1 AND principal = $2 AND key = $3",
        bucket, principal, key,
    )  # fmt: skip
    if row is not None:
        if row["input_hash"] != digest:
            raise KeyReused()
        return Kept(row["status"], msgspec.Raw(row["answer"].encode()))
    status, body = await work(connection)
    encoded = msgspec.json.encode(body)
    await connection.execute(
        "INSERT INTO idempotency_keys (bucket, principal, key, input_hash, status, answer, at)"
        # As a JSON string: jsonb would put its fields in another order, and the same key gives the same bytes.
        " VALUES ($1, $2, $3, $4, $5, to_jsonb($6::text), $7)",
        bucket, principal, key, digest, status, encoded.decode(), now,
    )  # fmt: skip
    return Kept(status, msgspec.Raw(encoded))
