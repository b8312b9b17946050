"""A story: an appeal found that a ruling was wrong after its money had gone to the buyer. The buyer keeps it, and the
platform gives the merchant back what the ruling took. PURE: events to postings.
"""

from makegood.cases import AppealDecided, Happening
from makegood.ledger import Posting, add_transaction, merchant_clearing, platform_wrong_rulings, posted

MADE_WHOLE = "made_whole"
"""The kind of these transactions."""


def giving_back(merchant_id: int, currency: str, amount_minor: int) -> Posting:
    """The platform bears its own wrong ruling: what a merchant gets back of it."""
    return Posting(platform_wrong_rulings(), merchant_clearing(merchant_id), currency, amount_minor)


def make_whole(happening: Happening) -> None:
    """Give the merchant back what a reversed ruling had taken, at once."""
    state = happening.decision.after
    for recorded in happening.decision.recorded:
        event = recorded.event
        if isinstance(event, AppealDecided) and event.made_whole_minor:
            posting = giving_back(state.merchant_id, state.currency, event.made_whole_minor)
            transaction = posted(state.bucket, happening.new_id(), MADE_WHOLE, state.id, posting)
            add_transaction(happening.writes, transaction, happening.now)
