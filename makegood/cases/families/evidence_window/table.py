"""PURE: the moves about the time for evidence that the rows of a dispute share."""

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Only, go, move

_PARTIES = (Role.BUYER, Role.MERCHANT)
_DESK = (Role.DESK, Role.SENIOR)
_RUNS = ("not_paused", "no_question_stands")

SHOW_ACCEPTANCE = move("show_acceptance", (*_PARTIES, *_DESK), None, "papers_awaited")
"""Wherever a clock stands still for court or police."""
AGREE = move("agree_standstill", _PARTIES, None, only=Only.ASKED)
SUSPENSION = (move("propose_suspension", _PARTIES, None, *_RUNS, "nothing_proposed", "pauses_left"), AGREE)
ALL_SAID = go(None, Branch(Stage.DISPUTE_RULING, "all_was_said"))
"""To the desk once neither party may add anything any more."""
ADMIT = move("extend_evidence", _DESK, Stage.DISPUTE_EVIDENCE, *_RUNS, "extensions_left")
"""Back to the hearing, for the party that is given more time."""
TELL_THEIR_SIDE = (
    move("statement", _PARTIES, ALL_SAID, only=Only.IN_TIME),
    move("said_everything", _PARTIES, ALL_SAID, *_RUNS, only=Only.IN_TIME),
)
EVIDENCE_TIME = (
    *TELL_THEIR_SIDE,
    move("extend_evidence", _DESK, None, *_RUNS, "extensions_left"),
    move(
        "propose_extension", _PARTIES, None, *_RUNS, "nothing_proposed", "extensions_left", only=Only.IN_TIME
    ),
    *SUSPENSION,
)
