"""PURE: the words of promises on the pages in English; each is translated by the catalogue."""

from makegood.web.pages.orders import ahead, matters, steps

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
    "granted_at_once": "Granted at once",
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

WHAT = {
    "refund_only": "I get money, whole or in part, and send nothing back.",
    "return_refund": "I send the goods back and get my money.",
    "exchange": "I send the goods back and get others instead.",
    "reship": "What is missing is sent to me.",
    "repair": "I send the goods to be repaired and get them back.",
    "price_reduction": "I keep the goods and get a part of my money back.",
    "cancel": "Nothing is sent, and I get my money.",
    "intercept": "The parcel is stopped on its way, and I get my money once it was.",
}
"""What each remedy comes to, as the buyer says it."""

PROVERS = {"buyer": "The buyer", "merchant": "The merchant"}

REMEDIES: dict[str, str] = {}
"""Remedies that are no case of their own here yet; the two that are have their words in pages/words.py."""

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

NEXT_STEPS = {
    "question": "Answer the question",
    "answer": "Answer now",
    "facts": "Tell what is still asked",
    "look": "Look at the case",
}
"""What a buyer's button says where no operation of the stage is the next thing."""

TABLES = (
    STANDINGS, MEANINGS, POINTS, WHAT, PAYERS, ANSWERS, PROVERS, REMEDIES, EVIDENCE, ABSENT, TELLERS, UNITS, FLAGS,
    NEXT_STEPS, ahead.LABELS, matters.SAID, {step.value: label for step, label in steps.LABELS.items()},
)  # fmt: skip
"""All of the above, for the catalogue's test."""
