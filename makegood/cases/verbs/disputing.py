"""PURE: calling the platform in, being heard, being judged."""

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, CaseType, Favour, Role, Ruling, Stage
from makegood.cases.verbs.asking import refuse_return_of_unsent


def escalate(command: c.Escalate | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Call a person in. The other party is heard first; a refund that is under way goes to the desk instead."""
    if state.stage is Stage.REFUNDING:
        return [e.RefundHeld(by=actor)]
    respondent = Role.BUYER if actor is Role.MERCHANT else Role.MERCHANT
    return [e.CaseEscalated(by=actor, respondent=respondent, note=command.note if command else "")]


def statement(command: c.AddStatement, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Tell one's side; once the respondent has, the desk has the ball."""
    return [e.StatementAdded(by=actor, note=command.note)]


def proceed(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the respondent's silence means."""
    return [e.EvidenceClosed()]


def hand_up(command: c.HandUp | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Pass the case to a senior person."""
    return [e.CaseHandedUp(note=command.note if command else "")]


def rule(command: c.Rule, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Decide. A ruling never gives more than was asked for, and so never more than was paid."""
    with_return = state.type is CaseType.RETURN_REFUND if command.with_return is None else command.with_return
    if with_return and command.favour is not Favour.MERCHANT:
        refuse_return_of_unsent(CaseType.RETURN_REFUND, state, facts)
    ruling = Ruling(command.favour, _amount(command, state), with_return, command.reason)
    return [e.CaseRuled(ruling=ruling)]


def _amount(command: c.Rule, state: CaseState) -> int:
    if (command.amount_minor is not None) != (command.favour is Favour.SPLIT):
        raise refusals.AmountOwed()
    match command.favour:
        case Favour.MERCHANT:
            return 0
        case Favour.BUYER:
            return state.requested_minor
        case Favour.SPLIT:
            assert command.amount_minor is not None
            if command.amount_minor > state.requested_minor:
                raise refusals.OffersGoDown(most_minor=state.requested_minor, currency=state.currency)
            return command.amount_minor


def rule_by_default(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the senior's silence means: the platform does not let the buyer pay for its own delay."""
    ruling = Ruling(
        Favour.BUYER,
        state.requested_minor,
        state.type is CaseType.RETURN_REFUND,
        "The platform did not decide in time.",
        by_default=True,
    )
    return [e.CaseRuled(ruling=ruling)]
