"""PURE: money that a case brings into its order: it waits in escrow like all that was paid, may be refunded like all of it,
and is a payment of the order from then on.
"""

from datetime import datetime
from typing import Protocol

from makegood.cases import Happening
from makegood.ledger import (
    Posting,
    add_transaction,
    order_escrow,
    order_refundable,
    outside,
    posted,
    refund_limits,
)
from makegood.payments import LAST_RANK

"""What was paid on top is refunded last, as it was paid last."""


class PaidIn(Protocol):
    """An event that tells of a payment."""

    @property
    def payment_no(self) -> int: ...
    @property
    def tender(self) -> str: ...
    @property
    def processor(self) -> str: ...
    @property
    def processor_reference(self) -> str: ...
    @property
    def amount_minor(self) -> int: ...


def pay_in(happening: Happening, paid: PaidIn, kind: str, at: datetime) -> None:
    """The posting of a payment and its row. `kind` names the transaction."""
    state, order_id = happening.decision.after, happening.order.id
    transaction = posted(
        state.bucket,
        happening.new_id(),
        kind,
        state.id,
        Posting(outside(paid.processor), order_escrow(order_id), state.currency, paid.amount_minor),
        Posting(refund_limits(), order_refundable(order_id), state.currency, paid.amount_minor),
    )
    add_transaction(happening.writes, transaction, happening.now)
    happening.writes.add(
        "add_payments_of_cases",
        {
            "bucket": state.bucket, "order_id": order_id, "payment_no": paid.payment_no, "tender": paid.tender,
            "processor": paid.processor, "processor_reference": paid.processor_reference,
            "amount_minor": paid.amount_minor, "rank": LAST_RANK, "paid_at": at, "case_id": state.id,
        },
    )  # fmt: skip
