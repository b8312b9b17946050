"""PURE: how a closed case is taken up again."""

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Only, go, move

REOPEN = move(
    "reopen",
    (Role.BUYER, Role.DESK, Role.SENIOR),
    go(Stage.AWAITING_MERCHANT, Branch(Stage.DISPUTE_EVIDENCE, "heard_again")),
    "return_window_kept",
    "papers_leave_request",
    "ruling_may_be_reopened",
    "in_time_for_news",
    "may_reopen",
    only=Only.LOSER,
)
"""The merchant is asked again; after a ruling both parties are heard again."""
