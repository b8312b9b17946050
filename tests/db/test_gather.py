"""The gathered unit of work: together in one transaction, each alone in its fate; and what a lost database does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from makegood.db.gather import MOST_TOGETHER, CommitUnknown, Gatherer, transact
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound


@dataclass(frozen=True)
class Note:
    """A request that writes a row; `fault` says what happens to it."""

    name: str
    fault: str = ""
    repeatable: bool = False


class Writer:
    """Applies notes; remembers how they came together."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.batches: list[list[str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.gather: Gatherer[Note, str] = Gatherer(pool, self.apply)

    async def apply(self, connection: Any, notes: Sequence[Note]) -> list[str | Exception]:
        self.batches.append([note.name for note in notes])
        self.begun.set()
        await self.gate.wait()
        return [await self._one(connection, note) for note in notes]

    async def _one(self, connection: Any, note: Note) -> str | Exception:
        if note.fault == "refused":
            return NotFound(what=note.name)
        if note.fault == "broken":
            raise ValueError(note.name)
        if note.fault == "passing" and sum(note.name in batch for batch in self.batches) < 3:
            raise asyncpg.SerializationError("try again")
        seen = "now()" if note.fault != "sql" else "1/0"
        await connection.execute(
            f"INSERT INTO workers SELECT $1, t, t FROM (SELECT {seen}::timestamptz AS t) AS n", note.name
        )
        return f"did {note.name}"

    async def written(self) -> set[str]:
        return {row["name"] for row in await self.pool.fetch("SELECT name FROM workers")}


async def send(writer: Writer, *notes: Note) -> list[Any]:
    return await asyncio.gather(*(writer.gather(note) for note in notes), return_exceptions=True)


async def test_those_that_wait_share_the_next_transaction(pool: Pool) -> None:
    writer = Writer(pool)
    writer.gate.clear()
    first = asyncio.create_task(writer.gather(Note("first")))
    await writer.begun.wait()
    others = [asyncio.create_task(writer.gather(Note(f"n{at}"))) for at in range(5)]
    await asyncio.sleep(0)
    writer.gate.set()
    assert await first == "did first"
    assert await asyncio.gather(*others) == [f"did n{at}" for at in range(5)]
    assert writer.batches == [["first"], [f"n{at}" for at in range(5)]]


async def test_a_batch_has_an_upper_end(pool: Pool) -> None:
    writer = Writer(pool)
    answers = await send(writer, *(Note(f"n{at}") for at in range(100)))
    assert answers == [f"did n{at}" for at in range(100)]
    assert max(map(len, writer.batches)) <= MOST_TOGETHER
    assert len(await writer.written()) == 100


async def test_a_refusal_is_one_s_own(pool: Pool) -> None:
    writer = Writer(pool)
    one, two, three = await send(writer, Note("a"), Note("b", "refused"), Note("c"))
    assert (one, type(two), three) == ("did a", NotFound, "did c")


@pytest.mark.parametrize(("fault", "kind"), [("sql", asyncpg.PostgresError), ("broken", ValueError)])
async def test_what_breaks_the_whole_breaks_only_its_own(
    pool: Pool, fault: str, kind: type[Exception]
) -> None:
    writer = Writer(pool)
    answers = await send(writer, *(Note(f"n{at}", fault if at == 3 else "") for at in range(8)))
    assert isinstance(answers.pop(3), kind)
    assert answers == [f"did n{at}" for at in range(8) if at != 3]
    assert await writer.written() == {f"n{at}" for at in range(8) if at != 3}


async def test_passing_faults_are_tried_again(pool: Pool) -> None:
    writer = Writer(pool)
    assert await send(writer, Note("a"), Note("b", "passing"), Note("c")) == ["did a", "did b", "did c"]


async def test_a_caller_who_goes_away_changes_nothing(pool: Pool) -> None:
    writer = Writer(pool)
    writer.gate.clear()
    task = asyncio.create_task(writer.gather(Note("left alone")))
    await writer.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    writer.gate.set()
    await writer.gather.drain()
    assert await writer.written() == {"left alone"}


async def test_a_dry_run_is_rolled_back(pool: Pool) -> None:
    writer = Writer(pool)
    assert await transact(pool, writer.apply, [Note("a")], keep=False) == ["did a"]
    assert await writer.written() == set()


async def kill(pool: Pool, connection: Any) -> None:
    """Have the server end a connection, as when PostgreSQL is killed."""
    await pool.fetchval("SELECT pg_terminate_backend($1)", connection.get_server_pid())


async def test_a_connection_lost_before_the_commit_is_tried_again(pool: Pool) -> None:
    writer = Writer(pool)
    lost = []

    async def lose_once(connection: Any, notes: Sequence[Note]) -> list[str | Exception]:
        answers = await writer.apply(connection, notes)
        if not lost:
            lost.append(connection)
            await kill(pool, connection)
            await connection.execute("SELECT 1")
        return answers

    gather: Gatherer[Note, str] = Gatherer(pool, lose_once)
    assert await gather(Note("a")) == "did a"
    assert await writer.written() == {"a"}


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_connection_lost_in_the_commit_is_repeated_only_where_that_is_safe(
    pool: Pool, repeatable: bool
) -> None:
    writer = Writer(pool)
    lost = []

    async def lose_at_the_end(connection: Any, notes: Sequence[Note]) -> list[str | Exception]:
        answers = await writer.apply(connection, notes)
        if not lost:
            lost.append(connection)
            await kill(pool, connection)
        return answers

    gather: Gatherer[Note, str] = Gatherer(pool, lose_at_the_end)
    note = Note("a", repeatable=repeatable)
    if repeatable:
        assert await gather(note) == "did a"
    else:
        with pytest.raises(CommitUnknown):
            await gather(note)
    assert await writer.written() == ({"a"} if repeatable else set())
