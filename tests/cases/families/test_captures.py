"""One capture pays for one thing, whoever tells it twice and however soon; and a card that was emptied pays for no change."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from msgspec import structs

from makegood.cases import Done, Stage
from makegood.cases.families.order_change.refusals import TenderTooSmall
from makegood.cases.families.replacement import commands as r
from makegood.cases.families.replacement.refusals import CaptureToldBefore
from makegood.ledger import check_ledger
from tests.cases.families.test_order_change import BY_GIFT_CARD, YES, B, PayDifference, order, story
from tests.cases.families.test_replacement_kept import GIFT, VARIANTS, VISA, sent_back, wanting
from tests.world import MARKETPLACE, World, build_world, tea_order

CAPTURED = r.RecordPayment("card", "fake", "pay_more", 1666)


async def waits_for_its_difference(world: World, number: str, buyer: str) -> Done:
    told = tea_order(number)
    product = {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}
    who = told["buyer"] | {"external_id": buyer, "tenders": [GIFT, VISA]}
    made = await world.order(number, lines=[told["lines"][0] | {"product": product}], buyer=who)
    return await sent_back(world, made, **wanting("TEA-BIG", pay_with="visa-8"))


@pytest.mark.parametrize("other", ["li-na", "wang"])
async def test_a_capture_is_told_for_one_case(pool: Any, other: str) -> None:
    world = build_world(pool)
    first = await waits_for_its_difference(world, "T-1", "li-na")
    second = await waits_for_its_difference(world, "T-2", other)
    await world.do(MARKETPLACE, first, CAPTURED)
    with pytest.raises(CaptureToldBefore, match=r"pay_more.* of fake pays for something else"):
        await world.do(MARKETPLACE, second, CAPTURED)
    done = await world.do(MARKETPLACE, second, structs.replace(CAPTURED, processor_reference="pay_other"))
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    assert (await check_ledger(pool)).findings == ()


async def test_nor_is_the_capture_that_paid_for_the_order(pool: Any) -> None:
    world = build_world(pool)
    case = await waits_for_its_difference(world, "T-1", "li-na")
    with pytest.raises(CaptureToldBefore):
        await world.do(MARKETPLACE, case, structs.replace(CAPTURED, processor_reference="pay_T-1"))


async def test_of_two_at_once_one_is_told_why_not(pool: Any) -> None:
    worlds = [build_world(pool), build_world(pool)]
    cases = [
        await waits_for_its_difference(worlds[0], number, buyer)
        for number, buyer in [("T-1", "a"), ("T-2", "b")]
    ]
    answers = await asyncio.gather(
        *(world.do(MARKETPLACE, case, CAPTURED) for world, case in zip(worlds, cases, strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["CaptureToldBefore", "Done"]
    together = await asyncio.gather(
        *(worlds[0].do(MARKETPLACE, case, CAPTURED) for case in cases), return_exceptions=True
    )
    assert all(isinstance(answer, Exception) for answer in together)
    assert (await check_ledger(pool)).findings == ()


async def test_no_card_holds_less_than_nothing(pool: Any) -> None:
    await waits_for_its_difference(build_world(pool), "T-1", "li-na")
    with pytest.raises(asyncpg.CheckViolationError, match="tender_not_overspent"):
        await pool.execute("UPDATE buyer_tenders SET balance_minor = -1 WHERE external_id = 'gift-7'")


def test_a_change_waits_for_its_payment_where_the_card_was_emptied_meanwhile() -> None:
    told = story(BY_GIFT_CARD, of=structs.replace(order(), balances={"gift-9": 20_000}))
    told.order = structs.replace(told.order, balances={"gift-9": 1})
    told.plays([YES])
    assert told.case.stage is Stage.AWAITING_PAYMENT
    with pytest.raises(TenderTooSmall):
        told.does(B, PayDifference("gift-9"))
    assert told.order.balances == {"gift-9": 1}
