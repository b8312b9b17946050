"""PURE: the words of the console in English; each is translated by the catalogue (console.po)."""

from makegood.flows.job_words import JOBS
from makegood.web.pages.console.account_words import ACCOUNTS, FAMILIES

WITHIN = {
    "2": "Within 2 hours",
    "12": "Within 12 hours",
    "24": "Within 24 hours",
    "72": "Within 3 days",
    "all": "All open",
}

HORIZONS = {"0": "Run out", "2": "Within 2 hours", "12": "Within 12 hours", "24": "Within 24 hours"}

TRANSACTIONS = {
    "advance": "Instant refund lent",
    "advance_leg": "Instant refund by tender",
    "advance_owed": "Instant refund owed back",
    "advance_room": "Room for instant refunds",
    "advance_to_balance": "Instant refund into the balance",
    "advance_paid_back": "Instant refund paid back",
    "advance_written_off": "Instant refund given up",
    "fund": "The platform's fund filled",
    "deposit": "Deposit paid",
    "order": "Order paid",
    "settlement": "Order settled",
    "sweep": "Merchant's share swept",
    "refund": "Refund granted",
    "refund_leg": "Refund by tender",
    "refund_to_balance": "Refund to the balance",
    "refund_by_bank": "Refund paid by the bank",
    "chargeback": "Chargeback",
    "chargeback_fee": "Fee of a chargeback",
    "chargeback_returned": "Chargeback given back",
    "made_whole": "Merchant made whole after an appeal",
    "borne_again": "Borne again after a further appeal",
    "difference": "Price difference paid",
    "order_change": "Change of an order paid",
    "recovery": "Recovered from a carrier",
    "recovery_owed_back": "Owed back to a carrier",
    "deposit_restored": "Deposit filled with what was used of it",
    "freight": "Freight",
    "claim": "Claim under a promise paid",
    "claim_leg": "Claim by tender",
    "claim_to_balance": "Claim into the balance",
    "claim_reversed": "Payment of a claim taken back",
    "appraisal": "Examination paid",
    "premium": "Premium of a freight cover",
    "premium_returned": "Premium given back",
    "insurer_settlement": "Settled with an insurer",
}

PHASES = {"posted": "Moved", "pending": "Held", "post": "Held, then moved", "void": "Let go"}

DELIVERIES = {"pending": "Waiting", "delivered": "Delivered", "failed": "Given up", "discarded": "Discarded"}

DISABLED = {
    "by_hand": "Switched off by hand",
    "gone": "Switched off: the receiver said that it is gone",
    "failing": "Switched off: it failed for too long",
}

EVENTS = {
    "advance.given": "Instant refund paid",
    "advance.declined": "No instant refund",
    "advance.owed_back": "Instant refund owed back",
    "repair.diagnosed": "Diagnosed",
    "repair.quote_agreed": "Price of a repair agreed",
    "repair.quote_declined": "Price of a repair declined",
    "repair.paid": "Repair paid",
    "repair.parts_awaited": "Part awaited",
    "repair.parts_came": "Part came",
    "repair.sent": "Repaired goods sent",
    "repair.unrepairable": "Found unrepairable",
    "repair.overdue": "Repair overdue",
    "repair.waited_on": "Repairer given more time",
    "repair.turned": "Repair turned into another remedy",
    "repair.arrived": "Repaired goods arrived",
    "repair.failed": "Repair in vain",
    "repair.begun_anew": "Repair begun anew",
    "repair.loaner_given": "Loaner given",
    "repair.loaner_returned": "Loaner returned",
    "replacement.reserved": "Stock held",
    "replacement.out_of_stock": "Out of stock",
    "replacement.released": "Stock let go",
    "replacement.difference_paid": "Difference paid",
    "replacement.shipped": "Replacement sent",
    "replacement.arrived": "Replacement arrived",
    "replacement.turned_into_refund": "Turned into a refund",
    "replacement.became_lines": "Replacement added to the order",
    "case.opened": "Request made",
    "case.approved": "Request granted",
    "case.refused": "Request refused",
    "case.offer_made": "Offer made",
    "case.offer_accepted": "Offer accepted",
    "case.revised": "Request changed",
    "case.freight_added": "Freight added",
    "case.withdrawn": "Request taken back",
    "case.closed": "Case closed",
    "case.escalated": "Platform called in",
    "case.called_by_rule": "Platform called in by a rule",
    "case.statement_added": "Statement given",
    "case.evidence_closed": "Hearing closed",
    "case.handed_up": "Passed to a senior",
    "case.ruled": "Dispute decided",
    "case.ruling_bound": "Papers that bind",
    "case.appealed": "Ruling appealed",
    "case.appeal_taken_up": "Appeal taken up",
    "case.appeal_decided": "Appeal decided",
    "case.appeal_taken_back": "Appeal taken back",
    "case.appeal_lapsed": "Appeal not decided in time",
    "case.return_shipped": "Goods sent back",
    "case.return_lost": "Return lost",
    "case.return_received": "Return received",
    "case.return_waived": "Return waived",
    "cancellation.granted_at_once": "Granted at once",
    "cancellation.confirmed": "Cancellation confirmed",
    "virtual.revoked": "Virtual goods revoked",
    "cancellation.shipped_meanwhile": "Shipped although cancelled",
    "cancellation.parcel_stopped": "Parcel stopped",
    "cancellation.parcel_missed": "Parcel not stopped",
    "cancellation.parcel_lost": "Parcel lost on its way",
    "case.return_inspected": "Return inspected",
    "order_change.granted": "Change granted",
    "order_change.paid": "Change paid for",
    "order_change.made": "Order changed",
    "order_change.dropped": "Order left as it was",
    "reception.parcel_added": "Further parcel sent back",
    "reception.parcel_arrived": "Parcel received",
    "reception.parcel_refused": "Parcel refused at the door",
    "reception.units_found": "Units graded",
    "reception.sent_back": "Goods sent back to the buyer",
    "refund.started": "Refund started",
    "refund.paid": "Refund paid",
    "refund.failed": "Refund failed",
    "refund.bounced": "Refund came back",
    "refund.unknown": "Refund not known yet",
    "refund.retried": "Refund tried again",
    "refund.redirected": "Refund redirected",
    "refund.reduced": "Refund paid by the bank",
    "refund.resumed": "Refund owed again",
    "refund.held": "Refund held for the desk",
    "case.settled": "Case settled",
    "case.reopened": "Case reopened",
    "case.clock_paused": "Clock stopped",
    "case.clock_resumed": "Clock runs on",
    "case.reminder": "Reminder sent",
    "case.facts_supplied": "Facts supplied",
    "case.message_posted": "Message posted",
    "case.question_asked": "Question asked",
    "case.question_lapsed": "Question not answered",
}
"""Events by name; one that is not here is shown by its name."""

TOLD = {
    "sign-in": "You are signed in.",
    "clock": "The clock was advanced. What ran out acts within seconds.",
    "ledger": "The book is being checked. Look again in a moment.",
    "processors": "The processors are being asked. Look again in a moment.",
    "retry": "The job runs again.",
    "discard": "The job was discarded.",
    "turn": "Its turn comes now.",
    "sent": "It is sent again now.",
}

QUEUES = {"promises": "Promises of an order", "claims": "A claim's time", "advances": "A debt of an advance"}
QUEUE_PAGES = {"promises": "/orders/", "claims": "/claims/"}
"""Where what waits in a queue is looked at; the id follows."""

OUTCOMES = {
    "settled": "Have their outcome now",
    "on_the_way": "Still on their way",
    "not_ready": "Processor not ready",
}

FINDINGS = {
    "account differs from its postings": "An account differs from its postings",
    "trial balance is not zero": "The accounts of a currency do not add up to zero",
    "bridges between buckets do not meet": "The bridges between buckets do not meet",
    "account is below zero": "An account is below zero that may not be",
    "a pending transaction was ended with other amounts": "Money that was held was ended with other amounts",
}

SETTINGS = {
    "MAKEGOOD_HOME": "The folder of this installation",
    "PORT": "The port it listens on",
    "MAKEGOOD_HOST": "The address it listens on",
    "MAKEGOOD_MODE": "Demo, test or production",
    "MAKEGOOD_DATABASE_URL": "The database; not set: the embedded one",
    "MAKEGOOD_SECRET": "Signs sessions and seals secrets",
    "MAKEGOOD_PUBLIC_URL": "The address that people open",
    "MAKEGOOD_STRIPE_SECRET_KEY": "Stripe's key",
    "MAKEGOOD_STRIPE_WEBHOOK_SECRET": "Stripe's secret for notifications",
    "MAKEGOOD_EASYPOST_API_KEY": "EasyPost's key",
    "MAKEGOOD_EASYPOST_WEBHOOK_SECRET": "EasyPost's secret for notifications",
    "MAKEGOOD_KUAIDI100_CUSTOMER": "The customer number at Kuaidi100",
    "MAKEGOOD_KUAIDI100_KEY": "Kuaidi100's key",
    "MAKEGOOD_WEBHOOK_ALLOWED_HOSTS": "Private hosts that webhooks may go to",
    "MAKEGOOD_MARKET": "Whose law and promises hold for orders without a market",
    "MAKEGOOD_FILES_FOLDER": "Where photos and papers are kept",
    "MAKEGOOD_FILES_BUCKET": "The bucket for photos and papers; not set: the folder",
    "MAKEGOOD_SMTP_URL": "The mail server",
    "MAKEGOOD_OIDC_ISSUER": "The sign-in service",
    "MAKEGOOD_TRUSTED_PROXIES": "Proxies that say who calls",
    "MAKEGOOD_EMBED_ORIGINS": "Shops that may embed pages",
    "MAKEGOOD_MAIL_FROM": "Who e-mails come from",
    "MAKEGOOD_SMS_URL": "Where text messages are handed over",
    "MAKEGOOD_SMS_SECRET": "Signs what is handed over for text messages",
}

LISTS = (
    "Without sweeps", "With sweeps", "Everybody", "Every type", "By time left", "Every delivery", "Cases",
    "Accounts and settings",
)  # fmt: skip

TABLES = (
    WITHIN, HORIZONS, TRANSACTIONS, PHASES, JOBS, DELIVERIES, DISABLED, EVENTS, TOLD, QUEUES, OUTCOMES, FINDINGS,
    SETTINGS, FAMILIES, ACCOUNTS, {name: name for name in LISTS},
)  # fmt: skip
"""All of the above, for the catalogue's test."""
