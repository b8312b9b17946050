"""The shipped packs of a market in one book, and the same lamp, bought and judged on any day."""

from __future__ import annotations

from functools import cache
from typing import Any

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Catalogue
from makegood.policy.decide import Decision, decide
from makegood.policy.pack import Pack
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.opening import shipped_edition

NOON = "T12:00:00+08:00"
FIRST, LAST = "T00:00:00+08:00", "T23:59:59+08:00"


@cache
def shipped() -> tuple[Edition, tuple[Pack, ...]]:
    """The catalogue and the packs of this release, read once."""
    return shipped_edition()


def catalogue() -> Catalogue:
    """The facts of this release."""
    return shipped()[0].catalogue


@cache
def shipped_book(market: str) -> Book:
    """Every shipped pack of a market."""
    packs = [pack for pack in shipped()[1] if not pack.markets or market in pack.markets]
    return make_book(catalogue(), packs, None, market)


CURRENCIES = {"CN": "CNY", "EU": "EUR", "UK": "GBP"}
A_LAMP = {
    "goods_state": "with_buyer", "order_status": "delivered", "completed_at": "never", "traits": [], "abuse_signals": [],
    "paid": 20_000, "price": 20_000, "asked": 20_000, "quantity": 1, "reason": "quality", "line_kind": "goods",
}  # fmt: skip


def judged(bought: str, now: str, market: str = "CN", **more: Any) -> Decision:
    """A lamp bought on a day and delivered at once, and what is decided about it at a time; `more`: other facts."""
    told = A_LAMP | {
        "market": market, "currency": CURRENCIES[market], "now": now, "refund_asked_at": now, "purchased_at": bought,
        "shipped_at": bought, "signed_at": bought,
    }  # fmt: skip
    return decide(shipped_book(market), catalogue().presumptions() | catalogue().encode(told | more))


def by(decision: Decision, key: str) -> str:
    """The full name of the rule that decided a key."""
    place = decision.answer(key).rule
    return "" if place is None else decision.book.rules[place].rule.name
