"""PURE: parcels as readers see them. Addresses are shown to whoever gave them and to nobody else."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, structs

from makegood.carriers.evolve import in_order
from makegood.carriers.model import Address, ParcelStatus, PickupStatus, Scan
from makegood.carriers.packing import UnitsNamed
from makegood.carriers.rows import ParcelFile
from makegood.kit.personal import masked

Short = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Street = Annotated[str, Meta(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]
CaseId = Annotated[str, Meta(max_length=20, pattern="^[0-9]+$")]


class SenderTold(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the courier comes, or who brings the parcel. `country`: ISO 3166, two letters."""

    name: Short
    street: Street = ""
    phone: Short = ""
    city: Short = ""
    region: Short = ""
    postcode: Short = ""
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "CN"

    def address(self) -> Address:
        """As carriers are told."""
        return Address(
            self.name, self.street, self.phone, self.city, self.region, self.postcode, self.country
        )


class SlotTold(Struct, frozen=True, forbid_unknown_fields=True):
    """A time at which the courier comes, of those that are offered."""

    starts_at: datetime
    ends_at: datetime


class ParcelWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """A return that a carrier shall take. `handover`: pickup at the door (with a slot) or drop-off with a code.

    `items`: which units, if not all that do not travel yet. `scenario`: how the simulated carrier shall behave.
    """

    case_ids: Annotated[tuple[CaseId, ...], Meta(min_length=1, max_length=20)]
    handover: Annotated[str, Meta(pattern="^(pickup|drop_off)$")]
    sender: SenderTold | None = None
    slot: SlotTold | None = None
    items: Annotated[tuple[UnitsNamed, ...], Meta(max_length=100)] = ()
    weight_grams: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    scenario: Annotated[str, Meta(max_length=40, pattern="^[a-z_]*$")] = ""


class UnitView(Struct, frozen=True):
    """Units in a parcel; no case for what travels for none."""

    case_id: str | None
    line_no: int
    quantity: int


class EventView(Struct, frozen=True):
    """One thing that was told of a parcel."""

    scan: Scan
    at: datetime
    place: str
    weight_grams: int | None
    words: str
    raw_code: str


class PickupView(Struct, frozen=True):
    """An appointment at the door."""

    attempt: int
    starts_at: datetime
    ends_at: datetime
    status: PickupStatus
    failure: str


class RecoveryTold(Struct, frozen=True, kw_only=True):
    """What is claimed from a carrier, as a reader may see it: for a case, for a claim under a promise, or for the order alone.
    `status`: open, paid, refused, written_off or dropped. Amounts in minor units of `currency`, null where they do not concern
    the reader: of a payment a party reads its own part and nobody else's, and a buyer no amount of what was on its way to
    them, which was the merchant's risk.
    """

    id: str
    parcel_id: str
    case_id: str | None
    claim_id: str | None
    direction: str
    because: str
    status: str
    currency: str
    claimed_minor: int | None
    paid_minor: int | None
    to_buyer_minor: int | None
    to_merchant_minor: int | None
    to_platform_minor: int | None
    to_insurer_minor: int | None


class ParcelView(Struct, frozen=True, kw_only=True):
    """A parcel. `courier` carries it, `through` is the carrier here that was asked and tells (empty: nobody).

    `is_contested`: another parcel has the same tracking number, or had it before. `is_claimed`: what was lost or broken in it
    is or was claimed from its carrier, which `recoveries` tell as far as they concern the reader. Weights in grams.
    """

    id: str
    order_id: str
    direction: str
    handover: str
    courier: str
    through: str
    tracking_no: str
    status: ParcelStatus
    failure: str
    is_damaged: bool
    is_contested: bool
    is_intercepted: bool
    is_claimed: bool
    recoveries: list[RecoveryTold]
    weight_grams: int
    measured_grams: int | None
    drop_off_code: str
    has_label: bool
    units: list[UnitView]
    events: list[EventView]
    pickups: list[PickupView]
    sender: Address | None
    created_at: datetime
    changed_at: datetime
    ended_at: datetime | None


class ParcelPage(Struct, frozen=True):
    """Parcels, the newest first; `next_cursor` continues the list."""

    parcels: list[ParcelView]
    next_cursor: str | None


class SlotsView(Struct, frozen=True):
    """How returns can be handed over here. `carrier`: who takes them; empty where only couriers of one's own are left."""

    carrier: str
    drop_off: bool
    slots: list[SlotTold]


def parcel_view(
    file: ParcelFile, has_label: bool, is_senders: bool, recoveries: list[RecoveryTold]
) -> ParcelView:
    """A parcel for a reader. `is_senders`: it was theirs to hand over, so the code, the label and the address are too.
    `recoveries`: what is claimed for it, as they may see it.
    """
    parcel = file.parcel
    return ParcelView(
        id=str(parcel.id), order_id=str(parcel.order_id), direction=parcel.direction.value,
        handover=parcel.handover.value, courier=parcel.courier, through=parcel.through,
        tracking_no=parcel.tracking_no, status=parcel.status, failure=parcel.failure, is_damaged=parcel.is_damaged,
        is_contested=parcel.is_contested, is_intercepted=parcel.is_intercepted, recoveries=recoveries,
        is_claimed=any(one.status != "dropped" for one in recoveries), weight_grams=parcel.weight_grams,
        measured_grams=parcel.measured_grams, drop_off_code=parcel.drop_off_code if is_senders else "",
        has_label=has_label and is_senders,
        units=[UnitView(str(u.case_id) if u.case_id else None, u.line_no, u.quantity) for u in file.units],
        events=[
            EventView(e.scan, e.at, e.place, e.weight_grams, e.words, e.raw_code)
            for e in in_order(file.events, parcel.followed_since)
        ],
        pickups=[PickupView(p.attempt, p.starts_at, p.ends_at, p.status, p.failure) for p in file.pickups],
        sender=parcel.sender if is_senders else None,
        created_at=parcel.created_at, changed_at=parcel.changed_at, ended_at=parcel.ended_at,
    )  # fmt: skip


def without_contacts(view: ParcelView) -> ParcelView:
    """A parcel for a merchant: what carriers write of a buyer's door, such as a telephone number, is starred."""
    events = [
        structs.replace(each, words=masked(each.words), place=masked(each.place)) for each in view.events
    ]
    return structs.replace(view, events=events)
