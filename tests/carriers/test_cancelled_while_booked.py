"""What is cancelled while its carrier is being asked, or after a carrier that never answered: no booking is left there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.carriers import Carriers, ParcelOffice, ParcelStatus, PickupStatus
from makegood.carriers.carrier import CarrierUnavailable
from tests.carriers.carried import Carried, carried
from tests.world import buyer_of

Happens = Callable[[int], Awaitable[object]]


class Slow:
    """The simulated carrier: at its first call of a kind something happens, and its answer may be lost on the way."""

    def __init__(self, carrier: Any, call: str, happens: Happens | None, answers: bool) -> None:
        self._carrier, self._call, self._happens, self._answers = carrier, call, happens, answers
        self.calls = list[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)

    async def book(self, consignment: Any) -> Any:
        booked = await self._carrier.book(consignment)
        await self._meanwhile("book", int(consignment.key))
        return booked

    async def cancel(self, parcel: Any) -> None:
        self.calls.append("cancel")
        await self._carrier.cancel(parcel)

    async def book_pickup(self, parcel: Any, address: Any, slot: Any, key: str) -> str:
        reference: str = await self._carrier.book_pickup(parcel, address, slot, key)
        await self._meanwhile("book_pickup", int(key.partition("-")[0]))
        return reference

    async def cancel_pickup(self, parcel: Any, reference: str) -> None:
        self.calls.append("cancel_pickup")
        await self._carrier.cancel_pickup(parcel, reference)

    async def _meanwhile(self, call: str, parcel_id: int) -> None:
        self.calls.append(call)
        if self.calls.count(call) > 1 or call != self._call:
            return
        if self._happens:
            await self._happens(parcel_id)
        if not self._answers:
            raise CarrierUnavailable("simulated")


def slow(all_: Carried, call: str, happens: Happens | None = None, answers: bool = True) -> Slow:
    """Put it in the place of the simulated carrier."""
    conduct = all_.work.conduct
    carrier = Slow(conduct.carriers["simulated"], call, happens, answers)
    conduct = replace(conduct, carriers=Carriers({"simulated": carrier}))
    all_.work = replace(all_.work, conduct=conduct)
    all_.office = ParcelOffice(conduct, all_.office.may_ship)
    return carrier


async def booked_there(pool: Any) -> int:
    """Parcels that the simulated carrier would take."""
    return int(await pool.fetchval("SELECT count(*) FROM simulated_parcels WHERE cancelled_at IS NULL"))


async def look(all_: Carried) -> None:
    for _ in range(3):
        all_.world.clock.advance(timedelta(minutes=11))
        await all_.work.conduct.look_at_due()


@pytest.mark.parametrize("answers", [True, False])
async def test_a_parcel_cancelled_while_it_is_booked(pool: Any, tmp_path: Path, answers: bool) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    office = all_.office

    async def cancelled(parcel_id: int) -> None:
        seen = await office.cancel(buyer_of(order), parcel_id, "no")
        assert seen.status is ParcelStatus.CANCELLED

    carrier = slow(all_, "book", cancelled, answers)
    parcel = await all_.drop_off(order, done)
    assert parcel.status is ParcelStatus.CANCELLED
    await look(all_)
    assert carrier.calls[-1] == "cancel"
    assert carrier.calls.count("book") == (1 if answers else 2)
    assert await booked_there(pool) == 0
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels WHERE next_look_at IS NOT NULL") == 0


async def test_a_parcel_cancelled_after_a_carrier_that_did_not_answer(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    slow(all_, "book", answers=False)
    parcel = await all_.drop_off(order, done)
    assert parcel.status is ParcelStatus.ASKED
    assert await booked_there(pool) == 1
    seen = await all_.office.cancel(buyer_of(order), int(parcel.id), "no")
    assert seen.status is ParcelStatus.CANCELLED
    await look(all_)
    assert await booked_there(pool) == 0


async def test_a_pickup_called_off_after_a_carrier_that_did_not_answer(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    carrier = slow(all_, "book_pickup", answers=False)
    parcel = await all_.fetched(order, done)
    assert [one.status for one in parcel.pickups] == [PickupStatus.ASKED]
    await all_.office.cancel_pickup(buyer_of(order), int(parcel.id), "no")
    await look(all_)
    seen = await all_.office.seen(buyer_of(order), int(parcel.id))
    assert [one.status for one in seen.pickups] == [PickupStatus.CANCELLED]
    assert carrier.calls[-1] == "cancel_pickup"
    assert await pool.fetchval("SELECT count(*) FROM simulated_parcels WHERE pickup_at IS NOT NULL") == 0


async def test_a_parcel_cancelled_while_its_pickup_is_booked(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    office = all_.office

    async def cancelled(parcel_id: int) -> None:
        await office.cancel(buyer_of(order), parcel_id, "no")

    slow(all_, "book_pickup", cancelled)
    parcel = await all_.fetched(order, done)
    await look(all_)
    seen = await all_.office.seen(buyer_of(order), int(parcel.id))
    assert seen.status is ParcelStatus.CANCELLED
    assert [one.status for one in seen.pickups] == [PickupStatus.CANCELLED]
    assert await booked_there(pool) == 0
