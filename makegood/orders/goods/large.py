"""PURE: large goods: how they come into the home, and who installed them, which says who answers for it."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from makegood.orders.goods.fields import Moment, Party, Title, Value, Words


class Large(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="large"):
    """Goods too large for a parcel. `crated`: they cannot be looked at when they are handed over.

    `site_conditions`: what the place must be like, as the offer said; empty where it said nothing.
    """

    needs_installation: bool = False
    crated: bool = False
    site_conditions: Annotated[list[Words], Meta(max_length=30)] = []


class Installed(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="installed"
):
    """Somebody installed it. `installed_by`: `merchant` for the merchant or its fitter, `buyer` for the buyer or theirs."""

    at: Moment
    installed_by: Party
    fitter: Title | None = None
    note: Annotated[str, Meta(max_length=500)] = ""


def of_description(goods: Large) -> Iterator[tuple[str, Value]]:
    """Facts that follow from the description."""
    if goods.crated:
        yield "on_the_spot_check_possible", False
    if goods.needs_installation:
        yield "site_conditions_stated", bool(goods.site_conditions)


def of_records(records: Mapping[type, object]) -> Iterator[tuple[type, str, Value]]:
    """Facts that follow from what was recorded since, each with the record it comes from."""
    installed = records.get(Installed)
    if isinstance(installed, Installed):
        yield Installed, "installed_by", installed.installed_by
        yield Installed, "installed_at", installed.at.isoformat()
