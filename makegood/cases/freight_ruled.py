"""PURE: who bears the freight of a case as a ruling says it: that of the way to the buyer, and that of the way back."""

from enum import StrEnum
from typing import ClassVar

from msgspec import Struct, field

from makegood.kit.errors import Refused


class FreightBearer(StrEnum):
    """Who bears freight, the worst for the buyer first, as rules write it. `insurer`: the buyer, whom a freight cover pays."""

    BUYER = "buyer"
    SHARED = "shared"
    INSURER = "insurer"
    PLATFORM = "platform"
    MERCHANT = "merchant"


class FreightRuled(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who bears the freight by a ruling: `outbound` of the way to the buyer, `return` of the way back. What is left out follows
    the rules that hold for the case.
    """

    outbound: FreightBearer | None = None
    back: FreightBearer | None = field(default=None, name="return")

    @property
    def ways(self) -> tuple[FreightBearer | None, FreightBearer | None]:
        """Both, the way to the buyer first."""
        return self.outbound, self.back


class FreightGivenBack(Refused):
    """The amount gives the buyer the freight of the way out, so that the buyer does not bear it: leave that with the buyer and
    give {most_minor} at most, or name who bears it.
    """

    status: ClassVar[int] = 422


class UpheldAsItIs(Refused):
    """Upholding leaves the freight as it was ruled. To put it on somebody else, decide as the ruling does and name who
    bears it.
    """

    status: ClassVar[int] = 422


def freight_said(freight: FreightRuled | None) -> FreightRuled | None:
    """What is said of freight; None where nothing is."""
    return freight if freight is not None and any(freight.ways) else None


def freight_completed(freight: FreightRuled | None, by: FreightRuled | None) -> FreightRuled | None:
    """What is said of freight, and for a way of which nothing is said what `by` says."""
    first, other = freight or FreightRuled(), by or FreightRuled()
    return freight_said(FreightRuled(first.outbound or other.outbound, first.back or other.back))


def freight_differs(freight: FreightRuled | None, wanted: FreightRuled | None) -> bool:
    """Whether something else is said of a way of which both speak."""
    ours, theirs = freight or FreightRuled(), wanted or FreightRuled()
    return any(one and other and one is not other for one, other in zip(ours.ways, theirs.ways, strict=True))
