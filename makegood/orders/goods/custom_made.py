"""PURE: goods made to the buyer's own specification: what was agreed, what was measured and by whom, and when they are due.

Who answers when they do not fit hangs on who measured and whether they were made as agreed (Civil Code art. 582, 775, 781).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from makegood.orders.goods.fields import Moment, Party, Title, Value, Words


class Specified(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point of the specification, such as `fabric`: `linen, dyed blue`."""

    name: Title
    value: Words


class Measurement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One length, in millimetres."""

    name: Title
    millimetres: Annotated[int, Meta(ge=1, le=1_000_000)]


Measurements = Annotated[list[Measurement], Meta(max_length=60)]


class CustomMade(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="custom_made"
):
    """Made to the buyer's specification. `ship_by`: when they are promised to leave.

    Choosing a colour or a size on offer makes nothing custom-made: such goods need no description.
    """

    specification: Annotated[list[Specified], Meta(min_length=1, max_length=60)]
    measurements: Measurements = []
    measured_by: Party | None = None
    measured_at: Moment | None = None
    agreed_by: Annotated[list[Party], Meta(max_length=2)] = []
    agreed_at: Moment | None = None
    ship_by: Moment | None = None


class Measured(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="measured"
):
    """Somebody measured; it takes the place of what was told with the order."""

    at: Moment
    measured_by: Party
    measurements: Annotated[Measurements, Meta(min_length=1)]
    note: Annotated[str, Meta(max_length=500)] = ""


class Agreed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="agreed"):
    """The parties agreed on the specification as it stands."""

    at: Moment
    agreed_by: Annotated[list[Party], Meta(min_length=1, max_length=2)]


class Finished(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="finished"
):
    """The work is done."""

    at: Moment


def of_description(goods: CustomMade) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description."""
    yield "listed_options_only", False
    if goods.measured_by:
        yield "measured_by", goods.measured_by
    yield "specification_agreed", set(goods.agreed_by) == {"buyer", "merchant"}
    if goods.ship_by:
        yield "ship_by", goods.ship_by.isoformat()


def of_records(records: Mapping[type, object]) -> Iterator[tuple[type, str, Value]]:
    """Facts that follow from what was recorded since, each with the record it comes from."""
    measured, agreed = records.get(Measured), records.get(Agreed)
    if isinstance(measured, Measured):
        yield Measured, "measured_by", measured.measured_by
    if isinstance(agreed, Agreed):
        yield Agreed, "specification_agreed", set(agreed.agreed_by) == {"buyer", "merchant"}
    if Finished in records:
        yield Finished, "work_finished", True
