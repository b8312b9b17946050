"""PURE: a case as whoever looks may see it: who has the ball, until when, what silence does, what they may do."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases.decide import may, silence_of
from makegood.cases.facts import Facts, OrderFacts
from makegood.cases.handlers import CALENDARS, roles_in_case
from makegood.cases.model import (
    Answer,
    CaseState,
    CaseType,
    Goods,
    Inspection,
    LegStatus,
    Money,
    Offer,
    Pause,
    Role,
    Ruling,
    Shipment,
    Stage,
)
from makegood.cases.store import StoredCase, event_name
from makegood.cases.terms import GivenFact
from makegood.cases.types import PROTOCOLS
from makegood.kit.calendar import ALWAYS
from makegood.kit.i18n import refusal_text, text
from makegood.policy import Catalogue, FactQuestion, question_of

DONE_BY_PEOPLE = (
    "approve", "refuse", "offer", "accept", "revise", "withdraw", "escalate", "statement", "rule", "hand_up", "ship",
    "receive", "report_lost", "waive_return", "inspect", "retry_refund", "redirect_refund", "reopen", "pause", "resume",
    "supply_facts",
)  # fmt: skip
"""The operations that `allowed_operations` tells about, in the order in which they are shown."""


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


class TimelineEntry(Struct, frozen=True):
    """One event of the case."""

    seq: int
    at: datetime
    actor: Role
    name: str
    by_silence: bool
    detail: dict[str, Any]


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


class CaseView(Struct, frozen=True):
    """A case as the API gives it. Ids are strings; amounts are minor units of `currency`.

    `missing`: the questions whose answers would settle what policy has left undecided, those that the viewer can
    answer, cheapest first; `terms` is null where no policy pack held for the order.
    """

    id: str
    order_id: str
    order_number: str
    buyer_id: str
    merchant_id: str
    type: CaseType
    stage: Stage
    ball: Role | None
    due_at: datetime | None
    silence: str
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
    ruling: Ruling | None
    paused: Pause | None
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
) -> CaseView:
    """The case as `viewer` sees it, its words in their language; `catalogue` has the words of what is missing."""
    state = case.state
    facts = Facts(now, order, lambda: 0, calendar=CALENDARS.get(order.calendar or "", ALWAYS))
    return CaseView(
        id=str(state.id), order_id=str(state.order_id), order_number=order.external_id, buyer_id=str(state.buyer_id),
        merchant_id=str(state.merchant_id), type=state.type, stage=state.stage, ball=state.owner, due_at=state.due_at,
        silence=silence_text(state, facts, language), goods=state.goods, money=state.money, currency=state.currency,
        requested_minor=state.requested_minor, approved_minor=state.approved_minor,
        refunded_minor=state.refunded_minor, reason=state.reason, note=state.note,
        refund_to=state.refund_to.external_id if state.refund_to else None,
        items=[ItemView(i.line_no, i.title, i.quantity, i.value_minor) for i in state.items],
        legs=[LegView(leg.leg_no, leg.tender, leg.amount_minor, leg.status, leg.attempt) for leg in state.legs],
        offer=state.offer, refusal=state.refusal, shipment=state.shipment, received_at=state.received_at,
        inspection=state.inspection, ruling=state.ruling, paused=state.paused, opened_at=state.opened_at,
        updated_at=state.updated_at, version=state.version,
        terms=_terms(state), missing=_missing(state, roles_in_case(viewer), language, catalogue),
        allowed_operations=allowed_operations(state, roles_in_case(viewer), facts, language),
        timeline=timeline(case),
    )  # fmt: skip


def _terms(state: CaseState) -> TermsView | None:
    terms = state.terms
    if not terms.decisions:
        return None
    return TermsView(
        terms.remedy, terms.until, dict(sorted(terms.freight.items())), dict(sorted(terms.clocks.items())),
        terms.may_refuse, terms.instant_refund,
        terms.human_review, state.given,
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
    state: CaseState, roles: Sequence[Role], facts: Facts, language: str
) -> list[OperationView]:
    """Every operation of the roles' kind, each with its reason when it is not allowed. The same tests as in deciding."""
    views = []
    for name in _operations_of(tuple(roles)):
        refusal = may(name, state, roles, facts)
        if refusal is None:
            views.append(_ALLOWED[name])
        else:
            kind: Any = type(refusal)
            views.append(_not_allowed(name, kind, tuple(refusal.fields.items()), language))
    return views


_ALLOWED = {name: OperationView(name, True) for name in DONE_BY_PEOPLE}


@lru_cache(2000)
def _not_allowed(
    name: str, refusal: Any, fields: tuple[tuple[str, Any], ...], language: str
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

_NOT_TOLD = frozenset(
    {
        "entered",
        "by_silence",
        "name",
        "id",
        "bucket",
        "order_id",
        "buyer_id",
        "merchant_id",
        "posted_by",
        "reversed_by",
        "terms",
    }
)


def timeline(case: StoredCase) -> list[TimelineEntry]:
    """The stream as people read it; keys of ledger and processor stay inside."""
    return [
        TimelineEntry(
            stored.seq,
            stored.at,
            stored.actor,
            event_name(stored.event),
            stored.event.by_silence,
            _detail(stored.event),
        )
        for stored in case.events
    ]


def _detail(event: Any) -> dict[str, Any]:
    detail: dict[str, Any] = msgspec.to_builtins(event)
    for leg in detail.get("legs", ()):
        for inside in ("hold", "posted_by", "processor_reference"):
            leg.pop(inside, None)
    return {name: value for name, value in detail.items() if name not in _NOT_TOLD}
