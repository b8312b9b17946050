"""What the console asks of large tables goes through an index: no plan of any of its questions reads a whole table."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.cases import (
    RecordSearch,
    busiest_buyers,
    buyer_figures,
    cases_at_stake,
    cases_by_day,
    cases_called,
    counts_of_merchants,
    merchant_figures,
    open_cases,
    pressing_cases,
    search_record,
    stuck_cases,
)
from makegood.cases.lists import Filters, cases_for
from makegood.db.job_reading import dead_count, dead_jobs, dead_kinds, jobs_standing
from makegood.ledger import (
    account_balances,
    buyer_accounts,
    entries_of_account,
    entries_of_subject,
    merchant_accounts,
    newest_entries,
    receivables,
    refunds_by_day,
    refunds_on_their_way,
    refunds_waiting,
    unfunded_debts,
)
from makegood.orders import find_buyer, merchants_named, merchants_page, totals_of_buyer, totals_of_merchant
from makegood.webhooks import endpoints_health, stopped_endpoints
from tests.world import OPERATOR

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PLACE = (LATER, 2**60)
LARGE = (
    "cases", "case_events", "orders", "buyers", "merchants", "jobs", "ledger_accounts", "ledger_transactions",
    "ledger_postings", "webhook_deliveries", "webhook_endpoints",
)  # fmt: skip
SEARCH = RecordSearch(NOW - timedelta(days=30), LATER, name="case.opened")

QUESTIONS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "open cases": lambda c: open_cases(c),
    "pressing cases": lambda c: pressing_cases(c, NOW),
    "cases at risk": lambda c: cases_for(c, OPERATOR, Filters(urgent=True, due_before=LATER), None, 50),
    "cases at stake": lambda c: cases_at_stake(c, OPERATOR, LATER, "CNY", 50),
    "cases by day": lambda c: cases_by_day(c, NOW, LATER, 1000),
    "the record": lambda c: search_record(c, SEARCH, None, 50),
    "the record of a case": lambda c: search_record(c, RecordSearch(NOW, LATER, case_id=1 << 22), None, 50),
    "figures of a merchant": lambda c: merchant_figures(c, 5),
    "figures of a buyer": lambda c: buyer_figures(c, 5),
    "busiest buyers": lambda c: busiest_buyers(c, 50),
    "counts of merchants": lambda c: counts_of_merchants(c, [5, 6]),
    "cases of a buyer": lambda c: cases_for(c, OPERATOR, Filters(buyer_id=5), None, 10),
    "cases of a merchant": lambda c: cases_for(c, OPERATOR, Filters(merchant_id=5), None, 10),
    "dead jobs": lambda c: dead_jobs(c, 2**62, 50),
    "how many dead jobs": lambda c: dead_count(c),
    "jobs": lambda c: jobs_standing(c, NOW, NOW),
    "platform accounts": lambda c: account_balances(c, ["platform:advances", "platform:fund"]),
    "accounts of a merchant": lambda c: merchant_accounts(c, 5),
    "accounts of a buyer": lambda c: buyer_accounts(c, 5),
    "receivables": lambda c: receivables(c, 20),
    "unfunded debts": lambda c: unfunded_debts(c, 0, 500),
    "refunds on their way": lambda c: refunds_on_their_way(c),
    "refunds waiting": lambda c: refunds_waiting(c),
    "refunds by day": lambda c: refunds_by_day(c, NOW, LATER, 1000),
    "the journal": lambda c: newest_entries(c, PLACE, 50),
    "the journal of a case": lambda c: entries_of_subject(c, 5 << 22, PLACE, 50),
    "the journal of an escrow": lambda c: entries_of_account(c, "order:5:escrow", PLACE, 50),
    "the journal of the fund": lambda c: entries_of_account(c, "platform:fund", PLACE, 50),
    "merchants": lambda c: merchants_page(c, 2**62, 50),
    "merchants by name": lambda c: merchants_named(c, "Mount", 50),
    "a buyer": lambda c: find_buyer(c, "li-na"),
    "orders of a merchant": lambda c: totals_of_merchant(c, 5),
    "orders of a buyer": lambda c: totals_of_buyer(c, 5),
    "endpoints": lambda c: endpoints_health(c, 0, 50),
    "endpoints that were stopped": lambda c: stopped_endpoints(c, NOW),
    "dead jobs by kind": lambda c: dead_kinds(c),
    "cases that are stuck": lambda c: stuck_cases(c, LATER),
    "what cases are called": lambda c: cases_called(c, [str(5 << 22), str(6 << 22)]),
}


class Listening:
    """A connection that notes what it is asked."""

    def __init__(self, connection: Any) -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._connection, name)

        async def note(query: str, *args: Any) -> Any:
            self.asked.append((query, args))
            return await method(query, *args)

        return note


@pytest.mark.parametrize("question", QUESTIONS)
async def test_no_question_reads_a_whole_table(pool: Any, question: str) -> None:
    async with pool.acquire() as connection:
        # In an empty database a scan is always cheapest; told not to, the planner still does where no index serves.
        await connection.execute(
            "SET enable_seqscan = off; SET enable_sort = on; SET enable_bitmapscan = off"
        )
        listening = Listening(connection)
        await QUESTIONS[question](listening)
        assert listening.asked
        for query, args in listening.asked:
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {query}", *args))
            scanned = [name for name in re.findall(r"Seq Scan on (\w+)", plan) if name in LARGE]
            assert scanned == [], plan


async def test_what_is_wanted_newest_first_is_not_sorted(pool: Any) -> None:
    """These would sort the whole table if their index did not have their order."""
    async with pool.acquire() as connection:
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        for question in ("the journal", "pressing cases", "open cases"):
            listening = Listening(connection)
            await QUESTIONS[question](listening)
            query, args = listening.asked[0]
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {query}", *args))
            inner = plan[plan.index("Limit") :]
            assert "Sort" not in inner, plan
