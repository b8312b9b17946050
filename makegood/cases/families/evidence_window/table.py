"""PURE: the moves about the time for evidence that the rows of a dispute share."""

from makegood.cases.model import Role
from makegood.cases.protocol import move

_PARTIES = (Role.BUYER, Role.MERCHANT)
_DESK = (Role.DESK, Role.SENIOR)
_RUNS = ("not_paused", "no_question_stands")

SHOW_ACCEPTANCE = move("show_acceptance", (*_PARTIES, *_DESK), None, "papers_awaited")
"""Wherever a clock stands still for court or police."""
AGREE = move("agree_standstill", _PARTIES, None, answers=True)
SUSPENSION = (move("propose_suspension", _PARTIES, None, *_RUNS, "nothing_proposed", "pauses_left"), AGREE)
EVIDENCE_TIME = (
    move("extend_evidence", _DESK, None, *_RUNS, "extensions_left"),
    move("propose_extension", _PARTIES, None, *_RUNS, "nothing_proposed", "extensions_left"),
    *SUSPENSION,
)
