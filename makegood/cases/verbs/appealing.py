"""PURE: appealing against a ruling, and what another person of the desk decides on it."""

from datetime import timedelta

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.claims import claim_changes, claims_of
from makegood.cases.compensation import on_top, owed_since
from makegood.cases.event import Entered
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.court_papers.binding import (
    given_minor,
    naming_papers,
    refused_as_unbound,
    require_as_bound,
    stands_as_bound,
)
from makegood.cases.families.replacement.refusals import LessThanIsDue
from makegood.cases.families.replacement.rulings import changed_on_appeal, sent
from makegood.cases.families.replacement.verbs import least_minor
from makegood.cases.freight_ruled import FreightRuled, UpheldAsItIs, freight_completed, freight_said
from makegood.cases.heard import require_answered
from makegood.cases.model import AppealOutcome, AppealVerdict, CaseState, CaseType, Favour, Role, Ruling
from makegood.cases.on_facts import facts_in
from makegood.cases.outbound_freight import require_not_given_back
from makegood.cases.stages import remind_at
from makegood.cases.verbs.asking import refuse_return_of_unsent
from makegood.cases.verbs.showing import shown

SHORTEST = 20
"""Characters that are not blank, of grounds and of reasons: as long as a ruling's own reason on the desk's page."""


def appeal(command: c.Appeal, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Say what is wrong with the ruling. It is carried out all the same, and heard by somebody else."""
    _long_enough(command.grounds)
    return [e.CaseAppealed(by=actor, note=command.grounds, files=shown(command.files, facts))]


def rule_on_appeal(command: c.RuleOnAppeal, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Uphold, or decide otherwise. What has gone to the buyer stays there: the platform bears its own wrong ruling."""
    _long_enough(command.reason)
    assert state.ruling is not None
    if command.verdict is AppealVerdict.UPHOLD:
        if command.amount_minor is not None or command.compensation_minor is not None:
            raise refusals.AmountOwed()
        if freight_said(command.freight_by):
            raise UpheldAsItIs()
        if state.bound and not stands_as_bound(state):
            raise refused_as_unbound(state.bound, state)
        stands = _decided_so(state.ruling, command)
        return [e.AppealDecided(outcome=AppealOutcome.UPHELD, ruling=naming_papers(stands, state))]
    require_as_bound(Favour(command.verdict.value), command.amount_minor, command.compensation_minor, state)
    decided = _decided(command, state, facts)
    require_answered(state, facts.now)
    return decided


def _decided(command: c.RuleOnAppeal, state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    """What another decision than the one appealed against does."""
    assert state.ruling is not None
    if _moves_freight_alone(command, state):
        ruling = structs.replace(
            _decided_so(state.ruling, command),
            amount_minor=given_minor(state),
            freight_by=_freight(command, state),
            compensation_since=owed_since(state.ruling, state),
        )
        if not ruling.as_asked:
            require_not_given_back(command.freight_by, ruling.amount_minor, state, facts.order)
        return [e.AppealDecided(outcome=AppealOutcome.CHANGED, ruling=naming_papers(ruling, state))]
    ruling = naming_papers(_ruling(command, state, facts), state)
    _refuse_what_is_gone(state, ruling.amount_minor, facts.order)
    return [
        e.AppealDecided(
            outcome=AppealOutcome.CHANGED if ruling.favour is Favour.SPLIT else AppealOutcome.REVERSED,
            ruling=ruling,
            made_whole_minor=max(0, state.sent_minor - ruling.amount_minor) - state.made_whole_minor,
        ),
        *changed_on_appeal(ruling, state),
    ]


def _ruling(command: c.RuleOnAppeal, state: CaseState, facts: Facts) -> Ruling:
    """The ruling as it should have been. Raises AmountOwed, OffersGoDown, NothingChanged, FreightGivenBack and
    NotShippedYet.
    """
    favour = Favour(command.verdict.value)
    amount = amount_for(favour, command.amount_minor, state)
    if _gives_the_same(command, state):
        raise refusals.NothingChanged(amount_minor=amount, currency=state.currency)
    require_not_given_back(command.freight_by, amount, state, facts.order)
    with_return = state.type is CaseType.RETURN_REFUND and not state.legs and amount > 0
    if with_return:
        refuse_return_of_unsent(state.type, state, facts)
    return Ruling(
        favour, amount, with_return, command.reason, citations=command.citations,
        proposal=command.proposal, departure=command.departure, freight_by=_freight(command, state),
        rests_on=facts_in(command),
        **on_top(command.compensation_minor, favour, amount, state, facts.order),
    )  # fmt: skip


def _decided_so(ruling: Ruling, command: c.RuleOnAppeal) -> Ruling:
    """The ruling that was appealed, in the words of whoever heard the appeal."""
    return structs.replace(
        ruling, reason=command.reason, citations=command.citations, by_default=False,
        proposal=command.proposal, departure=command.departure, rests_on=facts_in(command),
    )  # fmt: skip


def _gives_the_same(command: c.RuleOnAppeal, state: CaseState) -> bool:
    """Whether the buyer gets by a decision what the ruling gives."""
    assert state.ruling is not None
    amount = amount_for(Favour(command.verdict.value), command.amount_minor, state)
    return (
        amount == given_minor(state) and (command.compensation_minor or 0) == state.ruling.compensation_minor
    )


def _moves_freight_alone(command: c.RuleOnAppeal, state: CaseState) -> bool:
    """Whether a decision leaves the ruling as it is, but for who bears the freight."""
    assert state.ruling is not None
    is_same = command.verdict.value == state.ruling.favour.value and _gives_the_same(command, state)
    return (
        is_same
        and freight_said(command.freight_by) is not None
        and _freight(command, state) != state.ruling.freight_by
    )


def _freight(command: c.RuleOnAppeal, state: CaseState) -> FreightRuled | None:
    """Who bears the freight: as is said now; for the rest as was ruled, unless the ruling was for the other side."""
    assert state.ruling is not None
    was_for_buyer, is_for_buyer = (
        each is not Favour.MERCHANT for each in (state.ruling.favour, Favour(command.verdict.value))
    )
    return freight_completed(
        command.freight_by, state.ruling.freight_by if was_for_buyer == is_for_buyer else None
    )


def amount_for(favour: Favour, amount_minor: int | None, state: CaseState) -> int:
    """What a ruling gives the buyer: never more than was asked for, and so never more than was paid.

    Raises AmountOwed where a split names no amount or another ruling does, OffersGoDown and LessThanIsDue.
    """
    if (amount_minor is not None) != (favour is Favour.SPLIT):
        raise refusals.AmountOwed()
    least = least_minor(state)
    if amount_minor is None:
        if favour is Favour.MERCHANT and least and not sent(state):
            raise LessThanIsDue(least_minor=least, currency=state.currency)
        return state.requested_minor if favour is Favour.BUYER else 0
    if amount_minor < least:
        raise LessThanIsDue(least_minor=least, currency=state.currency)
    if amount_minor > state.requested_minor:
        raise refusals.OffersGoDown(most_minor=state.requested_minor, currency=state.currency)
    return amount_minor


def _refuse_what_is_gone(state: CaseState, amount_minor: int, order: OrderFacts) -> None:
    """Raises TakenSince where other cases have since been given what the buyer would get now."""
    is_lined = state.replacement is not None and bool(state.replacement.lines)
    if not (state.legs or is_lined) or amount_minor <= state.sent_minor:
        return
    after = structs.replace(state, approved_minor=amount_minor)
    for line_no, (units, minor) in claim_changes(claims_of(state), claims_of(after)).items():
        line = order.line(line_no)
        if line is None or units > line.left_quantity or minor > line.left_minor:
            raise refusals.TakenSince(line_no=line_no)


def _long_enough(words: str) -> None:
    if len("".join(words.split())) < SHORTEST:
        raise refusals.TooFewWords(least=SHORTEST)


def take_back_appeal(
    command: c.TakeBackAppeal, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The party lets the ruling stand after all."""
    return [e.AppealTakenBack(by=actor)]


SENIOR_HEARS = timedelta(hours=72)
"""The time in which a senior person decides an appeal that the desk has left undecided."""


def with_senior(state: CaseState, facts: Facts) -> Entered:
    """The senior has the ball of an appeal: as long as for any ruling of a senior."""
    until = facts.now + (state.terms.clock("senior_ruling") or SENIOR_HEARS)
    return Entered(state.stage, Role.SENIOR, until, remind_at(Role.SENIOR, facts.now, until))


def let_stand(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the silence of desk and senior means: the ruling stands."""
    return [e.AppealLapsed()]
