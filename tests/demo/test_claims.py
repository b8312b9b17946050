"""The demo's claims: each kind once, in a believable stage."""

from __future__ import annotations

from typing import Any

import msgspec

from makegood.claims import KINDS


async def test_each_kind_stands_somewhere(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT kind, stage FROM claims")
    found = {row["kind"] for row in rows}
    assert found == set(KINDS)
    assert {row["stage"] for row in rows} >= {
        "awaiting_merchant",
        "refused",
        "appraisal",
        "with_desk",
        "paid",
    }


async def test_covers_came_with_the_orders_of_shops_that_joined(loaded: Any) -> None:
    plans = {row["plan"] for row in await loaded.fetch("SELECT DISTINCT plan FROM freight_covers")}
    assert plans == {"merchant", "returns_on_us"}


async def test_a_shop_that_could_not_pay_used_its_deposit_then_owes_what_the_fund_put_up(loaded: Any) -> None:
    row = await loaded.fetchrow(
        "SELECT merchant_id, amount_minor FROM claims WHERE kind = 'wrong_material' AND stage = 'paid' AND quantity > 1"
    )
    shop = f"merchant:{row['merchant_id']}"
    held = {
        each["account"].rpartition(":")[2]: each["balance_minor"]
        for each in await loaded.fetch(
            "SELECT account, balance_minor FROM ledger_accounts WHERE account LIKE $1 AND currency = 'CNY'",
            f"{shop}:%",
        )
    }
    assert held["deposit"] == 0
    assert held["receivable"] < 0
    assert held["lent"] == -held["receivable"]


async def test_the_parties_of_a_dispute_tie_evidence_to_what_it_is_to_prove(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT fact, side, stance FROM exhibits ORDER BY at")
    assert [tuple(row) for row in rows] == [
        ("delivery_proof", "buyer", "against"),
        ("delivery_proof", "record", "for"),
    ]


async def test_a_refused_claim_was_decided_by_a_person_with_reasons(loaded: Any) -> None:
    row = await loaded.fetchrow("SELECT content FROM claims WHERE kind = 'dead_plant'")
    told = msgspec.json.decode(row["content"])
    assert told["refusal"]
    assert told["ruling"]
    assert told["ruled_by"].startswith("desk:")
