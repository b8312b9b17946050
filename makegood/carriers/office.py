"""What is done with parcels: a return booked, the courier ordered otherwise or not at all, a parcel stopped, a push taken.

Every verb first writes what is wanted; then the carrier is dealt with, and when it does not answer the worker goes on with it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from makegood.accounts import Principal, authorise
from makegood.carriers.booking import consignee_of, new_parcel, pickup_wanted
from makegood.carriers.carrier import CarrierRefused, Intercepts, PicksUp
from makegood.carriers.conduct import Conduct
from makegood.carriers.errands import stop_on_its_way
from makegood.carriers.model import Handover, ParcelStatus, PickupStatus, Slot, TrackingEvent
from makegood.carriers.packing import packed
from makegood.carriers.pickup_rows import ask_pickup, change_pickup
from makegood.carriers.reading import parcel_seen, view_of
from makegood.carriers.refusals import (
    AlreadyHandedOver,
    CannotBeStopped,
    NoCarrierForReturns,
    NoPickupHere,
    ParcelOver,
    SlotGone,
)
from makegood.carriers.rows import ParcelFile, StoredParcel
from makegood.carriers.store import (
    change_parcel,
    files_of,
    insert_parcel,
    parcel_with_number,
    parcels_of_case,
    read_parcel,
)
from makegood.carriers.travelling import CaseGoods, goods_of_case
from makegood.carriers.views import ParcelView, ParcelWanted, SlotsView, SlotTold
from makegood.db.once import once
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of

MayShip = Callable[[Principal, int], Awaitable[None]]
"""Raises the case's own refusal when somebody may not send its goods back now."""


@dataclass(frozen=True, slots=True)
class ParcelOffice:
    """Given to pages and the API as the dependency `parcel_office`."""

    conduct: Conduct
    may_ship: MayShip

    def ways(self, now: datetime) -> SlotsView:
        """How returns can be handed over here, with the times at which a courier can come."""
        name = self.conduct.carriers.booking()
        if name is None:
            return SlotsView("", False, [])
        carrier = self.conduct.carriers[name]
        slots = carrier.pickup_slots(consignee_of(None), now) if isinstance(carrier, PicksUp) else ()
        return SlotsView(name, True, [SlotTold(slot.starts_at, slot.ends_at) for slot in slots])

    async def book_return(self, who: Principal, wanted: ParcelWanted, key: str | None) -> ParcelView:
        """Have a carrier take what goes back for one or more cases; the same key gives the same parcel."""
        name = self.conduct.carriers.booking()
        cases = [await self._case(who, int(case_id)) for case_id in dict.fromkeys(wanted.case_ids)]
        pool, now = self.conduct.pool, self.conduct.clock.now()
        # Asked before a connection is held, told only where the key has no answer yet.
        refusal = await self._refusal(who, cases)

        async def work(connection: Connection) -> tuple[int, str]:
            if refusal:
                raise refusal
            if name is None:
                raise NoCarrierForReturns()
            slot = pickup_wanted(wanted, self.ways(now))
            return 201, str(await self._put_down(connection, wanted, cases, name, slot))

        kept = await once(pool, who.label, key, ("book_return", wanted), now, work)
        parcel_id = int(msgspec.json.decode(kept.body, type=str))
        await self.conduct.look_at(parcel_id)
        view = await self.seen(who, parcel_id)
        if view.status is ParcelStatus.NOT_TAKEN:
            raise CarrierRefused(view.courier, view.failure)
        return view

    async def _refusal(self, who: Principal, cases: Sequence[CaseGoods]) -> Refused | None:
        """Why the goods of these cases may not be sent back now."""
        try:
            for case in cases:
                await self.may_ship(who, case.id)
        except Refused as refusal:
            return refusal
        return None

    async def _put_down(
        self, connection: Connection, wanted: ParcelWanted, cases: Sequence[CaseGoods], name: str, slot: Slot | None
    ) -> int:  # fmt: skip
        """The parcel as it is wanted. The orders are locked, so that two bookings at once see each other's units."""
        for case in sorted(cases, key=lambda one: one.order_id):
            await connection.execute(
                "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE",
                bucket_of(case.order_id), case.order_id,
            )  # fmt: skip
        travelling = [
            await files_of(connection, await parcels_of_case(connection, case.id)) for case in cases
        ]
        once_each = {file.parcel.id: file for files in travelling for file in files}
        units = packed(cases, wanted.items, once_each.values())
        now = self.conduct.clock.now()
        parcel = new_parcel(wanted, cases[0], name, self.conduct.ids, now)
        await insert_parcel(connection, parcel, units)
        if slot:
            await ask_pickup(connection, parcel, 1, slot, now)
        return parcel.id

    async def seen(self, who: Principal, parcel_id: int) -> ParcelView:
        """A parcel as somebody may see it. Raises NotFound."""
        async with self.conduct.pool.acquire() as connection:
            return (await view_of(connection, who, [await parcel_seen(connection, who, parcel_id)]))[0]

    async def rebook_pickup(
        self, who: Principal, parcel_id: int, slot: SlotTold, key: str | None
    ) -> ParcelView:
        """Have the courier come at another time."""
        now = self.conduct.clock.now()

        async def work(connection: Connection) -> tuple[int, str]:
            file = await self._to_hand_over(connection, who, parcel_id)
            if slot not in self.ways(now).slots:
                raise SlotGone()
            look_at = await _call_off(connection, file, now)
            at, number = Slot(slot.starts_at, slot.ends_at), len(file.pickups) + 1
            await ask_pickup(connection, file.parcel, number, at, now)
            await change_parcel(connection, file.parcel, changed_at=now, next_look_at=look_at)
            return 201, str(parcel_id)

        return await self._done(who, parcel_id, ("rebook", str(parcel_id), slot), key, work)

    async def cancel_pickup(self, who: Principal, parcel_id: int, key: str | None) -> ParcelView:
        """Have no courier come for now; the parcel stays booked."""

        async def work(connection: Connection) -> tuple[int, str]:
            file = await self._to_hand_over(connection, who, parcel_id)
            now = self.conduct.clock.now()
            look_at = await _call_off(connection, file, now)
            await change_parcel(connection, file.parcel, changed_at=now, next_look_at=look_at)
            return 200, str(parcel_id)

        return await self._done(who, parcel_id, ("cancel_pickup", str(parcel_id)), key, work)

    async def cancel(self, who: Principal, parcel_id: int, key: str | None) -> ParcelView:
        """Take back a booking, so that the goods can be sent otherwise. Raises CarrierRefused when it is too late."""

        async def work(connection: Connection) -> tuple[int, str]:
            file = await self._mine(connection, who, parcel_id)
            parcel, now = file.parcel, self.conduct.clock.now()
            if parcel.handover is Handover.OWN or not parcel.is_at_hand:
                raise AlreadyHandedOver()
            changes: dict[str, Any] = {
                "wish": "cancel",
                "failure": "",
                "changed_at": now,
                "next_look_at": now,
            }
            if parcel.status is ParcelStatus.ASKED:
                # The goods may go otherwise at once; what the carrier may have booked meanwhile is taken back by the wish.
                look_at = await _call_off(connection, file, now)
                changes |= {"status": ParcelStatus.CANCELLED, "ended_at": now, "next_look_at": look_at}
            elif any(pickup.status is PickupStatus.ASKED for pickup in file.pickups):
                changes["next_look_at"] = _after_the_call(parcel, now)
            await change_parcel(connection, parcel, **changes)
            return 200, str(parcel_id)

        return await self._done(who, parcel_id, ("cancel", str(parcel_id)), key, work)

    async def intercept(self, who: Principal, parcel_id: int, key: str | None) -> ParcelView:
        """Ask the carrier to stop a parcel that is on its way and to bring it back; tracking tells what becomes of it."""

        async def work(connection: Connection) -> tuple[int, str]:
            parcel = await read_parcel(connection, parcel_id, lock=True)
            authorise(who, "parcel.intercept", parcel.buyer_id, parcel.merchant_id)
            if not parcel.is_live:
                raise ParcelOver(status=parcel.status.value)
            carrier = self.conduct.carriers[parcel.through] if parcel.through else None
            if parcel.is_at_hand or not isinstance(carrier, Intercepts):
                raise CannotBeStopped()
            now = self.conduct.clock.now()
            await stop_on_its_way(connection, parcel, now)
            return 200, str(parcel_id)

        return await self._done(who, parcel_id, ("intercept", str(parcel_id)), key, work)

    async def take_push(self, carrier: str, headers: Mapping[str, str], body: bytes) -> int:
        """What a carrier tells of its own accord; how much of it was new. Raises UnknownCarrier, BadPush."""
        told = self.conduct.carriers.pushing(carrier).read_push(headers, body)
        by_parcel: dict[int, list[TrackingEvent]] = {}
        for event in told:
            found = await parcel_with_number(self.conduct.pool, event.courier, event.tracking_no)
            if found is not None:
                by_parcel.setdefault(found, []).append(event)
        return sum([await self.conduct.record(parcel_id, events) for parcel_id, events in by_parcel.items()])

    async def _case(self, who: Principal, case_id: int) -> CaseGoods:
        case = await goods_of_case(self.conduct.pool, case_id)
        authorise(who, "parcel.book", case.buyer_id, case.merchant_id)
        return case

    async def _mine(self, connection: Connection, who: Principal, parcel_id: int) -> ParcelFile:
        """A parcel that somebody may order about, locked."""
        parcel: StoredParcel = await read_parcel(connection, parcel_id, lock=True)
        authorise(who, "parcel.book", parcel.buyer_id, parcel.merchant_id)
        return (await files_of(connection, [parcel]))[0]

    async def _to_hand_over(self, connection: Connection, who: Principal, parcel_id: int) -> ParcelFile:
        """A parcel for which a courier may come, locked."""
        file = await self._mine(connection, who, parcel_id)
        if file.parcel.handover is not Handover.PICKUP:
            raise NoPickupHere()
        if not file.parcel.is_live:
            raise ParcelOver(status=file.parcel.status.value)
        if not file.parcel.is_at_hand:
            raise AlreadyHandedOver()
        return file

    async def _done(
        self, who: Principal, parcel_id: int, content: Any, key: str | None, work: Any
    ) -> ParcelView:
        await once(self.conduct.pool, who.label, key, content, self.conduct.clock.now(), work)
        await self.conduct.look_at(parcel_id)
        view = await self.seen(who, parcel_id)
        if view.failure and view.status is not ParcelStatus.CANCELLED:
            raise CarrierRefused(view.courier, view.failure)
        return view


async def _call_off(connection: Connection, file: ParcelFile, now: datetime) -> datetime:
    """No courier shall come at the time that stands; its carrier is told next: when the parcel is to be looked at for that.

    A carrier that has been asked may have taken it, whatever became of its answer.
    """
    was_asked = file.parcel.status is not ParcelStatus.ASKED
    waits = not was_asked
    for pickup in file.pickups:
        if pickup.status is PickupStatus.ASKED:
            waits = True
            left = PickupStatus.LEAVING if was_asked else PickupStatus.CANCELLED
            await change_pickup(connection, pickup, left)
        elif pickup.status is PickupStatus.BOOKED:
            await change_pickup(connection, pickup, PickupStatus.LEAVING)
    return _after_the_call(file.parcel, now) if waits else now


def _after_the_call(parcel: StoredParcel, now: datetime) -> datetime:
    """Not before whoever asks the carrier at this moment is done: nobody asks it for the same twice."""
    return max(now, parcel.next_look_at or now)
