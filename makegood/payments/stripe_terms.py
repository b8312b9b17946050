"""PURE: what Stripe's words mean in ours: amounts, metadata, states of a refund, errors, events."""

from collections.abc import Mapping

import stripe

from makegood.kit.money import minor_digits
from makegood.payments.model import (
    MORE_THAN_CAPTURED,
    SAME_KEY_OTHER_ORDER,
    Failed,
    Pending,
    RefundAnswer,
    Succeeded,
    Unknown,
)

KEY_IN_METADATA = "makegood_key"
REASON_IN_METADATA = "makegood_reason"

# https://docs.stripe.com/currencies: all others have two digits, for compatibility ISK and UGX too.
_NO_DIGITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THREE_DIGITS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))

# https://docs.stripe.com/api/metadata
_METADATA_ENTRIES, _METADATA_NAME_CHARACTERS, _METADATA_VALUE_CHARACTERS = 50, 40, 500
_MESSAGE_CHARACTERS = 300

# https://docs.stripe.com/error-codes; for an amount beyond what is left of the charge there is a message and no code.
_TOO_LITTLE = frozenset({"charge_already_refunded", "charge_disputed"})
_GREATER = "greater than unrefunded amount"

_REFUND_EVENTS = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})


def stripe_amount(amount_minor: int, currency: str) -> int | None:
    """Minor units of ours in Stripe's, whose digits differ for a few currencies (JPY 500 is 500 in both, ISK
    500 is 50000 there). None when Stripe cannot take the amount exactly: three digits must end in 0.
    """
    digits: int = 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else 2
    ours: int = 10 ** minor_digits(currency)
    theirs: int = 10**digits
    amount, rest = divmod(amount_minor * theirs, ours)
    if rest or (digits == 3 and amount % 10):
        return None
    return amount


def our_amount(theirs: int, currency: str) -> int:
    """Stripe's minor units in ours, the other way round; what we have no digits for is rounded down."""
    digits: int = 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else 2
    ours: int = 10 ** minor_digits(currency)
    scale: int = 10**digits
    return theirs * ours // scale


def kept_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """As much as Stripe takes; of too many entries the last are kept. An empty value would mean deletion."""
    kept = [
        (name[:_METADATA_NAME_CHARACTERS], value[:_METADATA_VALUE_CHARACTERS])
        for name, value in metadata.items()
        if name and value
    ]
    return dict(kept[-_METADATA_ENTRIES:])


def answer_for_refund(refund: stripe.Refund) -> RefundAnswer:
    """A refund's status: `requires_action` waits for the buyer (a bank account to give), so it is pending."""
    match refund.status:
        case "succeeded":
            return Succeeded(refund.id)
        case "failed":
            code = getattr(refund, "failure_reason", None) or "failed"
            return Failed(code, "the money came back from the bank of the payment")
        case "canceled":
            return Failed("canceled", "the refund was canceled at Stripe")
        case _:
            return Pending(refund.id)


def answer_for_error(error: stripe.StripeError) -> RefundAnswer:
    """An error on ordering a refund. Errors that Stripe remembers under the key are not retryable: the same
    key would only repeat them. Refused API keys and rate limits come before anything is done or remembered.
    All else (connection, 5xx, 409 for the same key still under way) leaves it open whether the refund exists.
    """
    message = (error.user_message or "no message")[:_MESSAGE_CHARACTERS]
    match error:
        case stripe.IdempotencyError():
            return Failed(SAME_KEY_OTHER_ORDER, "this key was used for another refund")
        case stripe.RateLimitError():
            return Failed(error.code or "rate_limit", message, retryable=True)
        case stripe.AuthenticationError() | stripe.PermissionError():
            return Failed("account_refused", "Stripe does not accept the configured API key", retryable=True)
        case stripe.InvalidRequestError() if _holds_too_little(error):
            return Failed(MORE_THAN_CAPTURED, message)
        case stripe.CardError() | stripe.InvalidRequestError():
            return Failed(error.code or "invalid_request", message)
        case _:
            return Unknown(f"http_{error.http_status}" if error.http_status else "no_answer")


def _holds_too_little(error: stripe.StripeError) -> bool:
    """Whether less is left of the charge than was asked for: it went back already, or the bank took it."""
    return error.code in _TOO_LITTLE or _GREATER in (error.user_message or "")


def refund_in_event(event: stripe.Event) -> stripe.Refund | None:
    """The refund that an event is about. `charge.refunded` carries a charge, and with newer API versions no
    longer its refunds; the refund's own events tell the same, so without them it says nothing to us.
    """
    about = event.data.object
    if event.type in _REFUND_EVENTS and isinstance(about, stripe.Refund):
        return about
    if event.type == "charge.refunded" and isinstance(about, stripe.Charge):
        refunds = getattr(about, "refunds", None)
        return refunds.data[0] if refunds and refunds.data else None
    return None
