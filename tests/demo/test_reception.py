"""The demo shows what came back: an empty box that the desk has to judge, and a return graded unit by unit."""

from __future__ import annotations

from typing import Any

FOUND = """
SELECT c.stage, c.state -> 'reception' -> 'found' -> 0 ->> 'finding' AS finding,
    c.state -> 'reception' ? 'sent_back' AS sent_back
FROM cases c WHERE c.state -> 'shipment' ->> 'tracking_no' = $1
"""


async def test_the_empty_box_waits_for_the_desk(loaded: Any) -> None:
    row = await loaded.fetchrow(FOUND, "BF20261190")
    assert (row["stage"], row["finding"]) == ("dispute_ruling", "empty_box")


async def test_the_graded_tea_sets_are_put_away_and_the_third_went_home(loaded: Any) -> None:
    row = await loaded.fetchrow(FOUND, "SF3307125561")
    assert (row["stage"], row["sent_back"]) == ("settled", True)
    moves = await loaded.fetch(
        "SELECT m.kind FROM stock_moves m JOIN cases c ON c.id = m.case_id"
        " WHERE c.state -> 'shipment' ->> 'tracking_no' = 'SF3307125561' ORDER BY m.nth"
    )
    assert [move["kind"] for move in moves] == ["restocked", "refurbish"]
