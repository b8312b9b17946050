"""PURE: the words of panels in English; each is translated by the catalogue."""

STATUS = {
    "invited": "Waits for your vote",
    "voted": "You have voted",
    "declined": "You gave it back",
    "missed": "Your time was over",
    "dismissed": "Not needed any more",
    "set_aside": "Set aside",
}
TONES = {"invited": "soon", "voted": "good", "set_aside": "bad", "missed": "bad"}
VOTES = {"buyer": "For the buyer", "merchant": "For the merchant"}
SIDES = {"buyer": "Buyer", "merchant": "Merchant"}
WITH = {
    "case.opened": "with the request",
    "case.refused": "with the refusal",
    "case.offer_made": "with an offer",
    "case.revised": "with the changed request",
    "case.escalated": "when the platform was called in",
    "case.statement_added": "as a statement",
    "case.message_posted": "in a message",
    "case.return_inspected": "with the inspection",
    "reception.units_found": "with the inspection",
    "reception.parcel_arrived": "when the parcel was opened",
}
"""With what something was said."""
ENDED = {
    "": "The panel is reading",
    "majority": "The panel has found",
    "no_majority": "No majority could be found",
    "not_filled": "Too few users could be drawn",
    "out_of_time": "No majority was found in time",
    "dismissed": "The desk took the dispute back",
    "overtaken": "The parties were faster",
}
WHYS = {
    "shared_device": "same device as a vote before",
    "shared_address": "same address as a vote before",
    "shared_instrument": "same means of payment as a vote before",
    "too_fast": "voted faster than anybody reads",
    "always_alike": "votes like another juror beyond chance",
}
PASSED_OVER = {
    "party": "a party of the case",
    "too_new": "not known for long enough",
    "too_few_orders": "too few orders",
    "dealt_with_merchant": "has dealt with the merchant",
    "dealt_with_buyer": "has dealt with the buyer",
    "same_trade": "sells the same kind of goods",
    "staff": "works for the platform",
    "in_dispute": "is in a dispute",
    "seated_elsewhere": "sits on other panels",
    "resting": "let a seat lapse lately",
    "shares_with_party": "shares device, address or payment with a party",
    "unreliable": "votes worse than a coin",
}
DONE = {
    "voted": "Thank you, your vote counts.",
    "declined": "Thank you for saying so; somebody else is asked.",
    "ready": "You may be drawn from now on.",
    "left": "You are not drawn any more.",
    "set": "Panels are set.",
}
SETTINGS = {
    "known_days": "Registered for at least, in days",
    "least_orders": "Orders that arrived, at least",
    "rest_days": "Rest after a seat that lapsed, in days",
    "version": "Version",
}
TABLES = (STATUS, VOTES, SIDES, WITH, ENDED, WHYS, PASSED_OVER, DONE, SETTINGS)
"""Every table, for the catalogue's test."""
