"""PURE: what has happened about papers that bind."""

from makegood.cases.event import Event
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.model import FileRef


class RulingBound(Event, frozen=True, tag="case.ruling_bound"):
    """Papers of a court, a regulator or an arbitration came to the case; every ruling from then on says what they say."""

    bound: BoundRuling
    files: tuple[FileRef, ...]
    note: str = ""


CourtPapersEvent = RulingBound
