"""PURE: the commands that the check gives to a case: every verb of the table with every amount and answer that differs."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.every_command import COMMANDS
from makegood.cases.facts import OrderFacts
from makegood.cases.families.cancellation.small import PAYLOADS as CANCELLATION
from makegood.cases.families.court_papers.small import PAYLOADS as COURT_PAPERS
from makegood.cases.families.evidence_window.small import PAYLOADS as EVIDENCE_WINDOW
from makegood.cases.families.evidence_window.small import pauses
from makegood.cases.families.jury.small import DEPARTURE
from makegood.cases.families.jury.small import PAYLOADS as JURY
from makegood.cases.families.new_circumstances.small import reopenings
from makegood.cases.families.order_change.small import PAYLOADS as ORDER_CHANGE
from makegood.cases.families.order_change.small import changes
from makegood.cases.families.reception.small import PAYLOADS as RECEPTION
from makegood.cases.families.reception.small import findings
from makegood.cases.families.repair.small import PAYLOADS as REPAIR
from makegood.cases.families.replacement.small import PAYLOADS as REPLACEMENT
from makegood.cases.families.replacement.small import wishes
from makegood.cases.families.second_review.small import PAYLOADS as SECOND_REVIEW
from makegood.cases.freight_ruled import FreightBearer, FreightRuled
from makegood.cases.kin import REFUNDS, kin_of
from makegood.cases.model import AppealVerdict, CaseState, CaseType, Favour, Role
from makegood.cases.small_promises import RIGHT
from makegood.payments import INTERNAL, MORE_THAN_CAPTURED


def openings(order: OrderFacts, types: Iterable[CaseType] = tuple(sorted(REFUNDS))) -> Iterator[c.OpenCase]:
    """Every way to open a case on an order, and one unit and one minor unit more than there is."""
    for type_ in types:
        for items in _items(order):
            for amount in (None, *range(1, order.paid_minor + 2)):
                for own in (None, *(tender.external_id for tender in order.tenders)):
                    for wish in wishes(type_, order, own):
                        for change in changes(type_, order, amount is None and own is None):
                            yield c.OpenCase(
                                type_,
                                items,
                                "quality",
                                amount,
                                refund_to=own,
                                replacement=wish,
                                change=change,
                            )


def _items(order: OrderFacts) -> Iterator[tuple[c.ItemAsked, ...]]:
    for line in order.lines:
        for quantity in range(1, line.quantity + 2):
            yield (c.ItemAsked(line.line_no, quantity),)
    if len(order.lines) > 1:
        yield tuple(c.ItemAsked(line.line_no) for line in order.lines)


def _offers(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for type_ in sorted(kin_of(state.type)):
        for amount in range(1, state.requested_minor + 2):
            yield c.MakeOffer(amount, type_)


def _revisions(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for type_ in sorted(kin_of(state.type)):
        for items in (None, *_items(order)):
            for amount in (None, *range(1, order.paid_minor + 2)):
                for own in (None, *_other_tenders(order)):
                    yield c.Revise(type_, items, amount, refund_to=own)


def _other_tenders(order: OrderFacts) -> tuple[str, ...]:
    return ("", *(tender.external_id for tender in order.tenders)) if order.tenders else ()


def _rulings(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    why = DEPARTURE if state.jury and state.jury.verdict else ""
    yield c.Rule(Favour.MERCHANT, "ruled", departure=why)
    for with_return in (True, False):
        yield c.Rule(Favour.BUYER, "ruled", None, with_return, departure=why)
        for amount in range(1, state.requested_minor + 2):
            yield c.Rule(Favour.SPLIT, "ruled", amount, with_return, departure=why)


GROUNDS = "The ruling overlooks the photos."
OTHERWISE = FreightRuled(back=FreightBearer.BUYER)
"""What alone may be decided otherwise, the buyer getting the same."""


def _decisions(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for verdict in (AppealVerdict.UPHOLD, AppealVerdict.BUYER, AppealVerdict.MERCHANT):
        yield c.RuleOnAppeal(verdict, GROUNDS)
    for verdict in (AppealVerdict.BUYER, AppealVerdict.MERCHANT):
        yield c.RuleOnAppeal(verdict, GROUNDS, freight_by=OTHERWISE)
    for amount in range(1, state.requested_minor + 2):
        yield c.RuleOnAppeal(AppealVerdict.SPLIT, GROUNDS, amount)


def _inspections(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    yield c.Inspect()
    for item in state.items:
        for quantity in range(item.quantity + 2):
            yield c.Inspect((c.UnitsAccepted(item.line_no, quantity),), "damaged")
    yield from findings(state, order, actor)


def _outcomes(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for leg in state.legs:
        for outcome in ("paid", "failed", "unknown"):
            for attempt in {leg.attempt, max(1, leg.attempt - 1)}:
                yield c.RecordRefund(leg.leg_no, attempt, outcome)
        if leg.processor != INTERNAL:
            yield c.RecordRefund(leg.leg_no, leg.attempt, "failed", MORE_THAN_CAPTURED)


Payloads = Callable[[CaseState, OrderFacts, Role], Iterable[c.Command]]


def _facts(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    if order.market:
        yield from (c.SupplyFacts({RIGHT: said}) for said in (True, False))


def _messages(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    """One message, and where policy asks for facts, one with each of them. Only the asked party's changes anything, so
    that of the others the buyer's stands for all, and everybody's is tried after the end.
    """
    asked = state.question.to if state.question else None
    if actor is asked or actor is Role.BUYER or not state.stage.is_open:
        yield c.Say("said")
    if actor is asked and order.market:
        yield from (c.Say("said", facts={RIGHT: told}) for told in (True, False))


def _questions(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    yield from (c.Ask(to, "asked") for to in (Role.BUYER, Role.MERCHANT, Role.CARRIER))


_PAYLOADS: dict[str, Payloads] = {
    "supply_facts": _facts,
    "say": _messages,
    "ask": _questions,
    "offer": _offers,
    "revise": _revisions,
    "rule": _rulings,
    "rule_on_appeal": _decisions,
    "appeal": lambda state, order, actor: [c.Appeal(GROUNDS)],
    "inspect": _inspections,
    "record_refund": _outcomes,
    "refuse": lambda state, order, actor: [c.Refuse("not_as_said")],
    "statement": lambda state, order, actor: [c.AddStatement("said"), c.AddStatement("said", is_all=True)],
    "ship": lambda state, order, actor: [c.ShipReturn("SF", "1")],
    "reopen": reopenings,
    "pause": pauses,
    **CANCELLATION,
    **REPLACEMENT,
    **REPAIR,
    **RECEPTION,
    **ORDER_CHANGE,
    **SECOND_REVIEW,
    **JURY,
    **EVIDENCE_WINDOW,
    **COURT_PAPERS,
}


def commands_named(name: str, state: CaseState, order: OrderFacts, actor: Role) -> Iterable[c.Command]:
    """Every command of a name that is worth giving here. A command without content is given once."""
    payloads = _PAYLOADS.get(name)
    return payloads(state, order, actor) if payloads else [COMMANDS[name]()]


_WORDS = ("reason", "note", "text", "grounds", "carrier", "tracking_no", "files", "weight_grams")


def in_words(command: c.Command) -> str:
    """A command with what was said in it: `offer amount_minor=2 type=refund_only`."""
    parts = [command.name]
    for field in structs.fields(command):
        value = getattr(command, field.name)
        if value not in (None, "", (), {}, field.default) and field.name not in _WORDS:
            parts.append(f"{field.name}={_value(value)}")
    return " ".join(parts)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(
            f"{'all' if each.quantity is None else each.quantity} of line {each.line_no}" for each in value
        )
    return str(value)
