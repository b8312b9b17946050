"""PURE: a case as whoever looks may see it: who has the ball, until when, what silence does, what they may do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases.appeals import appeal_until, wronged
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.decide import may, move_of, silence_of
from makegood.cases.events import QuestionAsked
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.families.advance.view import CaseAdvance, advance_told
from makegood.cases.families.cancellation.plan import Stopping
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.evidence_window.hearing import ends_of
from makegood.cases.families.evidence_window.plan import Standstill
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.families.price_reduction.expiry import standing_offer
from makegood.cases.families.reception.plan import Reception
from makegood.cases.families.repair.plan import Repair
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.families.second_review.plan import RulingDraft
from makegood.cases.handlers import CALENDARS, roles_in_case
from makegood.cases.masking import noted_for, words_for
from makegood.cases.model import (
    Answer,
    AppealOutcome,
    CaseState,
    CaseType,
    Goods,
    Inspection,
    LegStatus,
    LegWay,
    Money,
    Offer,
    Pause,
    Role,
    Ruling,
    Shipment,
    Stage,
)
from makegood.cases.store import StoredCase
from makegood.cases.terms import DEFAULT_TENDERS, GivenFact
from makegood.cases.timeline import TimelineEntry, timeline
from makegood.kit.calendar import ALWAYS
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text, text
from makegood.policy import Catalogue, FactQuestion, question_of

DONE_BY_PEOPLE = (
    "approve", "refuse", "offer", "accept", "revise", "withdraw", "escalate", "statement", "rule", "hand_up",
    "appeal", "take_back_appeal", "rule_on_appeal", "ship",
    "receive", "report_lost", "note_pickup", "waive_return", "inspect", "retry_refund", "redirect_refund", "reduce_refund",
    "reopen", "pause", "resume",
    "supply_facts", "say", "ask", "ship_more", "refuse_parcel", "grade", "send_back", "confirm_unshipped", "revoke",
    "report_shipped", "record_interception",
    "ship_replacement", "cannot_replace", "choose_refund", "pay_difference", "record_payment", "confirm_arrival",
    "replacement_lost",
    "diagnose", "accept_quote", "decline_quote", "record_repair_payment", "wait_for_parts", "parts_arrived", "send_repaired",
    "send_unrepaired", "report_unrepairable", "keep_waiting", "take_refund", "take_replacement", "confirm_repaired",
    "report_still_faulty", "note_loaner",
    "grant_change", "decline_change", "report_left", "confirm_ruling", "return_ruling",
    "agree_jury", "call_jury", "dismiss_jury",
    "said_everything", "extend_evidence", "propose_extension", "propose_suspension", "agree_standstill",
    "show_acceptance", "bind_ruling",
)  # fmt: skip
"""The operations that `allowed_operations` tells about, in the order in which they are shown."""


Withheld = Mapping[str, Refused]
"""Operations that the protocol lets somebody do and another slice does not, each with why."""
NOTHING_WITHHELD: Withheld = {}


class OperationView(Struct, frozen=True):
    """Whether whoever looks may do something now; if not, why (a stable code, and words)."""

    name: str
    allowed: bool
    code: str = ""
    reason: str = ""


class ItemView(Struct, frozen=True):
    """Units of an order line in the case."""

    line_no: int
    title: str
    quantity: int
    value_minor: int


class LegView(Struct, frozen=True):
    """One tender's part of the refund."""

    leg_no: int
    tender: str
    amount_minor: int
    status: LegStatus
    attempt: int
    way: LegWay


class QuestionView(Struct, frozen=True):
    """A question that stands: `to` owes the answer until `due_at` of the case; then `by` has the ball again."""

    seq: int
    by: Role
    to: Role
    text: str
    asked_at: datetime
    left_seconds: int


class AppealView(Struct, frozen=True):
    """An appeal and what came of it; `decision` is what another person decided, with their reason."""

    by: Role
    grounds: str
    at: datetime
    outcome: AppealOutcome
    decision: Ruling | None
    decided_at: datetime | None


class TermsView(Struct, frozen=True):
    """What policy said of the request. `remedy` is open, undecided (facts are missing) or refused (facts came to light);
    `freight` says who bears each leg; `clocks` are in seconds. The decisions behind it: /api/cases/{id}/decisions.
    """

    remedy: str
    until: datetime | None
    freight: dict[str, str]
    clocks: dict[str, int]
    merchant_may_refuse: bool
    instant_refund: bool
    human_review: bool
    given: tuple[GivenFact, ...]
    granted_at_once: bool
    compensation_minor: int | None


class CaseView(Struct, frozen=True):
    """A case as the API gives it. Ids are strings; amounts are minor units of `currency`.

    `missing`: the questions whose answers would settle what policy has left undecided, those that the viewer can
    answer, cheapest first; `terms` is null where no policy pack held for the order. `appeal_until`: until when the parties
    named in `appeal_open_to` may appeal. `made_whole_minor`: what the platform gave the merchant back after an appeal.
    `evidence_until`: until when each party may add evidence, by role, while a hearing is.
    `standstill`: a proposal about the clock that waits for the other party. `draft`: a ruling that another person of the
    desk reads before it takes effect; only the desk is shown it. `jury`: the panel of users
    that reads the dispute, and what it found; how it stands meanwhile nobody is told. `bound`: what papers of an authority
    outside the platform say; the ruling says the same.
    """

    id: str
    order_id: str
    order_number: str
    buyer_id: str
    merchant_id: str
    type: CaseType
    stage: Stage
    ball: Role | None
    ball_since: datetime | None
    due_at: datetime | None
    silence: str
    question: QuestionView | None
    goods: Goods
    money: Money
    currency: str
    requested_minor: int
    approved_minor: int | None
    refunded_minor: int
    reason: str
    note: str
    refund_to: str | None
    items: list[ItemView]
    legs: list[LegView]
    offer: Offer | None
    refusal: Answer | None
    shipment: Shipment | None
    received_at: datetime | None
    inspection: Inspection | None
    reception: Reception | None
    ruling: Ruling | None
    appeal: AppealView | None
    stopping: Stopping | None
    appeal_until: datetime | None
    appeal_open_to: tuple[Role, ...]
    made_whole_minor: int
    replacement: Replacement | None
    repair: Repair | None
    change: OrderChange | None
    pay_with: tuple[str, ...]
    paused: Pause | None
    standstill: Standstill | None
    evidence_until: dict[str, datetime]
    draft: RulingDraft | None
    jury: JuryPlan | None
    bound: BoundRuling | None
    advance: CaseAdvance | None
    opened_at: datetime
    updated_at: datetime
    version: int
    terms: TermsView | None
    missing: list[FactQuestion]
    allowed_operations: list[OperationView]
    timeline: list[TimelineEntry]


def case_view(
    case: StoredCase,
    order: OrderFacts,
    viewer: Principal,
    language: str,
    now: datetime,
    catalogue: Catalogue | None = None,
    withheld: Withheld = NOTHING_WITHHELD,
) -> CaseView:
    """The case as `viewer` sees it, its words in their language; `catalogue` has the words of what is missing, `withheld` what
    another slice keeps from them.
    """
    state = case.state
    calendar = CALENDARS.get(order.calendar or "", ALWAYS)
    facts = Facts(now, order, lambda: 0, calendar=calendar, who=viewer.label)
    roles = roles_in_case(viewer)
    return CaseView(
        id=str(state.id), order_id=str(state.order_id), order_number=order.external_id, buyer_id=str(state.buyer_id),
        merchant_id=str(state.merchant_id), type=state.type, stage=state.stage, ball=state.owner,
        ball_since=state.ball_since, due_at=state.due_at,
        silence=silence_text(state, facts, language), question=_question(case, roles), goods=state.goods,
        money=state.money, currency=state.currency,
        requested_minor=state.requested_minor, approved_minor=state.approved_minor,
        refunded_minor=state.refunded_minor, reason=state.reason, note=words_for(roles, Role.BUYER, state.note),
        refund_to=state.refund_to.external_id if state.refund_to else None,
        items=[ItemView(i.line_no, i.title, i.quantity, i.value_minor) for i in state.items],
        legs=[LegView(x.leg_no, x.tender, x.amount_minor, x.status, x.attempt, x.way) for x in state.legs],
        offer=_offer(state, roles), refusal=noted_for(roles, Role.MERCHANT, state.refusal),
        shipment=state.shipment, received_at=state.received_at,
        inspection=noted_for(roles, Role.MERCHANT, state.inspection), reception=state.reception, ruling=state.ruling,
        appeal=_appeal(state, roles),
        stopping=state.stopping, **_appeal_open(state, facts), made_whole_minor=state.made_whole_minor,
        replacement=state.replacement, repair=state.repair, change=state.change,
        pay_with=_payable_with(state, order), paused=state.paused, standstill=state.standstill,
        evidence_until={role.value: at for role, at in ends_of(state).items()},
        jury=state.jury, bound=state.bound,
        draft=state.draft if Role.DESK in roles_in_case(viewer) else None, opened_at=state.opened_at,
        advance=advance_told(state),
        updated_at=state.updated_at, version=state.version,
        terms=_terms(state), missing=_missing(state, roles_in_case(viewer), language, catalogue),
        allowed_operations=allowed_operations(state, roles_in_case(viewer), facts, language, withheld),
        timeline=timeline(case, roles_in_case(viewer)),
    )  # fmt: skip


def _offer(state: CaseState, roles: Sequence[Role]) -> Offer | None:
    standing = standing_offer(state)
    offer: Offer | None = noted_for(roles, standing.by, standing) if standing else None
    return offer


def _question(case: StoredCase, roles: Sequence[Role]) -> QuestionView | None:
    question = case.state.question
    if question is None:
        return None
    asked = next((stored.event for stored in case.events if stored.seq == question.seq), None)
    words = words_for(roles, question.by, asked.text) if isinstance(asked, QuestionAsked) else ""
    return QuestionView(
        question.seq, question.by, question.to, words, question.asked_at, question.left_seconds
    )


def _payable_with(state: CaseState, order: OrderFacts) -> tuple[str, ...]:
    """The buyer's own tenders from which a difference is paid at once, while one is due."""
    if state.stage not in (Stage.AWAITING_PAYMENT, Stage.AWAITING_CHOICE):
        return ()
    return tuple(own.external_id for own in order.tenders if own.tender in DEFAULT_TENDERS)


def _appeal(state: CaseState, roles: Sequence[Role]) -> AppealView | None:
    appeal = state.appeal
    if appeal is None:
        return None
    return AppealView(
        appeal.by,
        words_for(roles, appeal.by, appeal.grounds),
        appeal.at,
        appeal.outcome,
        appeal.decision,
        appeal.decided_at,
    )


def _appeal_open(state: CaseState, facts: Facts) -> dict[str, Any]:
    """Who may appeal until when, asked of the table itself."""
    open_to = tuple(role for role in (Role.BUYER, Role.MERCHANT) if role in wronged(state))
    open_to = tuple(role for role in open_to if may("appeal", state, (role,), facts) is None)
    return {"appeal_until": appeal_until(state) if open_to else None, "appeal_open_to": open_to}


def _terms(state: CaseState) -> TermsView | None:
    terms = state.terms
    if not terms.decisions:
        return None
    return TermsView(
        terms.remedy, terms.until, dict(sorted(terms.freight.items())), dict(sorted(terms.clocks.items())),
        terms.may_refuse, terms.instant_refund,
        terms.human_review, state.given, terms.granted_at_once, terms.compensation_minor,
    )  # fmt: skip


def _missing(
    state: CaseState, roles: Sequence[Role], language: str, catalogue: Catalogue | None
) -> list[FactQuestion]:
    if catalogue is None or not state.stage.is_open:
        return []
    all_of_them = Role.DESK in roles
    return [
        question_of(catalogue.kind(fact.name), language)
        for fact in state.terms.missing
        if fact.name in catalogue.facts and (all_of_them or any(role.value in fact.by for role in roles))
    ]


def silence_text(state: CaseState, facts: Facts, language: str) -> str:
    """What happens if the owner stays silent; empty for a case that has ended."""
    return text(language, silence_of(state, facts).meaning) if state.stage.is_open else ""


def allowed_operations(
    state: CaseState,
    roles: Sequence[Role],
    facts: Facts,
    language: str,
    withheld: Withheld = NOTHING_WITHHELD,
) -> list[OperationView]:
    """Every operation of the roles' kind, each with its reason when it is not allowed. The same tests as in deciding."""
    return [
        told or _told(name, may(name, state, roles, facts) or withheld.get(name), language)
        for name, told in _by_the_table(state.type, state.stage, tuple(roles), language)
    ]


@lru_cache(2000)
def _by_the_table(
    of: CaseType, stage: Stage, roles: tuple[Role, ...], language: str
) -> tuple[tuple[str, OperationView | None], ...]:
    """The operations of the roles' kind; with why, where the table alone refuses one and no case need be looked at."""
    found = {name: move_of(name, of, stage, roles) for name in _operations_of(roles)}
    return tuple(
        (name, _told(name, move, language) if isinstance(move, Refused) else None)
        for name, move in found.items()
    )


_ALLOWED = {name: OperationView(name, True) for name in DONE_BY_PEOPLE}


def _told(name: str, refusal: Refused | None, language: str) -> OperationView:
    if refusal is None:
        return _ALLOWED[name]
    kind: Any = type(refusal)
    return _told_not_allowed(name, kind, tuple(refusal.fields.items()), language)


@lru_cache(2000)
def _told_not_allowed(
    name: str, refusal: type[Refused], fields: tuple[tuple[str, Any], ...], language: str
) -> OperationView:
    return OperationView(name, False, refusal.code(), refusal_text(language, refusal(**dict(fields))))


@cache
def _operations_of(roles: tuple[Role, ...]) -> tuple[str, ...]:
    """The operations that some table gives to one of the roles at some stage."""
    return tuple(name for name in DONE_BY_PEOPLE if used_by(name, roles))


def used_by(name: str, roles: Sequence[Role]) -> bool:
    """Whether some table gives a command to one of the roles at some stage."""
    return any(role in _USERS.get(name, frozenset()) for role in roles)


_USERS: dict[str, frozenset[Role]] = {
    name: frozenset(
        role
        for table in PROTOCOLS.values()
        for row in table.rows
        for move in row.moves
        if move.command == name
        for role in move.by
    )
    for name in DONE_BY_PEOPLE
}
