"""PURE: whether somebody may sit on a panel, and why not: known for a year (facts B8), a real person, no conflict."""

from datetime import datetime, timedelta

from makegood.jury.model import Candidate, JurySettings, Marks
from makegood.jury.reliability import worse_than_a_coin

MOST_AT_ONCE = 3
"""On so many panels somebody sits at a time."""


def why_not(
    candidate: Candidate, settings: JurySettings, parties: tuple[Marks, ...], now: datetime
) -> tuple[str, ...]:
    """Everything that speaks against somebody; empty for who may be drawn. `parties`: marks of the two of the case."""
    known_until = now - timedelta(days=settings.known_days)
    against = {
        "party": candidate.is_party,
        "too_new": candidate.known_since is None or candidate.known_since > known_until,
        "too_few_orders": candidate.orders < settings.least_orders,
        "dealt_with_merchant": candidate.dealt_with_merchant,
        "dealt_with_buyer": candidate.dealt_with_buyer,
        "same_trade": candidate.sells,
        "staff": candidate.is_staff,
        "in_dispute": candidate.in_dispute,
        "seated_elsewhere": candidate.seated_elsewhere >= MOST_AT_ONCE,
        "resting": candidate.rests_until is not None and candidate.rests_until > now,
        "shares_with_party": any(shared(candidate.marks, each) for each in parties),
        "unreliable": worse_than_a_coin(candidate.record),
    }
    return tuple(name for name, speaks in against.items() if speaks)


def shared(one: Marks, other: Marks) -> tuple[str, ...]:
    """What two people have in common of what should be each one's own."""
    return tuple(
        name
        for name in Marks.__struct_fields__
        if getattr(one, name) and getattr(one, name) == getattr(other, name)
    )
