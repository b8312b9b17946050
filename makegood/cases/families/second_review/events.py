"""PURE: what has happened to a ruling before it took effect. The parties are told that there is one, not which."""

from makegood.cases.event import Event
from makegood.cases.judgement import Ruling


class RulingDrafted(Event, frozen=True, tag="ruling.drafted"):
    """A ruling was written; since much is at stake, another person of the desk reads it before it takes effect."""

    ruling: Ruling


class RulingReturned(Event, frozen=True, tag="ruling.returned"):
    """Another person sent the ruling back; it never took effect, and the desk decides anew."""

    reason: str


class RulingLeftUnread(Event, frozen=True, tag="ruling.left_unread"):
    """Nobody read the ruling in time; a senior person of the desk decides."""


SecondReviewEvent = RulingDrafted | RulingReturned | RulingLeftUnread
