"""PURE: the words of chargebacks, in English; each is translated by the catalogue (chargebacks.po)."""

STATES = {
    "needs_response": "Waits for an answer",
    "under_review": "With the bank",
    "won": "Decided for the merchant",
    "lost": "Decided for the buyer",
    "closed": "Ended without a decision",
}
TONES = {"needs_response": "bad", "under_review": "soon", "won": "good", "lost": "", "closed": ""}
REASONS = {
    "not_received": "Goods not received",
    "not_as_described": "Goods not as described",
    "not_refunded": "Refund not received",
    "not_authorised": "Payment not authorised",
    "not_recognised": "Payment not recognised",
    "paid_twice": "Paid twice",
    "wrong_amount": "Wrong amount charged",
    "subscription_ended": "Subscription was ended",
    "other": "Another reason",
}
LISTS = {"due": "Waiting for an answer", "all": "All"}
ANSWERS = {"waiting": "Being sent", "sent": "Sent to the bank", "refused": "Not taken by the processor"}
DONE = {"answered": "Your answer is on its way to the bank."}
PLACES = {
    "product_description": "What was sold",
    "customer_name": "Name of the buyer",
    "customer_email_address": "E-mail address of the buyer",
    "billing_address": "Billing address",
    "shipping_address": "Delivery address",
    "shipping_carrier": "Carrier of the delivery",
    "shipping_tracking_number": "Tracking number of the delivery",
    "shipping_date": "Day of shipping",
    "service_date": "Day of the service",
    "refund_policy_disclosure": "How the buyer was told of the rules of refunds",
    "refund_refusal_explanation": "Why no refund was owed",
    "cancellation_policy_disclosure": "How the buyer was told of the rules of cancelling",
    "cancellation_rebuttal": "Why it was not cancelled",
    "access_activity_log": "Log of the use",
    "duplicate_charge_explanation": "Why it was not paid twice",
    "duplicate_charge_id": "The other payment",
    "uncategorized_text": "What else there is to say",
}
FILE_PLACES = {
    "": "Not sent",
    "shipping_documentation": "Proof of delivery",
    "customer_communication": "What the buyer wrote",
    "receipt": "Receipt",
    "service_documentation": "Proof of the service",
    "refund_policy": "Rules of refunds",
    "cancellation_policy": "Rules of cancelling",
    "duplicate_charge_documentation": "Proof of the other purchase",
    "customer_signature": "Signature of the buyer",
    "uncategorized_file": "Something else",
}
TABLES = (STATES, REASONS, LISTS, ANSWERS, DONE, PLACES, FILE_PLACES)
"""All of the above, for the catalogue's test."""
