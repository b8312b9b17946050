"""Which payout accounts have money is kept beside the accounts, so that balances change without touching any index."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.ledger import refunds_on_their_way, refunds_waiting
from tests.flows.test_pay_out import approved

OWED = "SELECT account FROM ledger_owed ORDER BY account"
INDEXED = """
SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = 'ledger_accounts'::regclass AND pg_get_indexdef(x.indexrelid) ~ '(balance|held)_minor'
"""


async def test_an_account_is_owed_as_long_as_it_has_money(pool: Any) -> None:
    refund = await approved(pool)
    account = f"buyer:{refund.done.case.state.buyer_id}:payout:card"
    assert [row["account"] for row in await pool.fetch(OWED)] == [account]
    assert [each.amount_minor for each in await refunds_on_their_way(pool)] == [10002]
    await refund.run()
    assert await pool.fetch(OWED) == []
    assert await refunds_on_their_way(pool) == []


async def test_what_no_processor_has_waits(pool: Any) -> None:
    refund = await approved(pool, "fail")
    await refund.run()
    account = f"buyer:{refund.done.case.state.buyer_id}:payout:card"
    assert [(each.account, each.waiting_minor) for each in await refunds_waiting(pool)] == [(account, 10002)]
    assert await refunds_on_their_way(pool) == []


@pytest.mark.parametrize("balance", [5, 0])
async def test_it_follows_whatever_writes_the_account(pool: Any, balance: int) -> None:
    await pool.execute("INSERT INTO ledger_accounts VALUES (1, 'buyer:1:payout:card', 'CNY', false, 5, 0)")
    await pool.execute("INSERT INTO ledger_accounts VALUES (1, 'order:1:escrow', 'CNY', false, 5, 0)")
    await pool.execute("UPDATE ledger_accounts SET balance_minor = $1", balance)
    assert [row["account"] for row in await pool.fetch(OWED)] == ["buyer:1:payout:card"] * (balance > 0)


async def test_no_index_looks_at_what_changes(pool: Any) -> None:
    """Such an index costs every posting a new entry in all indexes of the accounts (no HOT update)."""
    assert [row["relname"] for row in await pool.fetch(INDEXED)] == []
