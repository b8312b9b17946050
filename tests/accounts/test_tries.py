"""How often something may be tried."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import TooManyTries, forget_tries
from makegood.accounts.tries import Counted, Limit
from tests.accounts.world import NOON, Accounts

FIVE = Limit("tests", 5, timedelta(minutes=5))


async def test_five_at_once_then_one_a_minute(accounts: Accounts) -> None:
    count = accounts.office.tries.count
    mine = Counted(FIVE, ("me",))
    for _ in range(5):
        await count(NOON, mine)
    with pytest.raises(TooManyTries) as refused:
        await count(NOON, mine)
    assert 55 <= refused.value.fields["retry_after_seconds"] <= 61
    await count(NOON + timedelta(seconds=61), mine)
    with pytest.raises(TooManyTries):
        await count(NOON + timedelta(seconds=62), mine)
    await count(NOON, Counted(FIVE, ("somebody else",)))


async def test_side_by_side_as_few_are_let_pass(accounts: Accounts) -> None:
    mine = Counted(FIVE, ("me",))
    answers = await asyncio.gather(
        *(accounts.office.tries.count(NOON, mine) for _ in range(30)), return_exceptions=True
    )
    assert sum(answer is None for answer in answers) == 5


async def test_a_right_try_starts_anew(accounts: Accounts) -> None:
    mine = Counted(FIVE, ("me",))
    for _ in range(5):
        await accounts.office.tries.count(NOON, mine)
    await accounts.office.tries.forget([mine])
    await accounts.office.tries.count(NOON, mine)


async def test_nothing_that_names_anybody_is_kept(accounts: Accounts, pool: Any) -> None:
    await accounts.office.tries.count(NOON, Counted(FIVE, ("chen@shop.example", "192.0.2.7")))
    rows = [str(dict(row)) for row in await pool.fetch("SELECT * FROM tries")]
    assert len(rows) == 1
    assert "chen" not in rows[0]
    assert "192.0.2.7" not in rows[0]
    await forget_tries(pool, NOON + timedelta(days=2))
    assert await pool.fetchval("SELECT count(*) FROM tries") == 0
