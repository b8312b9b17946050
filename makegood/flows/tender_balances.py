"""A story: a gift card or store credit paid for something, or was given a refund. What it holds is followed, so that nobody
spends it twice before the marketplace tells its balance again. PURE: events to rows.
"""

from makegood.cases import ChangePaid, DifferencePaid, Happening, LegWay, RefundPaid, RepairPaid
from makegood.payments import INTERNAL


def follow_balances(happening: Happening) -> None:
    """What the events of a decision take from tenders of the buyer, and give to them."""
    for recorded in happening.decision.recorded:
        match recorded.event:
            case (ChangePaid() | DifferencePaid() | RepairPaid()) as paid if paid.processor == INTERNAL:
                _move(happening, paid.processor_reference, -paid.amount_minor)
            case RefundPaid() as refunded:
                leg = happening.decision.after.leg(refunded.leg_no)
                if leg is not None and leg.processor == INTERNAL and leg.way is LegWay.PAYMENT:
                    _move(happening, leg.processor_reference, refunded.amount_minor)
            case _:
                pass


def _move(happening: Happening, external_id: str, amount_minor: int) -> None:
    state = happening.decision.after
    happening.writes.add(
        "move_tender_balances",
        {
            "bucket": state.bucket,
            "buyer_id": state.buyer_id,
            "external_id": external_id,
            "amount_minor": amount_minor,
        },
    )
