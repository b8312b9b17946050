"""PURE: the commands that the check gives to a case: every verb of the table with every amount and answer that differs."""

from collections.abc import Callable, Iterable, Iterator

from makegood.cases import commands as c
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState, CaseType, Favour, PauseReason, Role
from makegood.cases.small_promises import RIGHT

TYPES = tuple(CaseType)


def openings(order: OrderFacts) -> Iterator[c.OpenCase]:
    """Every way to open a case on an order, and one unit and one minor unit more than there is."""
    for type_ in TYPES:
        for items in _items(order):
            for amount in (None, *range(1, order.paid_minor + 2)):
                for own in (None, *(tender.external_id for tender in order.tenders)):
                    yield c.OpenCase(type_, items, "quality", amount, refund_to=own)


def _items(order: OrderFacts) -> Iterator[tuple[c.ItemAsked, ...]]:
    for line in order.lines:
        for quantity in range(1, line.quantity + 2):
            yield (c.ItemAsked(line.line_no, quantity),)
    if len(order.lines) > 1:
        yield tuple(c.ItemAsked(line.line_no) for line in order.lines)


def _offers(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for type_ in TYPES:
        for amount in range(1, state.requested_minor + 2):
            yield c.MakeOffer(amount, type_)


def _revisions(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for type_ in TYPES:
        for items in (None, *_items(order)):
            for amount in (None, *range(1, order.paid_minor + 2)):
                for own in (None, *_other_tenders(order)):
                    yield c.Revise(type_, items, amount, refund_to=own)


def _other_tenders(order: OrderFacts) -> tuple[str, ...]:
    return ("", *(tender.external_id for tender in order.tenders)) if order.tenders else ()


def _rulings(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    yield c.Rule(Favour.MERCHANT, "ruled")
    for with_return in (True, False):
        yield c.Rule(Favour.BUYER, "ruled", None, with_return)
        for amount in range(1, state.requested_minor + 2):
            yield c.Rule(Favour.SPLIT, "ruled", amount, with_return)


def _inspections(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    yield c.Inspect()
    for item in state.items:
        for quantity in range(item.quantity + 2):
            yield c.Inspect((c.UnitsAccepted(item.line_no, quantity),), "damaged")


def _outcomes(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    for leg in state.legs:
        for outcome in ("paid", "failed", "unknown"):
            for attempt in {leg.attempt, max(1, leg.attempt - 1)}:
                yield c.RecordRefund(leg.leg_no, attempt, outcome)


Payloads = Callable[[CaseState, OrderFacts, Role], Iterable[c.Command]]


def _facts(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[c.Command]:
    if order.market:
        yield from (c.SupplyFacts({RIGHT: said}) for said in (True, False))


_PAYLOADS: dict[str, Payloads] = {
    "supply_facts": _facts,
    "offer": _offers,
    "revise": _revisions,
    "rule": _rulings,
    "inspect": _inspections,
    "record_refund": _outcomes,
    "refuse": lambda state, order, actor: [c.Refuse("not_as_said")],
    "statement": lambda state, order, actor: [c.AddStatement("said")],
    "ship": lambda state, order, actor: [c.ShipReturn("SF", "1")],
    "reopen": lambda state, order, actor: [c.Reopen("new")],
    "pause": lambda state, order, actor: [c.PauseClock(PauseReason.JOINT, "agreed")],
}


def commands_named(name: str, state: CaseState, order: OrderFacts, actor: Role) -> Iterable[c.Command]:
    """Every command of a name that is worth giving here. A command without content is given once."""
    payloads = _PAYLOADS.get(name)
    return payloads(state, order, actor) if payloads else [c.COMMANDS[name]()]


def in_words(command: c.Command) -> str:
    """A command with what was said in it: `offer amount_minor=2 type=refund_only`."""
    parts = [command.name]
    for field in command.__struct_fields__:
        value = getattr(command, field)
        if value not in (None, "", (), {}) and field not in ("reason", "note", "carrier", "tracking_no"):
            parts.append(f"{field}={_value(value)}")
    return " ".join(parts)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(
            f"{'all' if each.quantity is None else each.quantity} of line {each.line_no}" for each in value
        )
    return str(value)
