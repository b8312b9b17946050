"""PURE: what a case keeps of its panel: who agreed to one, how it is seated, and how it ended."""

from datetime import datetime

from msgspec import Struct

PANELS = (17, 31)
"""The sizes of a panel: 17 seats at Xianyu, 31 at Taobao (facts B8). Both are odd, so that one side has a majority."""


class JuryPlan(Struct, frozen=True, omit_defaults=True):
    """The panel of a case. `agreed`: the parties that agreed to one; `seats` is 0 until it is called.

    `ended`: majority, no_majority, not_filled, out_of_time or dismissed; empty while it reads, and where the parties were
    faster. `verdict` is buyer, merchant or empty; `for_buyer` and `for_merchant` are the votes that counted.
    """

    agreed: tuple[str, ...] = ()
    seats: int = 0
    called_at: datetime | None = None
    ended: str = ""
    verdict: str = ""
    for_buyer: int = 0
    for_merchant: int = 0


def jury_majority(seats: int) -> int:
    """The votes that end it: 9 of 17, 16 of 31."""
    return seats // 2 + 1
