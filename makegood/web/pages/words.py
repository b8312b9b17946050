"""PURE: the words of the pages in English; each is translated by the catalogue (docs/reference/glossary.md)."""

from makegood.web.pages import repair_words

STAGES = {
    **repair_words.STAGES,
    "awaiting_merchant": "Waiting for the merchant",
    "awaiting_buyer": "Waiting for the buyer",
    "awaiting_return": "Waiting for the goods to be sent",
    "in_return_transit": "On the way back",
    "awaiting_inspection": "Inspection",
    "awaiting_interception": "Being stopped on its way",
    "awaiting_payment": "Waiting for the difference",
    "awaiting_replacement": "Waiting for the replacement",
    "replacement_in_transit": "Replacement on its way",
    "dispute_evidence": "Dispute: hearing",
    "dispute_ruling": "Dispute: ruling",
    "dispute_jury": "Dispute: panel of users",
    "dispute_review": "Dispute: second reader",
    "dispute_senior": "Dispute: senior ruling",
    "refunding": "Refunding",
    "refund_held": "Refund held",
    "under_appeal": "Under appeal",
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
    "jury": "panel",
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
    "jury": "The panel of users",
    "juror": "A juror of the panel",
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
    "jury": "The ball is with a panel of users",
    "system": "The ball is with Makegood",
    "nobody": "This case has ended",
}

TYPES = {
    "refund_only": "Refund only",
    "return_refund": "Return & refund",
    "cancel": "Cancellation",
    "intercept": "Stopping on the way",
    "exchange": "Exchange",
    "reship": "Reshipment",
    "repair": "Repair",
    "price_reduction": "Price reduction",
    "modify_address": "Change of address",
    "modify_payment": "Change of payment",
    "modify_items": "Change of items",
}

GOODS = {
    "not_shipped": "Not shipped",
    "in_transit": "On the way to the buyer",
    "with_buyer": "With the buyer",
    "returning": "On the way back",
    "returned": "Back with the merchant",
    "lost": "Lost",
    "sent_back": "Sent back to the buyer",
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
    "advance_debt": "Instant refund paid back",
    "balance": "Balance with the platform",
}

ORDER_STATUS = {
    "paid": "Paid",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
}

REASON_ONLY_FOR = {"not_received": "refund_only intercept reship"}
"""Reasons that go with some types of case only: what did not arrive cannot be sent back."""

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
    "damaged_on_the_way": "Damaged on the way back",
    "too_few": "Fewer came than were announced",
    "empty_box": "The box was empty",
    "swapped": "Swapped for another",
    "wrong_product": "Another product",
    "other": "Another reason",
}

CHANGE_REASONS = {
    "packed_already": "It is packed already",
    "left_already": "It has left already",
    "made_to_order": "Made to order",
    "not_delivered_there": "It cannot be sent there",
    "not_available": "What is asked for is not available",
    "other": "Another reason",
}
"""Why an order stays as it is."""

INTERCEPTIONS = {
    "stopped": "Stopped; it is coming back",
    "refused_at_door": "Refused at the door; it is coming back",
    "missed": "Not stopped",
    "lost": "Lost on its way",
}
"""What became of a parcel that was to be stopped."""

PAUSES = {
    "joint_suspension": "Both parties agreed to wait",
    "court_papers": "A court has the matter",
    "police_report": "The police have the matter",
}

AUTHORITIES = {"court": "a court", "regulator": "a regulator", "arbitration": "an arbitration body"}
"""Whose papers bind a case."""

FAVOURS = {"buyer": "For the buyer", "merchant": "For the merchant", "split": "Split"}

VERDICTS = {
    "uphold": "Uphold the ruling",
    "buyer": "Decide for the buyer",
    "merchant": "Decide for the merchant",
    "split": "Split",
}
"""What may be decided on an appeal."""

APPEALS = {
    "open": "The appeal waits to be heard",
    "upheld": "The ruling was upheld",
    "reversed": "The ruling was reversed",
    "changed": "The ruling was changed",
    "lapsed": "Nobody decided in time; the ruling stands",
    "taken_back": "The appeal was taken back; the ruling stands",
    "dropped": "The parties agreed; the appeal fell away",
    "replaced": "The dispute was decided anew",
}
"""How an appeal stands."""

YOUR_TURN = {
    **repair_words.YOUR_TURN,
    "awaiting_payment": "Your turn: pay the difference",
    "awaiting_replacement": "Your turn: send the replacement",
    "awaiting_merchant": "Your turn: answer this request",
    "awaiting_buyer": "Your turn: answer the merchant",
    "awaiting_return": "Your turn: send the goods back",
    "awaiting_inspection": "Your turn: inspect what came back",
    "dispute_evidence": "Your turn: tell the desk your side",
    "dispute_ruling": "Your turn: decide this dispute",
    "dispute_senior": "Your turn: decide this dispute",
    "dispute_review": "Your turn: read a colleague's ruling",
    "refund_held": "Your turn: this refund did not get through",
    "under_appeal": "Your turn: decide this appeal",
}

THEIR_TURN = {
    **repair_words.THEIR_TURN,
    "awaiting_payment": "{buyer} pays the difference",
    "awaiting_replacement": "{merchant} sends the replacement",
    "replacement_in_transit": "The replacement is on its way to {buyer}",
    "awaiting_merchant": "{merchant} is deciding",
    "awaiting_buyer": "{buyer} is deciding",
    "awaiting_return": "{buyer} sends the goods back",
    "in_return_transit": "The parcel is on its way to {merchant}",
    "awaiting_interception": "The parcel is being stopped on its way",
    "awaiting_inspection": "{merchant} inspects what came back",
    "dispute_evidence": "{owner} is being heard",
    "dispute_ruling": "The platform's desk is deciding",
    "dispute_senior": "A senior of the platform is deciding",
    "dispute_jury": "A panel of users reads the dispute",
    "dispute_review": "A second person of the platform reads the ruling",
    "refunding": "The refund is on its way",
    "refund_held": "The desk looks after the refund",
    "under_appeal": "Another person of the platform hears the appeal",
    "settled": "Settled: {refunded} refunded",
    "closed": "Closed without a refund",
    "withdrawn": "The request was taken back",
}

IS_ALL = {"": "No, I may add to it yet", "yes": "Yes, the desk may decide"}
"""Whether a party has said everything."""

MORE_TIME_FOR = {"": "Everybody whose time still runs", "buyer": "The buyer", "merchant": "The merchant"}
"""Whom the desk gives more time for evidence."""

SUSPENSIONS = {"7": "Seven days", "14": "Fourteen days", "30": "Thirty days"}
"""How long a clock may stand still by agreement."""

QUESTION_TURN = {
    "you": "Your turn: answer the question",
    "buyer": "{buyer} has been asked and answers next",
    "merchant": "{merchant} has been asked and answers next",
}
"""While a question stands, at whatever stage."""

WHOM = {"you": "you", "buyer": "the buyer", "merchant": "the merchant"}
"""Who is asked, inside a sentence."""

WRITTEN_WITH = {
    "case.opened": "with the request",
    "case.refused": "with the refusal",
    "case.offer_made": "with the offer",
    "case.revised": "with the changed request",
    "case.escalated": "when the platform was called in",
    "case.statement_added": "as a statement to the desk",
    "case.return_inspected": "with the inspection",
    "reception.parcel_arrived": "when the parcel was opened",
    "reception.units_found": "with the inspection",
    "reception.parcel_refused": "when the parcel was refused",
    "case.ruled": "with the decision",
    "case.ruling_bound": "with papers that bind",
    "case.appealed": "with the appeal",
    "case.appeal_decided": "with the decision on the appeal",
    "case.reopened": "when the case was reopened",
    "case.clock_paused": "when the clock was stopped",
    "window.proposed": "with a proposal about the clock",
    "window.extended": "when there was more time",
}
"""Where a note of the conversation was written; a message has no such place."""

FLAGS = {
    "off_platform_contact": "A way off the platform",
    "off_platform_payment": "Payment off the platform",
    "abuse": "Abuse",
}
"""What the desk is told of a message."""

NOTHING_CHOSEN = "Choose at least one item."
NOTHING_TO_SEND_BACK = "What was not received cannot be sent back; ask for a refund only."
NO_REASON_CHOSEN = "Tell first what the matter is."
MISTAKES = {"items": NOTHING_CHOSEN, "goods": NOTHING_TO_SEND_BACK, "reason": NO_REASON_CHOSEN}
"""What is plainly wrong with a request as it was typed."""

REFUSALS = {
    "units_not_left": "Of line {line_no} only {left} can still be claimed, not {asked}.",
    "version_changed": "The case changed while you were looking. Look at it again, then decide.",
    "key_reused": "This form was sent before with other content. Look at the case, then send it again.",
    "not_your_move": "Now only {allowed} can do this.",
    "not_in_this_stage": "Not possible at this stage: {stage}.",
    "case_ended": "The case has ended: {stage}.",
    "not_permitted": "Your role ({role}) cannot do this.",
}
"""What some refusals say on a page, where stages and roles are written in words."""

RULED_BY_DEFAULT = {
    "reason": "The platform did not decide in time.",
    "papers": "The platform did not decide in time; the papers that bind the case decide.",
}
"""The reason of a ruling that nobody made."""

TABLES = (
    STAGES, ROLES, WHO, BALL, TYPES, GOODS, MONEY, LEGS, TENDERS, ORDER_STATUS, MERCHANT_REASONS, CHANGE_REASONS,
    PAUSES, INTERCEPTIONS, AUTHORITIES, FAVOURS, VERDICTS, APPEALS, IS_ALL, MORE_TIME_FOR, SUSPENSIONS,
    YOUR_TURN, THEIR_TURN, QUESTION_TURN, WHOM, WRITTEN_WITH, FLAGS, MISTAKES,
    REFUSALS, RULED_BY_DEFAULT,
)  # fmt: skip
"""All of the above, for the catalogue's test."""


def word(table: dict[str, str], code: str) -> str:
    """The English word of a code; a code that we do not know is shown as it is."""
    return table.get(code, code)
