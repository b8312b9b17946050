"""PURE: the vocabulary of panels: who may sit, a seat and its vote, how a panel stands."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

SIDES = ("buyer", "merchant")


class SeatStatus(StrEnum):
    """How a seat stands. DISMISSED: the panel ended before its holder had voted. SET_ASIDE: the vote counts for nothing."""

    INVITED = "invited"
    VOTED = "voted"
    SET_ASIDE = "set_aside"
    DECLINED = "declined"
    MISSED = "missed"
    DISMISSED = "dismissed"


class Why(StrEnum):
    """Why a vote was set aside."""

    SHARED_DEVICE = "shared_device"
    SHARED_ADDRESS = "shared_address"
    SHARED_INSTRUMENT = "shared_instrument"
    TOO_FAST = "too_fast"
    ALWAYS_ALIKE = "always_alike"


class JurySettings(Struct, frozen=True):
    """Who sits on panels here. `known_days`: how long somebody has been registered at least; `least_orders`: how many
    orders have reached them; `rest_days`: for how long nobody is drawn who let a seat lapse. `version` 0: never set.
    """

    is_on: bool = False
    known_days: int = 365
    least_orders: int = 3
    rest_days: int = 30
    version: int = 0


class Marks(Struct, frozen=True):
    """Digests by which two people can be told to be one: of a device, an address, a payment instrument. Empty: not known."""

    device: str = ""
    address: str = ""
    instrument: str = ""


class Record(Struct, frozen=True):
    """What somebody did on panels before: votes that counted, how many of them were with the majority, set aside, missed."""

    counted: int = 0
    with_majority: int = 0
    set_aside: int = 0
    declined: int = 0
    missed: int = 0


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who is ready to sit, with all that speaks for and against it in one case.

    `known_since`: registered, or the first order here. `orders`: those that have reached them.
    """

    buyer_id: int
    known_since: datetime | None
    orders: int
    is_party: bool
    dealt_with_merchant: bool
    dealt_with_buyer: bool
    sells: bool
    is_staff: bool
    in_dispute: bool
    seated_elsewhere: int
    rests_until: datetime | None
    marks: Marks = Marks()
    record: Record = Record()


class Seat(Struct, frozen=True, kw_only=True):
    """A seat of a panel: `place` is the number of the draw, `vote` buyer or merchant; `least_seconds` are needed
    to have read what was shown when it was opened."""

    id: int
    case_id: int
    place: int
    buyer_id: int
    status: SeatStatus
    invited_at: datetime
    until: datetime
    opened_at: datetime | None = None
    least_seconds: int = 0
    voted_at: datetime | None = None
    vote: str | None = None
    reason: str = ""
    why: str = ""
    marks: Marks = Marks()

    @property
    def counts(self) -> bool:
        """Whether its vote counts."""
        return self.status is SeatStatus.VOTED

    @property
    def is_held(self) -> bool:
        """Whether somebody sits on it: has voted and counts, or may still vote."""
        return self.status in (SeatStatus.VOTED, SeatStatus.INVITED)


class Panel(Struct, frozen=True, kw_only=True):
    """The panel of a case. `seed`: what the draw was made with; `drawn`: how many seats were given out; `passed_over`: how
    many were not drawn, by why. `verdict` is for whom it found, `ruled` for whom the desk then ruled.
    """

    case_id: int
    seats: int
    called_at: datetime
    due_at: datetime
    seed: str = ""
    drawn: int = 0
    passed_over: dict[str, int] = {}
    ended_at: datetime | None = None
    ended: str = ""
    verdict: str = ""
    ruled: str = ""
    ruled_at: datetime | None = None
