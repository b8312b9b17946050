"""PURE: the words of the policy pages in English; each is translated by the catalogue."""

LEVELS = {
    "law": "Law",
    "promise": "Promises that are better than the law",
    "category": "Rules of a category",
    "trade": "Rules of a trade",
    "platform": "Rules of the platform",
    "custom": "Custom",
}

STANDINGS = {
    "draft": "Draft",
    "in_review": "In review",
    "approved": "Approved",
    "rejected": "Rejected",
    "announced": "Announced",
    "in_force": "In force",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
}

STANDING_NOW = {
    "draft": "a draft",
    "in_review": "in review",
    "approved": "approved",
    "rejected": "rejected",
    "announced": "announced",
    "in_force": "in force",
    "superseded": "superseded",
    "withdrawn": "withdrawn",
}
"""A standing as it reads inside a sentence."""

GROUPS = {
    "ruling": "How disputes are decided",
    "remedy": "What may be asked for",
    "money": "Money",
    "freight": "Who pays for sending",
    "clock": "How long things may take",
    "handling": "How requests are handled",
    "proof": "Evidence and proof",
    "mark": "What else follows",
}
"""What rules are about."""

CONFIDENCES = {"H": "Certain", "M": "Likely", "L": "Uncertain"}

COUNTED = {
    "from_next_day": "from the beginning of the day after",
    "from_then": "from the very moment",
    "to_end_of_day": "to the end of its last day",
}
"""How a window is counted."""

MOVES = {
    "review-request": "Ask for a review",
    "approval": "Approve",
    "rejection": "Reject",
    "publication": "Announce",
    "withdrawal": "Withdraw",
    "shadow": "Let it decide in the shadow",
    "shadow-end": "End the shadow",
}

CONSEQUENCES = {
    "review-request": "A second person reads it before it can be announced.",
    "approval": "It can then be announced. Whoever drafted a version does not approve it.",
    "rejection": "It is not announced. Say what is to be changed; the next text is a new version.",
    "publication": "It is checked once more. From the day on which it takes effect, new purchases are promised this; what was "
    "bought before keeps what was promised then.",
    "withdrawal": "It does not take effect, and the version before goes on. A second person does this.",
    "shadow": "It decides beside what is in force, and the differences are collected here. Nobody else is told anything.",
    "shadow-end": "It decides beside no longer. What was collected stays.",
}

DONE = {
    "draft": "The draft is kept. This is what the check found, and what would change.",
    "review-request": "A second person can review it now.",
    "approval": "It is approved and can be announced.",
    "rejection": "It is rejected.",
    "publication": "It is announced.",
    "withdrawal": "It is withdrawn.",
    "shadow": "It decides in the shadow now.",
    "shadow-end": "The shadow has ended.",
}

EFFECTS = {
    "better": "Better for buyers",
    "worse": "Worse for buyers",
    "mixed": "Better for some buyers, worse for others",
}

FAULTS = {
    "gap": "Gap",
    "contradiction": "Contradiction",
    "unreachable": "Never holds",
    "set_aside": "Always set aside",
    "overruled": "Always overruled",
    "boundary_hole": "Hole at a boundary",
    "below_floor": "Less than the law gives",
    "against_fixed": "Departs from the law",
    "not_proved": "Not proved",
    "unknown_over": "Goes before a rule that is not there",
    "over_other_level": "Goes before a rule of another level",
    "circle": "Circle",
    "note_missing": "Note missing",
    "dates": "Dates",
    "unused": "Not used",
    "not_a_merchants": "Not a merchant's to say",
}

SOURCES = {
    "system": "from our records",
    "marketplace": "told by the marketplace",
    "buyer": "told by the buyer",
    "merchant": "told by the merchant",
    "carrier": "told by the carrier",
    "desk": "found by the desk",
    "senior": "found by the desk",
    "laboratory": "found by a laboratory",
    "presumed": "presumed until somebody says otherwise",
    "disputed": "buyer and merchant contradict each other",
}

SUPPLIERS = {
    "system": "Makegood",
    "marketplace": "the marketplace",
    "buyer": "the buyer",
    "merchant": "the merchant",
    "carrier": "the carrier",
    "desk": "the desk",
    "laboratory": "a laboratory",
}
"""Who can tell a fact."""

HAPPENED = {
    "drafted": "Drafted",
    "submitted": "Review asked for",
    "approved": "Approved",
    "rejected": "Rejected",
    "published": "Announced",
    "withdrawn": "Withdrawn",
}
"""What happened to a version."""

TABLES = (
    LEVELS, STANDINGS, STANDING_NOW, GROUPS, CONFIDENCES, COUNTED, MOVES, CONSEQUENCES, DONE, EFFECTS, FAULTS, SOURCES,
    SUPPLIERS, HAPPENED,
)  # fmt: skip
"""All of the above, for the catalogue's test."""
