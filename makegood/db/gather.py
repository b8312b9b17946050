"""The gathered unit of work: requests that arrive while one transaction is under way share the next.

Each still succeeds or fails alone: a refusal is an answer like any other; when the database itself refuses the
whole, the batch is rolled back and its requests are tried one by one. With an empty queue a request starts at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import asyncpg
import structlog

from makegood.db.pool import CONNECTION_LOST, Pool

Request = TypeVar("Request")
Answer = TypeVar("Answer")
Apply = Callable[[Any, Sequence[Request]], Awaitable[list[Answer | Exception]]]

MOST_TOGETHER = 32
FLUSHERS = 2
CROWD = 12
MOST_TRIES = 4
# A unique or check constraint refuses what stood on something that another transaction has changed since it was read.
_PASSING = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
    asyncpg.CheckViolationError,
    *CONNECTION_LOST,
)


class CommitUnknown(Exception):
    """The connection was lost while the transaction was being committed: it may or may not have happened."""


log = structlog.get_logger()


class Gatherer(Generic[Request, Answer]):
    """`apply(connection, requests)` answers each request, in order, inside one transaction.

    A second flusher helps out once `CROWD` requests wait: one decides while the other waits for the database.
    """

    def __init__(
        self,
        pool: Pool,
        apply: Apply[Request, Answer],
        most_together: int = MOST_TOGETHER,
        flushers: int = FLUSHERS,
    ) -> None:
        self._pool = pool
        self._apply = apply
        self._most = most_together
        self._flushers = flushers
        self._waiting: deque[tuple[Request, asyncio.Future[Answer]]] = deque()
        self._busy = 0
        self._flushing: set[asyncio.Task[None]] = set()

    async def __call__(self, request: Request) -> Answer:
        """Carry out a request. Raises its refusal, or what the database says after `MOST_TRIES` tries."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._busy == 0 or (self._busy < self._flushers and len(self._waiting) >= CROWD):
            self._busy += 1
            task = asyncio.create_task(self._flush())
            self._flushing.add(task)
            task.add_done_callback(self._flushing.discard)
        # Once accepted the request is carried out, whether or not the caller still listens.
        return await asyncio.shield(future)

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._settle(
                    [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                )
        finally:
            # Here, not when the task is seen to be done: no request may arrive in between and find nobody.
            self._busy -= 1

    async def _settle(
        self, batch: list[tuple[Request, asyncio.Future[Answer]]], last_try: bool = False
    ) -> None:
        requests = [request for request, _ in batch]
        try:
            answers = await transact(self._pool, self._apply, requests)
        except Exception as error:
            lost = isinstance(error, CommitUnknown)
            if len(batch) == 1 and (not lost or not repeatable(batch[0][0]) or last_try):
                answers = [error]
            else:
                for one in batch:
                    if lost and not repeatable(one[0]):
                        one[1].set_exception(error)
                    else:
                        await self._settle([one], last_try=len(batch) == 1)
                return
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
                future.exception()
            else:
                future.set_result(answer)

    async def drain(self) -> None:
        """Wait until nothing is under way."""
        while self._flushing:
            await asyncio.wait(set(self._flushing))


def repeatable(request: Any) -> bool:
    """Whether a request may be sent again when nobody knows whether it happened."""
    return bool(getattr(request, "repeatable", False))


async def transact(
    pool: Pool, apply: Apply[Request, Answer], requests: Sequence[Request], keep: bool = True
) -> list[Answer | Exception]:
    """Apply requests in one transaction; passing faults are tried again. `keep=False` rolls back: a dry run."""
    tries = MOST_TRIES if len(requests) == 1 else 1
    for attempt in range(1, tries + 1):
        try:
            async with pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                try:
                    answers = await apply(connection, requests)
                except BaseException:
                    await transaction.rollback()
                    raise
                await (_commit(transaction) if keep else transaction.rollback())
                return answers
        except _PASSING as error:
            if attempt == tries:
                raise
            log.info("transaction_tried_again", attempt=attempt, error=type(error).__name__)
            await asyncio.sleep(0.01 * 4**attempt)
    raise AssertionError("the last try returns or raises")


async def _commit(transaction: Any) -> None:
    try:
        await transaction.commit()
    except CONNECTION_LOST as error:
        raise CommitUnknown() from error
