"""PURE: what goods with rules of their own tell policy of a request: who said it, when it happened, and for how many units.

What the marketplace tells is believed before what a party says; what a merchant records is the merchant's word.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.cases.facts import LineFacts, OrderFacts
from makegood.cases.model import Item
from makegood.cases.terms import FactValue, GivenFact
from makegood.kit.money import share_of_remaining
from makegood.orders import Delivered, Presale, SecondHand, goods_facts

_FAULTS = ("quality", "not_as_described", "damaged")


def facts_told(line: LineFacts, units: int | None = None) -> dict[str, FactValue]:
    """Facts of a line's goods that the marketplace told, of `units` that are asked about, or of all."""
    found = goods_facts(line.goods, line.records, line.quantity, units)
    return {each.name: each.value for each in found if each.by != "merchant"}


def facts_by_parties(line: LineFacts, units: int | None = None) -> tuple[GivenFact, ...]:
    """Facts of a line's goods that the merchant recorded: its word, which the buyer may contradict."""
    return tuple(
        GivenFact(each.name, each.value, each.by, each.at)
        for each in goods_facts(line.goods, line.records, line.quantity, units)
        if each.by == "merchant" and each.at is not None
    )


def not_presumed(line: LineFacts, reason: str | None) -> frozenset[str]:
    """Facts that have to be asked, though otherwise they are presumed: whether a fault is one that the offer named."""
    named = isinstance(line.goods, SecondHand) and line.goods.flaws
    return frozenset({"flaw_known"}) if named and reason in _FAULTS else frozenset()


def moments_of_goods(line: LineFacts, order: OrderFacts) -> dict[str, Any]:
    """When virtual goods left and came: in one moment, once they are delivered."""
    if not line.is_virtual:
        return {}
    delivered = line.happened(Delivered)
    if delivered is not None:
        return {"shipped_at": delivered.record.at, "signed_at": delivered.record.at}
    if order.status in ("delivered", "completed"):
        return {"shipped_at": None, "signed_at": None}
    return {"shipped_at": "never", "signed_at": "never"}


def promised_to_ship_by(line: LineFacts, order: OrderFacts) -> datetime | None:
    """The time by which a line was promised to leave, wherever it was told; None where nobody promised one."""
    told = {**order.facts, **facts_told(line), **line.facts}.get("ship_by")
    try:
        due = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return due if due is not None and due.tzinfo is not None else None


def promised_shipping_seconds(line: LineFacts, order: OrderFacts) -> int | None:
    """The time within which a line was promised to leave, counted from the order; None where no time was promised."""
    due = promised_to_ship_by(line, order)
    if due is None or due < order.placed_at:
        return None
    return int((due - order.placed_at).total_seconds())


def shipping_late_seconds(
    line: LineFacts, order: OrderFacts, shipped_at: object, now: datetime
) -> int | None:
    """How late a line left, or is by now; None where no time was promised, or it is not known when it left."""
    due = promised_to_ship_by(line, order)
    if due is None or shipped_at is None:
        return None
    left = shipped_at if isinstance(shipped_at, datetime) else now
    return max(0, int((left - due).total_seconds()))


def amounts_of_goods(group: Sequence[Item], order: OrderFacts) -> dict[str, Any]:
    """The deposit and the full price of the units asked for, where they were sold in a presale."""
    lines = [(order.line(item.line_no), item.quantity) for item in group]
    sold = [(line, line.goods, units) for line, units in lines if line and isinstance(line.goods, Presale)]
    if not sold:
        return {}
    return {
        "deposit_paid": sum(
            share_of_remaining(goods.deposit_minor, line.quantity, units) for line, goods, units in sold
        ),
        "contract_price": sum(_price_minor(line, goods, units) for line, goods, units in sold),
    }


def _price_minor(line: LineFacts, goods: Presale, units: int) -> int:
    """What units cost in all; while the balance is owed, at the price of the offer."""
    whole = line.quantity * line.unit_price_minor if goods.awaits_balance else line.paid_minor
    return share_of_remaining(whole, line.quantity, units)
