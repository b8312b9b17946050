"""PURE: counting the votes of a panel. The first side with a majority of all seats ends it; nothing is counted twice."""

from collections.abc import Sequence

from msgspec import Struct

from makegood.cases import jury_majority
from makegood.jury.model import Seat


class Tally(Struct, frozen=True):
    """The votes that count, and for whom the panel has found by them; empty while nobody has a majority of the seats."""

    for_buyer: int
    for_merchant: int
    majority: int
    verdict: str

    @property
    def voted(self) -> int:
        """How many votes count so far."""
        return self.for_buyer + self.for_merchant


def tally(seats: Sequence[Seat], size: int) -> Tally:
    """Count; `size` is 17 or 31, so 9 or 16 are a majority. Votes that were set aside do not count."""
    buyer = sum(1 for seat in seats if seat.counts and seat.vote == "buyer")
    merchant = sum(1 for seat in seats if seat.counts and seat.vote == "merchant")
    most = jury_majority(size)
    verdict = "buyer" if buyer >= most else "merchant" if merchant >= most else ""
    return Tally(buyer, merchant, most, verdict)


def still_wanted(seats: Sequence[Seat], size: int) -> int:
    """How many seats nobody holds."""
    return max(0, size - sum(1 for seat in seats if seat.is_held))


def can_still_decide(seats: Sequence[Seat], size: int, may_be_drawn: int) -> bool:
    """Whether some side may still get a majority, if `may_be_drawn` more people sit down."""
    found = tally(seats, size)
    open_ = sum(1 for seat in seats if seat.is_held and not seat.counts)
    return max(found.for_buyer, found.for_merchant) + open_ + may_be_drawn >= found.majority
