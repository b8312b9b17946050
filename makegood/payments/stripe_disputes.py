"""PURE: what Stripe says of a chargeback, in our words. https://docs.stripe.com/api/disputes/object"""

from datetime import UTC, datetime

import stripe

from makegood.payments.dispute_words import stripe_reason, stripe_state
from makegood.payments.disputes import DisputeTold
from makegood.payments.model import Failed, Unknown
from makegood.payments.stripe_terms import our_amount

_EVENTS = "charge.dispute."
_MESSAGE_CHARACTERS = 300


def dispute_in_event(event: stripe.Event, processor: str) -> DisputeTold | None:
    """The chargeback that an event is about (created, updated, funds withdrawn or reinstated, closed): each carries all of it,
    so they may come in any order. None when it is about something else.
    """
    about = event.data.object
    if not event.type.startswith(_EVENTS) or not isinstance(about, stripe.Dispute):
        return None
    currency = about.currency.upper()
    due_by = about.evidence_details.due_by if about.evidence_details else None
    taken, fee = _moved(about)
    return DisputeTold(
        processor=processor,
        reference=about.id,
        payment_references=tuple(filter(None, map(_id, (about.payment_intent, about.charge)))),
        reason_code=about.reason,
        reason=stripe_reason(about.reason),
        state=stripe_state(about.status),
        currency=currency,
        amount_minor=our_amount(about.amount, currency),
        taken_minor=our_amount(taken, currency),
        fee_minor=our_amount(fee, currency),
        evidence_due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        told_at=datetime.fromtimestamp(event.created, UTC),
    )


def _moved(dispute: stripe.Dispute) -> tuple[int, int]:
    """What Stripe has taken from us now, and its fees, as its own transactions say. In a payout currency that is not the
    payment's, it says whether the disputed amount is gone; its fee is then not in a currency that our books of this order have.
    """
    moves = list(dispute.balance_transactions or ())
    if any(move.currency != dispute.currency for move in moves):
        return (dispute.amount if sum(move.amount for move in moves) < 0 else 0), 0
    return max(0, -sum(move.amount for move in moves)), max(0, sum(move.fee for move in moves))


def _id(about: object) -> str:
    return about if isinstance(about, str) else getattr(about, "id", "") or ""


def refused_evidence(error: stripe.StripeError) -> Failed | Unknown:
    """An error on sending an answer: what is malformed or too late stays so; all else may be sent again with the same key."""
    message = (error.user_message or "no message")[:_MESSAGE_CHARACTERS]
    match error:
        case stripe.IdempotencyError() | stripe.InvalidRequestError():
            return Failed(error.code or "invalid_request", message)
        case stripe.AuthenticationError() | stripe.PermissionError() | stripe.RateLimitError():
            return Failed(error.code or "not_now", message, retryable=True)
        case _:
            return Unknown(f"http_{error.http_status}" if error.http_status else "no_answer")
