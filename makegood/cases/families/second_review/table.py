"""PURE: the row of the stage in which a ruling waits for another person. The parties may still agree, or withdraw."""

from datetime import timedelta

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Clock, Move, Silence, StageRow, go, move

DESK = (Role.DESK, Role.SENIOR)
DRAFTED = Branch(Stage.DISPUTE_REVIEW, "ruling_drafted")
"""Where a ruling goes that another person reads first."""


def dispute_review(ruled: tuple[Branch, ...], shared: tuple[Move, ...]) -> StageRow:
    """The row; `ruled`: where a ruling leads that takes effect, `shared`: what everybody may do in a dispute."""
    return StageRow(
        Stage.DISPUTE_REVIEW,
        Role.DESK,
        Clock("ruling_review", timedelta(hours=48)),
        (Silence("leave_unread", go(Stage.DISPUTE_SENIOR), "A senior person of the desk decides."),),
        (
            *shared,
            move("confirm_ruling", DESK, ruled, "another_reads", "appeal_heard_by_another"),
            move(
                "return_ruling",
                DESK,
                go(Stage.DISPUTE_RULING, Branch(Stage.DISPUTE_SENIOR, "drafted_by_senior")),
                "another_reads",
            ),
        ),
    )
