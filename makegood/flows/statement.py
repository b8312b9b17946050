"""A story: what a decision moved of the merchant's money stands in the merchant's statement. PURE: postings to lines."""

from makegood.cases import Happening
from makegood.ledger import list_in_statement


def statement(happening: Happening) -> None:
    """A line for each transaction of this decision that touches what is, or would have been, the merchant's."""
    state = happening.decision.after
    for row in happening.writes.rows("post_ledger"):
        if row["subject"] == state.id:
            list_in_statement(happening.writes, row, state.merchant_id, state.id)
