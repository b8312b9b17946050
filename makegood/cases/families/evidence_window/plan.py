"""PURE: whose time for evidence still runs, and what one party proposed to the other about the clock of a dispute."""

from enum import StrEnum

from msgspec import Struct


class StandstillKind(StrEnum):
    """More time for evidence, once for each party; or the clock stands still, while both try to agree."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"


LONGEST_SUSPENSION = 30
"""Days for which a clock stands still by agreement, at the most (facts B1, article 82 of Taobao's dispute rules)."""


class Standstill(Struct, frozen=True, omit_defaults=True):
    """A proposal that waits for the other party's yes. `by` is the role of who made it; `days` are those of a suspension."""

    by: str
    kind: StandstillKind
    days: int = LONGEST_SUSPENSION


class EvidenceTimes(Struct, frozen=True):
    """The parties' times for evidence, side by side: the seconds for which each runs on after the clock of the stage has
    run out. None: it is over. The clock of the stage is that of the party whose time ends first.
    """

    buyer: int | None = 0
    merchant: int | None = 0


BOTH = EvidenceTimes()
"""Both begin with the hearing and last equally long."""
ONLY = {"buyer": EvidenceTimes(0, None), "merchant": EvidenceTimes(None, 0)}
"""One party alone may still add."""
