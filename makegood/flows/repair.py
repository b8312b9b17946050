"""A story: what a repair costs comes in, and what it has shown is kept with the order's lines, where later decisions look.
PURE: events to rows.
"""

from makegood.cases import Happening, RepairPaid, repair_record
from makegood.flows.pay_in import pay_in

REPAIR = "repair"
"""The kind of the transaction that brings in what a repair costs."""


def repair(happening: Happening) -> None:
    """What follows from the repair events of a decision."""
    for recorded in happening.decision.recorded:
        if isinstance(recorded.event, RepairPaid):
            pay_in(happening, recorded.event, REPAIR, recorded.at)
    _remember(happening)


def _remember(happening: Happening) -> None:
    """Only where the repair has come to something, and only when that changed."""
    before, after = happening.decision.before, happening.decision.after
    record = repair_record(after, happening.now)
    if record is None or (before is not None and before.repair == after.repair):
        return
    happening.writes.add(
        "remember_repairs",
        *(
            {"bucket": after.bucket, "order_id": after.order_id, "line_no": item.line_no, "case_id": after.id, "repair": record}
            for item in after.items
        ),
    )  # fmt: skip
