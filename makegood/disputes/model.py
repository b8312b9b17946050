"""PURE: the words of a dispute: what is to be proven by whom, what was offered for it, and what follows from it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from makegood.policy import Text

PARTIES = ("buyer", "merchant")
OTHER = {"buyer": "merchant", "merchant": "buyer"}


class Status(StrEnum):
    """How far a fact is. OFFERED: evidence is there and the desk has still to weigh it; until then it counts as shown.

    CONCEDED: the other party says so itself. REBUTTED: there was evidence, and the desk found otherwise.
    """

    MISSING = "missing"
    OFFERED = "offered"
    CONCEDED = "conceded"
    PROVEN = "proven"
    REBUTTED = "rebutted"


class Stance(StrEnum):
    """Whether a piece of evidence is to show a fact or to refute it."""

    FOR = "for"
    AGAINST = "against"


class Correction(Struct, frozen=True):
    """The desk took a tie away, and why; `instead`: the tie that took its place, if one did."""

    instead: int | None
    who: str
    role: str
    reason: str
    at: datetime


class Exhibit(Struct, frozen=True, kw_only=True):
    """A piece of evidence tied to the fact that it is offered to prove.

    `piece`: what it is, as makegood/disputes/pieces.py names it; `kind`: photo, invoice, …; `side`: who showed the piece;
    `who` (label of a principal) and `role` of who tied it. With a `correction` it counts for nothing any more.
    """

    id: int
    fact: str
    piece: str
    kind: str
    stance: Stance
    side: str
    who: str
    role: str
    at: datetime
    correction: Correction | None = None


class Ground(Struct, frozen=True):
    """A rule, with its words, its source and how sure the pack is of it (H, M or L)."""

    rule: str
    text: Text
    source: Text
    confidence: str


class Result(Struct, frozen=True):
    """What follows: the ruling (`none` where no rule speaks, `undecided` where facts are missing) and its ground."""

    ruling: str
    ground: Ground | None = None


class Duty(Struct, frozen=True, kw_only=True):
    """A fact that a party has to prove. `kinds`: the evidence that shows it; `decides`: whether the outcome turns on it.

    `for_it` and `against_it`: what was offered; `if_shown` and `if_not`: the ruling either way, all else as it stands.
    """

    fact: str
    by: str
    kinds: tuple[str, ...]
    ground: Ground
    status: Status
    for_it: tuple[Exhibit, ...]
    against_it: tuple[Exhibit, ...]
    if_shown: Result
    if_not: Result
    decides: bool

    @property
    def is_contested(self) -> bool:
        """Whether evidence stands on both sides and nobody has found which holds."""
        return self.status is Status.OFFERED and bool(self.against_it)


class Clock(Struct, frozen=True):
    """The time: now, whose turn it is until when (None: nobody's, no end)."""

    now: datetime
    owner: str | None = None
    due_at: datetime | None = None


class Board(Struct, frozen=True, kw_only=True):
    """What is to be proven about some lines of a case, in the order in which it is asked.

    `next_fact` and `next_by`: what is to be proven next and by whom; empty where nothing is. `unknown`: facts that nobody
    has to prove but somebody has to tell. `ruling`: what follows as things stand, `assumed` being taken for what it shows.
    """

    line_nos: tuple[int, ...]
    claim: str
    remedy: str
    duties: tuple[Duty, ...]
    next_fact: str
    next_by: str
    unknown: tuple[str, ...]
    ruling: Result
    clock: Clock

    def duty(self, fact: str) -> Duty | None:
        """The duty to prove a fact."""
        return next((each for each in self.duties if each.fact == fact), None)

    def owed_by(self, party: str) -> tuple[Duty, ...]:
        """What a party still has to show, the next first; facts on which nothing turns are not asked for."""
        return tuple(
            each
            for each in self.duties
            if each.by == party and each.decides and each.status is Status.MISSING
        )
