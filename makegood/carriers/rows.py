"""PURE: parcels as they are kept."""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.carriers.model import (
    BEFORE_HANDOVER,
    FOR_GOOD,
    RECEPTION,
    SENT,
    Address,
    Direction,
    Handover,
    Known,
    ParcelStatus,
    PickupStatus,
    Scan,
    TrackingEvent,
)

_CLOCKS_DIFFER = timedelta(minutes=10)


class Unit(Struct, frozen=True):
    """Units of an order line in a parcel. `case_id` is 0 for what travels for no case."""

    order_id: int
    case_id: int
    line_no: int
    quantity: int
    value_minor: int


class StoredPickup(Struct, frozen=True):
    """One appointment at the door. `reference` is the carrier's own name of it."""

    parcel_id: int
    attempt: int
    starts_at: datetime
    ends_at: datetime
    status: PickupStatus
    reference: str
    failure: str
    asked_at: datetime


class StoredParcel(Struct, frozen=True, kw_only=True):
    """A parcel's row. `followed_since`: what is told of an earlier moment is another parcel's.

    `wish`: cancel or stop, what the carrier has still to be asked for. `freight_minor`: the carrier's price as booked, in
    minor units of `freight_currency`; 0 where it told none.
    """

    id: int
    order_id: int
    buyer_id: int
    merchant_id: int
    direction: Direction
    handover: Handover
    courier: str
    through: str
    currency: str
    created_at: datetime
    followed_since: datetime
    changed_at: datetime
    scenario: str = ""
    reference: str = ""
    tracking_no: str = ""
    drop_off_code: str = ""
    status: ParcelStatus = ParcelStatus.ASKED
    failure: str = ""
    is_damaged: bool = False
    is_contested: bool = False
    is_intercepted: bool = False
    wish: str = ""
    weight_grams: int = 0
    measured_grams: int | None = None
    freight_minor: int = 0
    freight_currency: str = ""
    sender: Address | None = None
    consignee: Address | None = None
    ended_at: datetime | None = None
    next_look_at: datetime | None = None

    @property
    def known(self) -> Known:
        """The parcel as its carrier knows it."""
        return Known(self.courier, self.tracking_no, self.reference)

    @property
    def is_live(self) -> bool:
        """Whether it still goes somewhere, or may be found."""
        return self.status not in FOR_GOOD

    @property
    def is_at_hand(self) -> bool:
        """Whether the sender still has it."""
        return self.status in BEFORE_HANDOVER

    @property
    def is_to_be_taken_back(self) -> bool:
        """Whether it was cancelled before its carrier had answered, who may have booked it all the same."""
        return self.status is ParcelStatus.CANCELLED and self.wish == "cancel"

    @property
    def counts(self) -> bool:
        """Whether its units travel, have travelled or were lost with it."""
        return self.status not in (ParcelStatus.NOT_TAKEN, ParcelStatus.CANCELLED)

    def left(self, at: datetime) -> TrackingEvent:
        """What its sender says: it is on its way since then."""
        return TrackingEvent(
            courier=self.courier, tracking_no=self.tracking_no, scan=Scan.IN_TRANSIT, at=at, raw_code=SENT
        )

    def ended(self, scan: Scan, at: datetime) -> TrackingEvent:
        """What a case knows by itself: somebody has the goods."""
        return TrackingEvent(
            courier=self.courier, tracking_no=self.tracking_no, scan=scan, at=max(at, self.followed_since),
            raw_code=RECEPTION,
        )  # fmt: skip

    def hears(self, event: TrackingEvent, now: datetime) -> bool:
        """Whether what was told is of its time. What is dated after now waits until then."""
        return self.followed_since <= event.at <= now + _CLOCKS_DIFFER


class ParcelFile(Struct, frozen=True):
    """A parcel with all that is kept of it."""

    parcel: StoredParcel
    units: tuple[Unit, ...]
    events: tuple[TrackingEvent, ...]
    pickups: tuple[StoredPickup, ...]

    def left_before(self, moment: datetime) -> bool:
        """Whether the parcel was on its way before a moment. What its sender says counts; without it what its carrier
        scanned since it is followed.
        """
        since = self.parcel.followed_since
        left = [event.at for event in self.events if event.raw_code == SENT]
        scanned = [event.at for event in self.events if event.scan is not Scan.BOOKED and event.at >= since]
        return min(left or scanned, default=moment) < moment

    @property
    def pickup(self) -> StoredPickup | None:
        """The last appointment."""
        return self.pickups[-1] if self.pickups else None

    @property
    def is_unfinished(self) -> bool:
        """Whether its carrier has still to be asked for something."""
        if not self.parcel.through:
            return False
        leaving = any(pickup.status is PickupStatus.LEAVING for pickup in self.pickups)
        return self.parcel.is_live or self.parcel.is_to_be_taken_back or leaving

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The cases for which something travels in it."""
        return tuple(dict.fromkeys(unit.case_id for unit in self.units if unit.case_id))
