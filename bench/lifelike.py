"""Requests as the demo's Chinese shops get them: orders with and without a database, reasons, what buyers tell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from makegood.cases.commands import FactTold
from makegood.cases.eligibility import EligibilityAsked
from makegood.cases.facts import LineFacts, OrderFacts, ParcelFacts, PaymentFacts
from makegood.cases.terms import FactValue
from makegood.demo.order_book import order_input, ordinary_purchases
from makegood.orders import OrderInput
from makegood.orders.allocate import paid_lines

SEED = 20261120
REASONS = (None, "no_reason", "quality", "not_as_described", "damaged", "not_received", "counterfeit")
TOLD = ("intact", "seal_broken", "activated", "human_requested")
"""What a buyer answers with a tap."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer may ask, before it is made a request: of which order, when, why, and what is told."""

    order: OrderInput
    at: datetime
    reason: str | None
    told: dict[str, FactTold]

    @property
    def asked(self) -> EligibilityAsked:
        """As the API takes it."""
        return EligibilityAsked(order=self.order.external_id, reason=self.reason, facts=self.told)


def chinese_orders(first_number: int, today: datetime) -> list[OrderInput]:
    """The ordinary orders of the demo that were paid in yuan, from paid this morning to completed weeks ago."""
    inputs = map(order_input, ordinary_purchases(first_number, today))
    return [each for each in inputs if each.currency == "CNY" and each.status != "cancelled"]


def wishes(orders: list[OrderInput], today: datetime) -> Iterator[Wish]:
    """Each order with each reason, and with some of what a buyer can answer; the same for the same orders."""
    dice = random.Random(SEED)
    for order in orders:
        at = min(today, order.placed_at + timedelta(days=6))
        for reason in REASONS:
            told: dict[str, FactTold] = {
                name: dice.random() < 0.7 for name in TOLD if reason and dice.random() < 0.5
            }
            yield Wish(order, at, reason, told)


def order_facts(order: OrderInput) -> OrderFacts:
    """An order as the write path reads it once it is recorded."""
    lines = tuple(
        LineFacts(
            line.line_no, line.kind, line.sku, line.title, line.category, line.quantity, line.paid_minor, 0, 0,
            line.traits, _as_kept(line.facts),
        )
        for line in paid_lines(order)
    )  # fmt: skip
    payments = tuple(
        PaymentFacts(
            place, each.tender, each.processor, each.processor_reference, each.amount_minor, 0, place
        )
        for place, each in enumerate(order.payments, 1)
    )
    paid = sum(each.amount_minor for each in order.payments)
    return OrderFacts(
        id=1, external_id=order.external_id, buyer_id=7, merchant_id=8, currency=order.currency, status=order.status,
        placed_at=order.placed_at, paid_minor=paid, escrow_minor=paid, lines=lines, payments=payments,
        parcels=tuple(ParcelFacts(each.shipped_at, each.delivered_at) for each in order.parcels),
        completed_at=order.completed_at, market=order.market, facts=_as_kept(order.facts),
    )  # fmt: skip


def _as_kept(told: object) -> dict[str, FactValue]:
    return msgspec.convert(told, dict[str, FactValue])
