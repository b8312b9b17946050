"""What each promise gives at most and until when it is claimed, written down from its published terms and not from the packs,
so that a pack that gives more, or longer, does not agree with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

WHOLE = 10_000
"""A share of all, as facts have shares."""
DAY = timedelta(days=1)
AFTER_COMPLETION, UNCONFIRMED = 15 * DAY, 35 * DAY
"""What the terms set no time for is claimed within fifteen days after completion; where nobody tells of that, receipt counts as
confirmed after ten days and one extension of ten more.
"""
_THERE = timezone(timedelta(hours=8))
Told = Mapping[str, Any]


def _band(told: Told) -> int:
    """The table for fresh food, which a promise in proportion never exceeds."""
    spoilt = told.get("rotten_share", 0)
    steps = (1000, 3000, 5000, 7000)
    if spoilt <= steps[0]:
        return int(spoilt)
    return next((step for step in steps[1:] if spoilt <= step), WHOLE)


def _short(told: Told) -> int:
    return WHOLE if told.get("short_share", 0) >= 1000 else 1000


def _small(told: Told) -> int:
    share = told.get("undersized_share", 0)
    return (
        int(share)
        if share <= 500
        else next((to for most, to in ((1000, 1000), (3000, 5000)) if share <= most), WHOLE)
    )


def _genuine(told: Told) -> int:
    return (3 if told.get("shop_kind") == "mall" else 2) * WHOLE


SHARES: dict[str, Callable[[Told], int]] = {
    "spoilt": _band, "thawed": lambda told: WHOLE, "short_weight": _short, "small_fruit": _small,
    "dead_plant": lambda told: WHOLE, "breakage": lambda told: 6000, "authenticity": _genuine,
    "mismatch": lambda told: WHOLE, "wrong_material": lambda told: 3 * WHOLE,
    "installation": lambda told: WHOLE, "late_shipping": lambda told: 3000, "lost_on_the_way": lambda told: 3000,
}  # fmt: skip
"""Of what was paid for the goods that are claimed about: for the fitter of what the order cost."""
CAPS = {"breakage": 300_000, "installation": 5_000, "late_shipping": 10_000, "lost_on_the_way": 10_000}
"""Never more than this, in minor units."""
LEASTS = {"late_shipping": 500, "lost_on_the_way": 500}
"""As much at least, however little was paid."""


def most_minor(kind: str, paid_minor: int, told: Told) -> int:
    """The most that a promise gives for goods for which so much was paid."""
    found = max(paid_minor * SHARES[kind](told) // WHOLE, LEASTS.get(kind, 0))
    if kind == "installation":
        found = min(found, told.get("extra_installation_cost", 0))
    return min(found, CAPS.get(kind, found))


def closes_at(
    kind: str, signed_at: datetime, completed_at: datetime | None, is_living: bool = False
) -> datetime | None:
    """The first moment at which goods can no longer be claimed about; None where the promise is not about their arrival."""
    match kind:
        case "spoilt":
            return signed_at + timedelta(hours=12 if is_living else 48)
        case "thawed":
            day = signed_at.astimezone(_THERE).replace(hour=0, minute=0, second=0, microsecond=0)
            return day + DAY
        case "short_weight":
            return signed_at + DAY
        case "small_fruit":
            return signed_at + 2 * DAY
        case "dead_plant":
            return signed_at + 15 * DAY
        case "breakage" | "authenticity" | "mismatch" | "wrong_material" | "installation":
            return completed_at + AFTER_COMPLETION if completed_at else signed_at + UNCONFIRMED
        case _:
            return None


__all__ = ["AFTER_COMPLETION", "SHARES", "UNCONFIRMED", "closes_at", "most_minor"]
