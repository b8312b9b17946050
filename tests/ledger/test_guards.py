"""The database says no: overdrafts, holds ended twice, transactions reversed twice. And the check finds corruption."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from makegood.db.writes import Writes
from makegood.ledger import (
    Posting,
    Transaction,
    add_transaction,
    buyer_payout,
    check_ledger,
    order_escrow,
    outside,
    pending,
    post,
    posted,
    processor_transit,
    reverse,
    void,
)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ESCROW, PAYOUT, TRANSIT = order_escrow(7), buyer_payout(8, "card"), processor_transit("fake")
IN = posted(3, 1, "capture", 7, Posting(outside("buyers"), ESCROW, "CNY", 100))
OWED = posted(3, 2, "refund", 7, Posting(ESCROW, PAYOUT, "CNY", 60))
HOLD = pending(3, 3, "refund_leg", 7, Posting(PAYOUT, TRANSIT, "CNY", 60))


async def write(pool: Any, *transactions: Transaction) -> None:
    writes = Writes()
    for transaction in transactions:
        add_transaction(writes, transaction, AT)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)


@pytest.fixture
async def book(pool: Any) -> Any:
    """100 came in, 60 of it are owed to a buyer and held while they are at the processor."""
    await write(pool, IN, OWED, HOLD)
    return pool


async def account(pool: Any, name: str) -> tuple[int, int]:
    row = await pool.fetchrow(
        "SELECT balance_minor, held_minor FROM ledger_accounts WHERE account = $1", name
    )
    return (row["balance_minor"], row["held_minor"])


async def test_what_is_held_is_posted_or_let_go(book: Any) -> None:
    assert await account(book, PAYOUT) == (60, 60)
    await write(book, post(4, HOLD))
    assert await account(book, PAYOUT) == (0, 0)
    assert await account(book, TRANSIT) == (60, 0)
    assert (await check_ledger(book)).findings == ()


async def test_an_account_is_not_overdrawn(book: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await write(book, posted(3, 5, "refund", 7, Posting(ESCROW, PAYOUT, "CNY", 41)))
    assert refused.value.constraint_name == "sufficient_funds"
    assert await account(book, ESCROW) == (40, 0)


async def test_what_is_held_is_not_spent_elsewhere(book: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await write(book, posted(3, 5, "payout", 7, Posting(PAYOUT, outside("buyers"), "CNY", 1)))
    assert refused.value.constraint_name == "sufficient_funds"


async def test_one_currency_does_not_pay_for_another(book: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await write(book, posted(3, 5, "refund", 7, Posting(ESCROW, PAYOUT, "EUR", 1)))


@pytest.mark.parametrize(("first", "second"), [(post, post), (post, void), (void, post), (void, void)])
async def test_a_hold_is_ended_once(book: Any, first: Any, second: Any) -> None:
    await write(book, first(4, HOLD))
    await write(book, posted(3, 9, "capture", 7, Posting(outside("buyers"), PAYOUT, "CNY", 500)))
    again = pending(3, 10, "refund_leg", 7, Posting(PAYOUT, TRANSIT, "CNY", 60))
    await write(book, again)  # so that enough is held, and only the second end is the obstacle
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await write(book, second(5, HOLD))
    assert refused.value.constraint_name == "resolved_once"
    assert (await check_ledger(book)).findings == ()


async def test_a_transaction_is_reversed_once(book: Any) -> None:
    await write(
        book,
        reverse(4, replace(IN, id=1)),
        posted(3, 5, "capture", 7, Posting(outside("b"), ESCROW, "CNY", 300)),
    )
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await write(book, reverse(6, IN))
    assert refused.value.constraint_name == "reversed_once"


async def test_the_same_transaction_is_not_written_twice(book: Any) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await write(book, IN)
    assert await account(book, ESCROW) == (40, 0)


CORRUPTIONS = [
    # what somebody did to the tables behind the ledger's back, and what the check says
    ("UPDATE ledger_accounts SET balance_minor = balance_minor + 1 WHERE account = 'order:7:escrow'",
     {"account differs from its postings", "trial balance is not zero"}),
    ("UPDATE ledger_accounts SET held_minor = held_minor - 1 WHERE held_minor > 0", {"account differs from its postings"}),
    ("DELETE FROM ledger_postings WHERE transaction_id = 2", {"account differs from its postings"}),
    ("UPDATE ledger_postings SET amount_minor = 59 WHERE transaction_id = 2", {"account differs from its postings"}),
    ("DELETE FROM ledger_accounts WHERE account = 'order:7:escrow'",
     {"account differs from its postings", "trial balance is not zero"}),
    ("INSERT INTO ledger_postings VALUES (3, 1, 9, 'bridge', 'outside:x', 'CNY', 5)", {"account differs from its postings"}),
    ("UPDATE ledger_accounts SET may_go_negative = true WHERE account = 'order:7:escrow';"
     "UPDATE ledger_accounts SET balance_minor = -5 WHERE account = 'order:7:escrow';"
     "ALTER TABLE ledger_accounts DROP CONSTRAINT sufficient_funds;"
     "UPDATE ledger_accounts SET may_go_negative = false WHERE account = 'order:7:escrow'",
     {"account differs from its postings", "trial balance is not zero", "account is below zero"}),
    ("INSERT INTO ledger_accounts VALUES (3, 'bridge', 'CNY', true, 7, 0)",
     {"account differs from its postings", "trial balance is not zero", "bridges between buckets do not meet"}),
    ("INSERT INTO ledger_transactions VALUES (3, 4, 'post', 'refund_leg', 7, 3, NULL, now());"
     "INSERT INTO ledger_postings VALUES (3, 4, 1, 'buyer:8:payout:card', 'processor:fake:transit', 'CNY', 61)",
     {"account differs from its postings", "a pending transaction was ended with other amounts"}),
]  # fmt: skip


@pytest.mark.parametrize(("corruption", "found"), CORRUPTIONS)
async def test_the_check_finds_corruption(book: Any, corruption: str, found: set[str]) -> None:
    assert (await check_ledger(book)).findings == ()
    await book.execute(corruption)
    report = await check_ledger(book)
    assert {finding.finding for finding in report.findings} == found
    assert all(finding.subject for finding in report.findings)


async def test_a_hold_ended_without_its_money_is_found(book: Any) -> None:
    """A `post` row that moves less than was held: the accounts then differ from their postings at the least."""
    await book.execute(
        "INSERT INTO ledger_transactions VALUES (3, 4, 'post', 'refund_leg', 7, 3, NULL, now())"
    )
    assert {finding.finding for finding in (await check_ledger(book)).findings} >= {
        "account differs from its postings"
    }


async def test_the_check_counts_what_it_read(book: Any) -> None:
    report = await check_ledger(book)
    assert (report.accounts, report.transactions, report.postings) == (4, 3, 3)
