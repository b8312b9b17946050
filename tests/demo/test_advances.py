"""The demo shows instant refunds in believable states: one out, one paid back by its order, one that the buyer owes."""

from __future__ import annotations

from typing import Any


async def test_instant_refunds_stand_as_told(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT status, count(*) AS found FROM advances GROUP BY status")
    assert {"advanced", "settled", "owed"} <= {row["status"] for row in rows}
    out = await loaded.fetchval(
        "SELECT coalesce(sum(balance_minor), 0)::bigint FROM ledger_accounts WHERE account = 'platform:advances'"
    )
    kept = await loaded.fetchval(
        "SELECT sum(amount_minor - settled_minor - recovered_minor - written_off_minor)::bigint FROM advances"
    )
    assert out == -kept < 0


async def test_parts_that_were_paid_in_advance_have_gone_out(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT DISTINCT status FROM advance_legs")
    assert {row["status"] for row in rows} <= {"paid", "to_balance"}
