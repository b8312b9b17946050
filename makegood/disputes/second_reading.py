"""PURE: what somebody needs who reads a case again on appeal: the ruling that stands, what is new, where the rules lead now."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from makegood.cases import CaseAppealed, CaseState, GivenFact, Ruling
from makegood.cases import Done as Seen
from makegood.disputes.freight import moves_freight
from makegood.disputes.model import Exhibit
from makegood.disputes.pieces import Piece, pieces_of
from makegood.disputes.propose import ProposedRuling

UPHOLD = "uphold"


class Complaint(Struct, frozen=True):
    """What an appellant says is wrong with the ruling."""

    by: str
    words: str
    at: datetime


class SecondReading(Struct, frozen=True, kw_only=True):
    """The first ruling and since when it stands; what was said, shown, tied and told since; what the rules lead to now.

    `verdict`: `uphold` where the rules lead to the same amount for the buyer, else for whom; empty while they are open.
    """

    ruling: Ruling
    ruled_at: datetime
    complaints: tuple[Complaint, ...]
    pieces: tuple[Piece, ...]
    exhibits: tuple[Exhibit, ...]
    facts: tuple[GivenFact, ...]
    verdict: str

    @property
    def has_news(self) -> bool:
        """Whether anything came since that the first reader did not have; the complaint itself is none."""
        return bool(self.pieces or self.exhibits or self.facts)


def second_reading(seen: Seen, exhibits: Sequence[Exhibit], proposal: ProposedRuling) -> SecondReading | None:
    """The second reading of a case; None where no appeal waits to be decided."""
    state = seen.case.state
    if state.appeal is None or not state.appeal.is_open or state.ruling is None or state.ruled_at is None:
        return None
    since = state.ruled_at
    return SecondReading(
        ruling=state.ruling,
        ruled_at=since,
        complaints=_complaints(seen, since),
        pieces=_pieces(seen, since),
        exhibits=tuple(each for each in exhibits if each.at > since),
        facts=tuple(each for each in state.given if each.at > since),
        verdict=verdict_of(state, proposal),
    )


def _pieces(seen: Seen, since: datetime) -> tuple[Piece, ...]:
    """What was shown or written since; not the complaints themselves, but what was shown with them."""
    complaints = {stored.seq for stored in seen.case.events if isinstance(stored.event, CaseAppealed)}
    new = (each for each in pieces_of(seen.case, seen.order) if each.seq and each.at > since)
    return tuple(each for each in new if each.file or each.seq not in complaints)


def verdict_of(state: CaseState, proposal: ProposedRuling) -> str:
    """What the rules lead to on appeal: uphold what gives the buyer as much, else for whom it is decided otherwise."""
    if not proposal.favour or state.ruling is None:
        return ""
    return UPHOLD if stands_as_proposed(state, proposal) else proposal.favour


def stands_as_proposed(state: CaseState, proposal: ProposedRuling) -> bool:
    """Whether the ruling that was appealed gives what the rules lead to by now, with the freight on nobody else."""
    ruling = state.ruling
    assert ruling is not None
    given = ruling.amount_minor, ruling.compensation_minor
    same = given == (proposal.amount_minor, proposal.compensation_minor)
    return same and not moves_freight(ruling.freight_by, proposal.freight_by, proposal.favour)


def _complaints(seen: Seen, since: datetime) -> tuple[Complaint, ...]:
    """What each appellant said, since the ruling."""
    return tuple(
        Complaint(stored.event.by.value, stored.event.note, stored.at)
        for stored in seen.case.events
        if isinstance(stored.event, CaseAppealed) and stored.at >= since
    )
