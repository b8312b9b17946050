"""PURE: accounts of the ledger as people call them."""

from collections.abc import Mapping

from makegood.kit.i18n import text
from makegood.web.pages import words as page_words

FAMILIES = {
    "order:escrow": "Escrow of orders",
    "order:refundable": "Limits of what may be refunded",
    "limits:refunds": "The other side of those limits",
    "buyer:payout": "Refunds owed to buyers",
    "buyer:balance": "Buyers' balances",
    "merchant:clearing": "Merchants' shares, not swept yet",
    "merchant:balance": "What merchants can be paid",
    "merchant:deposit": "Merchants' deposits",
    "merchant:receivable": "What merchants owe",
    "merchant:lent": "What the fund has put up for merchants",
    "buyer:advance_room": "Room of buyers for instant refunds",
    "buyer:advance_debt": "What buyers owe for instant refunds",
    "platform:advance_room": "Room of all for instant refunds",
    "platform:written_off": "Instant refunds given up",
    "limits:advances": "The other side of the room for instant refunds",
    "platform:fund": "The platform's fund",
    "platform:advances": "Advances of the platform",
    "platform:wrong_rulings": "What the platform bears for wrong rulings",
    "platform:compensation": "What the platform bears under promises",
    "insurer:account": "What insurers are due, or owe",
    "processor:transit": "Handed to processors",
    "outside": "The world outside",
    "bridge": "Bridges between buckets",
}
"""Families of accounts, in English."""

ACCOUNTS = {
    "order:escrow": "escrow of order {owner}",
    "order:refundable": "refund limit of order {owner}",
    "limits:refunds": "refund limits",
    "buyer:payout": "refunds owed to buyer {owner}: {tender}",
    "buyer:balance": "balance of buyer {owner}",
    "merchant:clearing": "share of merchant {owner}",
    "merchant:balance": "balance of merchant {owner}",
    "merchant:deposit": "deposit of merchant {owner}",
    "merchant:receivable": "debt of merchant {owner}",
    "merchant:lent": "what the fund has put up for merchant {owner}",
    "buyer:advance_room": "room of buyer {owner} for instant refunds",
    "buyer:advance_debt": "what buyer {owner} owes for instant refunds",
    "platform:advance_room": "room of all for instant refunds",
    "platform:written_off": "instant refunds given up",
    "limits:advances": "limits of instant refunds",
    "platform:fund": "the platform's fund",
    "platform:advances": "advances of the platform",
    "platform:wrong_rulings": "what the platform bears for wrong rulings",
    "platform:compensation": "what the platform bears under promises",
    "insurer:account": "account of insurer {owner}",
    "processor:transit": "on its way at {owner}",
    "outside": "outside, through {owner}",
    "bridge": "bridge between buckets",
}
"""One account of each family, in English with gaps."""


def family_of(account: str) -> str:
    """The family of an account: its name without the ids in it."""
    head, _, rest = account.partition(":")
    if head in ("order", "buyer", "merchant", "processor", "insurer"):
        return f"{head}:{rest.split(':')[1]}" if ":" in rest else account
    return "outside" if head == "outside" else account


def account_words(account: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """An account as a reader calls it; one that is not in the chart as it is. `names`: of whom it is, by `merchant:123`."""
    parts = account.split(":")
    known = ACCOUNTS.get(family_of(account))
    if known is None:
        return account
    tender = page_words.TENDERS.get(parts[3], parts[3]) if len(parts) > 3 else ""
    owner = (names or {}).get(":".join(parts[:2]), parts[1] if len(parts) > 1 else "")
    return text(language, known, owner=owner, tender=text(language, tender) if tender else "")
