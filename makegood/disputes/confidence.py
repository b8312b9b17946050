"""PURE: how much a proposed ruling can be relied on, and what it is weakest in."""

from collections.abc import Sequence

from msgspec import Struct

from makegood.disputes.model import Board, Duty, Status

RULES = {"H": 100, "M": 75, "L": 50}
PROOF = {
    Status.PROVEN: 100,
    Status.CONCEDED: 95,
    Status.REBUTTED: 95,
    Status.OFFERED: 70,
    Status.MISSING: 60,
}
CONTESTED = 40
LAPSED = 85


class Confidence(Struct, frozen=True):
    """From 0 (nothing is known) to 100. `weakest`: the rule or the fact that it is weakest in; empty where nothing is weak."""

    percent: int
    weakest: str = ""


def confidence_in(boards: Sequence[Board]) -> Confidence:
    """As sure as the weakest link: a chain of rules and facts holds no better.

    A rule counts as sure as its pack is of it: H 100, M 75, L 50. A fact on which the outcome turns counts 100 when the desk,
    the marketplace or our own record says so, 95 when the other party concedes it or the desk found otherwise, 70 when there
    is evidence that nobody has weighed yet, and 40 when there is evidence on both sides. When nothing was shown, 85 once the
    time for it is over (who has to prove it bears that), and 60 before. Where the rules lead nowhere yet it is 0.
    """
    links: list[tuple[int, str]] = []
    for board in boards:
        if board.ruling.ruling in ("none", "undecided") or board.ruling.ground is None:
            return Confidence(0, board.unknown[0] if board.unknown else "")
        links.append((RULES[board.ruling.ground.confidence], board.ruling.ground.rule))
        links += [(_proof(duty, board), duty.fact) for duty in board.duties if duty.decides]
    percent, weakest = min(links, default=(0, ""))
    return Confidence(percent, weakest if percent < 100 else "")


def _proof(duty: Duty, board: Board) -> int:
    if duty.is_contested:
        return CONTESTED
    if duty.status is Status.MISSING and _is_over(duty, board):
        return LAPSED
    return PROOF[duty.status]


def _is_over(duty: Duty, board: Board) -> bool:
    """Whether the party that has to prove a fact has had its time: it is the desk's turn, or the time has passed."""
    clock = board.clock
    passed = clock.due_at is not None and clock.now >= clock.due_at
    return passed or clock.owner in ("desk", "senior")
