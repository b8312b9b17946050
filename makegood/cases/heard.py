"""PURE: nobody loses unheard: against whom nobody may decide yet, in a dispute and on an appeal.

A party that has said all, or whose time is over, has been heard; so has everybody whom papers of an authority bind.
"""

from datetime import datetime, timedelta

from makegood.cases.appeals import AGAINST
from makegood.cases.families.evidence_window.hearing import ends_of, later_of
from makegood.cases.families.evidence_window.refusals import AppealNotAnswered, NotHeardYet
from makegood.cases.model import CaseState, Favour, Role

ANSWER = timedelta(hours=48)
"""The time in which the other side answers an appeal, where no pack sets `clock.appeal_answer`."""


def unheard(state: CaseState) -> frozenset[Role]:
    """The parties whose time for evidence runs, so that nobody may rule against them yet."""
    return frozenset() if state.bound else frozenset(later_of(state))


def may_rule(state: CaseState) -> bool:
    """Whether somebody may be ruled against now."""
    return len(unheard(state)) < len(_PARTIES)


def require_heard(favour: Favour, state: CaseState) -> None:
    """Raises NotHeardYet where a ruling would go against a party that may still add to the file."""
    losing = sorted(unheard(state) & AGAINST[favour])
    if losing:
        ends = ends_of(state)
        until = {"until": ends[losing[0]].isoformat()} if losing[0] in ends else {}
        raise NotHeardYet(party=losing[0].value, **until)


def answer_until(state: CaseState) -> datetime | None:
    """Until when the other side of an open appeal may answer before it is decided; None where it has, or need not."""
    appeal = state.appeal
    if appeal is None or not appeal.is_open or appeal.is_answered or state.bound:
        return None
    time = state.terms.clock("appeal_answer")
    return appeal.at + (ANSWER if time is None else time)


def require_answered(state: CaseState, now: datetime) -> None:
    """Raises AppealNotAnswered where the other side of the appeal may still answer it."""
    until = answer_until(state)
    if until is not None and now < until:
        raise AppealNotAnswered(until=until.isoformat())


_PARTIES = (Role.BUYER, Role.MERCHANT)
