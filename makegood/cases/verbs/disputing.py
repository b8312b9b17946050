"""PURE: calling the platform in, being heard, being judged."""

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases.compensation import on_top, owed_since
from makegood.cases.facts import Facts
from makegood.cases.families.court_papers.binding import (
    BY_PAPERS,
    bound_amount,
    naming_papers,
    require_as_bound,
)
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.evidence_window.plan import ONLY
from makegood.cases.families.jury.heeding import require_heeded
from makegood.cases.families.replacement.rulings import asks_goods_back, stays_as_asked, what_stands
from makegood.cases.families.second_review.limits import needs_second_reader
from makegood.cases.freight_ruled import freight_said
from makegood.cases.heard import require_heard
from makegood.cases.model import CaseState, CaseType, Favour, Role, Ruling, Stage
from makegood.cases.on_facts import facts_in
from makegood.cases.outbound_freight import require_not_given_back
from makegood.cases.verbs.appealing import amount_for, with_senior
from makegood.cases.verbs.asking import refuse_return_of_unsent


def escalate(command: c.Escalate | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Call a person in. Both parties are heard, the other one first; a refund that is under way goes to the desk instead."""
    if state.stage is Stage.REFUNDING:
        return [e.RefundHeld(by=actor)]
    respondent = Role.BUYER if actor is Role.MERCHANT else Role.MERCHANT
    asked = command or c.Escalate()
    hearing = ONLY[respondent] if asked.is_all and actor in ONLY else None
    return [e.CaseEscalated(by=actor, respondent=respondent, note=asked.note, hearing=hearing)]


def hand_up(command: c.HandUp | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Pass the case to a senior person. An appeal stays what it is, with a clock of the senior's own."""
    place = with_senior(state, facts) if state.stage is Stage.UNDER_APPEAL else None
    return [e.CaseHandedUp(note=command.note if command else "", entered=place)]


def rule(command: c.Rule, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Decide. A ruling never gives more than was asked for, and so never more than was paid. Above the packs' limits it
    waits for another person's yes. Papers that bind come before what a panel of users found.
    """
    require_as_bound(command.favour, command.amount_minor, command.compensation_minor, state)
    if state.bound is None:
        require_heeded(command, state)
    as_asked = stays_as_asked(command.favour, command.with_return, state)
    with_return = asks_goods_back(state) if command.with_return is None else command.with_return
    if with_return and command.favour is not Favour.MERCHANT:
        refuse_return_of_unsent(CaseType.RETURN_REFUND, state, facts)
    amount = amount_for(command.favour, command.amount_minor, state)
    if not as_asked:
        require_not_given_back(command.freight_by, amount, state, facts.order)
    ruling = Ruling(
        command.favour, amount, with_return, command.reason, citations=command.citations, as_asked=as_asked,
        proposal=command.proposal, departure=command.departure, freight_by=freight_said(command.freight_by),
        rests_on=facts_in(command),
        **on_top(command.compensation_minor, command.favour, amount, state, facts.order),
    )  # fmt: skip
    require_heard(command.favour, state)
    ruling = naming_papers(ruling, state)
    if needs_second_reader(ruling, state):
        return [e.RulingDrafted(ruling=ruling)]
    return [e.CaseRuled(ruling=ruling), *what_stands(ruling, state, facts)]


def rule_by_default(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the senior's silence means: the platform does not let the buyer pay for its own delay, nor for what a
    person gave on top, or said of the freight, before. Papers that bind say it for themselves.
    """
    if state.bound is not None:
        return _as_bound(state.bound, state, facts)
    before = state.ruling if state.ruling and state.ruling.favour is not Favour.MERCHANT else None
    ruling = Ruling(
        Favour.BUYER,
        state.requested_minor,
        asks_goods_back(state),
        "The platform did not decide in time.",
        by_default=True,
        as_asked=stays_as_asked(Favour.BUYER, None, state),
        compensation_minor=before.compensation_minor if before else 0,
        compensation_rule=before.compensation_rule if before else "",
        compensation_by=before.compensation_by if before else "",
        freight_by=before.freight_by if before else None,
        compensation_since=owed_since(before, state) if before else None,
    )
    return [e.CaseRuled(ruling=ruling)]


def _as_bound(bound: BoundRuling, state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    ruling = Ruling(
        bound.favour,
        bound_amount(bound, state),
        asks_goods_back(state),
        BY_PAPERS,
        by_default=True,
        as_asked=stays_as_asked(bound.favour, None, state),
    )
    return [e.CaseRuled(ruling=naming_papers(ruling, state)), *what_stands(ruling, state, facts)]
