"""PURE: how a change of an order is asked for, as part of opening a case."""

from typing import Annotated

from msgspec import Meta, Struct

_NO_ZERO = r"^[^\x00]*$"
_Words = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
_MaybeWords = Annotated[str, Meta(max_length=100, pattern=_NO_ZERO)]
_Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]


class AddressAsked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where goods shall go. `street` holds as many lines as there are; `country` is ISO 3166, two letters, or its name."""

    street: _Words
    name: _MaybeWords = ""
    phone: Annotated[str, Meta(max_length=40, pattern=_NO_ZERO)] = ""
    city: _MaybeWords = ""
    region: _MaybeWords = ""
    postcode: Annotated[str, Meta(max_length=20, pattern=_NO_ZERO)] = ""
    country: Annotated[str, Meta(max_length=60, pattern=_NO_ZERO)] = ""


class VariantAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a line of the order, and the variant of the same product that they shall be instead."""

    line_no: Annotated[int, Meta(ge=1, le=32_000)]
    sku: _Sku
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class ChangeAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What shall be otherwise: for `modify_address` the `address`, for `modify_payment` the tender to `pay_with`, for
    `modify_items` the `wanted` variants and the tender that pays or receives the difference.

    `pay_with` is the `external_id` of one of the buyer's tenders.
    """

    address: AddressAsked | None = None
    wanted: Annotated[tuple[VariantAsked, ...], Meta(max_length=100)] = ()
    pay_with: Annotated[str, Meta(max_length=100)] = ""
