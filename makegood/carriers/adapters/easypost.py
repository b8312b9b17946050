"""EasyPost over its HTTP API: labels, pickups and tracking of many carriers. https://docs.easypost.com

Shipments and pickups are created and then bought, and EasyPost knows no idempotency keys. So what is asked for bears our own
key as its `reference`, which stands for its id there, and is looked for before anything is created: whatever became of an
earlier answer, what is there is gone on with, and what was bought is not bought again. It stops no parcels on their way.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

import httpx
import msgspec
from msgspec import Struct

from makegood.carriers.calls import Calls
from makegood.carriers.carrier import BadPush, CarrierRefused, CarrierUnavailable, Surroundings, header
from makegood.carriers.easypost_terms import (
    CARRIERS,
    Pickup,
    Shipment,
    Tracker,
    cheapest,
    courier_name,
    events_of,
    pickup_asked,
    price_of,
    reason_of,
    shipment_asked,
    signature,
)
from makegood.carriers.model import Address, Booked, Consignment, Known, Label, Slot, TrackingEvent

SIGNATURE_HEADER = "X-Hmac-Signature"
BASE = "https://api.easypost.com"
_DAYS_AHEAD = 4
_SATURDAY = 5
_HOURS = ((9, 12), (12, 17))


class _Trackers(Struct, frozen=True):
    trackers: list[Tracker] = []


class _Event(Struct, frozen=True):
    """An event that EasyPost sends; `result` is a tracker where the description begins with `tracker.`."""

    description: str = ""
    result: msgspec.Raw = msgspec.Raw(b"{}")


class EasyPost:
    """One EasyPost account."""

    def __init__(
        self, api_key: str, webhook_secret: str = "", *, name: str = "easypost", base: str = BASE,
        timeout_seconds: float = 20,
    ) -> None:  # fmt: skip
        self.name = name
        self._webhook_secret = webhook_secret
        client = httpx.AsyncClient(base_url=base, auth=(api_key, ""), timeout=timeout_seconds)
        self._calls = Calls(name, client, reason_of)
        # Labels lie with another host, which has no business with our key.
        self._labels = Calls(name, httpx.AsyncClient(timeout=timeout_seconds), reason_of)

    async def book(self, consignment: Consignment) -> Booked:
        """Buy the cheapest rate that the account is offered."""
        shipment = await self._shipment(consignment)
        if not shipment.tracking_code:
            shipment = await self._bought(shipment)
        if not shipment.tracking_code:
            raise CarrierUnavailable(self.name, shipment.id)
        courier = courier_name(shipment.selected_rate.carrier if shipment.selected_rate else "")
        freight_minor, freight_currency = price_of(shipment.selected_rate)
        return Booked(
            courier=courier or self.name, tracking_no=shipment.tracking_code, reference=shipment.id,
            label=await self._label(shipment), freight_minor=freight_minor, freight_currency=freight_currency,
        )  # fmt: skip

    async def cancel(self, parcel: Known) -> None:
        """Ask for the postage back."""
        await self._calls.send("POST", f"{_shipment_at(parcel.reference)}/refund")

    def pickup_slots(self, address: Address, now: datetime) -> Sequence[Slot]:
        """Mornings and afternoons of the next working days; whether a carrier comes then is told when it is booked."""
        days = (now.astimezone(UTC).date() + timedelta(days=ahead) for ahead in range(1, _DAYS_AHEAD + 3))
        working = [day for day in days if day.weekday() < _SATURDAY][:_DAYS_AHEAD]
        return [
            Slot(datetime.combine(day, time(start), UTC), datetime.combine(day, time(end), UTC))
            for day in working
            for start, end in _HOURS
        ]

    async def book_pickup(self, parcel: Known, address: Address, slot: Slot, key: str) -> str:
        """Create a pickup and buy the cheapest rate of it, once for each key."""
        path = f"/v2/pickups/{quote(key, safe='')}"
        pickup = await self._calls.find(Pickup, path)
        if pickup is None:
            asked = pickup_asked(parcel.reference, address, slot, key)
            pickup = await self._calls.ask(Pickup, "POST", "/v2/pickups", json=asked)
        if pickup.is_bought:
            return pickup.id
        rate = cheapest(pickup.pickup_rates)
        if rate is None:
            raise CarrierRefused(self.name, "no courier comes to this address at that time")
        choice = {"carrier": rate.carrier, "service": rate.service}
        try:
            return (await self._calls.ask(Pickup, "POST", f"/v2/pickups/{pickup.id}/buy", json=choice)).id
        except CarrierRefused:
            # It refuses to sell twice what an earlier try bought at this moment.
            found = await self._calls.find(Pickup, path)
            if found is None or not found.is_bought:
                raise
            return found.id

    async def cancel_pickup(self, parcel: Known, pickup: str) -> None:
        """Cancel it."""
        await self._calls.send("POST", f"/v2/pickups/{quote(pickup, safe='')}/cancel")

    def carries(self, courier: str) -> bool:
        """Whether we know the courier by its name there."""
        return courier in CARRIERS

    async def follow(self, parcel: Known) -> None:
        """Create a tracker; from then on its events are pushed. A number that has one keeps it."""
        asked = {"tracker": {"tracking_code": parcel.tracking_no, "carrier": CARRIERS[parcel.courier]}}
        await self._calls.send("POST", "/v2/trackers", json=asked)

    async def track(self, parcel: Known) -> tuple[TrackingEvent, ...]:
        """What the trackers of a number tell."""
        wanted = {"tracking_code": parcel.tracking_no}
        found = await self._calls.ask(_Trackers, "GET", "/v2/trackers", params=wanted)
        return tuple(
            msgspec.structs.replace(event, courier=event.courier or parcel.courier)
            for tracker in found.trackers
            if courier_name(tracker.carrier or "") in (parcel.courier, "")
            for event in events_of(tracker)
        )

    def read_push(self, headers: Mapping[str, str], body: bytes) -> tuple[TrackingEvent, ...]:
        """What an event says that EasyPost signed."""
        given = header(headers, SIGNATURE_HEADER).encode()
        if not self._webhook_secret or not hmac.compare_digest(
            given, signature(self._webhook_secret, body).encode()
        ):
            raise BadPush
        try:
            event = msgspec.json.decode(body, type=_Event)
            if not event.description.startswith("tracker."):
                return ()
            return events_of(msgspec.json.decode(event.result, type=Tracker))
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadPush from None

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()
        await self._labels.close()

    async def _shipment(self, consignment: Consignment) -> Shipment:
        """The shipment of a consignment: by its id where an earlier try told it, by our key where none did."""
        name = consignment.reference or consignment.key
        found = await self._calls.find(Shipment, _shipment_at(name), consignment.reference)
        if found is not None:
            return found
        if consignment.reference:
            raise CarrierRefused(self.name, "the shipment is not known any more")
        return await self._calls.ask(Shipment, "POST", "/v2/shipments", json=shipment_asked(consignment))

    async def _bought(self, shipment: Shipment) -> Shipment:
        rate = cheapest(shipment.rates)
        if rate is None:
            raise CarrierRefused(self.name, "no rate was offered between these addresses")
        path = _shipment_at(shipment.id)
        choice = {"rate": {"id": rate.id}}
        try:
            return await self._calls.ask(Shipment, "POST", f"{path}/buy", shipment.id, json=choice)
        except CarrierRefused:
            # It refuses to sell twice what an earlier try bought at this moment.
            found = await self._calls.find(Shipment, path, shipment.id)
            if found is None or not found.tracking_code:
                raise
            return found

    async def _label(self, shipment: Shipment) -> Label | None:
        found = shipment.postage_label
        if found is None:
            return None
        if found.label_pdf_url:
            content = await self._labels.send("GET", found.label_pdf_url, shipment.id)
            return Label("application/pdf", content)
        if found.label_url:
            is_pdf = found.label_url.lower().endswith(".pdf")
            content = await self._labels.send("GET", found.label_url, shipment.id)
            return Label("application/pdf" if is_pdf else "image/png", content)
        return None


def _shipment_at(name: str) -> str:
    return f"/v2/shipments/{quote(name, safe='')}"


def build(name: str, options: Mapping[str, str], surroundings: Surroundings) -> EasyPost:
    """Options: `api_key`, `webhook_secret`, `base`, `timeout_seconds` (20)."""
    return EasyPost(
        options["api_key"], options.get("webhook_secret", ""), name=name, base=options.get("base", BASE),
        timeout_seconds=float(options.get("timeout_seconds", "20")),
    )  # fmt: skip
