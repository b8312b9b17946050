"""PURE: fresh goods: alive, chilled or frozen on arrival. How much of them is affected decides what comes back."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from makegood.orders.goods.fields import Value


class Fresh(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="fresh"):
    """Food that spoils. `state`: how it must arrive; `weight_grams` and `pieces` of the whole line, as it was sold."""

    state: Literal["alive", "chilled", "frozen"]
    weight_grams: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    pieces: Annotated[int, Meta(ge=1, le=100_000)] | None = None


TRAITS = {"alive": "living", "chilled": "perishable", "frozen": "frozen"}
"""The trait of the goods that each state is."""


def of_description(goods: Fresh) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description."""
    yield "goods_kind", "fresh"
