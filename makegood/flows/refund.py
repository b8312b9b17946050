"""A story: a refund was decided. It is owed to the buyer at once, held while it is at a processor, and then gone;
or it failed, and is still owed; or it bounced, and is owed again. PURE: events to postings and jobs.
"""

from makegood.cases import (
    CaseState,
    Happening,
    Leg,
    LegStatus,
    LegWay,
    RefundBounced,
    RefundFailed,
    RefundPaid,
    RefundRedirected,
    RefundReduced,
    RefundResumed,
    RefundRetried,
    RefundStarted,
    legs_by_bank,
    was_sent,
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
    platform_advances,
    post,
    posted,
    processor_transit,
    refund_limits,
    reverse,
    void,
)
from makegood.payments import INTERNAL


def refund(happening: Happening) -> None:
    """Postings and jobs that follow from the refund events of a decision."""
    for recorded in happening.decision.recorded:
        match recorded.event:
            case RefundStarted() as started:
                _owed(happening, started)
                _sent(happening, started.legs)
            case RefundPaid() as paid if _leg(happening, paid.leg_no).way is LegWay.PAYMENT:
                _add(happening, _paid(happening, paid))
            case RefundFailed() as failed:
                _add(happening, void(happening.new_id(), _hold(happening, _leg(happening, failed.leg_no))))
            case RefundBounced() as bounced:
                _add(happening, reverse(bounced.reversed_by, _ended(happening, bounced.leg_no)))
            case RefundRetried() as retried:
                _sent(happening, retried.legs)
            case RefundReduced(legs=legs):
                _paid_by_bank(happening, legs)
            case RefundResumed(legs=legs):
                _owed_again(happening, legs)
                _sent(happening, legs)
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
        if leg.way is LegWay.BANK:
            continue  # The bank took it from escrow and merchant, and used up the limit (makegood/flows/chargeback.py).
        payout = _owed_to(state, leg)
        held = min(escrow_minor, leg.amount_minor)
        escrow_minor -= held
        sources = (
            (order_escrow(order.id), held),
            (merchant_clearing(order.merchant_id), leg.amount_minor - held),
        )
        postings += [Posting(source, payout, state.currency, amount) for source, amount in sources if amount]
    # What went out in advance used up the limit then.
    used = (LegWay.ADVANCE, LegWay.BANK)
    anew = started.amount_minor - sum(leg.amount_minor for leg in started.legs if leg.way in used)
    if anew:
        postings.append(Posting(order_refundable(order.id), refund_limits(), state.currency, anew))
    if postings:
        _add(happening, posted(state.bucket, happening.new_id(), "refund", state.id, *postings))


def _paid_by_bank(happening: Happening, legs: tuple[Leg, ...]) -> None:
    """What was owed and the bank has paid is the merchant's again, who bears what the bank took. What the bank took out of the
    room has used up the limit once already.
    """
    state, merchant = happening.decision.after, merchant_clearing(happening.order.merchant_id)
    postings = [
        Posting(buyer_payout(state.buyer_id, leg.tender), merchant, state.currency, leg.amount_minor)
        for leg in legs
        if leg.way is LegWay.BANK
    ]
    twice = sum(leg.amount_minor for leg in legs if leg.way is LegWay.BANK and not was_sent(leg))
    if twice:
        limit = order_refundable(happening.order.id)
        postings.append(Posting(refund_limits(), limit, state.currency, twice))
    _add(happening, posted(state.bucket, happening.new_id(), "refund_by_bank", state.id, *postings))


def _owed_again(happening: Happening, legs: tuple[Leg, ...]) -> None:
    """What the bank had paid and gave back is owed to the buyer again. What was never sent uses up the limit now."""
    state, order = happening.decision.after, happening.order
    was = list(legs_by_bank(happening.decision.before, legs))
    merchant = merchant_clearing(order.merchant_id)
    postings = [
        Posting(merchant, buyer_payout(state.buyer_id, leg.tender), state.currency, leg.amount_minor)
        for leg in was
    ]
    anew = sum(leg.amount_minor for leg in was if not was_sent(leg))
    if anew:
        postings.append(Posting(order_refundable(order.id), refund_limits(), state.currency, anew))
    if postings:
        _add(happening, posted(state.bucket, happening.new_id(), "refund", state.id, *postings))


def _owed_to(state: CaseState, leg: Leg) -> str:
    """The account that a leg goes to: the platform's advances where the platform has paid it, or is owed it."""
    match leg.way:
        case LegWay.ADVANCE | LegWay.DEBT:
            return platform_advances()
        case LegWay.BALANCE:
            return buyer_balance(state.buyer_id)
        case _:
            return buyer_payout(state.buyer_id, leg.tender)


def _sent(happening: Happening, legs: tuple[Leg, ...]) -> None:
    for leg in legs:
        if leg.way is not LegWay.PAYMENT:
            continue
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
