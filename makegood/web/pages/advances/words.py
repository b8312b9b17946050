"""PURE: the words of instant refunds, in English; each is translated by the catalogue."""

STATUSES = {
    "advanced": "Refunded at once",
    "settled": "Paid back by the order",
    "owed": "To be paid back",
    "collecting": "Payment asked for",
    "contested": "Objected to",
    "recovered": "Paid back",
    "written_off": "Given up",
}
TONES = {
    "advanced": "accent", "settled": "good", "owed": "soon", "collecting": "bad", "contested": "soon", "recovered": "good",
    "written_off": "",
}  # fmt: skip
STEPS = {
    "requested": "when it was asked for",
    "tracking": "when the tracking number was told",
    "picked_up": "when the carrier had picked it up",
    "scanned_in": "when it had come back to the warehouse",
}
WHY_NOT = {
    "policy": "The rules do not allow it at this step.",
    "buyer_cap": "It is more than one buyer may be refunded at once at a time.",
    "total_cap": "As much as the platform refunds at once is out already.",
    "owes": "An earlier instant refund is still to be paid back.",
}
NEXT_BUYER = {
    "advanced": "The goods must come back and be accepted. If they are not, what is not yours is to be paid back.",
    "owed": "It is taken from your next refunds. What is left then is asked for.",
    "collecting": "Pay it or object until then. After that the platform bears it, and refunds less at once to you.",
    "contested": "A person of the desk decides until then. If nobody does, your objection holds.",
}
NEXT = {
    "advanced": "The order pays it back when the goods are accepted; else the buyer owes it.",
    "owed": "It is taken from the buyer's next refunds. What is left then is asked for.",
    "collecting": "The buyer has until then to pay or to object. After that the platform bears it.",
    "contested": "The desk decides until then. If nobody does, the objection holds.",
}
BECAUSE = {
    "partly_refunded": "Not all of the goods were accepted.",
    "withdrawn": "The request was taken back.",
    "ruled_for_merchant": "The desk decided for the merchant.",
    "return_not_sent": "The goods were not sent back in time.",
}
HAPPENED = {
    "given": "Refunded at once",
    "settled": "Paid back by the order",
    "owed": "To be paid back by the buyer",
    "recovered": "Taken from a refund",
    "paid_back": "Paid back by the buyer",
    "collecting": "The buyer was asked to pay",
    "objected": "The buyer objected",
    "upheld": "The desk: it is owed",
    "waived": "It is not owed; the platform bears it",
    "written_off": "Given up; the platform bears it",
}
DONE = {
    "paid": "It is paid back.",
    "objected": "Your objection is with the desk.",
    "decided": "The decision is on record.",
    "written-off": "It is given up.",
    "caps": "The room is set.",
}
OTHERS = ("Object", "Give it up", "The case ended without this refund.", "A merchant cannot pay")
"""What templates and notifications say by a name of their own."""
SENTENCES = OTHERS + tuple(
    word
    for words in (STATUSES, STEPS, WHY_NOT, NEXT_BUYER, NEXT, BECAUSE, HAPPENED, DONE)
    for word in words.values()
)
"""All of the above, for the catalogue's test."""
