"""PURE: what has happened about a panel of users."""

from makegood.cases.event import Event


class JuryAgreed(Event, frozen=True, tag="jury.agreed"):
    """A party agreed that a panel of users reads the dispute."""

    by: str


class JuryCalled(Event, frozen=True, tag="jury.called"):
    """The dispute went to a panel of users, who are drawn by lot."""

    seats: int
    majority: int


class JuryEnded(Event, frozen=True, tag="jury.ended"):
    """The panel is done. A person of the desk rules next; `verdict` is for whom the panel found, if it did.

    `ended`: majority, no_majority, not_filled, out_of_time or dismissed (then `reason` says why).
    """

    ended: str
    verdict: str = ""
    for_buyer: int = 0
    for_merchant: int = 0
    reason: str = ""


JuryEvent = JuryAgreed | JuryCalled | JuryEnded
