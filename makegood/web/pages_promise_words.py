"""PURE: the words of promises on the pages in English; each is translated by the catalogue."""

STANDINGS = {
    "right": "A right",
    "perhaps": "Open, perhaps a right",
    "open": "Open to ask",
    "undecided": "Not settled yet",
    "refused": "Not open",
}
"""How a remedy stands. `perhaps`: it is open, and whether it may be refused is not settled yet."""

MEANINGS = {
    "right": "The merchant may not refuse it.",
    "perhaps": "Whether the merchant may refuse it depends on what is not known yet.",
    "open": "The merchant may grant or refuse it.",
    "undecided": "Whether it is open depends on what is not known yet.",
    "refused": "As things stand, the rules do not open it.",
}

POINTS = {
    "remedy": "The remedy",
    "until": "Can be asked for until",
    "return": "Sending the goods back",
    "outbound": "Outbound freight",
    "merchant_may_refuse": "Refusal",
    "instant_refund": "Instant refund",
    "human_review": "Review",
    "compensation": "On top of the refund",
    "deduction": "Deducted",
    "burden": "To be proved by",
}
"""What a promise speaks of, in the order in which it is shown."""

PAYERS = {
    "buyer": "The buyer pays",
    "merchant": "The merchant pays",
    "shared": "Both pay a share",
    "insurer": "The insurer pays",
    "platform": "The platform pays",
    "carrier": "The carrier pays",
    "you": "You pay",
    "undecided": "Not settled yet",
}

ANSWERS = {
    "not_begun": "Has not begun to run",
    "instant": "The rules allow it",
    "person": "A person has to look at it",
}

PROVERS = {"buyer": "The buyer", "merchant": "The merchant"}

REMEDIES = {
    "exchange": "Exchange",
    "repair": "Repair",
    "reship": "Reshipment",
    "price_reduction": "Price reduction",
    "cancel": "Cancellation",
}
"""Remedies that are no case of their own here yet; the two that are have their words in pages_words."""

EVIDENCE = {
    "photo": "photo",
    "video": "video",
    "inspection_report": "inspection report",
    "invoice": "invoice",
    "certificate": "certificate",
    "chat": "chat",
    "tracking": "tracking",
    "weight": "weight",
    "order_snapshot": "snapshot of the order",
    "statement": "statement",
    "hospital_report": "report of a hospital",
    "brand_report": "report of the brand",
    "website_log": "log of the website",
    "delivery_record": "record of the delivery",
    "police_report": "report of the police",
}

ABSENT = {"future": "Not yet", "past": "Never"}
"""What a moment is called that has not come, or that never was."""

TELLERS = {
    "buyer": "buyer",
    "merchant": "merchant",
    "desk": "desk",
    "carrier": "carrier",
    "marketplace": "marketplace",
    "laboratory": "laboratory",
    "system": "system",
}

UNITS = {"share": "percent", "duration": "days", "count": "number"}
"""In what a number is typed."""

FLAGS = {"yes": "Yes", "no": "No", "": "I do not know"}

TABLES = (
    STANDINGS, MEANINGS, POINTS, PAYERS, ANSWERS, PROVERS, REMEDIES, EVIDENCE, ABSENT, TELLERS, UNITS, FLAGS,
)  # fmt: skip
"""All of the above, for the catalogue's test."""
