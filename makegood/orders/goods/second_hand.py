"""PURE: second-hand goods: who sells them, what condition was disclosed, and what an appraisal found."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from makegood.orders.goods.fields import Moment, Reference, Title, Value, Words

Condition = Literal["like_new", "very_good", "good", "worn", "for_parts"]


class SecondHand(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="second_hand"
):
    """Used goods. `flaws`: what the offer disclosed, one a text. `appraised_first`: sold with an appraisal before shipping."""

    seller: Literal["private", "business"]
    condition: Condition
    flaws: Annotated[list[Words], Meta(max_length=30)] = []
    appraised_first: bool = False


class Appraised(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="appraised"
):
    """An appraiser looked at it. `verdict`: whether it is authentic and as described."""

    at: Moment
    appraiser: Title
    verdict: Literal["passed", "failed"]
    report_no: Reference = ""
    note: Annotated[str, Meta(max_length=500)] = ""


class Noted(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="condition_noted"
):
    """The state in which it left, as its seller noted it. What the offer disclosed stays what was sold."""

    at: Moment
    condition: Condition
    flaws: Annotated[list[Words], Meta(max_length=30)] = []
    note: Annotated[str, Meta(max_length=500)] = ""


def of_description(goods: SecondHand) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description."""
    yield "seller_kind", goods.seller
    if goods.appraised_first:
        yield "certificate_state", "missing"


def of_records(records: Mapping[type, object]) -> Iterator[tuple[type, str, Value]]:
    """Facts that follow from what was recorded since, each with the record it comes from."""
    appraised = records.get(Appraised)
    if isinstance(appraised, Appraised):
        yield Appraised, "certificate_state", appraised.verdict
