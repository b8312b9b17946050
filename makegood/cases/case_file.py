"""PURE: the file of a case by its two sides: what each wants, told, showed and has not answered, and what is disputed.

Made from the stream alone, so that whoever takes the case up next reads it here and asks nobody to say it again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.cases.events import (
    CalledByRule,
    CaseAppealed,
    CaseApproved,
    CaseEscalated,
    CaseOpened,
    CaseRefused,
    CaseReopened,
    CaseRevised,
    MessagePosted,
    OfferAccepted,
    OfferMade,
    QuestionAsked,
    QuestionLapsed,
    ReturnInspected,
    StatementAdded,
)
from makegood.cases.model import CaseState, CaseType, FileRef, Role
from makegood.cases.store import StoredCase, StoredEvent
from makegood.cases.terms import FactValue

SIDES = (Role.BUYER, Role.MERCHANT)
_DESK = frozenset({Role.DESK.value, Role.SENIOR.value})


class Stand(Struct, frozen=True):
    """What a side last said that it wants. `kind`: asks, offers, refuses, agrees, accepts, inspected, or silent.

    `amount_minor` and `reason` (a code) where there are such.
    """

    kind: str
    at: datetime | None = None
    amount_minor: int | None = None
    type: CaseType | None = None
    reason: str = ""


class FactTold(Struct, frozen=True):
    """A fact with the last word of everybody who told it. `is_disputed`: the sides differ and the desk has not found yet."""

    name: str
    said: dict[str, FactValue]
    is_disputed: bool


class Unanswered(Struct, frozen=True):
    """A question that a side has not answered: it stands, or it was met with silence (`is_lapsed`)."""

    seq: int
    by: Role
    to: Role
    text: str
    at: datetime
    is_lapsed: bool


class Side(Struct, frozen=True):
    """One side: what it wants, all it wrote in order, what it showed, what it owes an answer to, how long it had the ball."""

    role: Role
    stand: Stand
    words: int
    files: tuple[FileRef, ...]
    unanswered: tuple[Unanswered, ...]
    held: timedelta


class CaseFile(Struct, frozen=True):
    """The file. `missing` are names of facts that would settle what the rules left open."""

    buyer: Side
    merchant: Side
    facts: tuple[FactTold, ...]
    missing: tuple[str, ...]
    escalated_by: Role | None
    escalated_at: datetime | None

    @property
    def disputed(self) -> list[FactTold]:
        """What the sides say differently."""
        return [fact for fact in self.facts if fact.is_disputed]


def file_of(case: StoredCase, now: datetime) -> CaseFile:
    """The file of a case as it stands now."""
    calls = (each for each in reversed(case.events) if isinstance(each.event, CaseEscalated | CalledByRule))
    escalated = next(calls, None)
    by_rule = escalated is not None and isinstance(escalated.event, CalledByRule)
    held = time_held(case.events, now)
    return CaseFile(
        _side(case, Role.BUYER, held),
        _side(case, Role.MERCHANT, held),
        facts_told(case.state),
        tuple(fact.name for fact in case.state.terms.missing) if case.state.stage.is_open else (),
        Role.SYSTEM if by_rule else escalated.actor if escalated else None,
        escalated.at if escalated else None,
    )


def _side(case: StoredCase, role: Role, held: dict[Role, timedelta]) -> Side:
    own = [each for each in case.events if each.actor is role and not each.event.by_silence]
    return Side(
        role,
        _stand(own, case.events),
        sum(
            1
            for each in own
            if isinstance(each.event, MessagePosted | StatementAdded | QuestionAsked | CaseAppealed)
        ),
        tuple(file for each in own for file in files_shown(each)),
        tuple(one for one in unanswered(case) if one.to is role),
        held.get(role, timedelta(0)),
    )


def files_shown(stored: StoredEvent) -> Sequence[FileRef]:
    """The files that an event put before everybody."""
    files: Sequence[FileRef] = getattr(stored.event, "files", ())
    return files


def _stand(own: Sequence[StoredEvent], everything: Sequence[StoredEvent]) -> Stand:
    for stored in reversed(own):
        found = _stand_in(stored, everything)
        if found is not None:
            return found
    return Stand("silent")


def _stand_in(stored: StoredEvent, everything: Sequence[StoredEvent]) -> Stand | None:
    at = stored.at
    match stored.event:
        case CaseOpened() | CaseRevised() as asked:
            return Stand("asks", at, asked.requested_minor, asked.type, asked.reason)
        case CaseReopened(requested_minor=amount):
            return Stand("asks", at, amount, reason=_reason_before(stored.seq, everything))
        case OfferMade(offer=offer):
            return Stand("offers", at, offer.amount_minor, offer.type)
        case OfferAccepted(offer=offer):
            return Stand("accepts", at, offer.amount_minor, offer.type)
        case CaseRefused(refusal=refusal):
            return Stand("refuses", at, reason=refusal.reason)
        case CaseApproved(amount_minor=amount):
            return Stand("agrees", at, amount)
        case ReturnInspected(inspection=inspection, accepted_minor=amount):
            return Stand("inspected", at, amount, reason=inspection.reason)
    return None


def _reason_before(seq: int, everything: Sequence[StoredEvent]) -> str:
    """The reason that a request which was taken up again had."""
    asked = [
        each.event.reason
        for each in everything
        if each.seq < seq and isinstance(each.event, CaseOpened | CaseRevised)
    ]
    return asked[-1] if asked else ""


def facts_told(state: CaseState) -> tuple[FactTold, ...]:
    """Every fact that was told, in the order in which it first was."""
    said: dict[str, dict[str, Any]] = {}
    for given in state.given:
        said.setdefault(given.name, {})[given.by] = given.value
    return tuple(FactTold(name, by, _is_disputed(by)) for name, by in said.items())


def _is_disputed(said: dict[str, Any]) -> bool:
    return not _DESK & said.keys() and len(set(said.values())) > 1


def unanswered(case: StoredCase) -> Iterator[Unanswered]:
    """Questions without an answer, the first first; one that was put again in the same words stands for both."""
    found: dict[tuple[Role, str], Unanswered] = {}
    standing: Unanswered | None = None
    for stored in case.events:
        match stored.event:
            case QuestionAsked(question=question, text=words):
                standing = Unanswered(stored.seq, question.by, question.to, words, stored.at, False)
            case QuestionLapsed() if standing:
                lapsed = Unanswered(standing.seq, standing.by, standing.to, standing.text, standing.at, True)
                found[standing.to, standing.text] = lapsed
                standing = None
            case MessagePosted(answers=True) if standing:
                found.pop((standing.to, standing.text), None)
                standing = None
    if standing and case.state.question and case.state.question.seq == standing.seq:
        found[standing.to, standing.text] = standing
    yield from found.values()


def time_held(events: Sequence[StoredEvent], now: datetime) -> dict[Role, timedelta]:
    """How long each role has had the ball in all, standstill included, since that is what the parties lived through."""
    held: dict[Role, timedelta] = {}
    owner: Role | None = None
    since = now
    for stored in events:
        if stored.event.entered is None:
            continue
        if owner is not None:
            held[owner] = held.get(owner, timedelta(0)) + (stored.at - since)
        owner, since = stored.event.entered.owner, stored.at
    if owner is not None:
        held[owner] = held.get(owner, timedelta(0)) + max(now - since, timedelta(0))
    return held
