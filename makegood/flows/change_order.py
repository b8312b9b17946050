"""A story: an order is changed before it ships. Its new address is put in force, what the buyer pays for the change comes
in, and units that became others are lines of the order. PURE: events to rows.
"""

from msgspec import to_builtins

from makegood.cases import CaseOpened, ChangeMade, ChangePaid, Happening, OpenCase
from makegood.flows.pay_in import pay_in

ORDER_CHANGE = "order_change"
"""The kind of the transaction that brings in what is paid for a change."""


def change_order(happening: Happening) -> None:
    """What follows from the events of a change."""
    for recorded in happening.decision.recorded:
        match recorded.event:
            case CaseOpened(change=change) if change is not None and change.address_id:
                _tell_address(happening, change.address_id)
            case ChangePaid() as paid:
                pay_in(happening, paid, ORDER_CHANGE, recorded.at)
            case ChangeMade() as made:
                _make(happening, made)
            case _:
                pass


def _tell_address(happening: Happening, address_id: str) -> None:
    """The address is in the command alone: no event keeps what must be erasable."""
    command, state = happening.command, happening.decision.after
    if not isinstance(command, OpenCase) or command.change is None or command.change.address is None:
        return
    happening.writes.add(
        "tell_order_addresses",
        {
            "bucket": state.bucket, "order_id": state.order_id, "id": int(address_id), "case_id": state.id,
            "address": to_builtins(command.change.address), "told_at": happening.now,
        },
    )  # fmt: skip


def _make(happening: Happening, made: ChangeMade) -> None:
    state = happening.decision.after
    if made.address_id:
        happening.writes.add(
            "put_order_addresses_in_force",
            {
                "bucket": state.bucket,
                "order_id": state.order_id,
                "id": int(made.address_id),
                "at": made.made_at,
            },
        )
    change = state.change
    assert change is not None
    happening.writes.add(
        "add_lines_of_cases",
        *(
            {
                "bucket": state.bucket, "order_id": state.order_id, "line_no": line.line_no, "sku": line.sku,
                "product": line.product or None, "title": line.title, "category": line.category,
                "quantity": line.quantity, "unit_price_minor": line.unit_price_minor, "paid_minor": line.paid_minor,
                "case_id": state.id, "like_line": was.line_no, "shipped_at": None, "delivered_at": None,
            }
            for line, was in zip(made.lines, change.wanted, strict=bool(made.lines))
        ),
    )  # fmt: skip
