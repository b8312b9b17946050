"""PURE: the public form of case events, and their place in the event catalogue."""

from datetime import datetime
from typing import Any, get_args

import msgspec
from msgspec import Struct, structs

from makegood.cases.desk_only import KEPT_BY_THE_DESK
from makegood.cases.event import Event
from makegood.cases.events import CaseEvent, Recorded
from makegood.cases.model import CaseState, CaseType, Goods, Leg, LegStatus, Money, Role, Stage
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


class PublicLeg(Struct, frozen=True, omit_defaults=True):
    """One tender's part of a refund, without the keys of ledger and processor."""

    leg_no: int
    payment_no: int
    tender: str
    processor: str
    amount_minor: int
    status: LegStatus
    attempt: int
    failure: str = ""


_NOT_TOLD = frozenset(
    {"id", "bucket", "order_id", "buyer_id", "merchant_id", "posted_by", "reversed_by", "flags"}
)
"""Fields that stay inside, are the desk's to judge first, or that every event tells already, as strings."""


def _kept_in(event: type[Event]) -> frozenset[str]:
    return _NOT_TOLD | KEPT_BY_THE_DESK.get(event, frozenset())


def _told_of(event: type[Event]) -> type[Struct]:
    """The public form of an event: the event itself, unless something in it stays inside."""
    fields = structs.fields(event)
    if not {field.name for field in fields} & (_kept_in(event) | {"legs"}):
        return event
    told: list[Any] = [
        (field.name, tuple[PublicLeg, ...] if field.name == "legs" else field.type, *_default(field))
        for field in fields
        if field.name not in _kept_in(event)
    ]
    return msgspec.defstruct(
        event.__name__, told, module=__name__, frozen=True, kw_only=True, omit_defaults=True,
        tag_field="name", tag=event_name(event),
    )  # fmt: skip


def _default(field: structs.FieldInfo) -> tuple[Any, ...]:
    return () if field.default is msgspec.NODEFAULT else (field.default,)


_TOLD: dict[type[Event], Any] = {event: _told_of(event) for event in get_args(CaseEvent)}
_PAYLOADS: dict[type[Event], Any] = {
    event: msgspec.defstruct(
        f"{event.__name__}Data",
        [("change", told)],
        bases=(PublicEvent,),
        module=__name__,
        frozen=True,
        kw_only=True,
    )
    for event, told in _TOLD.items()
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
        change=_change(recorded.event),
    )
    return published


def _change(event: CaseEvent) -> Struct:
    told = _TOLD[type(event)]
    if told is type(event):
        return event
    values = {name: getattr(event, name) for name in told.__struct_fields__}
    if "legs" in values:
        values["legs"] = tuple(_public_leg(leg) for leg in values["legs"])
    change: Struct = told(**values)
    return change


def _public_leg(leg: Leg) -> PublicLeg:
    return PublicLeg(
        leg.leg_no,
        leg.payment_no,
        leg.tender,
        leg.processor,
        leg.amount_minor,
        leg.status,
        leg.attempt,
        leg.failure,
    )


register_events()
