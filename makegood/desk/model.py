"""PURE: the vocabulary of the desk's work: people with what they can take, cases that wait, and who has which."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

DEFAULT_MOST_OPEN = 12
"""Cases that a person of whom nothing was set has at a time."""


class How(StrEnum):
    """How somebody came to a case: it was given as the next one, by hand by a senior, or they took it themselves."""

    GIVEN = "given"
    BY_HAND = "by_hand"
    TAKEN = "taken"


class WhyPassed(StrEnum):
    """Why somebody passes a case on. All but the last two are conflicts of interest."""

    KNOWS_A_PARTY = "knows_a_party"
    WORKED_FOR_A_PARTY = "worked_for_a_party"
    DECIDED_BEFORE = "decided_before"
    LACKS_KNOWLEDGE = "lacks_knowledge"
    AWAY = "away"


class Skills(Struct, frozen=True):
    """What somebody can take. Empty lists: everything. `most_minor`: the most money at stake, in minor units; None: any.

    `merchants`: ids of merchants that they have to do with, whose cases they never get.
    """

    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    merchants: tuple[int, ...] = ()
    most_open: int = DEFAULT_MOST_OPEN
    most_minor: int | None = None


class DeskPerson(Struct, frozen=True):
    """Somebody of the desk. `person` is their label without the role; `is_listed`: an operator has set what they can take."""

    person: str
    name: str
    skills: Skills = Skills()
    away_until: datetime | None = None
    is_senior: bool = False
    email: str = ""
    is_listed: bool = False

    @property
    def is_given_cases(self) -> bool:
        """Whether they decide only what they were given. Seniors choose; so does everybody of whom nothing was set."""
        return self.is_listed and not self.is_senior

    def is_away(self, now: datetime) -> bool:
        """Whether they are away, so that what they have is given to others."""
        return self.away_until is not None and self.away_until > now


class Waiting(Struct, frozen=True):
    """A case that waits for the desk, as far as giving it to somebody looks at it. People are labels without the role.

    `tier` is 0 for appeals, 1 for what was passed to a senior, 2 for the rest; within it the next to run out comes first.
    `deciders`: who ruled, read or wrote a ruling on it before. `passed_by`: who passed it on.
    """

    case_id: int
    tier: int
    due_at: datetime
    type: str
    categories: tuple[str, ...]
    language: str
    amount_minor: int
    merchant_id: int
    buyer_email: str
    deciders: tuple[str, ...]
    passed_by: tuple[str, ...]


class Assignment(Struct, frozen=True):
    """Who has a case. `person` is their label without the role."""

    case_id: str
    person: str
    name: str
    how: How
    assigned_at: datetime
    until: datetime


class Moved(Struct, frozen=True):
    """One entry of a case's way through the desk: given, by_hand, taken, passed (on), returned (to the queue) or ended."""

    what: str
    person: str
    by: str
    why: str
    reason: str
    at: datetime


def person_of(label: str) -> str:
    """A label without its role: somebody of the desk who becomes a senior stays who they are."""
    return label.partition(":")[2]
