"""The demo's goods with rules of their own: each as its page and its case show it."""

from __future__ import annotations

from typing import Any

import msgspec

from makegood.demo.special_goods import FIRST_NUMBER
from makegood.demo.special_orders import SPECIALS

_CASES = """
SELECT o.external_id, c.state FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
WHERE o.external_id LIKE 'MG-6000_'
"""
_KINDS = """
SELECT o.external_id, l.goods ->> 'kind' AS kind FROM order_lines l JOIN orders o ON (o.bucket, o.id) = (l.bucket, l.order_id)
WHERE o.external_id LIKE 'MG-6000_' AND l.kind = 'goods' ORDER BY 1
"""


async def test_there_is_one_order_of_each_kind(loaded: Any) -> None:
    rows = await loaded.fetch(_KINDS)
    assert [row["kind"] for row in rows] == [
        "custom_made", "virtual", "presale", "second_hand", "fresh", "large",
    ]  # fmt: skip
    assert rows[0]["external_id"] == f"MG-{FIRST_NUMBER}"


async def test_what_is_asked_of_them_waits_for_the_shop(loaded: Any) -> None:
    cases = {row["external_id"]: msgspec.json.decode(row["state"]) for row in await loaded.fetch(_CASES)}
    assert len(cases) == sum(bool(each.asks) for each in SPECIALS)
    assert {each.get("stage", "awaiting_merchant") for each in cases.values()} == {"awaiting_merchant"}
    crabs = cases[f"MG-{FIRST_NUMBER + 4}"]
    # A fifth is dead: the band of up to 30 percent.
    assert crabs["requested_minor"] == 36_800 * 30 // 100
    assert crabs["terms"]["clocks"]["merchant_answer"] == 24 * 3600
    assert cases[f"MG-{FIRST_NUMBER}"]["terms"]["freight"]["return"] == "merchant"
