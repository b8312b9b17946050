"""An order as it was bought stays known, whatever is told of it later."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.orders import order_from_raw, order_problems, snapshot_of
from makegood.orders.listing import digest_of, listing_content
from tests.world import NOON, World, build_world, tea_order


@pytest.fixture
def world(pool: Any) -> World:
    """The named world."""
    return build_world(pool)


async def test_it_is_as_it_was_bought_whatever_is_told_later(world: World) -> None:
    order = await world.order(facts={"guarantees": ["returns_on_us"]})
    bought = await snapshot_of(world.engine.pool, order.order_id)
    assert (bought.changed_at, bought.currency) == (None, "CNY")
    assert bought.facts == {"guarantees": ["returns_on_us"]}
    assert next((line.title, line.quantity, line.unit_price_minor) for line in bought.lines) == (
        "Green tea, 100 g", 3, 3334,
    )  # fmt: skip
    line = tea_order()["lines"][0]
    for title, promised in (("Black tea", []), ("White tea", ["bad_item_refund"])):
        await world.order(facts={"guarantees": promised}, lines=[line | {"title": title}])
    kept = await snapshot_of(world.engine.pool, order.order_id)
    assert kept.changed_at is not None
    assert (kept.lines, kept.facts) == (bought.lines, bought.facts)


async def test_a_new_state_of_the_order_is_no_change_of_what_was_bought(world: World) -> None:
    order = await world.order(status="shipped")
    await world.order(status="delivered")
    assert (await snapshot_of(world.engine.pool, order.order_id)).changed_at is None
    assert await world.engine.pool.fetchval("SELECT count(*) FROM order_snapshots") == 0


LISTING = {
    "title": "Green tea of the spring harvest",
    "text": "Picked before the rains.\nPacked in tins of 100 g.",
    "attributes": {"Harvest": "2026"},
    "promises": ["Picked by hand"],
    "pictures": [{"url": "https://shop.example/tea.jpg", "sha256": "ab" * 32}],
    "url": "https://shop.example/tea",
}


def tea_with(listing: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The line of the named order, sold under a listing."""
    return [tea_order()["lines"][0] | {"listing": listing}]


async def test_the_listing_is_as_it_was_bought_whatever_the_shop_says_later(world: World) -> None:
    order = await world.order(lines=tea_with(LISTING))
    await world.order(
        lines=tea_with(LISTING | {"promises": []}), status="completed", completed_at=NOON.isoformat()
    )
    await world.order(lines=tea_with(None), status="completed", completed_at=NOON.isoformat())
    shown = (await snapshot_of(world.engine.pool, order.order_id)).lines[0].listing
    assert shown is not None
    assert (shown.listing.title, shown.listing.promises) == (LISTING["title"], ["Picked by hand"])
    assert (shown.told_at, shown.digest) == (NOON, digest_of(listing_content(shown.listing)).hex())


async def test_many_orders_share_a_listing(world: World) -> None:
    for number in range(3):
        await world.order(f"T-{number}", lines=tea_with(LISTING))
    await world.order("T-3", lines=tea_with(LISTING | {"title": "Another"}))
    assert await world.engine.pool.fetchval("SELECT count(*) FROM listings") == 2
    assert await world.engine.pool.fetchval("SELECT count(*) FROM order_listings") == 4


async def test_other_goods_were_not_bought_under_it(world: World) -> None:
    order = await world.order()
    other = tea_with(LISTING)[0] | {"sku": "TEA-2"}
    await world.order(lines=[other])
    assert (await snapshot_of(world.engine.pool, order.order_id)).lines[0].listing is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "a\nb"}, "lines[0].listing.title"),
        ({"text": "a\x00b"}, "lines[0].listing.text"),
        ({"text": "a" * 20_001}, "lines[0].listing.text"),
        ({"pictures": [{"url": "http://shop.example/a.jpg"}]}, "lines[0].listing.pictures[0].url"),
    ],
)
def test_a_listing_that_is_not_one_is_refused_by_its_field(wrong: dict[str, Any], field: str) -> None:
    read = order_from_raw(tea_order(lines=tea_with(LISTING | wrong)))
    problems = read if isinstance(read, list) else order_problems(read, NOON)
    assert [each.field for each in problems] == [field]
