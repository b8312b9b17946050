"""PURE: what a case keeps of a parcel that shall not reach the buyer."""

from enum import StrEnum

from msgspec import Struct


class Interception(StrEnum):
    """What became of a parcel that shall not arrive."""

    STOPPED = "stopped"
    REFUSED_AT_DOOR = "refused_at_door"
    MISSED = "missed"
    LOST = "lost"


class Stopping(Struct, frozen=True, omit_defaults=True):
    """The parcel to be stopped, and what came of it. `shipped_after_request`: it left although its refund was asked for."""

    carrier: str = ""
    tracking_no: str = ""
    shipped_after_request: bool = False
    outcome: Interception | None = None
