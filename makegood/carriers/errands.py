"""What a carrier is asked for a parcel that it has: not to come, not to take it, to stop it. The wish was written first."""

from datetime import datetime
from typing import Any

from makegood.carriers.calls import in_time
from makegood.carriers.carrier import Books, CarrierRefused, Intercepts, PicksUp
from makegood.carriers.model import Address, ParcelStatus, PickupStatus, Slot
from makegood.carriers.pickup_rows import change_pickup
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile, StoredParcel, StoredPickup
from makegood.carriers.store import change_parcel, free_number
from makegood.db.pool import Pool
from makegood.db.writes import Connection

CALL_SECONDS = 25


async def call_off(pool: Pool, carriers: Carriers, file: ParcelFile, pickup: StoredPickup) -> None:
    """Tell that nobody need come. When that is too late the courier comes as was agreed, and no other one is asked for."""
    parcel = file.parcel
    carrier: PicksUp = carriers.able(parcel.through, PicksUp)
    reference = pickup.reference or await _name_of(carrier, parcel, pickup)
    if not reference:
        await change_pickup(pool, pickup, PickupStatus.CANCELLED)
        return
    asking = carrier.cancel_pickup(parcel.known, reference)
    try:
        await in_time(parcel.through, CALL_SECONDS, asking)
    except CarrierRefused as refusal:
        reason = str(refusal.fields["reason"])[:300]
        if not parcel.is_live:
            await change_pickup(pool, pickup, PickupStatus.CANCELLED, failure=reason)
            return
        async with pool.acquire() as connection, connection.transaction():
            for other in file.pickups:
                if other.status is PickupStatus.ASKED:
                    await change_pickup(connection, other, PickupStatus.NOT_TAKEN, failure=reason)
            await change_pickup(connection, pickup, PickupStatus.BOOKED, failure=reason)
    else:
        await change_pickup(pool, pickup, PickupStatus.CANCELLED)


async def ask_for_pickup(carrier: PicksUp, parcel: StoredParcel, pickup: StoredPickup) -> str:
    """Have the courier come, once however often it is asked; the carrier's name of it. Raises CarrierRefused."""
    slot, key = Slot(pickup.starts_at, pickup.ends_at), f"{parcel.id}-{pickup.attempt}"
    asking = carrier.book_pickup(parcel.known, parcel.sender or Address("", ""), slot, key)
    return await in_time(parcel.through, CALL_SECONDS, asking)


async def _name_of(carrier: PicksUp, parcel: StoredParcel, pickup: StoredPickup) -> str:
    """What the carrier calls an appointment whose booking it never answered; empty where there is none."""
    try:
        return await ask_for_pickup(carrier, parcel, pickup)
    except CarrierRefused:
        return ""


async def stop_on_its_way(connection: Connection, parcel: StoredParcel, now: datetime) -> None:
    """Put down that a parcel is to be stopped; its carrier is asked next."""
    await change_parcel(connection, parcel, wish="stop", failure="", changed_at=now, next_look_at=now)


async def grant(pool: Pool, carriers: Carriers, file: ParcelFile, now: datetime) -> None:
    """Ask for what somebody wishes. A refusal ends the wish, and says why."""
    parcel = file.parcel
    try:
        if parcel.wish == "cancel":
            books: Books = carriers.able(parcel.through, Books)
            await in_time(parcel.through, CALL_SECONDS, books.cancel(parcel.known))
        else:
            intercepts: Intercepts = carriers.able(parcel.through, Intercepts)
            await in_time(parcel.through, CALL_SECONDS, intercepts.intercept(parcel.known))
    except CarrierRefused as refusal:
        reason = str(refusal.fields["reason"])[:300]
        await change_parcel(pool, parcel, wish="", failure=reason, changed_at=now, next_look_at=now)
    else:
        await _granted(pool, file, now)


async def _granted(pool: Pool, file: ParcelFile, now: datetime) -> None:
    parcel = file.parcel
    changes: dict[str, Any] = {"wish": "", "failure": "", "changed_at": now}
    if parcel.wish == "stop":
        await change_parcel(pool, parcel, **changes, is_intercepted=True, next_look_at=now)
        return
    async with pool.acquire() as connection, connection.transaction():
        await free_number(connection, parcel)
        for pickup in file.pickups:
            if pickup.status in (PickupStatus.ASKED, PickupStatus.BOOKED, PickupStatus.LEAVING):
                await change_pickup(connection, pickup, PickupStatus.CANCELLED)
        changes |= {"status": ParcelStatus.CANCELLED, "ended_at": now, "next_look_at": None}
        await change_parcel(connection, parcel, **changes)
