"""PURE: what rulings, appeals and agreements make of the appeal of a case, and who may appeal until when."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.families.court_papers.binding import stands_as_bound
from makegood.cases.model import Appeal, AppealOutcome, CaseState, Favour, Money, Role, Stage
from makegood.cases.terms import DEFAULT_APPEAL

BY_RULING = "ruled_for_merchant"
"""Why a case ended that was decided for the merchant."""


def appeal_until(state: CaseState) -> datetime | None:
    """Until when the ruling can be appealed; None where nobody ruled, and where it carries out papers of an authority."""
    if state.ruling is None or state.ruled_at is None or stands_as_bound(state):
        return None
    time = state.terms.clock("appeal")
    return state.ruled_at + (DEFAULT_APPEAL if time is None else time)


def wronged(state: CaseState) -> frozenset[Role]:
    """The parties against which the ruling went; a split goes against both."""
    return AGAINST[state.ruling.favour] if state.ruling else frozenset()


AGAINST = {
    Favour.BUYER: frozenset({Role.MERCHANT}),
    Favour.MERCHANT: frozenset({Role.BUYER}),
    Favour.SPLIT: frozenset({Role.BUYER, Role.MERCHANT}),
}
"""Whom a ruling goes against."""


def appellants(state: CaseState) -> frozenset[Role]:
    """The party whose appeal waits to be heard."""
    return frozenset({state.appeal.by}) if state.appeal and state.appeal.is_open else frozenset()


def is_another(who: str, ruled_by: str) -> bool:
    """Whether two labels are of different people. The role before the name may have changed: a senior was of the desk."""
    return not ruled_by or who.partition(":")[2] != ruled_by.partition(":")[2]


def appeal_changes(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    """What an event changes about the ruling's time and person, and about the appeal."""
    change = _CHANGES.get(type(recorded.event))
    return change(state, recorded) if change else {}


def _ruled(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    event = recorded.event
    assert isinstance(event, e.CaseRuled)
    return {
        "ruled_at": recorded.at, "ruled_by": event.drafted_by or recorded.who,
        "reviewed_by": recorded.who if event.drafted_by else "",
        **_ended(state, recorded, AppealOutcome.REPLACED),
    }  # fmt: skip


def _appealed(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    event = recorded.event
    assert isinstance(event, e.CaseAppealed)
    return {
        "appeal": Appeal(event.by, event.note, recorded.at),
        "appeals": state.appeals + 1,
        "money": Money.HELD if state.money is Money.RELEASED else state.money,
    }


def _answered(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    """The other side of an open appeal has told its side of it."""
    event, appeal = recorded.event, state.appeal
    assert isinstance(event, e.StatementAdded)
    if appeal is None or not appeal.is_open or event.by is appeal.by:
        return {}
    return {"appeal": structs.replace(appeal, is_answered=True)}


def _decided(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    event = recorded.event
    assert isinstance(event, e.AppealDecided)
    changes = _ended(state, recorded, event.outcome, decision=event.ruling)
    if event.outcome is AppealOutcome.UPHELD:
        return changes
    changes |= {"ruling": event.ruling, "ruled_at": recorded.at, "ruled_by": recorded.who, "reviewed_by": ""}
    return changes | _moved(state, event)


def _moved(state: CaseState, event: e.AppealDecided) -> dict[str, Any]:
    """What the buyer gets now. What has gone out already is never asked back."""
    amount, made_whole = event.ruling.amount_minor, state.made_whole_minor + event.made_whole_minor
    if state.legs and amount < state.sent_minor:
        return {"made_whole_minor": made_whole}
    if not amount:
        return {"ended_because": BY_RULING}
    return {"approved_minor": amount, "ended_because": "", "made_whole_minor": made_whole}


def _settled_between_them(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    """The parties agreed, or the buyer gave up. Finding the goods to be as they should is no agreement to the ruling."""
    if isinstance(recorded.event, e.CaseApproved) and state.stage is Stage.AWAITING_INSPECTION:
        return {}
    return _ended(state, recorded, AppealOutcome.DROPPED)


def _ended(state: CaseState, recorded: e.Recorded, outcome: AppealOutcome, **how: Any) -> dict[str, Any]:
    if state.appeal is None or not state.appeal.is_open:
        return {}
    return {"appeal": structs.replace(state.appeal, outcome=outcome, decided_at=recorded.at, **how)}


_CHANGES: dict[type, Callable[[CaseState, e.Recorded], dict[str, Any]]] = {
    e.CaseRuled: _ruled,
    e.CaseAppealed: _appealed,
    e.StatementAdded: _answered,
    e.AppealDecided: _decided,
    e.AppealTakenBack: lambda state, recorded: _ended(state, recorded, AppealOutcome.TAKEN_BACK),
    e.AppealLapsed: lambda state, recorded: _ended(state, recorded, AppealOutcome.LAPSED),
    e.CaseApproved: _settled_between_them,
    e.OfferAccepted: _settled_between_them,
    e.ReturnWaived: _settled_between_them,
    e.CaseWithdrawn: _settled_between_them,
}
