"""Disputes without a database: facts, who says them, and what was shown; judged by all packs shipped for their market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from makegood.cases import CaseState, CaseType, FactOf, GivenFact, Goods, Judged
from makegood.cases.model import Item
from makegood.disputes import Board, Clock, Exhibit, Settling, Stance, board
from makegood.policy import Book, decide, make_book
from makegood.policy.publishing.shipped import load_shipped

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DELIVERED = {
    "market": "CN", "currency": "CNY", "line_kind": "goods", "goods_kind": "shoes", "traits": [], "guarantees": [],
    "purchased_at": "2026-03-01T10:00:00+08:00", "shipped_at": "2026-03-02T10:00:00+08:00",
    "ship_by": "2026-03-03T10:00:00+08:00", "signed_at": "2026-03-05T10:00:00+08:00", "completed_at": "never",
    "refund_asked_at": "2026-03-08T10:00:00+08:00", "now": "2026-03-10T10:00:00+08:00", "received_back_at": "never",
    "order_status": "delivered", "goods_state": "with_buyer", "remedy": "return_refund", "free_shipping": True,
    "receipt_confirmed": False, "price": 10_000, "paid": 10_000, "asked": 10_000, "shipping_paid": 0,
}  # fmt: skip
UNDER_WAY = {
    "signed_at": "never",
    "goods_state": "in_transit",
    "order_status": "shipped",
    "remedy": "refund_only",
}


@cache
def book(market: str = "CN") -> Book:
    """All shipped packs that hold in a market."""
    catalogue, packs = load_shipped()
    mine = [pack for pack in packs if not pack.markets or market in pack.markets]
    return make_book(catalogue, mine, market=market)


def judged(facts: Mapping[str, Any], sources: Mapping[str, str] | None = None) -> Judged:
    """A decision on facts; what is not said to come from somebody is on record."""
    here = book(facts.get("market", "CN"))
    catalogue, told = here.catalogue, sources or {}
    known = catalogue.encode(facts)
    stated = [FactOf(name, value, told.get(name, "system"), NOON) for name, value in known.items()]
    presumed = {name: value for name, value in catalogue.presumptions().items() if name not in known}
    stated += [FactOf(name, value, "presumed", NOON) for name, value in presumed.items()]
    return Judged(1, (1,), tuple(stated), decide(here, {each.name: each.value for each in stated}))


def shown(*tied: str, at: datetime = NOON + timedelta(hours=1)) -> list[Exhibit]:
    """Exhibits, each told as `fact kind side` or `fact kind side against`."""
    made = []
    for number, told in enumerate(tied, 1):
        fact, kind, side, *stance = told.split()
        made.append(
            Exhibit(
                id=number,
                fact=fact,
                piece=f"file:{number}",
                kind=kind,
                stance=Stance(stance[0] if stance else "for"),
                side=side,
                who=f"{side}:1",
                role=side,
                at=at,
            )
        )
    return made


def said(**words: Any) -> list[GivenFact]:
    """What parties told: `buyer__intact=False`."""
    found = []
    for name, value in words.items():
        role, _, fact = name.partition("__")
        found.append(GivenFact(fact, value, role, NOON))
    return found


def board_of(
    facts: Mapping[str, Any], *tied: str, sources: Mapping[str, str] | None = None, given: Sequence[GivenFact] = (),
    owner: str = "merchant",
) -> tuple[Board, Settling]:  # fmt: skip
    """The board of a purchase that arrived, with some facts otherwise."""
    clock = Clock(NOON, owner, NOON + timedelta(hours=48))
    return board(judged({**DELIVERED, **facts}, sources), shown(*tied), given, clock)


def state_of(facts: Mapping[str, Any]) -> CaseState:
    """A case about these facts."""
    told = {**DELIVERED, **facts}
    asked, paid = told.get("asked", told["paid"]), told["paid"]
    remedy = told["remedy"] if told["remedy"] in set(CaseType) else "refund_only"
    return CaseState(
        id=1, bucket=1, order_id=1, buyer_id=1, merchant_id=1, type=CaseType(remedy), currency="CNY",
        items=(Item(1, "Shoes", 1, paid),), requested_minor=asked, reason=told["reason"], opened_at=NOON, updated_at=NOON,
        goods=Goods(told["goods_state"]),
    )  # fmt: skip
