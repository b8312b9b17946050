"""The shipped simulated carrier: labels, pickups and tracking without a van, on the product's own clock.

It can be told how to behave by a consignment's `scenario` (the words of `Scenario`), or left to dice with a seed.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, timezone

import msgspec

from makegood.carriers.carrier import BadPush, CarrierRefused, CarrierUnavailable, Surroundings, header
from makegood.carriers.model import Address, Booked, Consignment, Handover, Known, Slot, TrackingEvent
from makegood.carriers.simulated_carrier.book import Book
from makegood.carriers.simulated_carrier.course import COURIER, SimulatedParcel, handed_over_at, told_by
from makegood.carriers.simulated_carrier.label import label_of
from makegood.carriers.simulated_carrier.scenario import Scenario, scenario_of
from makegood.carriers.simulated_carrier.tariff import price_minor
from makegood.kit.clock import Clock

SIGNATURE_HEADER = "Simulated-Signature"
_LOCAL = timezone(timedelta(hours=8))
_HOURS = (9, 11, 14, 16, 18)
_SLOT = timedelta(hours=2)
_NOTICE = timedelta(hours=1)
_DAYS_AHEAD = 3


class SimulatedCarrier:
    """A carrier that moves nothing but tells as if it did."""

    def __init__(
        self, clock: Clock, book: Book, *, name: str = "simulated", secret: str = "", seed: int | None = None
    ) -> None:
        self.name = name
        self._clock = clock
        self._book = book
        self._secret = secret
        self._seed = seed

    async def book(self, consignment: Consignment) -> Booked:
        """Take a parcel, once for each key."""
        known = await self._book.of_reference(consignment.key)
        parcel = known or await self._book.booked(await self._parcel(consignment))
        return Booked(
            courier=COURIER, tracking_no=parcel.tracking_no, reference=parcel.reference,
            label=label_of(consignment, parcel.tracking_no, parcel.drop_off_code), drop_off_code=parcel.drop_off_code,
            freight_minor=price_minor(consignment.weight_grams), freight_currency=consignment.currency,
        )  # fmt: skip

    async def cancel(self, parcel: Known) -> None:
        """Refused once it was handed over."""
        row = await self._row(parcel)
        handed_over = handed_over_at(row)
        if handed_over and handed_over <= self._clock.now():
            raise CarrierRefused(self.name, "the parcel has been handed over already")
        await self._book.cancel(parcel, self._clock.now())

    def pickup_slots(self, address: Address, now: datetime) -> Sequence[Slot]:
        """Five slots of two hours a day, in Chinese time, for the next days."""
        today = now.astimezone(_LOCAL).date()
        starts = (
            datetime.combine(today + timedelta(days=day), time(hour), _LOCAL).astimezone(UTC)
            for day in range(_DAYS_AHEAD)
            for hour in _HOURS
        )
        return [Slot(start, start + _SLOT) for start in starts if start >= now + _NOTICE]

    async def book_pickup(self, parcel: Known, address: Address, slot: Slot, key: str) -> str:
        """Have the courier come; a slot that has passed is refused."""
        if slot.starts_at < self._clock.now():
            raise CarrierRefused(self.name, "the time of the pickup has passed")
        await self._row(parcel)
        await self._book.pickup(parcel, slot.starts_at)
        return f"{parcel.tracking_no}/{slot.starts_at.isoformat()}"

    async def cancel_pickup(self, parcel: Known, pickup: str) -> None:
        """Refused once the courier was there."""
        handed_over = handed_over_at(await self._row(parcel))
        if handed_over and handed_over <= self._clock.now():
            raise CarrierRefused(self.name, "the courier has been there already")
        await self._book.pickup(parcel, None)

    async def intercept(self, parcel: Known) -> None:
        """Turn it round where that is still possible; tracking tells."""
        row = await self._row(parcel)
        await self._book.stop(Known(COURIER, row.tracking_no, row.reference), self._clock.now())

    def carries(self, courier: str) -> bool:
        """Only what somebody says it carries."""
        return courier == COURIER

    async def follow(self, parcel: Known) -> None:
        """A number that somebody typed: on its way from now on. It fares as its first word says: LOST-7 is lost."""
        if await self._book.of_number(parcel.tracking_no):
            return
        now = self._clock.now()
        known = await self._book.booked(_followed(parcel.tracking_no, now))
        await self._book.pickup(Known(COURIER, known.tracking_no, known.reference), now)

    async def track(self, parcel: Known) -> tuple[TrackingEvent, ...]:
        """What was told of a number: also of an earlier parcel that had it, as real carriers do."""
        now = self._clock.now()
        return tuple(
            event for row in await self._book.of_number(parcel.tracking_no) for event in told_by(row, now)
        )

    def read_push(self, headers: Mapping[str, str], body: bytes) -> tuple[TrackingEvent, ...]:
        """What a request signed by `signed_push` says."""
        given = header(headers, SIGNATURE_HEADER).encode()
        if not self._secret or not hmac.compare_digest(given, self._signature(body).encode()):
            raise BadPush
        try:
            return msgspec.json.decode(body, type=tuple[TrackingEvent, ...])
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadPush from None

    def signed_push(self, events: Sequence[TrackingEvent]) -> tuple[dict[str, str], bytes]:
        """Headers and body that carry events over HTTP."""
        body = msgspec.json.encode(events)
        return {SIGNATURE_HEADER: self._signature(body), "Content-Type": "application/json"}, body

    async def _parcel(self, consignment: Consignment) -> SimulatedParcel:
        scenario, now = self._scenario(consignment), self._clock.now()
        digest = hashlib.blake2b(consignment.key.encode(), digest_size=8).digest()
        number = f"SIM{int.from_bytes(digest) % 10**12:012d}"
        if scenario is Scenario.NUMBER_REUSED:
            number = await self._book.used_number(consignment.key, now) or number
        code = (
            f"{int.from_bytes(digest[:3]) % 1_000_000:06d}"
            if consignment.handover is Handover.DROP_OFF
            else ""
        )
        return SimulatedParcel(
            tracking_no=number, reference=consignment.key, scenario=scenario.value,
            weight_grams=consignment.weight_grams, from_place=_place(consignment.sender),
            to_place=_place(consignment.consignee), booked_at=now, drop_off_code=code,
        )  # fmt: skip

    def _scenario(self, consignment: Consignment) -> Scenario:
        try:
            scenario = scenario_of(consignment.scenario, consignment.key, self._seed)
        except ValueError:
            raise CarrierRefused(self.name, f"there is no scenario {consignment.scenario!r}") from None
        if scenario is Scenario.NO_ANSWER:
            raise CarrierUnavailable(self.name, consignment.key)
        if scenario is Scenario.NOT_TAKEN:
            raise CarrierRefused(self.name, "nobody fetches parcels at this address")
        return scenario

    async def _row(self, parcel: Known) -> SimulatedParcel:
        row = await self._book.of_reference(parcel.reference or _reference(parcel.tracking_no))
        if row is None:
            raise CarrierRefused(self.name, "this parcel is not known")
        return row

    def _signature(self, body: bytes) -> str:
        return hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()


def _followed(tracking_no: str, now: datetime) -> SimulatedParcel:
    """A parcel that was not booked here."""
    word = tracking_no.partition("-")[0].lower()
    scenario = word if word in set(Scenario) else Scenario.SMOOTH.value
    return SimulatedParcel(
        tracking_no=tracking_no, reference=_reference(tracking_no), scenario=scenario, weight_grams=0, from_place="CN",
        to_place="CN", booked_at=now,
    )  # fmt: skip


def _reference(tracking_no: str) -> str:
    """What a parcel is called here that was not booked here."""
    return f"followed-{tracking_no}"


def _place(address: Address) -> str:
    """A town is enough to follow a parcel by; streets are nobody else's business."""
    return address.city or address.region or address.country


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> SimulatedCarrier:
    """Options: `secret`, and `seed` for dice. Its book is in the database."""
    if surroundings.database is None:
        raise ValueError("the simulated carrier needs a database")
    seed = options.get("seed", "")
    return SimulatedCarrier(
        surroundings.clock, Book(surroundings.database), name=name, secret=options.get("secret", ""),
        seed=int(seed) if seed else None,
    )  # fmt: skip
