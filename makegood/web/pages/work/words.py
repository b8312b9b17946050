"""PURE: the words of the workbench in English; each is translated by the catalogue."""

TABS = {
    "turn": "My turn",
    "answer": "To answer",
    "inspect": "To inspect",
    "questions": "Questions to me",
    "disputes": "Disputes",
    "returns": "Returns under way",
    "waiting": "With others",
    "all": "All",
}
SORTS = {"clock": "By the clock", "money": "By money", "age": "By age"}
BATCH = {"approve": "Agree", "refuse": "Refuse", "ask": "Ask the buyer"}
BATCH_TITLES = {
    "approve": "Agree to requests: {count}",
    "refuse": "Refuse requests: {count}",
    "ask": "Ask buyers: {count}",
}
BATCH_DONE = {"approve": "Agreed", "refuse": "Refused", "ask": "Asked"}
KINDS = {
    "refund": "Refund",
    "refund_to_balance": "Refund into the buyer's balance",
    "refund_by_bank": "Refund paid by the bank",
    "chargeback": "Chargeback",
    "chargeback_fee": "Fee of a chargeback",
    "chargeback_returned": "Chargeback given back",
    "made_whole": "Given back after an appeal",
    "borne_again": "Borne again after a further appeal",
    "recovery": "Recovered from a carrier",
    "recovery_owed_back": "Owed back to a carrier",
    "deposit_restored": "Deposit filled with what was used of it",
    "freight": "Freight",
    "claim": "Claim under a promise paid",
    "claim_reversed": "Payment of a claim taken back",
    "appraisal": "Examination paid",
}
STOCK_MOVES = {
    "reserved": "Held for a buyer",
    "released": "Held no longer",
    "shipped": "Sent to a buyer",
    "restocked": "Back in stock",
    "refurbish": "To be refurbished",
    "scrapped": "Scrapped",
    "vendor": "Back to the supplier",
}
OTHER_SIDES = {
    "platform:fund": "The platform's fund",
    "platform:advances": "Advance of the platform",
    "platform:wrong_rulings": "The platform bears a wrong ruling",
    "limits:refunds": "Limits",
    "buyer:balance": "The buyer's balance",
    "bridge:bridge": "The buyer, or costs of the claim",
    "processor:transit": "The payment processor",
    "outside:marketplace": "The marketplace",
    "outside:bank": "A bank transfer",
    "outside:appraisal": "An appraiser",
}
FIGURES = {
    "response_seconds": "Median time to answer",
    "refusal_rate": "Requests refused",
    "overruled_rate": "Rulings against you",
    "refund_rate": "Cases that ended with a refund",
}
FIGURE_HINTS = {
    "response_seconds": "From getting the ball to answering; clocks that stood still are left out.",
    "refusal_rate": "Of the cases that were opened.",
    "overruled_rate": "Of the cases that the desk ruled on: for the buyer, or split.",
    "refund_rate": "Of the cases that have ended.",
}
GAPS = {
    "buyer": "The buyer's name as you see it",
    "shop": "Your shop's name",
    "order": "The order number",
    "item": "What the case is about",
    "amount": "What is asked for",
    "refund": "What will be refunded as things stand",
    "reason": "The reason of the request",
    "stage": "Where the case stands",
    "until": "Until when the clock runs",
    "address": "Your address for returns",
}
TOLD = {
    "template": "The template is kept.",
    "template-deleted": "The template is deleted.",
    "received": "Received. The buyer has been told.",
    "inspected": "The inspection is on record.",
    "graded": "What was found is on the record.",
    "received-part": "This parcel is on record; others of the return are still to come.",
}
LAPSED = {"ball": "You did not answer in time", "question": "You left a question unanswered"}
TABLES = (
    TABS, SORTS, BATCH, BATCH_TITLES, BATCH_DONE, KINDS, STOCK_MOVES, OTHER_SIDES, FIGURES, FIGURE_HINTS, GAPS, TOLD, LAPSED,
)  # fmt: skip
"""Every table, for the catalogue's test."""
