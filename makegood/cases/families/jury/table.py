"""PURE: the row of the stage in which a panel of users reads, and the ways into it. The parties may still agree, or withdraw;
what they add to the file has to wait, since those who have voted would not have read it.
"""

from datetime import timedelta

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Clock, Move, Silence, StageRow, go, move

DESK = (Role.DESK, Role.SENIOR)
LATE_VERDICT = move("record_verdict", Role.SYSTEM, None, "verdict_awaited")
"""Wherever a dispute may have gone meanwhile: a verdict that was found in time is heeded although its news came after the
clock, or after somebody of the desk gave more time for evidence, wrote a ruling or passed the case up.
"""
TO_A_JURY = (
    move("agree_jury", (Role.BUYER, Role.MERCHANT), None, "jury_open"),
    move(
        "call_jury",
        DESK,
        Stage.DISPUTE_JURY,
        "jury_open",
        "jury_agreed",
        "not_paused",
        "no_question_stands",
    ),
    LATE_VERDICT,
)
"""While the desk has the dispute."""


def dispute_jury(shared: tuple[Move, ...]) -> StageRow:
    """The row; `shared`: what everybody may do meanwhile."""
    return StageRow(
        Stage.DISPUTE_JURY,
        Role.JURY,
        Clock("jury", timedelta(days=7)),
        (
            Silence(
                "jury_out", go(Stage.DISPUTE_RULING), "The desk decides, without a majority of the panel."
            ),
        ),
        (
            *shared,
            move("record_verdict", Role.SYSTEM, Stage.DISPUTE_RULING, "verdict_awaited"),
            move("dismiss_jury", DESK, Stage.DISPUTE_RULING),
        ),
    )
