"""PURE: the fields that descriptions and records of goods share. Times carry their zone, money is in minor units."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from makegood.kit.money import MAXIMUM_MINOR

Moment = Annotated[datetime, Meta(tz=True)]
Amount = Annotated[int, Meta(ge=1, le=MAXIMUM_MINOR)]
Title = Annotated[str, Meta(min_length=1, max_length=100)]
Words = Annotated[str, Meta(min_length=1, max_length=500)]
Reference = Annotated[str, Meta(max_length=100)]
Party = Literal["buyer", "merchant"]
Value = bool | int | str
"""A fact's value as JSON has it."""
