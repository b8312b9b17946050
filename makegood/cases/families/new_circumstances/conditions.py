"""PURE: the named tests of new circumstances: whether the rules let a case be heard again that a ruling ended, and how long."""

from collections.abc import Callable
from datetime import datetime, timedelta

from makegood.cases.facts import Facts
from makegood.cases.families.new_circumstances.refusals import TooLateForNews
from makegood.cases.model import CaseState, CaseType, Role
from makegood.cases.refusals import NotInThisStage, RulingStands
from makegood.kit.errors import Refused

CLOCK = "new_circumstances"
"""How long after its end the packs let a case be heard again that was ruled on. Without it, never."""
_ENDED_BY_RULING = "ruled_for_merchant"
_OF_MONEY = frozenset({CaseType.REFUND_ONLY, CaseType.RETURN_REFUND, CaseType.PRICE_REDUCTION})


def is_ruled(state: CaseState) -> bool:
    """Whether a ruling ended the case: one for the merchant, since any other goes on to the money."""
    return state.ended_because == _ENDED_BY_RULING


def losers(state: CaseState) -> frozenset[Role]:
    """Who may bring new circumstances against the ruling that ended the case."""
    return frozenset({Role.BUYER}) if is_ruled(state) else frozenset()


def time_for_news(state: CaseState) -> timedelta | None:
    """How long the rules leave for new circumstances; None where they do not open that way, and for goods instead of money."""
    return state.terms.clock(CLOCK) if is_of_money(state) else None


def is_of_money(state: CaseState) -> bool:
    """Whether a case is about money alone, and no goods were to be sent instead."""
    return state.type in _OF_MONEY and state.replacement is None and state.repair is None


def news_until(state: CaseState) -> datetime | None:
    """Until when new circumstances may be brought against the ruling that ended a case; None where they never may."""
    time = time_for_news(state)
    return None if time is None or not is_ruled(state) or state.ended_at is None else state.ended_at + time


def _open(state: CaseState, facts: Facts) -> bool:
    return not is_ruled(state) or time_for_news(state) is not None


def _in_time(state: CaseState, facts: Facts) -> bool:
    until = news_until(state)
    return not is_ruled(state) or (until is not None and facts.now < until)


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "ruling_may_be_reopened": (_open, RulingStands),
    "in_time_for_news": (_in_time, TooLateForNews),
    "heard_again": (lambda state, facts: state.respondent is not None, NotInThisStage),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
