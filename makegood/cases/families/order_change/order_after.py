"""PURE: the order as it is after a change of it was paid for and made."""

from collections.abc import Iterable

from msgspec import structs

from makegood.cases.events import Recorded
from makegood.cases.facts import LineFacts, OrderFacts, PaymentFacts
from makegood.cases.families.order_change.events import ChangeMade, ChangePaid
from makegood.cases.families.replacement.plan import NewLine
from makegood.payments import INTERNAL, LAST_RANK


def after_change(order: OrderFacts, recorded: Iterable[Recorded]) -> OrderFacts:
    """With the payment and the lines that a change brought."""
    for each in recorded:
        match each.event:
            case ChangePaid() as paid:
                order = _paid(order, paid)
            case ChangeMade(lines=lines) if lines:
                order = structs.replace(order, lines=(*order.lines, *(_line(new) for new in lines)))
            case _:
                pass
    return order


def _paid(order: OrderFacts, event: ChangePaid) -> OrderFacts:
    payment = PaymentFacts(
        event.payment_no, event.tender, event.processor, event.processor_reference, event.amount_minor, 0, LAST_RANK
    )  # fmt: skip
    held = order.balances.get(event.processor_reference) if event.processor == INTERNAL else None
    left = {} if held is None else {event.processor_reference: held - event.amount_minor}
    return structs.replace(
        order,
        payments=(*order.payments, payment),
        escrow_minor=order.escrow_minor + event.amount_minor,
        balances={**order.balances, **left},
    )


def _line(new: NewLine) -> LineFacts:
    return LineFacts(
        new.line_no, "goods", new.sku, new.title, new.category, new.quantity, new.paid_minor, 0, 0,
        unit_price_minor=new.unit_price_minor, product=new.product or None,
    )  # fmt: skip
