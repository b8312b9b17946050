"""A party reads the other's words without personal data, everywhere in the case; whoever wrote them and the desk read all."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.cases import Role, case_view, messages_of
from makegood.cases import commands as c
from makegood.cases.masking import detail_for
from makegood.disputes import evidence_of, piece_view
from makegood.disputes.evidence_list import for_reader
from tests.world import DESK, MARKETPLACE, NOON, OPERATOR, World, build_world, buyer_of, merchant_of

PHONE, CARD = "13812345678", "4111111111111111"


@pytest.fixture
def world(pool: Any) -> World:
    """The named world."""
    return build_world(pool)


async def said(world: World, who: Principal) -> str:
    """Everything that somebody is told of a case in which both wrote what they should not."""
    order = await world.order()
    done = await world.open(order, note=f"It leaks. Call me: {PHONE}")
    done = await world.do(buyer_of(order), done, c.Say(text=f"Pay it to {CARD}, I live at 12 Baker Street"))
    done = await world.do(
        merchant_of(order), done, c.Say(text=f"Send it to 12 Baker Street, {PHONE}, card {CARD}")
    )
    view = case_view(done.case, done.order, who, "en", NOON)
    evidence = await evidence_of(world.engine.pool, done)
    pieces = [for_reader(piece_view(each, evidence, "en"), who).words for each in evidence.pieces]
    return f"{view} {messages_of(view)} {pieces}"


async def test_the_merchant_reads_the_buyers_words_without_them(world: World) -> None:
    order = await world.order()
    told = await said(world, merchant_of(order))
    assert told.count(PHONE) == told.count("Send it to 12 Baker Street, 13812345678")
    assert told.count(CARD) == told.count(f"card {CARD}")
    assert "138****78" in told
    assert "I live at ****" in told


async def test_the_buyer_reads_where_the_shop_is_but_no_card(world: World) -> None:
    order = await world.order()
    told = await said(world, buyer_of(order))
    assert f"Send it to 12 Baker Street, {PHONE}" in told
    assert f"Pay it to {CARD}" in told
    assert f"card {CARD}" not in told


@pytest.mark.parametrize("who", [DESK, MARKETPLACE])
async def test_the_desk_and_the_shops_system_read_all(world: World, who: Principal) -> None:
    assert "****" not in await said(world, who)


async def test_an_operator_is_no_party(world: World) -> None:
    assert f"Call me: {PHONE}" not in await said(world, OPERATOR)


def test_what_stands_in_lists_and_names_of_files_are_read_without_them_too() -> None:
    shown = {
        "files": ({"id": "1", "name": f"IMG_{PHONE}.jpg", "media_type": "image/jpeg"},),
        "units": ({"note": PHONE},),
    }
    assert detail_for([Role.MERCHANT], Role.BUYER, shown) == {
        "files": [{"id": "1", "name": "IMG_138____78.jpg", "media_type": "image/jpeg"}], "units": [{"note": "138****78"}],
    }  # fmt: skip
    assert detail_for([Role.DESK], Role.BUYER, shown) == shown
    assert detail_for([Role.BUYER], Role.BUYER, shown) == shown
