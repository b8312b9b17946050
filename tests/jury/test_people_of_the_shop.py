"""Nobody sits on a panel who shares a device, an address or a payment instrument with the buyer or with people of the shop."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import PrincipalRole
from makegood.cases import Done
from makegood.jury import Confirmation
from tests.jury.panel_world import PanelWorld, build_panel_world
from tests.world import MARKETPLACE, NOON


@pytest.fixture
async def world(pool: Any) -> PanelWorld:
    return await build_panel_world(pool)


async def sells_too(world: PanelWorld, buyer_id: int, merchant_id: int) -> None:
    """A member of the shop has the address of somebody who buys here."""
    pool, email = world.engine.pool, f"shop{buyer_id}@example.com"
    account = world.engine.ids(0)
    await pool.execute("UPDATE buyers SET email = $2 WHERE id = $1", buyer_id, email.title())
    await pool.execute(
        "INSERT INTO people (bucket, id, email, name, role, subject, status, created_at)"
        " VALUES (0, $1, $2, 'Lin', $3, $4, 'active', $5)",
        account, email, PrincipalRole.MERCHANT.value, merchant_id, NOON,
    )  # fmt: skip


async def seated(world: PanelWorld, done: Done) -> set[int]:
    await world.runner.run_ready()
    return {seat.buyer_id for seat in await world.seats(done)}


async def passed_over(world: PanelWorld, done: Done) -> int:
    return (await world.panel(done)).passed_over.get("shares_with_party", 0)


@pytest.mark.parametrize("mark", ["device", "address", "instrument"])
async def test_who_shares_with_somebody_of_the_shop_does_not_sit(world: PanelWorld, mark: str) -> None:
    await world.users(31)
    friends = {one.subject for one in await world.users(3, first=60, **{mark: "the-shops-own"})}
    (seller,) = await world.users(1, first=80)
    told = Confirmation(registered_at=NOON, **{mark: "the-shops-own"})
    await world.office.confirm(MARKETPLACE, seller.subject or 0, told)
    done = await world.called()
    await sells_too(world, seller.subject or 0, done.case.state.merchant_id)
    chosen = await seated(world, done)
    assert not chosen & (friends | {seller.subject})
    assert len(chosen) == 31


async def test_a_mark_that_nobody_told_is_shared_with_nobody(world: PanelWorld) -> None:
    await world.users(31)
    (seller,) = await world.users(1, first=80)
    done = await world.called()
    await sells_too(world, seller.subject or 0, done.case.state.merchant_id)
    assert len(await seated(world, done)) == 31
    assert await passed_over(world, done) == 0


async def test_who_shares_with_another_shop_sits(world: PanelWorld) -> None:
    users = await world.users(30)
    (friend,) = await world.users(1, first=60, device="another-shops")
    (seller,) = await world.users(1, first=80, device="another-shops")
    done = await world.called()
    await sells_too(world, seller.subject or 0, done.case.state.merchant_id + 1)
    await world.engine.pool.execute(
        "UPDATE jurors SET left_at = $2 WHERE buyer_id = $1", seller.subject, NOON
    )
    assert await seated(world, done) == {one.subject for one in (*users, friend)}
