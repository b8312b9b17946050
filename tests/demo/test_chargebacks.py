"""The demo's chargeback waits for its shop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


async def test_a_chargeback_waits_for_the_shop_and_the_shop_was_told(loaded: Any) -> None:
    (one,) = await loaded.fetch("SELECT * FROM chargebacks")
    assert (one["state"], one["answered_at"]) == ("needs_response", None)
    assert one["taken_minor"] == one["amount_minor"] > 0
    assert one["case_id"] is not None
    assert one["evidence_due_at"] > datetime.now(UTC) + timedelta(days=3)
    told = await loaded.fetch("SELECT recipient, kind FROM notifications WHERE case_id = $1", one["id"])
    assert [(row["recipient"], row["kind"]) for row in told] == [(f"merchant:{one['merchant_id']}", "move")]
