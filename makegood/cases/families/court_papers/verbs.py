"""PURE: putting papers that bind on the record, and what the platform's silence means after them."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.commands import RuleOnAppeal
from makegood.cases.facts import Facts
from makegood.cases.families.court_papers import commands as own
from makegood.cases.families.court_papers.binding import BY_PAPERS, is_as_bound, stands_as_bound
from makegood.cases.families.court_papers.conditions import taken_up_for
from makegood.cases.families.court_papers.events import RulingBound
from makegood.cases.families.court_papers.papers import Papers
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.court_papers.refusals import BeyondWhatWasAsked, BoundAlready
from makegood.cases.model import AppealVerdict, CaseState, Favour, PauseReason, Role, Stage
from makegood.cases.verbs.appealing import amount_for, let_stand, rule_on_appeal
from makegood.cases.verbs.showing import shown
from makegood.cases.verbs.timing import resume
from makegood.kit.errors import Refused

_OF_AUTHORITIES = (PauseReason.COURT, PauseReason.POLICE)


def bind_ruling(command: own.BindRuling, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """From now on the papers decide: a clock that stood still for an authority runs on, a panel is sent home, and what was
    ruled otherwise is taken up again where that still changes something.

    Raises BeyondWhatWasAsked, BoundAlready, NoSuchFile, and what a ruling of this amount would.
    """
    bound = BoundRuling(
        Papers(command.authority, command.reference.strip()), command.favour, _amount(command, state)
    )
    if state.bound and _says_the_same(bound, state.bound):
        raise BoundAlready()
    files = shown(command.files, facts)
    before: list[e.CaseEvent] = []
    if state.paused and state.paused.reason in _OF_AUTHORITIES:
        before += resume(None, state, facts, actor)
    if state.stage is Stage.DISPUTE_JURY:
        before.append(e.JuryEnded(ended="dismissed", reason=bound.papers.citation))
    return [*before, RulingBound(bound=bound, files=files, note=command.note), *_taken_up(bound, state)]


def _taken_up(bound: BoundRuling, state: CaseState) -> list[e.CaseEvent]:
    """A case that a ruling for the merchant has ended is heard again where the papers say otherwise; its units have stayed its
    own. Of what has gone out nothing is asked back, so a case that has paid stays where it is.
    """
    if not taken_up_for(bound, state):
        return []
    return [
        e.CaseReopened(
            items=state.items, requested_minor=state.requested_minor, note="", respondent=Role.MERCHANT
        )
    ]


def _says_the_same(bound: BoundRuling, before: BoundRuling) -> bool:
    return bound.papers == before.papers and is_as_bound(bound.favour, bound.amount_minor, before)


def _amount(command: own.BindRuling, state: CaseState) -> int:
    if command.amount_minor is not None and command.amount_minor > state.requested_minor:
        raise BeyondWhatWasAsked(most_minor=state.requested_minor, currency=state.currency)
    return amount_for(command.favour, command.amount_minor, state)


def decide_as_bound(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the desk's silence means to an appeal after papers came: it is decided as they say. Where that can be carried out
    no more, since other cases have been given the money, the ruling stands.
    """
    try:
        decided, *rest = rule_on_appeal(_as_papers_say(state), state, facts, actor)
    except Refused:
        return let_stand(None, state, facts, actor)
    assert isinstance(decided, e.AppealDecided)
    return [structs.replace(decided, ruling=structs.replace(decided.ruling, by_default=True)), *rest]


def _as_papers_say(state: CaseState) -> RuleOnAppeal:
    bound = state.bound
    assert bound is not None
    if stands_as_bound(state):
        return RuleOnAppeal(AppealVerdict.UPHOLD, BY_PAPERS)
    amount = bound.amount_minor if bound.favour is Favour.SPLIT else None
    return RuleOnAppeal(AppealVerdict(bound.favour.value), BY_PAPERS, amount)


VERBS: dict[str, Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]] = {
    "bind_ruling": bind_ruling,
    "decide_as_bound": decide_as_bound,
}
