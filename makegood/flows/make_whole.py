"""A story: an appeal found that a ruling was wrong after its money had gone to the buyer. The buyer keeps it, and the
platform gives the merchant back what the ruling took. Where a further appeal finds that the ruling was right after all, the
merchant bears it again. PURE: events to postings.
"""

from makegood.cases import AppealDecided, CaseState, Happening
from makegood.flows.restore_deposit import GivenBack, restore_job
from makegood.ledger import Posting, add_transaction, merchant_clearing, platform_wrong_rulings, posted

MADE_WHOLE, BORNE_AGAIN = "made_whole", "borne_again"
"""The kinds of these transactions."""


def giving_back(merchant_id: int, currency: str, amount_minor: int) -> Posting:
    """The platform bears its own wrong ruling: what a merchant gets back of it."""
    return Posting(platform_wrong_rulings(), merchant_clearing(merchant_id), currency, amount_minor)


def make_whole(happening: Happening) -> None:
    """Give the merchant back what a reversed ruling had taken, at once, or take again what is owed after all."""
    state = happening.decision.after
    for recorded in happening.decision.recorded:
        event = recorded.event
        if isinstance(event, AppealDecided) and event.made_whole_minor:
            kind, posting = _moved(state, event.made_whole_minor)
            transaction = posted(state.bucket, happening.new_id(), kind, state.id, posting)
            add_transaction(happening.writes, transaction, happening.now)
            if event.made_whole_minor > 0:
                given = GivenBack(state.merchant_id, state.id, state.currency, state.made_whole_minor)
                happening.writes.add("defer_jobs", restore_job(given, happening.new_id(), happening.now))


def _moved(state: CaseState, minor: int) -> tuple[str, Posting]:
    if minor > 0:
        return MADE_WHOLE, giving_back(state.merchant_id, state.currency, minor)
    merchant = merchant_clearing(state.merchant_id)
    return BORNE_AGAIN, Posting(merchant, platform_wrong_rulings(), state.currency, -minor)
