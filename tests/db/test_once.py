"""Once: one key, one piece of work, one answer, to the byte; whoever comes at the same time and whatever fails."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.kit.errors import KeyReused

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BODY = {"zebra": 1, "a": ["x", {"longer name": None, "b": 2.50}], "text": "“茶”\\ \u0000 </script>"}


class Work:
    """Counts how often it was done; each time its answer has another number."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.begun = pool, 0

    async def __call__(self, connection: Any) -> tuple[int, Any]:
        self.begun += 1
        await connection.execute("INSERT INTO workers VALUES ($1, $2, $2)", f"w{self.begun}", NOW)
        return 201, BODY | {"number": self.begun}

    async def done(self) -> int:
        return int(await self.pool.fetchval("SELECT count(*) FROM workers"))

    async def send(self, key: str | None = "k", content: Any = "this", who: str = "desk:a") -> Kept:
        return await once(self.pool, who, key, content, NOW, self)


async def test_the_same_key_gives_the_same_bytes(pool: Pool) -> None:
    work = Work(pool)
    first, again = await work.send(), await work.send()
    assert (first.status, bytes(first.body)) == (again.status, bytes(again.body))
    assert bytes(first.body).startswith(b'{"zebra":1,')
    assert await work.done() == 1


async def test_ten_at_once_are_one(pool: Pool) -> None:
    work = Work(pool)
    answers = await asyncio.gather(*(work.send() for _ in range(10)))
    assert len({bytes(answer.body) for answer in answers}) == 1
    assert await work.done() == 1


async def test_other_content_is_an_error_and_other_people_are_not(pool: Pool) -> None:
    work = Work(pool)
    await work.send()
    with pytest.raises(KeyReused):
        await work.send(content="that")
    await work.send(who="desk:b", content="that")
    assert await work.done() == 2


async def test_without_a_key_it_is_simply_done(pool: Pool) -> None:
    work = Work(pool)
    await work.send(key=None)
    await work.send(key=None)
    assert await work.done() == 2
    assert await pool.fetchval("SELECT count(*) FROM idempotency_keys") == 0


async def test_what_failed_was_not_done_and_leaves_the_key_free(pool: Pool) -> None:
    async def fail(connection: Any) -> tuple[int, Any]:
        await connection.execute("INSERT INTO workers VALUES ('half', now(), now())")
        raise RuntimeError("in the middle")

    work = Work(pool)
    with pytest.raises(RuntimeError):
        await once(pool, "desk:a", "k", "this", NOW, fail)
    assert await work.done() == 0
    assert (await work.send()).status == 201
