"""The freight of the way out comes back with the last of the goods, once, where law or promise leaves it with the merchant."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from makegood.cases import Facts, OrderFacts, Role, open_case, refusals
from makegood.cases import commands as c
from makegood.cases.facts import LineFacts, ParcelFacts, PaymentFacts
from makegood.cases.model import CaseState, CaseType, Item
from makegood.cases.outbound_freight import freight_in, freight_items, goes_back_whole
from makegood.cases.promises import BookPromises
from makegood.cases.terms import Terms
from makegood.cases.verbs.asking import reopen, revise
from makegood.cases.verbs.returning import accepted_minor
from tests.cases.stories import DAY, NOON, tea
from tests.policy.history_world import shipped_book

CURRENCIES = {"EU": "EUR", "UK": "GBP", "CN": "CNY"}
MERCHANTS = Terms(1, freight={"outbound": "merchant"})
BOUGHT = {
    "free_shipping": False,
    "informed_of_withdrawal_at": (NOON - 5 * DAY).isoformat(),
    "seal_broken": False,
}
"""Shipping was paid for, and the buyer knows of the right to withdraw."""


def two_things(market: str = "EU", **changes: Any) -> OrderFacts:
    """Two things of 3.33 with 4.99 for shipping, delivered the day before yesterday."""
    lines = tuple(
        LineFacts(no, kind, f"S{no}", f"line {no}", category, 1, paid, 0, 0, unit_price_minor=paid)
        for no, (kind, category, paid) in enumerate(
            [("goods", "home.kitchen", 333), ("goods", "home.kitchen", 333), ("shipping", "shipping", 499)], 1
        )
    )
    payment = PaymentFacts(1, "card", "fake", "pay-1", 1165, 0, 0)
    order = structs.replace(
        tea(), market=market, currency=CURRENCIES[market], lines=lines, payments=(payment,), paid_minor=1165,
        escrow_minor=1165, placed_at=NOON - 5 * DAY, facts=dict(BOUGHT),
        parcels=(ParcelFacts(NOON - 4 * DAY, NOON - 2 * DAY),),
    )  # fmt: skip
    return structs.replace(order, **changes)


def claimed(order: OrderFacts, *line_nos: int) -> OrderFacts:
    """The order after other cases have taken some lines."""
    return structs.replace(
        order,
        lines=tuple(
            structs.replace(line, claimed_quantity=line.quantity, claimed_minor=line.paid_minor)
            if line.line_no in line_nos else line
            for line in order.lines
        ),
    )  # fmt: skip


def asks(
    order: OrderFacts, reason: str, lines: tuple[int, ...], type_: str = "return_refund", **fields: Any
) -> CaseState:
    """The case that a request opens, under the packs that are shipped for the market."""
    facts = Facts(
        NOON,
        order,
        iter(range(100, 999)).__next__,
        promises=BookPromises(shipped_book(str(order.market)), str(order.market)),
    )
    command = c.OpenCase(
        CaseType(type_), reason=reason, items=tuple(c.ItemAsked(no) for no in lines), **fields
    )
    return open_case(command, 1, 1, Role.BUYER, facts).after


# market, reason, remedy, lines, lines that other cases have taken before -> asked for
TABLE = [
    ("EU", "no_reason", "return_refund", (1, 2), (), 1165),
    ("EU", "no_reason", "return_refund", (1,), (), 333),
    ("EU", "no_reason", "return_refund", (2,), (1,), 832),
    ("EU", "no_reason", "return_refund", (2,), (1, 3), 333),
    ("EU", "quality", "return_refund", (1, 2), (), None),
    ("UK", "no_reason", "return_refund", (1, 2), (), 1165),
    ("UK", "no_reason", "return_refund", (2,), (), 333),
    ("UK", "no_reason", "return_refund", (1,), (2,), 832),
    ("CN", "no_reason", "return_refund", (1, 2), (), 666),
    ("CN", "no_reason", "return_refund", (2,), (1,), 333),
    ("CN", "quality", "return_refund", (1, 2), (), 1165),
    ("CN", "quality", "return_refund", (1,), (), 333),
    ("CN", "quality", "return_refund", (1,), (2,), 832),
    ("CN", "quality", "price_reduction", (1, 2), (), 10),
]  # fmt: skip


@pytest.mark.parametrize(("market", "reason", "remedy", "lines", "before", "asked"), TABLE)
def test_what_is_asked_for_by_itself(
    market: str, reason: str, remedy: str, lines: tuple[int, ...], before: tuple[int, ...], asked: int | None
) -> None:
    order = claimed(two_things(market), *before)
    fields = {"amount_minor": 10} if remedy == "price_reduction" else {}
    told = {"intact": True} if reason == "no_reason" and market == "CN" else {}
    try:
        state = asks(order, reason, lines, remedy, facts=told, **fields)
    except refusals.RemedyNotOpen:
        assert asked is None
        return
    assert asked is None or (state.requested_minor, state.terms.freight.get("outbound")) == (
        asked, "buyer" if (market, reason) == ("CN", "no_reason") else "merchant"
    )  # fmt: skip
    assert state.requested_minor <= state.value_minor


def test_goods_that_never_came_are_refunded_with_their_freight() -> None:
    lost = two_things("CN", parcels=(ParcelFacts(NOON - 4 * DAY, None),), status="shipped")
    assert asks(lost, "not_received", (1, 2), "refund_only").requested_minor == 1165
    assert asks(lost, "not_received", (1,), "refund_only").requested_minor == 333


def test_of_a_dearer_delivery_the_standard_part_comes_back() -> None:
    express = {"express_delivery_chosen": True, "express_surcharge": 200}
    dearer = two_things("EU", facts=BOUGHT | express)
    assert asks(dearer, "no_reason", (1, 2)).requested_minor == 666 + 299
    unknown = two_things("EU", facts=BOUGHT | {"express_delivery_chosen": True})
    assert asks(unknown, "no_reason", (1, 2)).requested_minor == 1165


def test_an_amount_may_leave_freight_out_or_take_a_part_of_it() -> None:
    order = two_things()
    assert (
        asks(order, "no_reason", (1, 2), amount_minor=666).items == asks(order, "no_reason", (1, 2)).items[:2]
    )
    assert asks(order, "no_reason", (1, 2), amount_minor=700).items[2] == Item(3, "line 3", 0, 34)
    for too_much in (1166, 5000):
        with pytest.raises(refusals.MoreThanPaid):
            asks(order, "no_reason", (1, 2), amount_minor=too_much)
    with pytest.raises(refusals.MoreThanPaid):
        asks(order, "no_reason", (1,), amount_minor=334)


def test_who_names_the_line_gets_it_once() -> None:
    state = asks(two_things(), "no_reason", (1, 2, 3))
    assert (state.requested_minor, freight_in(state.items, two_things())) == (1165, 0)


def test_what_stays_keeps_the_freight() -> None:
    order = two_things()
    items = (Item(2, "", 1, 333),)
    assert goes_back_whole(items, claimed(order, 1))
    # The desk ruled that line 1 stays with the buyer, or it was exchanged: it is claimed and did not come back.
    assert not goes_back_whole(items, structs.replace(claimed(order, 1), kept_units={1: 1}))
    gift = structs.replace(order.lines[0], traits=("gift",))
    assert goes_back_whole(items, structs.replace(order, lines=(gift, *order.lines[1:])))
    share = structs.replace(MERCHANTS, refund_minor=100)
    assert freight_items(CaseType.REFUND_ONLY, items, claimed(order, 1), share) == ()
    assert freight_items(CaseType.EXCHANGE, items, claimed(order, 1), MERCHANTS) == ()


def test_a_change_of_the_request_counts_anew() -> None:
    order = two_things()
    state = asks(order, "no_reason", (1, 2))
    after = claimed(order, 1, 2, 3)
    facts = Facts(NOON, after, lambda: 1, promises=BookPromises(shipped_book("EU"), "EU"))
    (same,) = revise(c.Revise(note="As before."), state, facts, Role.BUYER)
    (part,) = revise(c.Revise(items=(c.ItemAsked(1),)), state, facts, Role.BUYER)
    (less,) = revise(c.Revise(amount_minor=600), state, facts, Role.BUYER)
    assert [each.requested_minor for each in (same, part, less)] == [1165, 333, 600]  # type: ignore[union-attr]
    again = structs.replace(facts, order=order)
    (reopened,) = reopen(c.Reopen("Still not paid."), state, again, Role.BUYER)
    assert reopened.requested_minor == 1165  # type: ignore[union-attr]


def test_what_is_accepted_in_part_brings_no_freight() -> None:
    state = asks(two_things(), "no_reason", (1, 2))
    assert accepted_minor(state, {1: 1, 2: 0, 3: 0}) == 333
