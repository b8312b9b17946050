"""PURE: the limits of advances in the ledger, after something has come back."""

from collections.abc import Callable

from makegood.kit.ids import in_bucket
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    Transaction,
    advance_limits,
    buyer_advance_debt,
    buyer_advance_room,
    platform_advance_room,
    posted,
)

ROOM = "advance_room"
"""The kind of the transactions that move limits, not money."""


def came_back(
    bucket: int,
    buyer_id: int,
    currency: str,
    subject: int,
    new_id: Callable[[], int],
    amount_minor: int,
    debt_minor: int,
    buyer_may_again: bool = True,
) -> list[Transaction]:
    """The limits after an amount was paid back or given up, `debt_minor` of it of what the buyer owed.

    `buyer_may_again`: whether the buyer may be advanced as much as before; what was given up stays used. `new_id` makes ids
    of `bucket`.
    """
    limits, postings = advance_limits(), []
    if buyer_may_again:
        postings.append(Posting(limits, buyer_advance_room(buyer_id), currency, amount_minor))
    if debt_minor:
        postings.append(Posting(buyer_advance_debt(buyer_id), limits, currency, debt_minor))
    total = Posting(limits, platform_advance_room(), currency, amount_minor)
    transactions = [posted(PLATFORM_BUCKET, in_bucket(new_id(), PLATFORM_BUCKET), ROOM, subject, total)]
    if postings:
        transactions.append(posted(bucket, new_id(), ROOM, subject, *postings))
    return transactions
