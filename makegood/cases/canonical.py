"""PURE: the canonical form of a case, by which the check knows a state again.

What no later decision looks at (notes, reasons, versions, keys of ledger and processor) is left out, and every clock is
"running", since the next thing may happen before or after it runs out. Counters begin so high that only the stated number
of rounds, attempts and pauses is left; the caps are the real ones. Questions and messages are not counted at all: every
state may be come to after any number of them, which is more than the product lets happen, so what holds here holds under
every limit. That there is a limit is the table's guard.
"""

from datetime import timedelta
from typing import Any

from msgspec import structs

from makegood.cases import conditions
from makegood.cases.decide import Tables
from makegood.cases.families.advance.small import canonical_advance
from makegood.cases.families.cancellation.small import looked_at
from makegood.cases.families.court_papers.small import canonical_bound
from makegood.cases.families.jury.small import canonical_jury
from makegood.cases.families.order_change.small import canonical_change
from makegood.cases.families.reception.small import canonical_reception
from makegood.cases.families.repair.small import canonical_repair
from makegood.cases.families.replacement.small import canonical_goods
from makegood.cases.families.second_review.small import canonical_draft
from makegood.cases.model import (
    Appeal,
    AppealOutcome,
    CaseState,
    CaseType,
    Inspection,
    Leg,
    Question,
    Role,
    Ruling,
    Shipment,
    Stage,
)
from makegood.cases.patience import waits
from makegood.cases.refused_often import most_refusals
from makegood.cases.small_orders import NOW, SmallOrder
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.payments import MORE_THAN_CAPTURED

DAY = timedelta(days=1)


def canonical(state: CaseState, small: SmallOrder) -> CaseState:
    """The state without what no later decision looks at, its clocks running and its counters lifted."""
    paused = (
        structs.replace(state.paused, until=NOW + DAY, left_seconds=0, held_seconds=0)
        if state.paused
        else None
    )
    kept = structs.replace(
        state, opened_at=NOW, updated_at=NOW, due_at=NOW + DAY if state.due_at else None, remind_at=None,
        paused=paused, note="", refusal=None, version=0, given=(), ball_since=None, asked={}, said={},
        question=Question(0, state.question.by, state.question.to, NOW, 0) if state.question else None,
        shipment=Shipment("", state.shipment.tracking_no, NOW) if state.shipment else None,
        inspection=_canonical_inspection(state),
        received_at=NOW if state.received_at else None, ended_at=NOW if state.ended_at else None,
        rounds=max(state.rounds, conditions.most(state, "rounds") - small.rounds_left),
        refusals=min(state.refusals, most_refusals(state) or int(waits(state))),
        pauses=max(state.pauses, conditions.most(state, "pauses") - small.pauses_left),
        repair=canonical_repair(state, NOW), reception=canonical_reception(state, NOW, small.reception),
        change=canonical_change(state, NOW),
        stopping=looked_at(state), draft=canonical_draft(state, NOW), jury=canonical_jury(state, NOW),
        bound=canonical_bound(state, small.appeals),
        advance=canonical_advance(state), reviewed_by="",
        **_canonical_appeal(state, small),
    )  # fmt: skip
    kept = structs.replace(kept, **canonical_goods(state, NOW))
    return _canonical_refund(kept, small) if state.legs else kept


def _canonical_appeal(state: CaseState, small: SmallOrder) -> dict[str, Any]:
    """Of a ruling, for whom it was while it can be appealed or is; of an appeal, whether it is open."""
    looked_at = state.ruling is not None and small.appeals and (state.appeal is None or state.is_appealed)
    appeal = state.appeal
    return {
        "ruling": Ruling(state.ruling.favour, 0, False, "") if looked_at and state.ruling else None,
        "ruled_at": NOW if looked_at else None, "ruled_by": "", "made_whole_minor": 0,
        "appeal": _appeal_alone(appeal) if appeal else None,
    }  # fmt: skip


def _appeal_alone(appeal: Appeal) -> Appeal:
    """Whether it is open, and answered."""
    if not appeal.is_open:
        return Appeal(Role.BUYER, "", NOW, AppealOutcome.UPHELD)
    return Appeal(Role.BUYER, "", NOW, is_answered=appeal.is_answered)


def _canonical_inspection(state: CaseState) -> Inspection | None:
    """What was accepted, without the words."""
    found = state.inspection
    return structs.replace(found, reason="", note="") if found else None


def _canonical_refund(state: CaseState, small: SmallOrder) -> CaseState:
    """Once the refund has begun, what was talked about before no longer matters."""
    return structs.replace(
        state, offer=None, respondent=None, shipment=None, received_at=None, rounds=0, pauses=0, reopenings=0,
        legs=tuple(_canonical_leg(leg, small) for leg in state.legs),
    )  # fmt: skip


def _canonical_leg(leg: Leg, small: SmallOrder) -> Leg:
    most = DEFAULT_LIMITS["attempts"]
    attempt = min(max(leg.attempt, most - small.attempts_left), most)
    # Of the keys and words only whether there are any is looked at: was it ever paid, had it failed before.
    return structs.replace(
        leg,
        attempt=attempt,
        hold=0,
        posted_by=int(leg.posted_by > 0),
        failure=leg.failure if leg.failure in ("", MORE_THAN_CAPTURED) else "failed",
    )


def rows_with_respondent(tables: Tables) -> frozenset[tuple[CaseType, Stage]]:
    """Where it is looked at who is asked to answer: rows without an owner. Whoever calls the desk in says anew who that is."""
    return frozenset(
        (type_, row.stage)
        for type_, table in tables.items()
        for row in table.rows
        if row.owner is None and row.stage.is_open
    )
