"""A pickup that is called off while its carrier is being asked: nobody comes for it, and the next one is booked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from makegood.carriers import Carriers, ParcelOffice, PickupStatus
from tests.carriers.carried import carried
from tests.world import buyer_of


class Meanwhile:
    """The simulated carrier; while it is first asked for a pickup, somebody does something else."""

    def __init__(self, carrier: Any, happens: Callable[[int], Awaitable[object]]) -> None:
        self._carrier, self._happens, self.left = carrier, happens, list[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)

    async def book_pickup(self, parcel: Any, address: Any, slot: Any, key: str) -> str:
        reference: str = await self._carrier.book_pickup(parcel, address, slot, key)
        if key.endswith("-1"):
            await self._happens(int(key.partition("-")[0]))
        return reference

    async def cancel_pickup(self, parcel: Any, reference: str) -> None:
        self.left.append(reference)
        await self._carrier.cancel_pickup(parcel, reference)


async def test_nobody_comes_for_it_and_the_next_one_is_booked(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    slots = all_.office.ways(all_.world.clock.now()).slots

    async def another_time(parcel_id: int) -> None:
        await all_.office.rebook_pickup(buyer_of(order), parcel_id, slots[2], "again")

    carrier = Meanwhile(all_.work.conduct.carriers["simulated"], another_time)
    conduct = replace(all_.work.conduct, carriers=Carriers({"simulated": carrier}))
    all_.office = ParcelOffice(conduct, all_.office.may_ship)
    parcel = await all_.fetched(order, done)
    for _ in range(2):
        await conduct.look_at(int(parcel.id))
    seen = await all_.office.seen(buyer_of(order), int(parcel.id))
    assert [one.status for one in seen.pickups] == [PickupStatus.CANCELLED, PickupStatus.BOOKED]
    assert len(carrier.left) == 1
