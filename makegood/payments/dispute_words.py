"""PURE: what processors call the reasons and states of chargebacks, in our words. Data, each table with its source."""

from makegood.payments.disputes import DisputeReason as R
from makegood.payments.disputes import DisputeState as S

# https://docs.stripe.com/api/disputes/object#dispute_object-reason
STRIPE_REASONS: dict[str, R] = {
    "bank_cannot_process": R.OTHER,
    "check_returned": R.OTHER,
    "credit_not_processed": R.NOT_REFUNDED,
    "customer_initiated": R.OTHER,
    "debit_not_authorized": R.NOT_AUTHORISED,
    "duplicate": R.PAID_TWICE,
    "fraudulent": R.NOT_AUTHORISED,
    "general": R.OTHER,
    "incorrect_account_details": R.OTHER,
    "insufficient_funds": R.OTHER,
    "noncompliant": R.OTHER,
    "product_not_received": R.NOT_RECEIVED,
    "product_unacceptable": R.NOT_AS_DESCRIBED,
    "subscription_canceled": R.SUBSCRIPTION_ENDED,
    "unrecognized": R.NOT_RECOGNISED,
}

# https://docs.stripe.com/api/disputes/object#dispute_object-status. A warning is an inquiry: nothing has been taken.
STRIPE_STATES: dict[str, S] = {
    "warning_needs_response": S.NEEDS_RESPONSE,
    "warning_under_review": S.UNDER_REVIEW,
    "warning_closed": S.CLOSED,
    "needs_response": S.NEEDS_RESPONSE,
    "under_review": S.UNDER_REVIEW,
    "appeal_needs_response": S.NEEDS_RESPONSE,
    "appeal_under_review": S.UNDER_REVIEW,
    "won": S.WON,
    "lost": S.LOST,
    "prevented": S.CLOSED,
}

# https://developer.paypal.com/api/customer-disputes/v1/definitions/dispute_reason
PAYPAL_REASONS: dict[str, R] = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": R.NOT_RECEIVED,
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": R.NOT_AS_DESCRIBED,
    "UNAUTHORISED": R.NOT_AUTHORISED,
    "CREDIT_NOT_PROCESSED": R.NOT_REFUNDED,
    "DUPLICATE_TRANSACTION": R.PAID_TWICE,
    "INCORRECT_AMOUNT": R.WRONG_AMOUNT,
    "PAYMENT_BY_OTHER_MEANS": R.PAID_TWICE,
    "CANCELED_RECURRING_BILLING": R.SUBSCRIPTION_ENDED,
    "PROBLEM_WITH_REMITTANCE": R.OTHER,
    "OTHER": R.OTHER,
}

# https://developer.paypal.com/api/customer-disputes/v1/disputes-get, `status`
PAYPAL_STATES: dict[str, S] = {
    "OPEN": S.NEEDS_RESPONSE,
    "WAITING_FOR_SELLER_RESPONSE": S.NEEDS_RESPONSE,
    "WAITING_FOR_BUYER_RESPONSE": S.UNDER_REVIEW,
    "UNDER_REVIEW": S.UNDER_REVIEW,
    "OTHER": S.UNDER_REVIEW,
}

# https://developer.paypal.com/api/customer-disputes/v1/definitions/dispute_outcome, for the status RESOLVED
PAYPAL_OUTCOMES: dict[str, S] = {
    "RESOLVED_BUYER_FAVOUR": S.LOST,
    "RESOLVED_SELLER_FAVOUR": S.WON,
    "RESOLVED_WITH_PAYOUT": S.WON,
    "CANCELED_BY_BUYER": S.WON,
    "ACCEPTED": S.LOST,
    "DENIED": S.WON,
    "NONE": S.CLOSED,
}


def stripe_reason(code: str) -> R:
    """Our word for Stripe's reason."""
    return STRIPE_REASONS.get(code, R.OTHER)


def stripe_state(code: str) -> S:
    """Our word for Stripe's status; one that is not known yet is under somebody's review."""
    return STRIPE_STATES.get(code, S.UNDER_REVIEW)


def reason_of(processor: str, code: str) -> R:
    """Our word for the reason that a processor gives; our own words are taken from everybody."""
    if processor == "paypal":
        return PAYPAL_REASONS.get(code, R.OTHER)
    if code in R._value2member_map_:
        return R(code)
    return STRIPE_REASONS.get(code, R.OTHER)


def paypal_state(status: str, outcome: str) -> S:
    """Our word for PayPal's status, and for its outcome once it is resolved."""
    if status == "RESOLVED":
        return PAYPAL_OUTCOMES.get(outcome, S.CLOSED)
    return PAYPAL_STATES.get(status, S.UNDER_REVIEW)
