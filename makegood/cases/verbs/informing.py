"""PURE: telling what policy asks for, and what follows from it."""

from collections.abc import Mapping
from typing import Any

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.claims import claims_of
from makegood.cases.facts import Asked, Facts, Verdict
from makegood.cases.model import CaseState, Role
from makegood.cases.repricing import withheld_in
from makegood.cases.terms import MOST_GIVEN, NO_TERMS, GivenFact, Terms
from makegood.cases.wish import wish_of


def supply_facts(command: c.SupplyFacts, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Facts of the catalogue, each from a party that can tell it. The terms follow; what is asked stays asked.

    A fact that shows that the remedy was never open does not end the case: the other party answers it, or the desk.
    """
    return [supply(command.facts, state, facts, actor)]


def supply(values: Mapping[str, Any], state: CaseState, facts: Facts, actor: Role) -> e.FactsSupplied:
    """The same for whatever carries facts."""
    if facts.promises is None:
        raise refusals.NothingToTell()
    given = told(values, facts, actor)
    if len(state.given) + len(given) > MOST_GIVEN:
        raise refusals.NoMoreFacts(most=MOST_GIVEN)
    return e.FactsSupplied(
        given=given, terms=verdict_on(asked_of(state, (*state.given, *given)), facts).terms
    )


def told(values: Mapping[str, Any], facts: Facts, by: Role) -> tuple[GivenFact, ...]:
    """Facts as a party tells them. Raises NothingToTell, FactNotKnown, FactWrong and FactNotYours."""
    if not values:
        return ()
    if facts.promises is None:
        raise refusals.NothingToTell()
    return tuple(
        GivenFact(name, facts.promises.accept(name, value, by), by.value, facts.now)
        for name, value in values.items()
    )


def verdict_on(asked: Asked, facts: Facts) -> Verdict:
    """What policy says of a request; where there is none, everything may be asked."""
    return (
        Verdict(NO_TERMS) if facts.promises is None else facts.promises.judge(asked, facts.order, facts.now)
    )


def terms_of(asked: Asked, facts: Facts) -> Terms:
    """The terms of a request. Raises RemedyNotOpen, TenderNotOpen and FactWrong."""
    verdict = verdict_on(asked, facts)
    if verdict.refusal:
        raise verdict.refusal
    return verdict.terms


def asked_of(state: CaseState, given: tuple[GivenFact, ...]) -> Asked:
    """What a case asks for as it stands."""
    return Asked(
        state.type,
        state.reason,
        tuple(item for item in state.items if item.quantity),
        state.requested_minor - withheld_in(state.items),
        state.goods,
        state.refund_to.tender if state.refund_to else None,
        given,
        state.received_at,
        state.terms.decisions,
        state.terms.asked_at,
        wish_of(state.replacement, state.change),
        held=claims_of(state),
    )
