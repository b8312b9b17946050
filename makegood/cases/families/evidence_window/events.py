"""PURE: what has happened to the time for evidence."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.evidence_window.plan import EvidenceTimes, Standstill


class StandstillProposed(Event, frozen=True, tag="window.proposed"):
    """A party proposed more time, or that the clock stands still; the other party is asked."""

    standstill: Standstill
    note: str = ""


class EvidenceExtended(Event, frozen=True, tag="window.extended"):
    """There is more time for evidence, for the `parties` (roles), until `until` at the longest: the desk gave it, or both
    agreed.
    """

    until: datetime
    agreed: bool = False
    note: str = ""
    parties: tuple[str, ...] = ()
    hearing: EvidenceTimes | None = None


class PartyHeard(Event, frozen=True, tag="window.said_everything"):
    """A party has nothing to add: its time for evidence is over."""

    by: str
    hearing: EvidenceTimes


EvidenceWindowEvent = StandstillProposed | EvidenceExtended | PartyHeard
