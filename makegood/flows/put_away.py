"""A story: units that came back and are the merchant's again go where their inspection said, once. PURE: events to moves."""

from makegood.cases import (
    FINDINGS,
    CaseSettled,
    CaseState,
    Counts,
    Disposition,
    Happening,
    RefundStarted,
    ReturnInspected,
    Stage,
    UnitsWereFound,
    refused_yet_paid,
)
from makegood.stock import Move, MoveKind, add_moves

_KINDS = {
    Disposition.RESTOCK: MoveKind.RESTOCKED,
    Disposition.REFURBISH: MoveKind.REFURBISH,
    Disposition.SCRAP: MoveKind.SCRAPPED,
    Disposition.RETURN_TO_VENDOR: MoveKind.VENDOR,
}


def put_away(happening: Happening) -> None:
    """Move the accepted units once they are given up for good: taken back in full, refunded, or the case is settled.

    Before that a ruling may still leave them with the buyer. A later decision of the same case says the same again, which
    moves nothing (makegood/stock).
    """
    state = happening.decision.after
    if any(_makes_them_the_merchants(recorded.event, state) for recorded in happening.decision.recorded):
        moves = moves_of(happening)
        if moves:
            add_moves(happening.writes, *moves)


def _makes_them_the_merchants(event: object, state: CaseState) -> bool:
    in_full = isinstance(event, ReturnInspected) and event.inspection.in_full
    graded_later = isinstance(event, UnitsWereFound) and (bool(state.legs) or state.stage is Stage.SETTLED)
    return in_full or graded_later or isinstance(event, RefundStarted | CaseSettled)


def moves_of(happening: Happening) -> list[Move]:
    """The moves of the units of a case that are the merchant's; `nth` tells like units of one line apart."""
    state = happening.decision.after
    return [
        _move(state, happening, nth, line_no, kind, quantity)
        for nth, (line_no, kind, quantity) in enumerate(_kept(state))
    ]


def _kept(state: CaseState) -> list[tuple[int, MoveKind, int]]:
    """Those that were accepted first, so that their numbers stay when others are given up later."""
    found = state.reception.found if state.reception else ()
    accepted = [each for each in found if FINDINGS[each.finding].counts is Counts.ACCEPTED]
    return [
        (each.line_no, _KINDS[each.disposition], each.quantity)
        for each in (*accepted, *refused_yet_paid(state))
        if each.disposition in _KINDS
    ]


def _move(
    state: CaseState, happening: Happening, nth: int, line_no: int, kind: MoveKind, quantity: int
) -> Move:
    line = happening.order.line(line_no)
    assert line is not None
    return Move(state.merchant_id, state.id, kind, str(line_no), line.sku, quantity, happening.now, nth)
