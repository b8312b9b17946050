"""PURE: what one party proposed to the other about the clock of a dispute."""

from enum import StrEnum

from msgspec import Struct


class StandstillKind(StrEnum):
    """More time for evidence, once; or the clock stands still for thirty days, while both try to agree."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"


class Standstill(Struct, frozen=True):
    """A proposal that waits for the other party's yes. `by` is the role of who made it."""

    by: str
    kind: StandstillKind
