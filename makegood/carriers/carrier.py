"""The seam to carriers: each can tell where a parcel is; what else one can do is a protocol of its own.

Booking is idempotent by the consignment's key. Where a carrier cannot promise that by itself, an adapter tells with
`CarrierUnavailable` what the carrier calls the booking so far, and is given it again at the next try.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from makegood.carriers.model import Address, Booked, Consignment, Known, Slot, TrackingEvent
from makegood.db.writes import Connection
from makegood.kit.clock import Clock
from makegood.kit.errors import Refused


class Carrier(Protocol):
    """Tells where parcels are."""

    name: str

    async def track(self, parcel: Known) -> tuple[TrackingEvent, ...]:
        """All that is known of a parcel, in any order. Raises CarrierUnavailable, CarrierRefused."""
        ...


@runtime_checkable
class Books(Protocol):
    """Takes parcels."""

    async def book(self, consignment: Consignment) -> Booked:
        """Take a parcel, once for each key. Raises CarrierUnavailable, CarrierRefused."""
        ...

    async def cancel(self, parcel: Known) -> None:
        """Take back a booking whose parcel was not handed over. Raises CarrierUnavailable, CarrierRefused."""
        ...


@runtime_checkable
class PicksUp(Protocol):
    """Comes to the door."""

    def pickup_slots(self, address: Address, now: datetime) -> Sequence[Slot]:
        """When a courier can come, the soonest first. Asked while a page is drawn, so without a call to anybody."""
        ...

    async def book_pickup(self, parcel: Known, address: Address, slot: Slot, key: str) -> str:
        """Have a courier come; the carrier's own name of the appointment. Raises CarrierUnavailable, CarrierRefused."""
        ...

    async def cancel_pickup(self, parcel: Known, pickup: str) -> None:
        """Have no courier come. Raises CarrierUnavailable, CarrierRefused."""
        ...


@runtime_checkable
class Intercepts(Protocol):
    """Stops parcels on their way and brings them back."""

    async def intercept(self, parcel: Known) -> None:
        """Ask for it; what becomes of it is told by tracking. Raises CarrierUnavailable, CarrierRefused."""
        ...


@runtime_checkable
class Pushes(Protocol):
    """Tells of its own accord, over HTTP."""

    def read_push(self, headers: Mapping[str, str], body: bytes) -> tuple[TrackingEvent, ...]:
        """What a request says; nothing when it is genuine but tells nothing. Raises BadPush."""
        ...


@runtime_checkable
class Follows(Protocol):
    """Follows parcels of couriers that others chose."""

    def carries(self, courier: str) -> bool:
        """Whether it knows a courier by this code (couriers.py)."""
        ...

    async def follow(self, parcel: Known) -> None:
        """Begin to be told of a parcel. Twice is once. Raises CarrierUnavailable, CarrierRefused."""
        ...


@runtime_checkable
class Closes(Protocol):
    """Holds connections that are to be closed when the program ends."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an adapter may use of the product it runs in. `home` is the address at which carriers reach us."""

    clock: Clock
    database: Connection | None = None
    home: str = ""
    secret: str = ""


class CarrierUnavailable(Refused):
    """The carrier {carrier} does not answer at the moment; the same is tried again."""

    status: ClassVar[int] = 503

    def __init__(self, carrier: str, reference: str = "") -> None:
        super().__init__(carrier=carrier)
        self.reference = reference


class CarrierRefused(Refused):
    """The carrier {carrier} does not take it: {reason}"""

    def __init__(self, carrier: str, reason: str) -> None:
        super().__init__(carrier=carrier, reason=reason)


class BadPush(Refused):
    """This message was not signed with the secret that was agreed with the carrier, or is none of its messages."""

    status: ClassVar[int] = 400


class UnknownCarrier(Refused):
    """No carrier called {carrier} is configured here that could do this."""

    status: ClassVar[int] = 404


def header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header whatever its case; empty when absent."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")
