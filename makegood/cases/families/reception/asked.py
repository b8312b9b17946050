"""PURE: how a reception and an inspection are told: the units of a line, and what was found of them."""

from typing import Annotated

from msgspec import Meta, Struct

from makegood.cases.families.reception.plan import Disposition, Finding, Grade

_LineNo = Annotated[int, Meta(ge=1, le=32_000)]
_Units = Annotated[int, Meta(ge=0, le=1_000_000)]
Grams = Annotated[int, Meta(ge=1, le=1_000_000_000, description="weight of the parcel in grams")]


class UnitsCounted(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a line that were in the parcel, none included."""

    line_no: _LineNo
    quantity: _Units


class UnitsFoundAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a line that are alike. Without `disposition` it is what follows from the finding and the grade."""

    line_no: _LineNo
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]
    finding: Finding = Finding.AS_EXPECTED
    grade: Grade | None = None
    disposition: Disposition | None = None


Counted = Annotated[tuple[UnitsCounted, ...], Meta(max_length=500)]
Found = Annotated[tuple[UnitsFoundAsked, ...], Meta(min_length=1, max_length=1000)]
