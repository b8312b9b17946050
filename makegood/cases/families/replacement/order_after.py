"""PURE: the order as it is after a difference was paid, and after replacements have become lines of it."""

from collections.abc import Iterable

from msgspec import structs

from makegood.cases.events import Recorded
from makegood.cases.facts import LineFacts, OrderFacts, PaymentFacts
from makegood.cases.families.repair.events import RepairPaid
from makegood.cases.families.replacement.events import DifferencePaid, ReplacementBecameLines
from makegood.cases.families.replacement.plan import NewLine
from makegood.payments import INTERNAL, LAST_RANK

"""What was paid on top is refunded last, as it was paid last."""


def paid_on_top(order: OrderFacts, event: DifferencePaid | RepairPaid) -> OrderFacts:
    """With one more payment, whose money waits in escrow."""
    payment = PaymentFacts(
        event.payment_no,
        event.tender,
        event.processor,
        event.processor_reference,
        event.amount_minor,
        0,
        LAST_RANK,
    )
    held = order.balances.get(event.processor_reference) if event.processor == INTERNAL else None
    left = {} if held is None else {event.processor_reference: held - event.amount_minor}
    return structs.replace(
        order,
        payments=(*order.payments, payment),
        escrow_minor=order.escrow_minor + event.amount_minor,
        balances={**order.balances, **left},
    )


def with_new_lines(order: OrderFacts, recorded: Iterable[Recorded]) -> OrderFacts:
    """With the lines that replacements have become."""
    new = [
        line
        for each in recorded
        if isinstance(each.event, ReplacementBecameLines)
        for line in each.event.lines
    ]
    return structs.replace(order, lines=(*order.lines, *(_line(each) for each in new))) if new else order


def _line(new: NewLine) -> LineFacts:
    return LineFacts(
        new.line_no, "goods", new.sku, new.title, new.category, new.quantity, new.paid_minor, 0, 0,
        unit_price_minor=new.unit_price_minor, product=new.product or None,
    )  # fmt: skip
