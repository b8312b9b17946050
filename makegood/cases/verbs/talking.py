"""PURE: granting, refusing, offering, accepting, withdrawing."""

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.families.price_reduction.expiry import expires_at
from makegood.cases.families.replacement.asking import refuse_goods_offered
from makegood.cases.model import Answer, CaseState, Offer, Role, Stage
from makegood.cases.refused_often import are_too_many
from makegood.cases.verbs.asking import refuse_other_offer, refuse_return_of_unsent


def approve(command: c.Approve | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Grant what was asked (or what was agreed or ruled before)."""
    return [e.CaseApproved(amount_minor=state.owed_minor)]


def refuse(command: c.Refuse, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Say no, with the reason. Where a rule says that this is one refusal too many, the desk is called in at once."""
    refused = e.CaseRefused(refusal=Answer(command.reason, command.note))
    if not are_too_many(state.refusals + 1, state):
        return [refused]
    return [refused, e.CalledByRule(respondent=Role.MERCHANT, refusals=state.refusals + 1)]


def offer(command: c.MakeOffer, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Propose another amount or remedy; never more than was asked for."""
    if command.amount_minor > state.requested_minor:
        raise refusals.OffersGoDown(most_minor=state.requested_minor, currency=state.currency)
    type_ = command.type or state.type
    refuse_other_offer(type_, state)
    refuse_goods_offered(type_)
    refuse_return_of_unsent(type_, state, facts)
    made = Offer(actor, type_, command.amount_minor, command.note, expires_at(type_, actor, state, facts))
    return [e.OfferMade(offer=made)]


def accept(command: c.Accept, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Take the standing offer."""
    if state.offer is None:
        raise refusals.NoOfferStands()
    return [e.OfferAccepted(offer=state.offer)]


def withdraw(command: c.Withdraw, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Take the request back."""
    return [e.CaseWithdrawn()]


def close(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the buyer's silence means."""
    because = "return_not_sent" if state.stage is Stage.AWAITING_RETURN else "buyer_silent"
    return [e.CaseClosed(because=because)]
