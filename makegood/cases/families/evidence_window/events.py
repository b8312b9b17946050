"""PURE: what has happened to the time for evidence."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.evidence_window.plan import Standstill


class StandstillProposed(Event, frozen=True, tag="window.proposed"):
    """A party proposed more time, or that the clock stands still; the other party is asked."""

    standstill: Standstill
    note: str = ""


class EvidenceExtended(Event, frozen=True, tag="window.extended"):
    """There is more time for evidence: the desk gave it, or both parties agreed."""

    until: datetime
    agreed: bool = False
    note: str = ""


EvidenceWindowEvent = StandstillProposed | EvidenceExtended
