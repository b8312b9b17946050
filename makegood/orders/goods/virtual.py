"""PURE: virtual goods: delivered, used, revoked, unit by unit. What was used stays used; what is refunded is revoked first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from makegood.orders.goods.fields import Moment, Reference, Value

HowDelivered = Literal["automatic", "manual"]
Units = Annotated[
    int, Meta(ge=1, le=1_000_000, description="units of the line; without it all that it can be said of")
]


class Virtual(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="virtual"):
    """A code, an account or access that is never in a parcel. `delivery`: at once by a machine, or by a person."""

    delivery: HowDelivered = "automatic"
    code: bool = False


class Delivered(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="delivered"
):
    """The buyer can use it from now on. `reference`: the marketplace's name for the delivery, never the code itself."""

    at: Moment
    reference: Reference = ""
    quantity: Units | None = None


class Used(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="used"):
    """The buyer has used it: the code was redeemed, the content opened, the account topped up."""

    at: Moment
    reference: Reference = ""
    quantity: Units | None = None


class Revoked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="revoked"):
    """It can be used no longer. `case_id`: the case whose refund revoked it, empty where none did."""

    at: Moment
    case_id: Reference = ""
    reference: Reference = ""
    quantity: Units | None = None


def of_description(goods: Virtual) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description."""
    yield "goods_kind", "voucher" if goods.code else "virtual"
    yield "delivery_kind", f"virtual_{goods.delivery}"
    yield "code_state", "unused"
    yield "goods_used", False


class UnitsStanding(Struct, frozen=True):
    """How the units of a line stand. What was delivered and is neither used nor revoked can be used."""

    delivered: int
    used: int
    revoked: int

    @property
    def usable(self) -> int:
        """Units that can be used."""
        return max(0, self.delivered - self.used - self.revoked)


def units_of(records: Iterable[object], quantity: int) -> UnitsStanding:
    """How `quantity` units of a line stand by what was recorded; a record without a number is of all that were left."""
    told = list(records)
    delivered = _counted([each for each in told if isinstance(each, Delivered)], quantity)
    used = [each for each in told if isinstance(each, Used)]
    revoked = [each for each in told if isinstance(each, Revoked)]
    rest = max(0, delivered - _named(used) - _named(revoked))
    return UnitsStanding(delivered, _counted(used, rest, False), _counted(revoked, rest, False))


def _counted(told: Sequence[Delivered | Used | Revoked], rest: int, is_all: bool = True) -> int:
    """The units that were named, and the rest where one record is of the rest."""
    if any(each.quantity is None for each in told):
        return rest if is_all else _named(told) + rest
    return _named(told)


def _named(told: Sequence[Delivered | Used | Revoked]) -> int:
    return sum(each.quantity or 0 for each in told)


def of_records(records: Iterable[object], quantity: int, units: int) -> Iterator[tuple[type, str, Value]]:
    """Facts that follow from what was recorded since, of `units` that somebody asks about, of the line's `quantity`.

    Those that were not used come first: who asks for one of three gives back one that nobody used, if there is one.
    """
    told = list(records)
    standing = units_of(told, quantity)
    if standing.used and standing.usable + (quantity - standing.delivered) < units:
        yield Used, "code_state", "used"
        yield Used, "goods_used", True
    elif standing.delivered:
        yield Delivered, "code_state", "handed_out"
