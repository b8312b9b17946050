"""Batches of orders in one transaction, in which every order still succeeds or fails alone."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import asyncpg

from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker
from makegood.orders.handlers import Consequences, Outcome, record_each
from makegood.orders.model import OrderInput

MOST_TRIES = 5
_PAUSE_SECONDS = 0.02


class OrderNotAccepted(Refused):
    """Order {order} was not accepted by the database ({reason}); nothing of it was written."""

    status: ClassVar[int] = 422


class _DryRun(Exception):
    """Rolls back what a dry run wrote."""


async def record_alone(
    connection: Any, inputs: Sequence[OrderInput], now: datetime, ids: IdMaker, consequences: Consequences
) -> list[Outcome]:
    """Record a batch in the caller's transaction; one outcome for each input.

    What the database refuses for one order is found by halving the batch, so that all others are recorded.
    Raises `asyncpg.PostgresError` for what is no fault of an order: rivals, the server.
    """
    try:
        async with connection.transaction():
            return await record_each(connection, inputs, now, ids, consequences)
    except asyncpg.UniqueViolationError:
        raise  # two makers of ids met on one: the whole transaction tries again, with new ids
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, Refused) as error:
        if len(inputs) == 1:
            return [_refusal(inputs[0], error)]
    half = len(inputs) // 2
    first = await record_alone(connection, inputs[:half], now, ids, consequences)
    return first + await record_alone(connection, inputs[half:], now, ids, consequences)


async def record_batch(
    pool: "asyncpg.Pool[Any]",
    inputs: Sequence[OrderInput],
    now: datetime,
    ids: IdMaker,
    consequences: Consequences,
    dry_run: bool = False,
) -> list[Outcome]:
    """Record a batch in a transaction of its own; one outcome for each input.

    Writers that get in each other's way try again. A dry run does the same and rolls it back.
    Raises `asyncpg.PostgresError` and `OSError` for what is wrong with the server.
    """
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return await _once(pool, inputs, now, ids, consequences, dry_run)
        except (asyncpg.TransactionRollbackError, asyncpg.UniqueViolationError):
            if attempt == MOST_TRIES:
                raise
            await asyncio.sleep(_PAUSE_SECONDS * attempt)
    raise AssertionError("the last try returns or raises")


async def _once(
    pool: "asyncpg.Pool[Any]",
    inputs: Sequence[OrderInput],
    now: datetime,
    ids: IdMaker,
    consequences: Consequences,
    dry_run: bool,
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        async with pool.acquire() as connection, connection.transaction():
            outcomes = await record_alone(connection, inputs, now, ids, consequences)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return outcomes


def _refusal(order: OrderInput, error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    # The message of the server may quote the row, so only the rule is named.
    reason = getattr(error, "constraint_name", None) or type(error).__name__
    return OrderNotAccepted(order=order.external_id, reason=reason)
