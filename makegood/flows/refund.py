"""A story: a refund was decided. It is owed to the buyer at once, held while it is at a processor, and then gone;
or it failed, and is still owed; or it bounced, and is owed again. PURE: events to postings and jobs.
"""

from makegood.cases import (
    Happening,
    Leg,
    LegStatus,
    RefundBounced,
    RefundFailed,
    RefundPaid,
    RefundRedirected,
    RefundRetried,
    RefundStarted,
)
from makegood.ledger import (
    Posting,
    Transaction,
    add_transaction,
    buyer_balance,
    buyer_payout,
    merchant_clearing,
    order_escrow,
    order_refundable,
    pending,
    post,
    posted,
    processor_transit,
    refund_limits,
    reverse,
    void,
)

INTERNAL = "internal"


def refund(happening: Happening) -> None:
    """Postings and jobs that follow from the refund events of a decision."""
    for recorded in happening.decision.recorded:
        match recorded.event:
            case RefundStarted() as started:
                _owed(happening, started)
                _sent(happening, started.legs)
            case RefundPaid() as paid:
                _add(happening, _paid(happening, paid))
            case RefundFailed() as failed:
                _add(happening, void(happening.new_id(), _hold(happening, _leg(happening, failed.leg_no))))
            case RefundBounced() as bounced:
                _add(happening, reverse(bounced.reversed_by, _ended(happening, bounced.leg_no)))
            case RefundRetried() as retried:
                _sent(happening, retried.legs)
            case RefundRedirected() as redirected:
                for leg in redirected.legs:
                    _to_balance(happening, leg)
            case _:
                pass


def _paid(happening: Happening, paid: RefundPaid) -> Transaction:
    """The hold is posted. A leg that had failed holds nothing any more: what is owed goes out at once."""
    hold, before = _hold(happening, _leg(happening, paid.leg_no)), happening.decision.before
    was = before.leg(paid.leg_no) if before else None
    if was and was.status is LegStatus.FAILED:
        return posted(hold.bucket, paid.posted_by, hold.kind, hold.subject, *hold.postings)
    return post(paid.posted_by, hold)


def _owed(happening: Happening, started: RefundStarted) -> None:
    """What escrow holds goes to the buyer first; what the merchant was already given, the merchant owes."""
    state, order = happening.decision.after, happening.order
    postings = []
    escrow_minor = started.from_escrow_minor
    for leg in started.legs:
        payout = buyer_payout(state.buyer_id, leg.tender)
        held = min(escrow_minor, leg.amount_minor)
        escrow_minor -= held
        sources = (
            (order_escrow(order.id), held),
            (merchant_clearing(order.merchant_id), leg.amount_minor - held),
        )
        postings += [Posting(source, payout, state.currency, amount) for source, amount in sources if amount]
    postings.append(
        Posting(order_refundable(order.id), refund_limits(), state.currency, started.amount_minor)
    )
    _add(happening, posted(state.bucket, happening.new_id(), "refund", state.id, *postings))


def _sent(happening: Happening, legs: tuple[Leg, ...]) -> None:
    for leg in legs:
        _add(happening, _hold(happening, leg))
        if leg.processor != INTERNAL:
            happening.writes.add("defer_jobs", _job(happening, leg))


def _hold(happening: Happening, leg: Leg) -> Transaction:
    """The pending transaction of a leg, the same whenever it is asked for."""
    state = happening.decision.after
    posting = Posting(
        buyer_payout(state.buyer_id, leg.tender),
        processor_transit(leg.processor),
        state.currency,
        leg.amount_minor,
    )
    return pending(state.bucket, leg.hold, "refund_leg", state.id, posting)


def _ended(happening: Happening, leg_no: int) -> Transaction:
    leg = _leg(happening, leg_no)
    return post(leg.posted_by, _hold(happening, leg))


def _leg(happening: Happening, leg_no: int) -> Leg:
    leg = happening.decision.after.leg(leg_no)
    assert leg is not None
    return leg


def _to_balance(happening: Happening, leg: Leg) -> None:
    state = happening.decision.after
    posting = Posting(
        buyer_payout(state.buyer_id, leg.tender),
        buyer_balance(state.buyer_id),
        state.currency,
        leg.amount_minor,
    )
    _add(happening, posted(state.bucket, leg.posted_by, "refund_to_balance", state.id, posting))


def _job(happening: Happening, leg: Leg) -> dict[str, object]:
    state = happening.decision.after
    return {
        "bucket": state.bucket, "id": happening.new_id(), "kind": "send_refund", "run_at": happening.now,
        "payload": {"case_id": str(state.id), "leg_no": leg.leg_no, "attempt": leg.attempt},
    }  # fmt: skip


def _add(happening: Happening, transaction: Transaction) -> None:
    add_transaction(happening.writes, transaction, happening.now)
