"""Dealing with a carrier over one parcel: have it booked, have the courier come, ask where it is, write down what is told.

Nothing outside the database is called inside a transaction. A parcel is claimed for a while by its `next_look_at`, so that two
workers do not ask for the same; what a killed worker leaves is looked at again when that has passed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec import structs

from makegood.carriers.calls import in_time
from makegood.carriers.carrier import Books, CarrierRefused, CarrierUnavailable, Follows, PicksUp
from makegood.carriers.couriers import number_of
from makegood.carriers.errands import CALL_SECONDS, ask_for_pickup, call_off, grant
from makegood.carriers.evolve import standing
from makegood.carriers.model import (
    Address,
    Booked,
    Consignment,
    Handover,
    ParcelStatus,
    PickupStatus,
    TrackingEvent,
)
from makegood.carriers.pickup_rows import change_pickup, keep_label
from makegood.carriers.recording import record_events
from makegood.carriers.registry import Carriers
from makegood.carriers.rows import ParcelFile, StoredParcel, StoredPickup
from makegood.carriers.store import COLUMNS, change_parcel, file_of, parcel_of, read_parcel, take_number
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of

CLAIMED_FOR = timedelta(minutes=2)
TRY_AGAIN_AFTER = timedelta(minutes=10)
_UNKNOWN = Address("", "")
_log = structlog.get_logger(__name__)

_CLAIM_DUE = f"""
UPDATE carried_parcels p SET next_look_at = $2 FROM (
    SELECT bucket, id FROM carried_parcels WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
) due WHERE (p.bucket, p.id) = (due.bucket, due.id) RETURNING {COLUMNS}
"""
_CLAIM_ONE = f"""
UPDATE carried_parcels p SET next_look_at = $4 WHERE p.bucket = $1 AND p.id = $2 AND p.next_look_at <= $3 RETURNING {COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class Conduct:
    """Dealings with carriers over one database."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    carriers: Carriers

    async def look_at_due(self, most: int = 100) -> int:
        """Go on with the parcels whose time has come; how many there were."""
        now = self.clock.now()
        rows = await self.pool.fetch(_CLAIM_DUE, now, now + CLAIMED_FOR, most)
        for row in rows:
            await self.go_on(parcel_of(row))
        return len(rows)

    async def look_at(self, parcel_id: int) -> None:
        """Go on with one parcel now, unless somebody is at it."""
        now = self.clock.now()
        row = await self.pool.fetchrow(_CLAIM_ONE, bucket_of(parcel_id), parcel_id, now, now + CLAIMED_FOR)
        if row is not None:
            await self.go_on(parcel_of(row))

    async def go_on(self, parcel: StoredParcel) -> None:
        """The next things that a claimed parcel needs. What cannot be had now is tried again later."""
        try:
            if parcel.status is ParcelStatus.ASKED:
                parcel = await self._booked(await self._file(parcel))
            if parcel.is_to_be_taken_back:
                await self._taken_back(await self._file(parcel))
                return
            file = await self._file(parcel)
            for pickup in file.pickups:
                if pickup.status is PickupStatus.LEAVING:
                    await call_off(self.pool, self.carriers, file, pickup)
            await self._wanted(await self._file(parcel))
        except CarrierUnavailable as error:
            await self._later(parcel, error.reference)
        except Refused as refusal:
            _log.warning("carrier_refused", parcel=str(parcel.id), code=type(refusal).code())
            await self._later(parcel)

    async def _wanted(self, file: ParcelFile) -> None:
        """What somebody wants of the parcel; else where it is."""
        parcel, pickup = file.parcel, file.pickup
        if not parcel.is_live:
            await change_parcel(self.pool, parcel, next_look_at=None)
            return
        if parcel.wish:
            await grant(self.pool, self.carriers, file, self.clock.now())
        elif pickup and pickup.status is PickupStatus.ASKED:
            await self._picked_up(parcel, pickup)
        else:
            await self._tracked(parcel)

    async def _file(self, parcel: StoredParcel) -> ParcelFile:
        async with self.pool.acquire() as connection:
            return await file_of(connection, await read_parcel(connection, parcel.id))

    async def _booked(self, file: ParcelFile) -> StoredParcel:
        """Have a parcel booked; one that the carrier refuses ends."""
        parcel = file.parcel
        if parcel.handover is Handover.OWN:
            return await self._followed(file)
        carrier: Books = self.carriers.able(parcel.through, Books)
        try:
            booked = await in_time(parcel.through, CALL_SECONDS, carrier.book(_consignment(file)))
        except CarrierRefused as refusal:
            return await self._not_taken(file, str(refusal.fields["reason"]))
        return await self._keep_booking(parcel.id, booked)

    async def _keep_booking(self, parcel_id: int, booked: Booked) -> StoredParcel:
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            parcel = await read_parcel(connection, parcel_id, lock=True)
            if parcel.is_to_be_taken_back:
                return await change_parcel(
                    connection, parcel, courier=booked.courier, reference=booked.reference,
                    tracking_no=booked.tracking_no,
                )  # fmt: skip
            if parcel.status is not ParcelStatus.ASKED:
                return parcel
            if booked.label:
                await keep_label(connection, parcel.id, booked.label)
            is_ours = await take_number(connection, booked.courier, booked.tracking_no, parcel.id)
            return await change_parcel(
                connection, parcel, status=ParcelStatus.BOOKED, courier=booked.courier, reference=booked.reference,
                tracking_no=booked.tracking_no, drop_off_code=booked.drop_off_code, is_contested=not is_ours,
                freight_minor=booked.freight_minor, freight_currency=booked.freight_currency, changed_at=now,
                next_look_at=now + CLAIMED_FOR,
            )  # fmt: skip

    async def _taken_back(self, file: ParcelFile) -> None:
        """Cancel what was booked while it was cancelled here. Where nobody knows, booking it once more tells, by its key."""
        parcel = file.parcel
        carrier: Books = self.carriers.able(parcel.through, Books)
        failure = ""
        try:
            if not parcel.tracking_no:
                booked = await in_time(parcel.through, CALL_SECONDS, carrier.book(_consignment(file)))
                parcel = await self._keep_booking(parcel.id, booked)
            await in_time(parcel.through, CALL_SECONDS, carrier.cancel(parcel.known))
        except CarrierRefused as refusal:
            failure = str(refusal.fields["reason"])[:300]
            _log.info("booking_not_taken_back", parcel=str(parcel.id), why=failure)
        await change_parcel(self.pool, parcel, wish="", failure=failure, next_look_at=None)

    async def _followed(self, file: ParcelFile) -> StoredParcel:
        """A courier of the sender's own: follow it where somebody can. It may be known already that it has left."""
        parcel = file.parcel
        if parcel.through:
            carrier: Follows = self.carriers.able(parcel.through, Follows)
            try:
                await in_time(parcel.through, CALL_SECONDS, carrier.follow(parcel.known))
            except CarrierRefused as refusal:
                _log.info("parcel_not_followed", parcel=str(parcel.id), why=str(refusal.fields["reason"]))
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            # First the parcel, then its number, as whoever writes down what was told of it does.
            file = await file_of(connection, await read_parcel(connection, parcel.id, lock=True))
            parcel = file.parcel
            is_ours = await take_number(connection, parcel.courier, parcel.tracking_no, parcel.id)
            return await change_parcel(
                connection, parcel, status=standing(file.events, parcel.followed_since).status,
                is_contested=parcel.is_contested or not is_ours, changed_at=now,
                next_look_at=now + CLAIMED_FOR if parcel.through else None,
            )  # fmt: skip

    async def _not_taken(self, file: ParcelFile, reason: str) -> StoredParcel:
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            stands = await read_parcel(connection, file.parcel.id, lock=True)
            if stands.is_to_be_taken_back:
                await change_parcel(connection, stands, wish="", next_look_at=None)
                return structs.replace(stands, wish="")
            if file.pickup:
                await change_pickup(connection, file.pickup, PickupStatus.NOT_TAKEN, failure=reason)
            return await change_parcel(
                connection, file.parcel, status=ParcelStatus.NOT_TAKEN, failure=reason[:300], ended_at=now,
                changed_at=now, next_look_at=None,
            )  # fmt: skip

    async def _picked_up(self, parcel: StoredParcel, pickup: StoredPickup) -> None:
        """Have the courier come at the time that was chosen."""
        carrier: PicksUp = self.carriers.able(parcel.through, PicksUp)
        try:
            reference = await ask_for_pickup(carrier, parcel, pickup)
        except CarrierRefused as refusal:
            reason = str(refusal.fields["reason"])[:300]
            await self._keep_pickup(parcel, pickup, PickupStatus.NOT_TAKEN, failure=reason)
        else:
            await self._keep_pickup(parcel, pickup, PickupStatus.BOOKED, reference=reference)

    async def _keep_pickup(
        self, parcel: StoredParcel, pickup: StoredPickup, status: PickupStatus, **texts: str
    ) -> None:
        """Put down what the carrier said; what was called off while it was asked is to be taken back there, or stays so."""
        async with self.pool.acquire() as connection, connection.transaction():
            file = await file_of(connection, await read_parcel(connection, parcel.id, lock=True))
            stands = next(one for one in file.pickups if one.attempt == pickup.attempt)
            called_off = stands.status in (PickupStatus.CANCELLED, PickupStatus.LEAVING)
            if stands.status is PickupStatus.ASKED:
                await change_pickup(connection, pickup, status, **texts)
            elif called_off and status is PickupStatus.BOOKED:
                await change_pickup(connection, pickup, PickupStatus.LEAVING, **texts)
            elif called_off:
                await change_pickup(connection, pickup, PickupStatus.CANCELLED)
            await change_parcel(connection, parcel, next_look_at=self.clock.now())

    async def _tracked(self, parcel: StoredParcel) -> None:
        """Ask where it is."""
        if not parcel.through:
            await self._later(parcel)
            return
        asking = self.carriers[parcel.through].track(parcel.known)
        told = await in_time(parcel.through, CALL_SECONDS, asking)
        number = number_of(parcel.tracking_no)
        mine = [event for event in told if number_of(event.tracking_no) == number]
        await self.record(parcel.id, mine)

    async def record(self, parcel_id: int, events: list[TrackingEvent]) -> int:
        """Write down what was told of a parcel, with what follows; how much of it was new."""
        async with self.pool.acquire() as connection, connection.transaction():
            return await record_events(connection, parcel_id, events, self.clock.now(), self.ids)

    async def _later(self, parcel: StoredParcel, reference: str = "") -> None:
        at: datetime | None = self.clock.now() + TRY_AGAIN_AFTER
        async with self.pool.acquire() as connection:
            file = await file_of(connection, await read_parcel(connection, parcel.id))
        changes: dict[str, Any] = {"next_look_at": at if file.is_unfinished else None}
        if reference:
            changes["reference"] = reference
        await change_parcel(self.pool, parcel, **changes)


def _consignment(file: ParcelFile) -> Consignment:
    parcel = file.parcel
    return Consignment(
        key=str(parcel.id), direction=parcel.direction, handover=parcel.handover, sender=parcel.sender or _UNKNOWN,
        consignee=parcel.consignee or _UNKNOWN, weight_grams=parcel.weight_grams,
        value_minor=sum(unit.value_minor for unit in file.units), currency=parcel.currency, reference=parcel.reference,
        scenario=parcel.scenario,
    )  # fmt: skip
