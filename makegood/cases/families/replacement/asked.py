"""PURE: how an exchange or a reshipment is asked for, as part of opening or revising a case."""

from typing import Annotated

from msgspec import Meta, Struct

_NO_ZERO = r"^[^\x00]*$"
_Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
_Parts = Annotated[str, Meta(max_length=500, pattern=_NO_ZERO)]


class WantedAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that the buyer would like: a variant of the product of one of the items, or of a named other product."""

    sku: _Sku
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    product: Annotated[_Sku, Meta(description="the product's external id; else that of the items")] | None = (
        None
    )


class ReplacementAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted instead of money.

    For an exchange name the `wanted` units; `pay_with` is the buyer's tender (its `external_id`) for a difference that the
    buyer owes, empty for the marketplace's checkout. For a reshipment leave `wanted` out, and say in `parts` what is
    missing where it is no whole unit.
    """

    wanted: Annotated[tuple[WantedAsked, ...], Meta(max_length=100)] = ()
    parts: _Parts = ""
    pay_with: Annotated[str, Meta(max_length=100)] = ""
