"""PURE: what the check gives to exchanges and reshipments, and what of them no later decision looks at."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.replacement import commands as c
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.families.replacement.asking import REPLACING
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.model import CaseState, CaseType, Goods, Role


def wishes(type_: CaseType, order: OrderFacts, refund_to: str | None) -> Iterator[ReplacementAsked | None]:
    """What may be wanted: each ware of the order, paid for at the checkout or by each tender of the buyer; or parts."""
    if type_ is CaseType.EXCHANGE:
        for ware in order.wares if refund_to is None else ():
            for own in ("", *(tender.external_id for tender in order.tenders)):
                yield ReplacementAsked((WantedAsked(ware.sku),), pay_with=own)
        return
    yield None
    if type_ is CaseType.RESHIP:
        yield ReplacementAsked(parts="the lid")


def sold_out(order: OrderFacts) -> OrderFacts:
    """The order when other buyers have taken all that was left."""
    return structs.replace(order, wares=tuple(structs.replace(ware, available=False) for ware in order.wares))


def canonical_goods(state: CaseState, now: datetime) -> dict[str, Any]:
    """The plan, and of goods that are back how they came; once others have been sent for them nothing more of them."""
    plan = state.replacement
    changes: dict[str, Any] = {"replacement": canonical_plan(state, now)}
    if plan is not None and state.goods is Goods.RETURNED:
        changes |= {"shipment": None, "received_at": None}
    if plan is not None and plan.is_sent:
        changes |= {"inspection": None, "reception": None, "shipment": None, "received_at": None}
    return changes


def canonical_plan(state: CaseState, now: datetime) -> Replacement | None:
    """The plan without parcels, times and counters; of goods that will not come, only what was paid on top for them."""
    plan = state.replacement
    if plan is None:
        return None
    if plan.has_arrived and not plan.lines:
        return Replacement(
            plan.for_items, paid_minor=plan.paid_minor, shipped_at=now, arrived_at=now, lined_minor=0
        )
    if not plan.is_sent and state.type not in REPLACING:
        return Replacement(plan.for_items, paid_minor=plan.paid_minor) if plan.paid_minor else None
    return structs.replace(
        plan, carrier="", tracking_no="", reservations=0, payment_no=0,
        shipped_at=now if plan.shipped_at else None, arrived_at=now if plan.arrived_at else None,
    )  # fmt: skip


def _payments(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    due = state.replacement.unpaid_minor if state.replacement else 1
    for amount in {due, due + 1}:
        yield c.RecordPayment("gift_card", "internal", "payment-more", amount)


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {
    "ship_replacement": lambda state, order, actor: [c.ShipReplacement("SF", "2")],
    "pay_difference": lambda state, order, actor: [c.PayDifference(own.external_id) for own in order.tenders],
    "record_payment": _payments,
}
