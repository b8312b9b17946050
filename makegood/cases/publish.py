"""PURE: the public form of case events, and their place in the event catalogue."""

from datetime import datetime
from typing import Any, get_args

import msgspec
from msgspec import Struct

from makegood.cases.events import CaseEvent, Event, Recorded
from makegood.cases.model import CaseState, CaseType, Goods, Money, Role, Stage
from makegood.cases.store import event_name
from makegood.webhooks import register


class PublicEvent(Struct, frozen=True, kw_only=True):
    """What every case event tells: the case as it is after it. Ids are strings, since they pass 2^53."""

    case_id: str
    order_id: str
    buyer_id: str
    merchant_id: str
    seq: int
    actor: Role
    type: CaseType
    stage: Stage
    owner: Role | None
    due_at: datetime | None
    goods: Goods
    money: Money
    currency: str
    requested_minor: int
    refunded_minor: int


_PAYLOADS: dict[type[Event], Any] = {
    event: msgspec.defstruct(
        f"{event.__name__}Data", [("change", event)], bases=(PublicEvent,), frozen=True, kw_only=True
    )
    for event in get_args(CaseEvent)
}


def register_events() -> None:
    """Put every case event into the catalogue (docs/reference/events.md is made from it)."""
    for event, payload in _PAYLOADS.items():
        register(event_name(event), payload, event.__doc__ or "")


def public_event(state: CaseState, recorded: Recorded, seq: int) -> PublicEvent:
    """What the world is told of an event that led to `state`."""
    published: PublicEvent = _PAYLOADS[type(recorded.event)](
        case_id=str(state.id),
        order_id=str(state.order_id),
        buyer_id=str(state.buyer_id),
        merchant_id=str(state.merchant_id),
        seq=seq,
        actor=recorded.actor,
        type=state.type,
        stage=state.stage,
        owner=state.owner,
        due_at=state.due_at,
        goods=state.goods,
        money=state.money,
        currency=state.currency,
        requested_minor=state.requested_minor,
        refunded_minor=state.refunded_minor,
        change=recorded.event,
    )
    return published


register_events()
