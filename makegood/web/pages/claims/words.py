"""PURE: the words of claims in English; each is translated by the catalogue (claims.po)."""

KINDS = {
    "spoilt": "Spoilt goods are refunded",
    "thawed": "Thawed goods are refunded",
    "short_weight": "Full weight",
    "small_fruit": "Size of the fruit",
    "dead_plant": "Plants stay alive",
    "breakage": "Breakage is compensated",
    "authenticity": "Genuine goods",
    "mismatch": "As described, or one times the price",
    "wrong_material": "True material, or three times the price",
    "late_shipping": "Shipped in time",
    "lost_on_the_way": "Tracking that stands still",
    "double_earnest": "The earnest, doubled",
    "price_protection": "Price protection",
    "installation": "Delivered in time for the installation",
    "return_freight": "Freight of the return",
    "fault_freight": "Freight that you paid for the merchant's fault",
    "ruling": "On top of the refund, by the ruling",
}
STAGES = {
    "awaiting_merchant": "The merchant answers",
    "refused": "Refused by the merchant",
    "appraisal": "Being examined",
    "with_desk": "With the desk",
    "payout_due": "Paid by itself",
    "paid": "Paid",
    "declined": "Declined",
    "closed": "Closed",
    "withdrawn": "Taken back",
    "reversed": "Payment taken back",
}
TONES = {
    "paid": "good",
    "declined": "bad",
    "refused": "bad",
    "reversed": "bad",
    "awaiting_merchant": "soon",
    "with_desk": "soon",
}
SILENCES = {
    "awaiting_merchant": "If the merchant says nothing until then, it is paid.",
    "unshown": "If the merchant says nothing until then, the desk decides, since nothing was shown with the claim.",
    "refused": "Until then you can bring it to the desk; else the claim is closed.",
    "appraisal": "Without a report until then, the desk decides on what there is.",
    "with_desk": "If the desk says nothing until then, the promise is kept.",
    "payout_due": "It is paid by itself at this time; nobody has to do anything.",
}
WAYS = {
    "sending": "on its way",
    "unknown": "the processor has not answered yet",
    "paid": "paid back",
    "to_balance": "not taken back; it is in the balance",
    "by_bank": "paid back by the bank",
}
"""How far a part is that goes back the way the buyer paid."""
PAY_TO = {"payment": "The way I paid, as far as it can take it", "balance": "My balance"}
FUNDERS = {"merchant": "The merchant", "platform": "The platform", "insurer": "The insurer"}
OWNERS = {"merchant": "Merchant", "buyer": "Buyer", "desk": "Desk", "system": "By itself"}
GIVES = {"refund": "A part of the price back", "compensation": "On top of any refund"}
STANDINGS = {
    "claimable": "You can claim it now",
    "ask": "You can claim it now",
    "by_itself": "Watched by the platform; nobody has to ask",
    "later": "Not begun yet",
    "closed": "Nothing is owed now",
}
STANDING_HINTS = {
    "claimable": "",
    "ask": "What you tell decides what is owed.",
    "by_itself": "Nothing is owed so far. Should that change, it is found without anybody asking.",
    "later": "It can be claimed once the goods have come that far.",
    "closed": "",
}
"""What a standing means, where no rule is shown for it."""
VERBS = {
    "accept": "Pay it",
    "refuse": "Refuse it",
    "ask_appraisal": "Have the goods examined first",
    "escalate": "Bring it to the desk",
    "withdraw": "Take the claim back",
    "record_appraisal": "Put down the report",
    "grant": "Keep the promise",
    "decline": "Decline it",
    "reverse": "Take the payment back",
}
WITH_REASON = frozenset({"refuse", "grant", "decline", "reverse"})
"""Verbs whose forms ask for a note."""
MOVED = {
    "escrow_minor": "From the payment that the order still holds",
    "merchant_minor": "From the merchant",
    "platform_minor": "From the platform",
    "insurer_minor": "From the platform, owed by the insurer",
    "borne_minor": "Borne by the platform when it was taken back",
    "made_whole_minor": "Given back to the merchant by the platform after an appeal",
    "recovered_minor": "Of it to the platform, for an earlier payment that the buyer keeps",
}
EVIDENCE = {
    "photo": "a photo", "video": "a video", "weight": "a photo of the scales", "certificate": "the certificate",
    "inspection_report": "a report", "receipt": "the receipt", "invoice": "the bill",
}  # fmt: skip
PLANS = {
    "merchant": "The merchant insured it",
    "buyer": "You insured it",
    "returns_on_us": "The shop's plan “returns on us”",
}
FREIGHT = {
    "buyer": "The buyer pays the way back.",
    "merchant": "The merchant pays the way back.",
    "platform": "The platform pays the way back.",
    "insurer": "The insurer pays the way back.",
    "shared": "Buyer and merchant share the way back.",
}
COVERS = {"active": "In force", "used": "Used", "cancelled": "Called off"}
EXCLUSIONS = {
    "no_return": "refunds without a return",
    "wrong_tracking": "a tracking number that is not that of the return",
    "merchants_fault": "returns for which the merchant is at fault: then the merchant pays the way back",
    "second_return": "a second return of the same order",
}
INSURERS = {
    "ping-an": "Ping An Property Insurance",
    "zhong-an": "ZhongAn Insurance",
    "picc": "PICC Property and Casualty",
    "platform": "The platform",
}
LINES = {
    "premium": "Premiums",
    "premium_returned": "Premiums given back",
    "claim": "Claims paid for it",
    "claim_reversed": "Payments taken back",
    "settlement": "Settlements",
    "recovery": "Recovered from carriers",
    "recovery_reversed": "Recoveries taken back",
}
DIRECTIONS = {"paid_to": "Paid to the insurer", "received_from": "Received from the insurer"}
LISTS = {"due": "Your turn", "open": "Open", "all": "All"}
DONE = {"opened": "The claim is made.", "done": "Done.", "settled": "Put down."}
MARK_SIDES = {"buyer": "Against the buyer", "merchant": "Against the merchant"}
MARKS_TAKEN_BACK = {"appeal": "taken back on appeal", "ruled_anew": "taken back by another ruling"}
"""Why a mark stands no more."""
TABLES = (
    KINDS, STAGES, SILENCES, FUNDERS, OWNERS, GIVES, STANDINGS, STANDING_HINTS, VERBS, MOVED, EVIDENCE, PLANS, COVERS,
    FREIGHT, EXCLUSIONS, INSURERS, LINES, DIRECTIONS, LISTS, DONE, MARK_SIDES, MARKS_TAKEN_BACK, PAY_TO, WAYS,
)  # fmt: skip
