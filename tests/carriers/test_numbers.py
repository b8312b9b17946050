"""Tracking numbers that stand for something else already: of another buyer, or of the parcel that brought the goods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from makegood.carriers.refusals import ParcelThatCame
from makegood.cases import Stage
from makegood.cases import commands as c
from tests.carriers.carried import carried
from tests.world import buyer_of, merchant_of


async def test_a_number_of_two_buyers_is_seen(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    stranger = {"external_id": "wang-wei", "name": "王伟", "language": "zh-CN"}
    other_order, other = await all_.returning("T-2", buyer=stranger)
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))
    await all_.world.do(buyer_of(other_order), other, c.ShipReturn("顺丰", "sf-1"))
    await all_.runner.run_ready()
    rows = await pool.fetch("SELECT is_contested FROM carried_parcels")
    assert [row["is_contested"] for row in rows] == [True, True]


async def test_a_number_that_was_another_buyers_is_seen(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.world.do(buyer_of(order), done, c.ShipReturn("顺丰", "SF-7"))
    await all_.runner.run_ready()
    await all_.world.do(merchant_of(order), done, c.Receive())
    await all_.runner.run_ready()
    stranger = {"external_id": "wang-wei", "name": "王伟", "language": "zh-CN"}
    order, done = await all_.returning("T-2", buyer=stranger)
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "sf7"))
    await all_.runner.run_ready()
    rows = await pool.fetch("SELECT is_contested FROM carried_parcels ORDER BY created_at, id")
    assert [row["is_contested"] for row in rows] == [False, True]


async def test_goods_do_not_go_back_in_the_parcel_that_brought_them(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    with pytest.raises(ParcelThatCame):
        await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "sf t-1"))
    assert await all_.stage(done) is Stage.AWAITING_RETURN
