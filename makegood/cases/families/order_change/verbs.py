"""PURE: granting a change of an order, paying for it, and leaving the order as it is."""

from collections.abc import Callable
from typing import Any

from makegood.cases import events as e
from makegood.cases import refusals as shared
from makegood.cases.commands import Command
from makegood.cases.facts import Facts
from makegood.cases.families.order_change import commands as c
from makegood.cases.families.order_change import events as own
from makegood.cases.families.order_change.asking import has_left, wanted_units
from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.families.replacement import refusals as replacing
from makegood.cases.families.replacement.commands import PayDifference, RecordPayment
from makegood.cases.families.replacement.following import FIRST_LINE_NO
from makegood.cases.families.replacement.plan import NewLine
from makegood.cases.families.replacement.verbs import (
    FIRST_PAYMENT_NO,
    holds_enough,
    require_held,
    require_new,
)
from makegood.cases.model import CaseState, Role, Stage
from makegood.cases.terms import DEFAULT_TENDERS
from makegood.kit.money import split_by_weights
from makegood.payments import INTERNAL

Verb = Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]


def or_change(verb: Verb, change_verb: Verb) -> Verb:
    """A verb that means something of its own where the case changes the order."""

    def either(command: Any, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
        return (change_verb if state.change is not None else verb)(command, state, facts, actor)

    return either


def change_in(state: CaseState) -> OrderChange:
    """The change of a case that has one; its tables lead nowhere else."""
    if state.change is None:
        raise shared.NotInThisStage(stage=state.stage.value)
    return state.change


def grant(command: Command | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The change is granted, and made at once unless it has to be paid for outside first."""
    return _granted(state, facts, "")


def grant_at_once(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What a rule does in the very opening: nobody has to answer."""
    return _granted(state, facts, state.terms.at_once_rule)


def _granted(state: CaseState, facts: Facts, rule: str) -> list[e.CaseEvent]:
    change = change_in(state)
    granted = own.ChangeGranted(rule=rule)
    if not change.unpaid_minor:
        return [granted, _made(state, facts)]
    holds = holds_enough(change.pay_with, change.unpaid_minor, facts.order)
    if change.pay_with_kind in DEFAULT_TENDERS and holds:
        return [granted, *_paid(change.pay_with_kind, INTERNAL, change.pay_with, state, facts)]
    return [granted]


def _paid(tender: str, processor: str, reference: str, state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    """One more payment of the order, and what it was for."""
    number = max([FIRST_PAYMENT_NO - 1, *(payment.payment_no for payment in facts.order.payments)]) + 1
    paid = own.ChangePaid(
        payment_no=number,
        tender=tender,
        processor=processor,
        processor_reference=reference,
        amount_minor=change_in(state).unpaid_minor,
    )
    return [paid, _made(state, facts)]


def _made(state: CaseState, facts: Facts) -> own.ChangeMade:
    change = change_in(state)
    return own.ChangeMade(
        made_at=facts.now, address_id=change.address_id, lines=_new_lines(change, state, facts)
    )


def _new_lines(change: OrderChange, state: CaseState, facts: Facts) -> tuple[NewLine, ...]:
    """The lines that the changed units become, for what has been paid for them after all."""
    if not change.wanted:
        return ()
    worth = state.value_minor + change.due_minor - change.back_minor
    first = max([FIRST_LINE_NO - 1, *(line.line_no for line in facts.order.lines)]) + 1
    weights = [each.price_minor * each.quantity for each in change.wanted]
    parts = split_by_weights(worth, weights if any(weights) else [each.quantity for each in change.wanted])
    units = wanted_units(change.wanted)
    return tuple(
        NewLine(no, u.sku, u.title, u.quantity, u.price_minor, part, u.product, u.category)
        for no, (u, part) in enumerate(zip(units, parts, strict=True), first)
    )


def pay_difference(command: PayDifference, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """From the buyer's own gift card or store credit, at once. Raises NoSuchTender, NotPayableThere and
    TenderTooSmall.
    """
    tender = facts.order.tender(command.pay_with)
    if tender is None:
        raise shared.NoSuchTender()
    if tender.tender not in DEFAULT_TENDERS:
        raise replacing.NotPayableThere(tender=tender.tender)
    require_held(command.pay_with, change_in(state).unpaid_minor, facts.order)
    return _paid(tender.tender, INTERNAL, command.pay_with, state, facts)


def record_payment(command: RecordPayment, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The marketplace's checkout has captured it. Raises PaymentDiffers and CaptureToldBefore."""
    due = change_in(state).unpaid_minor
    if command.amount_minor != due:
        raise replacing.PaymentDiffers(
            due_minor=due, given_minor=command.amount_minor, currency=state.currency
        )
    require_new(command, due, facts.order)
    return _paid(command.tender, command.processor, command.processor_reference, state, facts)


def decline_change(
    command: c.DeclineChange, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """The desk leaves the order as it is."""
    return [own.ChangeDropped(because="change_declined", note=command.note)]


def report_left(command: c.ReportLeft, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The order has left unchanged."""
    return [own.ChangeDropped(because="left_unchanged")]


def drop_change(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What silence means where it does not grant the change."""
    if has_left(facts.order, state.items, facts):
        return [own.ChangeDropped(because="left_unchanged")]
    unpaid = state.stage is Stage.AWAITING_PAYMENT
    return [own.ChangeDropped(because="change_not_paid" if unpaid else "change_not_decided")]
