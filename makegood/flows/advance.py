"""A story: a buyer is paid in advance. The platform lends it; the order pays it back when the goods are accepted; what is not
the buyer's after all, the buyer owes, and it is taken from what they are to get next. PURE: events to postings, rows and jobs.
"""

from datetime import timedelta
from typing import Any

from makegood.advances import ADVANCE_PARTS, ROOM, came_back
from makegood.cases import (
    AdvanceGiven,
    AdvanceLeg,
    AdvanceOwedBack,
    Happening,
    LegWay,
    RefundStarted,
)
from makegood.flows.outgoing_parts import pay_out_part
from makegood.kit.ids import in_bucket
from makegood.ledger import (
    PLATFORM_BUCKET,
    Part,
    PartStatus,
    Posting,
    Transaction,
    add_transaction,
    advance_limits,
    buyer_advance_debt,
    buyer_advance_room,
    buyer_payout,
    order_refundable,
    platform_advance_room,
    platform_advances,
    posted,
    refund_limits,
)

GIVEN, OWED = "advance", "advance_owed"
"""The kinds of these transactions. What pays an advance back is a leg of the refund (makegood/flows/refund.py)."""


def advance(happening: Happening) -> None:
    """What follows in the books from an instant refund that is given, paid back or owed."""
    for recorded in happening.decision.recorded:
        match recorded.event:
            case AdvanceGiven() as given:
                _given(happening, given)
            case AdvanceOwedBack() as owed:
                _owed(happening, owed)
            case RefundStarted() as started:
                _settled(happening, started)
            case _:
                pass


def _given(happening: Happening, given: AdvanceGiven) -> None:
    """Lent by the platform, out of the buyer's room and out of the room of all; each part is held until it is paid."""
    state, order = happening.decision.after, happening.order
    postings = [
        Posting(
            platform_advances(), buyer_payout(state.buyer_id, leg.tender), state.currency, leg.amount_minor
        )
        for leg in given.advanced
    ]
    postings.append(Posting(order_refundable(order.id), refund_limits(), state.currency, given.amount_minor))
    _add(happening, posted(state.bucket, happening.new_id(), GIVEN, state.id, *postings))
    _room_taken(happening, given)
    rows = [_sent(happening, given, leg_no, leg) for leg_no, leg in enumerate(given.advanced, 1)]
    happening.writes.add(
        "open_advances",
        {
            "bucket": state.bucket, "id": given.id, "case_id": state.id, "order_id": order.id, "buyer_id": state.buyer_id,
            "merchant_id": state.merchant_id, "currency": state.currency, "step": given.step, "rule": given.rule,
            "amount_minor": given.amount_minor, "opened_minor": given.opened_minor, "at": happening.now, "legs": rows,
        },
    )  # fmt: skip
    _tell(happening, given.id, "given", given.amount_minor, given.rule)


def _room_taken(happening: Happening, given: AdvanceGiven) -> None:
    """The limits in the ledger: no buyer, and not all of them together, have more in advance than is set for them."""
    state = happening.decision.after
    room, limits = buyer_advance_room(state.buyer_id), advance_limits()
    opened = given.opened_minor
    postings = [Posting(limits, room, state.currency, opened)] if opened > 0 else []
    postings.append(Posting(room, limits, state.currency, given.amount_minor + max(-opened, 0)))
    _add(happening, posted(state.bucket, happening.new_id(), ROOM, state.id, *postings))
    total = Posting(platform_advance_room(), limits, state.currency, given.amount_minor)
    _add(
        happening,
        posted(PLATFORM_BUCKET, in_bucket(happening.new_id(), PLATFORM_BUCKET), ROOM, state.id, total),
    )


def _sent(happening: Happening, given: AdvanceGiven, leg_no: int, leg: AdvanceLeg) -> dict[str, Any]:
    """Hold one part, and have it paid."""
    state = happening.decision.after
    part = Part(
        bucket=state.bucket, owner_id=given.id, leg_no=leg_no, tender=leg.tender, processor=leg.processor,
        processor_reference=leg.processor_reference, amount_minor=leg.amount_minor, hold=leg.hold, status=PartStatus.SENDING,
        subject=state.id, buyer_id=state.buyer_id, currency=state.currency, sent_at=happening.now,
    )  # fmt: skip
    return pay_out_part(happening.writes, ADVANCE_PARTS, part, happening.new_id, happening.now)


def _owed(happening: Happening, owed: AdvanceOwedBack) -> None:
    """The order's limit is given back, since what the buyer owes they have not been refunded."""
    state = happening.decision.after
    _add(
        happening,
        posted(
            state.bucket, happening.new_id(), OWED, state.id,
            Posting(advance_limits(), buyer_advance_debt(state.buyer_id), state.currency, owed.amount_minor),
            Posting(refund_limits(), order_refundable(happening.order.id), state.currency, owed.amount_minor),
        ),
    )  # fmt: skip
    due_at = happening.now + timedelta(seconds=owed.claw_back_seconds)
    happening.writes.add(
        "owe_advances",
        {"bucket": state.bucket, "id": owed.id, "amount_minor": owed.amount_minor, "because": owed.because, "due_at": due_at},
    )  # fmt: skip
    _tell(happening, owed.id, "owed", owed.amount_minor, owed.because)


def _settled(happening: Happening, started: RefundStarted) -> None:
    """What legs of a refund paid back: of the case's own advance, and of what the buyer owed for earlier ones."""
    state = happening.decision.after
    own = sum(leg.amount_minor for leg in started.legs if leg.way is LegWay.ADVANCE)
    debt = sum(leg.amount_minor for leg in started.legs if leg.way is LegWay.DEBT)
    if own and state.advance:
        row = {"bucket": state.bucket, "id": state.advance.id, "amount_minor": own, "at": happening.now}
        happening.writes.add("settle_advances", row)
        _tell(happening, state.advance.id, "settled", own, "")
    if debt:
        happening.writes.add(
            "recover_advances",
            {
                "bucket": state.bucket, "buyer_id": state.buyer_id, "currency": state.currency, "amount_minor": debt,
                "order_id": state.order_id, "at": happening.now, "note": f"refund of case {state.id}",
            },
        )  # fmt: skip
    if own or debt:
        _room_back(happening, own, debt)


def _room_back(happening: Happening, own_minor: int, debt_minor: int) -> None:
    state = happening.decision.after
    for transaction in came_back(
        state.bucket,
        state.buyer_id,
        state.currency,
        state.id,
        happening.new_id,
        own_minor + debt_minor,
        debt_minor,
    ):
        _add(happening, transaction)


def _tell(happening: Happening, advance_id: int, what: str, amount_minor: int, note: str) -> None:
    happening.writes.add(
        "tell_advances",
        {
            "bucket": happening.decision.after.bucket, "id": advance_id, "at": happening.now, "what": what,
            "amount_minor": amount_minor, "note": note,
        },
    )  # fmt: skip


def _add(happening: Happening, transaction: Transaction) -> None:
    add_transaction(happening.writes, transaction, happening.now)
