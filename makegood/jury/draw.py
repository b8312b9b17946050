"""PURE: drawing by lot, so that anybody can repeat it. Everybody's lot is a hash of the panel's seed and their id; the lowest
lots are drawn. Who knows neither the seed (it is made when the panel is seated) nor can choose an id cannot steer it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from makegood.jury.eligibility import why_not
from makegood.jury.model import Candidate, JurySettings, Marks

LONGEST_INVITATION = timedelta(hours=24)


class Drawn(NamedTuple):
    """Who was drawn, in the order of their lots, and how many were passed over by each reason."""

    seated: tuple[Candidate, ...]
    passed_over: dict[str, int]


def lot(seed: str, buyer_id: int) -> str:
    """Somebody's lot: the SHA-256 of `seed:buyer_id` in hexadecimal digits. SQL makes the same (candidates.py)."""
    return hashlib.sha256(f"{seed}:{buyer_id}".encode()).hexdigest()


def draw(
    candidates: Iterable[Candidate],
    seed: str,
    wanted: int,
    settings: JurySettings,
    parties: tuple[Marks, ...],
    now: datetime,
) -> Drawn:
    """The `wanted` lowest lots of those who may sit. Whoever may not is counted under everything that speaks against it."""
    passed: Counter[str] = Counter()
    seated: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: lot(seed, each.buyer_id)):
        if len(seated) == wanted:
            break
        against = why_not(candidate, settings, parties, now)
        if against:
            passed.update(against)
        else:
            seated.append(candidate)
    return Drawn(tuple(seated), dict(passed))


def invited_until(now: datetime, called_at: datetime, due_at: datetime) -> datetime:
    """Until when an invitation stands: a quarter of the panel's time, a day at most; then somebody else is drawn."""
    return min(now + min(LONGEST_INVITATION, (due_at - called_at) / 4), due_at)


def together(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """Two counts as one."""
    return dict(Counter(one) + Counter(other))


def lots_in_order(seed: str, seated: Sequence[int]) -> bool:
    """Whether people stand in the order of their lots: what an auditor asks of each round of a draw."""
    lots = [lot(seed, each) for each in seated]
    return lots == sorted(lots)
