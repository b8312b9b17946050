"""PURE: the answer to a chargeback, drawn up from what is on record of the order and its case, in the processor's form."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.payments import DisputeReason

LONGEST_TEXT = 20_000
LONGEST_PAYPAL_NOTE = 2_000
# https://docs.stripe.com/api/disputes/evidence_object
TEXTS = (
    "product_description", "customer_name", "customer_email_address", "billing_address", "shipping_address", "shipping_carrier",
    "shipping_tracking_number", "shipping_date", "service_date", "refund_policy_disclosure", "refund_refusal_explanation",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "access_activity_log", "duplicate_charge_explanation",
    "duplicate_charge_id", "uncategorized_text",
)  # fmt: skip
FILES = (
    "customer_communication", "receipt", "shipping_documentation", "service_documentation", "refund_policy",
    "cancellation_policy", "duplicate_charge_documentation", "customer_signature", "uncategorized_file",
)  # fmt: skip
"""The places that the form has for texts and for files; each takes one."""


class Sent(Struct, frozen=True):
    """A parcel of the order."""

    carrier: str
    tracking_no: str
    shipped_at: datetime
    delivered_at: datetime | None


class Bought(Struct, frozen=True):
    """A line of the order. The amount is in words, such as `100.02 CNY`."""

    title: str
    quantity: int
    paid: str


class OnRecord(Struct, frozen=True, kw_only=True):
    """What is known of an order, and of the case about it, that speaks to a bank. `refunded`: what all cases of the order have
    given back; `refunded_here`: what of it went to the very payment that is disputed.
    """

    order_number: str
    placed_at: datetime
    buyer_name: str
    goods: tuple[Bought, ...]
    parcels: tuple[Sent, ...]
    refusal: str = ""
    statements: tuple[str, ...] = ()
    refunded: str = ""
    refunded_here: str = ""


def texts_for(reason: DisputeReason, known: OnRecord) -> dict[str, str]:
    """The texts of the form, those that something is known for."""
    delivered = [parcel for parcel in known.parcels if parcel.delivered_at]
    first = (delivered or list(known.parcels))[:1]
    texts = {
        "product_description": "; ".join(
            f"{each.quantity} x {each.title} ({each.paid})" for each in known.goods
        ),
        "customer_name": known.buyer_name,
        "shipping_carrier": ", ".join(dict.fromkeys(parcel.carrier for parcel in known.parcels)),
        "shipping_tracking_number": ", ".join(parcel.tracking_no for parcel in known.parcels),
        "shipping_date": first[0].shipped_at.date().isoformat() if first else "",
        "refund_refusal_explanation": known.refusal,
        "duplicate_charge_explanation": _one_payment(known) if reason is DisputeReason.PAID_TWICE else "",
        "uncategorized_text": "\n".join(_story(known)),
    }
    return {place: text[:LONGEST_TEXT] for place, text in texts.items() if text}


def _one_payment(known: OnRecord) -> str:
    return f"The payment is for order {known.order_number} of {known.placed_at.date().isoformat()} alone."


def _story(known: OnRecord) -> Iterable[str]:
    yield f"Order {known.order_number} was placed on {known.placed_at.date().isoformat()}."
    for parcel in known.parcels:
        arrived = f", delivered on {parcel.delivered_at.date().isoformat()}" if parcel.delivered_at else ""
        shipped = parcel.shipped_at.date().isoformat()
        yield f"Parcel {parcel.tracking_no} of {parcel.carrier}: shipped on {shipped}{arrived}."
    if known.refunded:
        here = f", {known.refunded_here} of it to this very payment" if known.refunded_here else ""
        yield f"Of this order {known.refunded} went back to the buyer already{here}."
    yield from known.statements


def paypal_evidence(reason: DisputeReason, known: OnRecord) -> dict[str, Any]:
    """The body of PayPal's request (https://developer.paypal.com/api/customer-disputes/v1/disputes-provide-evidence)."""
    notes = "\n".join(filter(None, (known.refusal, *_story(known))))[:LONGEST_PAYPAL_NOTE]
    tracking = [
        {"carrier_name": "OTHER", "carrier_name_other": parcel.carrier, "tracking_number": parcel.tracking_no}
        for parcel in known.parcels
    ]
    kind = "PROOF_OF_FULFILLMENT" if tracking and reason is DisputeReason.NOT_RECEIVED else "OTHER"
    if known.refunded and reason is DisputeReason.NOT_REFUNDED:
        kind = "PROOF_OF_REFUND"
    info = {"evidence_info": {"tracking_info": tracking}} if kind == "PROOF_OF_FULFILLMENT" else {}
    return {"evidences": [{"evidence_type": kind, **info, "notes": notes}]}
