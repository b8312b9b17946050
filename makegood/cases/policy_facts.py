"""PURE: the facts that policy looks at, out of an order, a request and what the parties said, each with its source.

Who is believed, first to last: the desk's finding, what we know ourselves, what carriers told, what the marketplace told,
what the parties say (when buyer and merchant say different things it is unknown until the desk finds), presumption.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.cases.facts import Asked, LineFacts, OrderFacts, ParcelFacts
from makegood.cases.families.cancellation.backing_out import backs_out
from makegood.cases.families.repair.history import repair_facts
from makegood.cases.goods_facts import (
    amounts_of_goods,
    facts_by_parties,
    facts_told,
    moments_of_goods,
    not_presumed,
    promised_shipping_seconds,
    shipping_late_seconds,
)
from makegood.cases.model import Goods, Item, Role
from makegood.cases.repricing import repricing_facts
from makegood.cases.terms import GivenFact
from makegood.cases.wish import wish_facts
from makegood.kit.errors import Refused
from makegood.policy import Catalogue, Value

_DESK = (Role.DESK, Role.SENIOR)
_OUT_FOR_DELIVERY = "out_for_delivery"
_REUSED = "tracking_reuse"
_STATUS_SHIPPED = ("shipped", "delivered", "completed")


class FactOf(Struct, frozen=True):
    """A fact of a case with its source (desk, system, carrier, marketplace, buyer, merchant, presumed, disputed) and time."""

    name: str
    value: Value | None
    source: str
    at: datetime


def groups_of(items: Sequence[Item], order: OrderFacts) -> list[list[Item]]:
    """Items whose lines are alike to policy, together: decided at once, with what was paid for all of them."""
    groups: dict[Any, list[Item]] = {}
    for item in items:
        line = order.line(item.line_no)
        assert line is not None
        alike = (
            line.kind,
            line.category,
            line.traits,
            tuple(sorted(line.facts.items(), key=str)),
            msgspec.json.encode(
                (line.goods, line.records, (line.quantity, item.quantity) if line.is_virtual else ())
            ),
            _parcels(order, line),
        )
        groups.setdefault(alike, []).append(item)
    return list(groups.values())


def facts_of(
    catalogue: Catalogue, market: str, asked: Asked, group: Sequence[Item], order: OrderFacts, now: datetime
) -> tuple[FactOf, ...]:
    """Every fact that is known of a group of items."""
    line = order.line(group[0].line_no)
    assert line is not None
    found: dict[str, FactOf] = {}
    for each in (
        *_found(catalogue, asked.given),
        *_known(catalogue, market, asked, group, order, line, now),
        *_carried(catalogue, order, _parcels(order, line)),
        *_told(catalogue, order, line, group[0].quantity),
        *_reckoned(catalogue, order, line, now),
        *_said(catalogue, (*facts_by_parties(line, group[0].quantity), *asked.given)),
    ):
        found.setdefault(each.name, each)
    unsettled = not_presumed(line, asked.reason)
    presumed = [
        FactOf(name, value, "presumed", now)
        for name, value in catalogue.presumptions().items()
        if name not in found and name not in unsettled
    ]
    return (*found.values(), *presumed)


def _known(
    catalogue: Catalogue,
    market: str,
    asked: Asked,
    group: Sequence[Item],
    order: OrderFacts,
    line: LineFacts,
    now: datetime,
) -> Iterable[FactOf]:
    """What we know ourselves. A reason that is none of the catalogue's raises FactWrong."""
    paid = sum(item.value_minor for item in group)
    whole = sum(item.value_minor for item in asked.items)
    parcels = _parcels(order, line)
    values: dict[str, Any] = {
        "now": asked.asked_at or now, "refund_asked_at": asked.asked_at or now,
        "purchased_at": order.placed_at, "market": market, "currency": order.currency,
        "order_status": order.status, "line_kind": line.kind, "category": line.category, "paid": paid, "price": paid,
        "asked": asked.requested_minor * paid // whole if whole else 0,
        "shipping_paid": sum(each.paid_minor for each in order.lines if each.kind == "shipping"),
        "piece_price": paid // max(sum(item.quantity for item in group), 1),
        "quantity": sum(item.quantity for item in group), "remedy": asked.type.value if asked.type else None,
        "reason": asked.reason, "tender": asked.tender or "original", "goods_state": _goods_state(parcels, asked.goods),
        "refund_trigger": asked.trigger, "return_approved": asked.return_approved,
        "completed_at": order.completed_at or "never", "received_back_at": asked.received_at or "never",
        "shipped_at": _shipped_at(parcels, order), "signed_at": _signed_at(parcels, asked.goods),
        "own_freight_cover": order.own_cover, "defaulting_party": backs_out(asked, order, line, now),
        **dict(repair_facts(line, order, asked.asked_at or now)),
        **repricing_facts(asked.items, group, order, asked.held),
        **moments_of_goods(line, order),
        **amounts_of_goods(group, order),
        **dict(wish_facts(asked.wish, order, tuple(item.line_no for item in asked.items))),
    }  # fmt: skip
    values |= _unproven(order, line, asked) | asked.known
    values["shipping_late_by"] = shipping_late_seconds(line, order, values["shipped_at"], values["now"])
    traits = catalogue.facts.get("traits")
    if traits:
        values["traits"] = [trait for trait in line.traits if trait in traits.values]
    for name, value in values.items():
        kind = catalogue.facts.get(name)
        if kind is not None and value is not None:
            yield FactOf(name, _within(kind, value), "system", now)


def _unproven(order: OrderFacts, line: LineFacts, asked: Asked) -> dict[str, Any]:
    """What is known, until it arrives, of a return whose number is another parcel's as well; with what the marketplace told."""
    if line.line_no not in order.contested or asked.goods is Goods.RETURNED:
        return {}
    told = {**order.facts, **line.facts}.get("abuse_signals")
    return {
        "tracking_valid": False,
        "abuse_signals": sorted({*(told if isinstance(told, (list, tuple)) else ()), _REUSED}),
    }


def _within(kind: Any, value: Any) -> Value | None:
    """The value as the catalogue writes it; an amount beyond what policy reckons with is unknown, never cut."""
    try:
        encoded: Value | None = kind.encode(value)
    except Refused:
        if kind.name == "reason":
            raise
        return None
    return encoded


def _parcels(order: OrderFacts, line: LineFacts) -> tuple[ParcelFacts, ...]:
    if line.is_virtual:
        return ()
    return tuple(each for each in order.parcels if not each.lines or line.line_no in each.lines)


def _shipped_at(parcels: Sequence[ParcelFacts], order: OrderFacts) -> Any:
    if parcels:
        return min(each.shipped_at for each in parcels)
    return None if order.status in _STATUS_SHIPPED else "never"


def _signed_at(parcels: Sequence[ParcelFacts], goods: Goods) -> Any:
    """When the last of the parcels was delivered; never while goods are under way, unknown when no parcel tells."""
    times = [each.delivered_at for each in parcels]
    if times and all(each is not None for each in times):
        return max(each for each in times if each is not None)
    return "never" if goods in (Goods.NOT_SHIPPED, Goods.IN_TRANSIT) else None


def _goods_state(parcels: Sequence[ParcelFacts], goods: Goods) -> str:
    """Where the goods are; lost on their way to the buyer where the carriers of all their parcels say so."""
    lost = [each for each in parcels if each.followed and each.followed.lost_at]
    is_lost = goods is Goods.IN_TRANSIT and bool(lost) and len(lost) == len(parcels)
    return (Goods.LOST if is_lost else goods).value


def _carried(catalogue: Catalogue, order: OrderFacts, parcels: Sequence[ParcelFacts]) -> Iterable[FactOf]:
    """What carriers tell of parcels that are under way: since when one stands still, whether one is out for delivery, and
    that one was never handed over though it was said to be shipped.
    """
    told = [each.followed for each in parcels if each.followed]
    stopped = min((each for each in told if each.moved_at), key=lambda each: str(each.moved_at), default=None)
    values: dict[str, Any] = {}
    if stopped:
        values["tracking_stopped_at"] = stopped.moved_at
    if told and len(told) == len(parcels):
        values["out_for_delivery"] = any(each.status == _OUT_FOR_DELIVERY for each in told)
    if order.status == "shipped" and any(each.is_not_scanned for each in parcels):
        values["false_shipping"] = "no_pickup_scan"
    for name, value in values.items():
        kind = catalogue.facts.get(name)
        encoded = _within(kind, value) if kind is not None else None
        if encoded is not None:
            yield FactOf(name, encoded, "carrier", max(each.at for each in told))


def _told(catalogue: Catalogue, order: OrderFacts, line: LineFacts, units: int) -> Iterable[FactOf]:
    """What the marketplace told with the order; the line's word before the order's. What is not understood is left out."""
    for name, value in {**order.facts, **facts_told(line, units), **line.facts}.items():
        kind = catalogue.facts.get(name)
        encoded = _within(kind, value) if kind is not None and name != "reason" else None
        if encoded is not None:
            yield FactOf(name, encoded, "marketplace", order.placed_at)


def _reckoned(catalogue: Catalogue, order: OrderFacts, line: LineFacts, now: datetime) -> Iterable[FactOf]:
    """What follows from what the marketplace told, where it did not tell it itself: how long a time to ship it promised."""
    kind, seconds = catalogue.facts.get("promised_shipping_time"), promised_shipping_seconds(line, order)
    encoded = _within(kind, seconds) if kind is not None and seconds is not None else None
    if encoded is not None:
        yield FactOf("promised_shipping_time", encoded, "system", now)


def _found(catalogue: Catalogue, given: Sequence[GivenFact]) -> Iterable[FactOf]:
    """What the desk found: its last word."""
    for each in reversed(given):
        value = _understood(catalogue, each) if each.by in _DESK else None
        if value is not None:
            yield FactOf(each.name, value, "desk", each.at)


def _said(catalogue: Catalogue, given: Sequence[GivenFact]) -> Iterable[FactOf]:
    """What the parties say: the last word of each; nothing where they contradict each other."""
    last: dict[str, dict[str, tuple[GivenFact, Value]]] = {}
    for each in given:
        value = _understood(catalogue, each) if each.by not in _DESK else None
        if value is not None:
            last.setdefault(each.name, {})[each.by] = (each, value)
    for name, words in last.items():
        said, value = next(iter(words.values()))
        if len({other for _, other in words.values()}) > 1:
            yield FactOf(name, None, "disputed", max(each.at for each, _ in words.values()))
        else:
            yield FactOf(name, value, said.by, said.at)


def _understood(catalogue: Catalogue, said: GivenFact) -> Value | None:
    """What was said as the catalogue writes it; None where the catalogue has changed since and knows nothing of it."""
    kind = catalogue.facts.get(said.name)
    try:
        return None if kind is None else kind.encode(said.value)
    except Refused:
        return None


def plain(value: Value | None) -> Any:
    """A value as JSON has it; moments stay seconds since 1970."""
    return sorted(value) if isinstance(value, frozenset) else value
