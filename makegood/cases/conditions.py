"""PURE: the named tests of the protocol tables. A branch takes the first that holds; a guard refuses with a reason."""

from collections.abc import Callable

from makegood.cases import refusals
from makegood.cases.appeals import appeal_until, is_another
from makegood.cases.facts import Facts
from makegood.cases.families.advance.conditions import CONDITIONS as ADVANCE
from makegood.cases.families.cancellation.conditions import CONDITIONS as CANCELLATION
from makegood.cases.families.chargeback.conditions import CONDITIONS as CHARGEBACK
from makegood.cases.families.court_papers.conditions import CONDITIONS as COURT_PAPERS
from makegood.cases.families.evidence_window.conditions import CONDITIONS as EVIDENCE_WINDOW
from makegood.cases.families.jury.conditions import CONDITIONS as JURY
from makegood.cases.families.new_circumstances.conditions import CONDITIONS as NEW_CIRCUMSTANCES
from makegood.cases.families.new_circumstances.conditions import is_ruled
from makegood.cases.families.order_change.conditions import CONDITIONS as ORDER_CHANGE
from makegood.cases.families.price_reduction.conditions import CONDITIONS as PRICE_REDUCTION
from makegood.cases.families.reception.conditions import CONDITIONS as RECEPTION
from makegood.cases.families.repair.conditions import CONDITIONS as REPAIR
from makegood.cases.families.replacement.conditions import CONDITIONS as REPLACEMENT
from makegood.cases.families.second_review.conditions import CONDITIONS as SECOND_REVIEW
from makegood.cases.families.virtual.conditions import CONDITIONS as VIRTUAL
from makegood.cases.kin import RETURNING
from makegood.cases.model import CaseState, Favour, Goods, LegStatus, Role
from makegood.cases.refused_often import are_too_many
from makegood.cases.terms import DEFAULT_LIMITS, DEFAULT_REOPEN
from makegood.kit.errors import Refused

Test = Callable[[CaseState, Facts], bool]


def most(state: CaseState, limit: str) -> int:
    """How often something may be done in a case: what policy says, else the default."""
    return state.terms.limits.get(limit, DEFAULT_LIMITS[limit])


def _goods_given_away(state: CaseState, facts: Facts) -> bool:
    """They have left the buyer, or others have been sent for them."""
    sent = state.replacement is not None and state.replacement.is_sent
    return sent or state.goods in (Goods.RETURNING, Goods.RETURNED, Goods.LOST)


def _return_owed(state: CaseState, facts: Facts) -> bool:
    return state.type in RETURNING and state.goods not in (Goods.RETURNED, Goods.LOST)


def _on_their_way_back(state: CaseState, facts: Facts) -> bool:
    return state.type in RETURNING and state.goods is Goods.RETURNING


def _offer_stands(state: CaseState, facts: Facts) -> bool:
    return state.offer is not None and state.offer.by is Role.MERCHANT


def _ruled_for_merchant(state: CaseState, facts: Facts) -> bool:
    return state.ruling is not None and state.ruling.favour is Favour.MERCHANT


def _accepted_in_full(state: CaseState, facts: Facts) -> bool:
    return state.inspection is not None and state.inspection.in_full


def _every_leg_paid(state: CaseState, facts: Facts) -> bool:
    return bool(state.legs) and all(leg.status is LegStatus.PAID for leg in state.legs)


def _a_leg_failed(state: CaseState, facts: Facts) -> bool:
    return any(leg.status is LegStatus.FAILED for leg in state.legs)


def _attempts_left(state: CaseState, facts: Facts) -> bool:
    return all(leg.attempt < most(state, "attempts") for leg in state.legs if leg.status is LegStatus.FAILED)


def _questions_left(state: CaseState, facts: Facts) -> bool:
    """Of the owner, who alone may ask."""
    return state.asked.get(str(state.owner), 0) < most(state, "questions")


def _may_reopen(state: CaseState, facts: Facts) -> bool:
    return (
        state.reopenings < most(state, "reopenings")
        and state.ended_at is not None
        and (is_ruled(state) or facts.now < state.ended_at + (state.terms.clock("reopen") or DEFAULT_REOPEN))
    )


def _in_time_to_appeal(state: CaseState, facts: Facts) -> bool:
    until = appeal_until(state)
    return until is not None and facts.now < until


def _by_another(state: CaseState, facts: Facts) -> bool:
    return is_another(facts.who, state.ruled_by) and is_another(facts.who, state.reviewed_by)


CONDITIONS: dict[str, tuple[Test, type[Refused]]] = {
    "offer_stands": (_offer_stands, refusals.NoOfferStands),
    "goods_given_away": (_goods_given_away, refusals.GoodsNotReturning),
    "goods_not_given_away": (
        lambda state, facts: not _goods_given_away(state, facts),
        refusals.GoodsGivenAway,
    ),
    "goods_returning": (
        lambda state, facts: state.goods in (Goods.RETURNING, Goods.LOST),
        refusals.GoodsNotReturning,
    ),
    "goods_on_their_way_back": (_on_their_way_back, refusals.GoodsNotReturning),
    "return_owed": (_return_owed, refusals.GoodsNotReturning),
    "rounds_left": (lambda state, facts: state.rounds < most(state, "rounds"), refusals.NoRoundsLeft),
    "paused": (lambda state, facts: state.paused is not None, refusals.ClockNotPaused),
    "not_paused": (lambda state, facts: state.paused is None, refusals.ClockAlreadyPaused),
    "pauses_left": (lambda state, facts: state.pauses < most(state, "pauses"), refusals.NoPausesLeft),
    "called_by_rule": (
        lambda state, facts: are_too_many(state.refusals, state),
        refusals.NotInThisStage,
    ),
    "ruled_for_merchant": (_ruled_for_merchant, refusals.NotInThisStage),
    "accepted_in_full": (_accepted_in_full, refusals.NotInThisStage),
    "every_leg_paid": (_every_leg_paid, refusals.NotInThisStage),
    "a_leg_failed": (_a_leg_failed, refusals.NothingFailed),
    "attempts_left": (_attempts_left, refusals.NoAttemptsLeft),
    "return_window_kept": (
        lambda state, facts: state.ended_because != "return_not_sent",
        refusals.ReturnWindowMissed,
    ),
    "no_question_stands": (lambda state, facts: state.question is None, refusals.QuestionStands),
    "questions_left": (_questions_left, refusals.NoQuestionsLeft),
    "policy_asks": (lambda state, facts: state.terms.decisions > 0, refusals.NothingToTell),
    "refusal_open": (lambda state, facts: state.terms.may_refuse, refusals.RefusalNotOpen),
    "may_reopen": (_may_reopen, refusals.NotReopenable),
    "ruled": (lambda state, facts: state.ruled_at is not None, refusals.NothingToAppeal),
    "ended_by_ruling": (
        lambda state, facts: state.ended_because == "ruled_for_merchant",
        refusals.NothingToAppeal,
    ),
    "appeals_left": (lambda state, facts: state.appeals < most(state, "appeals"), refusals.NoAppealsLeft),
    "in_time_to_appeal": (_in_time_to_appeal, refusals.AppealTooLate),
    "appealed": (lambda state, facts: state.is_appealed, refusals.NoAppealOpen),
    "by_another": (_by_another, refusals.YourOwnRuling),
    "appeal_heard_by_another": (
        lambda state, facts: not state.is_appealed or _by_another(state, facts),
        refusals.YourOwnRuling,
    ),
    "paid_and_appealed": (
        lambda state, facts: state.is_appealed and _every_leg_paid(state, facts),
        refusals.NotInThisStage,
    ),
    "refunded_enough": (
        lambda state, facts: bool(state.legs) and state.sent_minor >= state.owed_minor,
        refusals.NotInThisStage,
    ),
    "appeal_with_desk": (lambda state, facts: state.owner is Role.DESK, refusals.NotInThisStage),
    "refund_begun": (lambda state, facts: bool(state.legs), refusals.NotInThisStage),
    "ended_before": (lambda state, facts: bool(state.ended_because), refusals.NotInThisStage),
    **CANCELLATION,
    **RECEPTION,
    **ORDER_CHANGE,
    **REPLACEMENT,
    **REPAIR,
    **PRICE_REDUCTION,
    **SECOND_REVIEW,
    **JURY,
    **VIRTUAL,
    **EVIDENCE_WINDOW,
    **COURT_PAPERS,
    **NEW_CIRCUMSTANCES,
    **ADVANCE,
    **CHARGEBACK,
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""


def holds(name: str | None, state: CaseState, facts: Facts) -> bool:
    """Whether a named test holds; the empty test always does."""
    return name is None or CONDITIONS[name][0](state, facts)


def guard(name: str, state: CaseState, facts: Facts) -> Refused | None:
    """Why a guard stops a move, or None when it lets it pass."""
    test, refusal = CONDITIONS[name]
    return None if test(state, facts) else refusal(stage=state.stage.value)
