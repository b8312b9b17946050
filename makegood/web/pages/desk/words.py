"""PURE: the words of the desk in English; each is translated by the catalogue (desk.po)."""

TABS = {
    "appeals": "Appeals",
    "desk": "With the desk",
    "senior": "With a senior",
    "all": "All of these",
    "mine": "Claimed by me",
    "waiting": "Waiting for answers",
}
STAGES = (
    "dispute_ruling", "dispute_jury", "dispute_review", "dispute_senior", "refund_held", "under_appeal",
)  # fmt: skip
"""Stages in which the desk has something to do; not words."""
SORTS = {"clock": "By the clock", "money": "By money", "age": "By age", "risk": "By risk"}
SWITCHES = {"able": "What I am able to take", "free": "Nobody works on it", "flagged": "With flags"}
RISKS = {
    "past_clock": "Clock ran out",
    "near_clock": "Runs out soon",
    "flagged": "Flag to judge",
    "high_amount": "High amount",
    "marked_merchant": "Merchant with marks",
    "frequent_buyer": "Buyer with many cases",
}
RISKS_MEAN = {
    "past_clock": "Its clock has run out.",
    "near_clock": "Its clock runs out within twelve hours.",
    "flagged": "Nobody has judged a message in it that was flagged.",
    "high_amount": "So much is at stake that its policy has a second person read the ruling.",
    "marked_merchant": "The merchant got three marks or more within ninety days.",
    "frequent_buyer": "The buyer opened five cases or more within thirty days.",
}
UNITS = {"hours": "hours", "days": "days"}
LANGUAGES = {"zh-CN": "Chinese", "en": "English"}
SHORT_LANGUAGES = {"zh-CN": "中", "en": "EN"}
STANDS = {
    "asks": "Asks for {amount}",
    "offers": "Offers {amount}",
    "accepts": "Accepted {amount}",
    "refuses": "Refuses: {reason}",
    "agrees": "Granted {amount}",
    "inspected": "Found {amount} in order",
    "silent": "Has not answered yet",
}
FLAG_TABS = {"open": "To judge", "settled": "Judged"}
VERDICTS = {"upheld": "Breaks the rules", "dismissed": "Nothing wrong"}
THREADS = {"split": "By side", "merged": "In one row"}
TOLD = {
    "claimed": "You work on this case for the next half hour.",
    "released": "The case is free again.",
    "noted": "Your note is there for whoever takes the case up next.",
    "handed-up": "A senior has the case now, with your note.",
    "judged": "Your verdict is on record.",
    "none-left": "Nothing waits that you are able to take and nobody has.",
    "enough-to-do": "You have as many cases as you can have at a time; decide or pass one on first.",
    "passed-on": "The case goes to somebody else. Your reason is on record.",
    "assigned": "The case is assigned. Your reason is on record.",
    "ruled": "Your decision is on the record.",
}
NOT_MINE = {"ruling": "You made this ruling; another person decides."}
TABLES = (
    TABS,
    SORTS,
    SWITCHES,
    RISKS,
    RISKS_MEAN,
    UNITS,
    LANGUAGES,
    STANDS,
    FLAG_TABS,
    VERDICTS,
    THREADS,
    TOLD,
    NOT_MINE,
)
"""Every table, for the catalogue's test."""
