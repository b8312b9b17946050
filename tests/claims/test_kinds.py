"""Each kind of claim by a table read aloud: what was promised, what is told, and what it comes to of 100.02 for three tins."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.claims import KINDS
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import buyer_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]
FRESH, FROZEN = {"kind": "fresh"}, {"kind": "fresh"}
# kind, promise, goods, what is told, minor units owed (or the refusal), who bears it
TABLE: list[tuple[str, str, dict[str, Any], dict[str, Any], int | str, str]] = [
    ("spoilt", "bad_item_refund", FRESH, {"rotten_share": 3000}, 3000, "merchant"),
    ("spoilt", "bad_item_refund", FRESH, {"rotten_share": 10000}, 10002, "merchant"),
    ("spoilt", "bad_item_refund", FRESH, {}, "facts_owed", ""),
    ("thawed", "thaw_refund", FROZEN, {}, 10002, "merchant"),
    ("short_weight", "full_weight", FRESH, {"short_share": 500}, 1000, "merchant"),
    ("short_weight", "full_weight", FRESH, {"short_share": 1000}, 10002, "merchant"),
    ("small_fruit", "fruit_size", FRESH, {"undersized_share": 800}, 1000, "merchant"),
    ("small_fruit", "fruit_size", FRESH, {"undersized_share": 3100}, 10002, "merchant"),
    ("dead_plant", "plant_survival", {"kind": "flowers"}, {}, 10002, "merchant"),
    ("breakage", "breakage_compensation", {"kind": "other"}, {"talks_failed": True}, 6001, "platform"),
    ("breakage", "breakage_compensation", {"kind": "other"}, {}, "not_promised", ""),
    ("authenticity", "authenticity", {"kind": "bags", "facts": {"shop_kind": "mall"}}, {}, 30006, "merchant"),
    ("authenticity", "authenticity", {"kind": "bags"}, {}, 20004, "merchant"),
    ("mismatch", "mismatch_compensation", {"kind": "apparel"}, {"mismatch": "brand"}, 10002, "merchant"),
    ("mismatch", "mismatch_compensation", {"kind": "apparel"}, {"mismatch": "colour"}, "not_promised", ""),
    ("wrong_material", "material_threefold", {"kind": "jewellery"}, {"inspection_report": "confirms"}, 30006, "merchant"),
    ("wrong_material", "material_threefold", {"kind": "jewellery"}, {"inspection_report": "denies"}, "not_promised", ""),
    ("installation", "", {"kind": "furniture"}, {"extra_installation_cost": 8000}, 5000, "merchant"),
    ("installation", "", {"kind": "furniture"}, {"extra_installation_cost": 3000}, 3000, "merchant"),
    ("thawed", "full_weight", FROZEN, {}, "not_promised", ""),
    ("return_freight", "", {}, {}, "found_by_itself", ""),
    ("free_lunch", "", {}, {}, "no_such_promise", ""),
]  # fmt: skip


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def test_what_each_promise_gives(claims: ClaimsWorld) -> None:
    for number, (kind, promise, goods, told, owed, bears) in enumerate(TABLE):
        order = await claims.order(f"K-{number}", promise, parcels=ARRIVED_NOW, **goods)
        if isinstance(owed, str):
            with pytest.raises(Refused) as refused:
                await claims.claim(buyer_of(order), f"K-{number}", kind, facts=told)
            assert refused.value.code() == owed, (kind, told)
            continue
        view = await claims.claim(buyer_of(order), f"K-{number}", kind, facts=told)
        assert (view["cap_minor"], view["funder"]) == (owed, bears), (kind, told, view["because"])
    await claims.pass_time(hours=49)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims WHERE stage <> 'paid'") == 0
    await claims.book_is_right()


def test_the_table_has_every_kind_that_is_asked() -> None:
    elsewhere = ("shipping", "way_back")
    asked = {kind.name for kind in KINDS.values() if kind.asked and kind.family not in elsewhere}
    assert {row[0] for row in TABLE} >= asked


WINDOWS = [
    ("thawed", "thaw_refund", {}, 2),
    ("short_weight", "full_weight", {"short_share": 500}, 1.1),
    ("small_fruit", "fruit_size", {"undersized_share": 800}, 2.1),
    ("dead_plant", "plant_survival", {}, 15.1),
]


async def test_windows_close(claims: ClaimsWorld) -> None:
    for number, (kind, promise, told, days) in enumerate(WINDOWS):
        parcel = {
            "carrier": "SF",
            "tracking_no": "S",
            "shipped_at": iso(-days - 1),
            "delivered_at": iso(-days),
        }
        goods = "flowers" if kind == "dead_plant" else "fresh"
        order = await claims.order(
            f"W-{number}", promise, kind=goods, parcels=[parcel], placed_at=iso(-days - 2)
        )
        with pytest.raises(Refused) as refused:
            await claims.claim(buyer_of(order), f"W-{number}", kind, facts=told)
        assert refused.value.code() == "not_promised", kind


async def test_a_price_that_fell_is_found(claims: ClaimsWorld) -> None:
    def lines(price: int) -> list[dict[str, Any]]:
        product = {
            "external_id": "tea",
            "category": "food.tea",
            "variants": [{"sku": "TEA-1", "title": "Tea", "price_minor": price}],
        }
        return [{"sku": "TEA-1", "product": product, "title": "Tea", "quantity": 3, "unit_price_minor": 3334}]

    facts = {"guarantees": ["price_protection"]}
    order = await claims.world.order("P-1", lines=lines(3334), facts=facts)
    await claims.keep()
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0
    await claims.world.order("P-2", lines=lines(3000))
    await claims.pass_time(days=1, minutes=1)
    row = await claims.pool.fetchrow("SELECT kind, amount_minor FROM claims")
    assert tuple(row) == ("price_protection", 3 * 334)
    await claims.pass_time(hours=25)
    # It is a part of the price, so it goes back the way the price was paid.
    assert await claims.balance(f"buyer:{order.buyer_id}:payout:card") == 1002
