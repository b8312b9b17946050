"""The demo shows parcels in believable states: fetched, missed, waiting with a code, lost and claimed, heavier than told."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(("scenario", "statuses"), [
    ("smooth", ("booked", "picked_up", "in_transit", "out_for_delivery", "delivered")), ("pickup_missed", ("booked",)),
    ("lost", ("lost",)), ("wrong_weight", ("picked_up", "in_transit", "out_for_delivery", "delivered")),
])  # fmt: skip
async def test_parcels_stand_as_told(loaded: Any, scenario: str, statuses: tuple[str, ...]) -> None:
    rows = await loaded.fetch(
        "SELECT status FROM carried_parcels WHERE scenario = $1 AND handover <> 'own'", scenario
    )
    assert rows
    assert {row["status"] for row in rows} <= set(statuses)


async def test_the_missed_courier_can_be_ordered_again(loaded: Any) -> None:
    rows = await loaded.fetch(
        "SELECT u.status FROM pickups u JOIN carried_parcels p ON (p.bucket, p.id) = (u.bucket, u.parcel_id)"
        " WHERE p.scenario = 'pickup_missed'"
    )
    assert [row["status"] for row in rows] == ["missed"]


async def test_the_lost_one_is_claimed(loaded: Any) -> None:
    rows = await loaded.fetch(
        "SELECT status, claimed_minor FROM recoveries WHERE because = 'lost' AND case_id <> 0"
    )
    assert [(row["status"], row["claimed_minor"]) for row in rows] == [("open", 36_900)]


async def test_orders_on_their_way_are_followed_and_a_lost_one_is_made_good(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT tracking_no, status FROM order_tracking ORDER BY tracking_no")
    assert {row["tracking_no"].partition("-")[0]: row["status"] for row in rows} == {
        "DELAYED": "in_transit", "LOST": "lost", "SMOOTH": "delivered",
    }  # fmt: skip
    lost = await loaded.fetchrow("SELECT order_id FROM order_tracking WHERE status = 'lost'")
    claims = "SELECT count(*) FROM recoveries WHERE order_id = $1 AND case_id = 0 AND status = 'open'"
    assert await loaded.fetchval(claims, lost["order_id"]) == 1
    kind = "SELECT kind FROM claims WHERE order_id = $1"
    assert await loaded.fetchval(kind, lost["order_id"]) == "lost_on_the_way"


async def test_what_buyers_sent_themselves_is_followed(loaded: Any) -> None:
    found = await loaded.fetch("SELECT courier, status FROM carried_parcels WHERE handover = 'own'")
    assert {"shunfeng", "zhongtong"} <= {row["courier"] for row in found}
    assert {"booked", "delivered"} <= {row["status"] for row in found}
