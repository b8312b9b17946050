"""PURE: what a case keeps of the parcels that came back, of what was in them, and of what was sent back again."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs


class ParcelCondition(StrEnum):
    """How a parcel looked when it arrived."""

    INTACT = "intact"
    OPENED = "opened"
    DAMAGED = "damaged"
    EMPTY = "empty"


class Grade(StrEnum):
    """The state of a unit: as new, opened, used or marked, damaged, not ours."""

    AS_NEW = "A"
    OPENED = "B"
    USED = "C"
    DAMAGED = "D"
    NOT_OURS = "X"


class Disposition(StrEnum):
    """Where a unit goes."""

    RESTOCK = "restock"
    REFURBISH = "refurbish"
    SCRAP = "scrap"
    RETURN_TO_BUYER = "return_to_buyer"
    RETURN_TO_VENDOR = "return_to_vendor"


class Finding(StrEnum):
    """What was found of a unit, against what the case says of it. Surplus: more came than is in the case."""

    AS_EXPECTED = "as_expected"
    WORN = "worn"
    DAMAGED_BY_BUYER = "damaged_by_buyer"
    DAMAGED_ON_THE_WAY = "damaged_on_the_way"
    INCOMPLETE = "incomplete"
    MISSING = "missing"
    EMPTY_BOX = "empty_box"
    SWAPPED = "swapped"
    WRONG_PRODUCT = "wrong_product"
    SURPLUS = "surplus"


class CountedUnits(Struct, frozen=True):
    """Units of an order line in a parcel."""

    line_no: int
    quantity: int


class ReturnParcel(Struct, frozen=True, omit_defaults=True):
    """A parcel on its way back. `counted` is what was in it; `arrived_at` is None until it is there."""

    carrier: str
    tracking_no: str
    shipped_at: datetime | None = None
    arrived_at: datetime | None = None
    condition: ParcelCondition | None = None
    weight_grams: int | None = None
    counted: tuple[CountedUnits, ...] = ()
    was_refused: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether it may still come."""
        return self.arrived_at is None and not self.was_refused


class FoundUnits(Struct, frozen=True, omit_defaults=True):
    """Units of an order line that were found to be the same. What did not come has neither grade nor disposition."""

    line_no: int
    quantity: int
    finding: Finding = Finding.AS_EXPECTED
    grade: Grade | None = None
    disposition: Disposition | None = None


class DoorRefusal(Struct, frozen=True):
    """Why a parcel was not taken at the door."""

    reason: str
    at: datetime
    note: str = ""


class SentBack(Struct, frozen=True):
    """The parcel with which units went back to the buyer."""

    carrier: str
    tracking_no: str
    at: datetime
    units: tuple[CountedUnits, ...]


class Reception(Struct, frozen=True, omit_defaults=True):
    """All that is known of what came back. `photos`: ids of the files that show it. `weight_grams`: told at the inspection."""

    parcels: tuple[ReturnParcel, ...] = ()
    found: tuple[FoundUnits, ...] = ()
    photos: tuple[str, ...] = ()
    weight_grams: int | None = None
    refusal: DoorRefusal | None = None
    sent_back: SentBack | None = None

    @property
    def was_weighed(self) -> bool:
        """Whether anybody put it on a scale."""
        return self.weight_grams is not None or any(each.weight_grams is not None for each in self.parcels)

    def with_parcel(self, parcel: ReturnParcel) -> "Reception":
        """With a parcel added, or put in the place of the one with its number."""
        number = return_number(parcel.tracking_no)
        others = tuple(each for each in self.parcels if return_number(each.tracking_no) != number)
        return structs.replace(self, parcels=(*others, parcel))


def return_number(tracking_no: str) -> str:
    """A tracking number as it is compared: letters and digits, in capitals."""
    return "".join(sign for sign in tracking_no.upper() if sign.isalnum())
