"""PURE: units that a merchant has, and what happens to them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
OnHand = Annotated[int, Meta(ge=0, le=1_000_000_000)]
MOST_LEVELS = 1000


class MoveKind(StrEnum):
    """What happened to units. The last four say what became of units that came back; each unit has one of them at most."""

    RESERVED = "reserved"
    RELEASED = "released"
    SHIPPED = "shipped"
    RESTOCKED = "restocked"
    REFURBISH = "refurbish"
    SCRAPPED = "scrapped"
    VENDOR = "vendor"


PUT_AWAY = (MoveKind.RESTOCKED, MoveKind.REFURBISH, MoveKind.SCRAPPED, MoveKind.VENDOR)
"""What becomes of units that came back."""


class Move(Struct, frozen=True):
    """Units of a sku that moved for a case. `subject` is what moved (the sku that goes out, or the line that came back),
    `nth` counts how often that has happened before to the same: a move is told once, however often it is written.
    """

    merchant_id: int
    case_id: int
    kind: MoveKind
    subject: str
    sku: str
    quantity: int
    at: datetime
    nth: int = 0


class LevelTold(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units of a sku there are, those included that are reserved."""

    sku: Sku
    on_hand: OnHand


class LevelView(Struct, frozen=True):
    """How many units of a sku there are; `left` is what nobody holds."""

    merchant_id: str
    sku: str
    on_hand: int
    reserved: int
    left: int
    updated_at: datetime


class MoveView(Struct, frozen=True):
    """What happened to units of a sku, and for which case."""

    case_id: str
    kind: MoveKind
    sku: str
    quantity: int
    at: datetime
