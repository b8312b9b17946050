"""PURE: the words of the pages in English; each is translated by the catalogue (docs/reference/glossary.md)."""

STAGES = {
    "awaiting_merchant": "Waiting for the merchant",
    "awaiting_buyer": "Waiting for the buyer",
    "awaiting_return": "Waiting for the goods to be sent",
    "in_return_transit": "On the way back",
    "awaiting_inspection": "Inspection",
    "dispute_evidence": "Dispute: hearing",
    "dispute_ruling": "Dispute: ruling",
    "dispute_senior": "Dispute: senior ruling",
    "refunding": "Refunding",
    "refund_held": "Refund held",
    "settled": "Settled",
    "closed": "Closed",
    "withdrawn": "Withdrawn",
}

ROLES = {
    "buyer": "buyer",
    "merchant": "merchant",
    "desk": "desk",
    "senior": "senior",
    "carrier": "carrier",
    "processor": "processor",
    "system": "system",
    "operator": "operator",
    "marketplace": "marketplace",
}

WHO = {
    "buyer": "The buyer",
    "merchant": "The merchant",
    "desk": "The desk",
    "senior": "A senior of the desk",
    "carrier": "The carrier",
    "processor": "The payment processor",
    "system": "Makegood",
}

BALL = {
    "you": "The ball is with you",
    "buyer": "The ball is with the buyer",
    "merchant": "The ball is with the merchant",
    "desk": "The ball is with the desk",
    "senior": "The ball is with a senior of the desk",
    "carrier": "The ball is with the carrier",
    "processor": "The ball is with the payment processor",
    "system": "The ball is with Makegood",
    "nobody": "This case has ended",
}

TYPES = {"refund_only": "Refund only", "return_refund": "Return & refund"}

GOODS = {
    "not_shipped": "Not shipped",
    "in_transit": "On the way to the buyer",
    "with_buyer": "With the buyer",
    "returning": "On the way back",
    "returned": "Back with the merchant",
    "lost": "Lost",
}

MONEY = {
    "held": "Held", "refunding": "On its way", "refunded": "Refunded", "released": "Not refunded",
}  # fmt: skip

LEGS = {"sending": "On its way", "unknown": "Being checked", "failed": "Did not get through", "paid": "Paid"}

TENDERS = {
    "card": "Card",
    "wallet": "Wallet",
    "bank": "Bank transfer",
    "store_credit": "Store credit",
    "gift_card": "Gift card",
    "cash": "Cash",
}

ORDER_STATUS = {
    "paid": "Paid",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "completed": "Completed",
    "cancelled": "Cancelled",
}

REASON_ONLY_FOR = {"not_received": "refund_only"}
"""Reasons that go with one type of case: what did not arrive cannot be sent back."""

MERCHANT_REASONS = {
    "no_fault_found": "No fault found",
    "as_described": "It is as described",
    "evidence_lacking": "Evidence is missing",
    "delivered_signed": "Delivered and signed for",
    "worn": "Worn or used",
    "damaged_by_buyer": "Damaged by the buyer",
    "incomplete": "Something was not sent back",
    "sealed_goods_opened": "Sealed goods were opened",
    "made_to_order": "Made to order",
    "weather": "Held up by the weather",
    "other": "Another reason",
}

PAUSES = {
    "joint_suspension": "Both parties agreed to wait",
    "court_papers": "A court has the matter",
    "police_report": "The police have the matter",
}

FAVOURS = {"buyer": "For the buyer", "merchant": "For the merchant", "split": "Split"}

OPERATIONS = {
    "approve": "Grant the request",
    "refuse": "Refuse",
    "offer": "Make an offer",
    "accept": "Accept the offer",
    "revise": "Change the request",
    "withdraw": "Take the request back",
    "escalate": "Call the platform in",
    "statement": "Tell your side",
    "rule": "Decide",
    "hand_up": "Pass to a senior",
    "ship": "I have sent the goods",
    "receive": "The goods have arrived",
    "report_lost": "The parcel is lost",
    "waive_return": "Refund without the goods",
    "inspect": "Report the inspection",
    "retry_refund": "Try the refund again",
    "redirect_refund": "Pay into the buyer's balance",
    "reopen": "Reopen the case",
    "pause": "Stop the clock",
    "resume": "Let the clock run on",
    "supply_facts": "Answer what is asked",
}

CONSEQUENCES = {
    "approve": "You grant {amount}. This cannot be taken back.",
    "refuse": "The buyer sees your reason and may answer or call the platform in.",
    "offer": "The other party may take your offer or answer with their own. At most {amount}.",
    "accept": "You agree to the offer of {offered}. This cannot be taken back.",
    "revise": "The merchant gets a fresh clock to answer the changed request.",
    "withdraw": "The case ends without a refund.",
    "escalate": "A person of the platform looks at the case; the other party is heard first.",
    "statement": "The desk and the other party read what you write.",
    "rule": "Your decision ends the dispute. At most {amount} for the buyer.",
    "hand_up": "A senior person of the desk decides instead.",
    "ship": "Tell us the parcel, so that everybody can follow it.",
    "receive": "From now on you have at most seven days to inspect.",
    "report_lost": "The desk decides who bears the loss.",
    "waive_return": "{amount} goes out at once and the buyer keeps the goods.",
    "inspect": "What you accept is refunded. Give a reason for what you do not accept.",
    "retry_refund": "What failed is sent to the processor once more.",
    "redirect_refund": "What failed is paid into the buyer's balance with the platform.",
    "reopen": "The merchant is asked again. This is possible once, within seven days.",
    "pause": "The clock stands still; what is left of it is kept.",
    "resume": "The clock runs on with what was left of it.",
    "supply_facts": "What you tell is put on the record, and the rules are looked at again.",
}

DONE = {
    "open": "Your case is open.",
    "approve": "You granted the request.",
    "refuse": "You refused the request.",
    "offer": "Your offer stands.",
    "accept": "You accepted the offer.",
    "revise": "Your request was changed.",
    "withdraw": "You took the request back.",
    "escalate": "The platform was called in.",
    "statement": "What you wrote is on the record.",
    "rule": "Your decision is on the record.",
    "hand_up": "A senior person of the desk has the case now.",
    "ship": "Your parcel is on the record.",
    "receive": "The arrival is on the record.",
    "report_lost": "The loss is on the record.",
    "waive_return": "The buyer keeps the goods; the refund goes out.",
    "inspect": "The inspection is on the record.",
    "retry_refund": "The refund is tried again.",
    "redirect_refund": "The money goes into the buyer's balance.",
    "reopen": "The case is open again.",
    "pause": "The clock stands still.",
    "resume": "The clock runs on.",
    "supply_facts": "What you told is on the record.",
}

YOUR_TURN = {
    "awaiting_merchant": "Your turn: answer this request",
    "awaiting_buyer": "Your turn: answer the merchant",
    "awaiting_return": "Your turn: send the goods back",
    "awaiting_inspection": "Your turn: inspect what came back",
    "dispute_evidence": "Your turn: tell the desk your side",
    "dispute_ruling": "Your turn: decide this dispute",
    "dispute_senior": "Your turn: decide this dispute",
    "refund_held": "Your turn: this refund did not get through",
}

THEIR_TURN = {
    "awaiting_merchant": "{merchant} is deciding",
    "awaiting_buyer": "{buyer} is deciding",
    "awaiting_return": "{buyer} sends the goods back",
    "in_return_transit": "The parcel is on its way to {merchant}",
    "awaiting_inspection": "{merchant} inspects what came back",
    "dispute_evidence": "{owner} is being heard",
    "dispute_ruling": "The platform's desk is deciding",
    "dispute_senior": "A senior of the platform is deciding",
    "refunding": "The refund is on its way",
    "refund_held": "The desk looks after the refund",
    "settled": "Settled: {refunded} refunded",
    "closed": "Closed without a refund",
    "withdrawn": "The request was taken back",
}

NOTHING_CHOSEN = "Choose at least one item."
NOTHING_TO_SEND_BACK = "What was not received cannot be sent back; ask for a refund only."
NO_REASON_CHOSEN = "Tell first what the matter is."
MISTAKES = {"items": NOTHING_CHOSEN, "goods": NOTHING_TO_SEND_BACK, "reason": NO_REASON_CHOSEN}
"""What is plainly wrong with a request as it was typed."""

REFUSALS = {
    "units_not_left": "Of line {line_no} only {left} can still be claimed, not {asked}.",
    "more_than_paid": "The most that can be asked for these items is {most}.",
    "offers_go_down": "An offer may not be more than the {most} that was asked for.",
    "version_changed": "The case changed while you were looking. Look at it again, then decide.",
    "key_reused": "This form was sent before with other content. Look at the case, then send it again.",
    "not_your_move": "Now only {allowed} can do this.",
    "not_in_this_stage": "Not possible at this stage: {stage}.",
    "case_ended": "The case has ended: {stage}.",
    "not_permitted": "Your role ({role}) cannot do this.",
}
"""What some refusals say on a page, where amounts and stages are written in words."""

RULED_BY_DEFAULT = {"reason": "The platform did not decide in time."}
"""The reason of a ruling that nobody made."""

TABLES = (
    STAGES, ROLES, WHO, BALL, TYPES, GOODS, MONEY, LEGS, TENDERS, ORDER_STATUS, MERCHANT_REASONS,
    PAUSES, FAVOURS, OPERATIONS, CONSEQUENCES, DONE, YOUR_TURN, THEIR_TURN, MISTAKES, REFUSALS,
    RULED_BY_DEFAULT,
)  # fmt: skip
"""All of the above, for the catalogue's test."""


def word(table: dict[str, str], code: str) -> str:
    """The English word of a code; a code that we do not know is shown as it is."""
    return table.get(code, code)
