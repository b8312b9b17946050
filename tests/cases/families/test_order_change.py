"""Changes of an order as tables read aloud: what was so, what somebody does, where the case and the order then stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import (
    AddressAsked,
    ChangeAsked,
    ChangeDropped,
    ChangeMade,
    Facts,
    OrderFacts,
    ParcelFacts,
    VariantAsked,
    open_case,
)
from makegood.cases import commands as c
from makegood.cases.claims import claims_of
from makegood.cases.facts import Ware
from makegood.cases.families.order_change.commands import DeclineChange, GrantChange, ReportLeft
from makegood.cases.families.replacement.commands import PayDifference, RecordPayment
from makegood.cases.model import BuyerTender, CaseType, LegStatus, Role, Stage
from makegood.cases.promises import BookPromises
from makegood.kit.errors import Refused
from tests.cases.stories import DAY, NOON, B, C, D, M, Story, Y, tea, unsent
from tests.policy.history_world import shipped_book

ADDRESS, PAYMENT, ITEMS = CaseType.MODIFY_ADDRESS, CaseType.MODIFY_PAYMENT, CaseType.MODIFY_ITEMS
TENDERS = (BuyerTender("gift-9", "gift_card"), BuyerTender("visa-2", "card"), BuyerTender("pay-1", "card"))
SILENCE = (Y, c.Tick())


def order(balance_minor: int | None = None) -> OrderFacts:
    """Three tins of green tea of 33.34 each, not sent yet, of a tea that comes in three sizes."""
    facts = unsent(tea())
    (line,) = facts.lines
    wares = tuple(
        Ware(sku, sku.lower(), "tea", "food", price)
        for sku, price in (("SAME", 3334), ("BIG", 5000), ("SMALL", 2000))
    )
    return structs.replace(
        facts,
        lines=(structs.replace(line, product="tea", unit_price_minor=3334),),
        wares=(
            *wares,
            Ware("GONE", "gone", "tea", "food", 3334, available=False),
            Ware("CUP", "cup", "cup", "china", 900),
        ),
        tenders=TENDERS,
        balances={} if balance_minor is None else {"gift-9": balance_minor},
    )


def asks(type_: CaseType, quantity: int | None = 1, **change: Any) -> tuple[Role, c.Command]:
    return B, c.OpenCase(type_, (c.ItemAsked(1, quantity),), "no_reason", change=ChangeAsked(**change))


def to_variant(sku: str, pay_with: str = "", quantity: int = 1) -> tuple[Role, c.Command]:
    return asks(ITEMS, quantity, wanted=(VariantAsked(1, sku, quantity),), pay_with=pay_with)


ELSEWHERE = asks(ADDRESS, address=AddressAsked("2 New Street"))
BY_GIFT_CARD, BY_CARD = asks(PAYMENT, pay_with="gift-9"), asks(PAYMENT, pay_with="visa-2")
YES = (M, c.Approve())
CAPTURED = (C, RecordPayment("card", "fake", "visa-2", 10002))
GIVEN: dict[str, list[tuple[Role, c.Command]]] = {
    "another address": [ELSEWHERE],
    "refused": [ELSEWHERE, (M, c.Refuse("packed"))],
    "being heard": [ELSEWHERE, (B, c.Escalate())],
    "before the desk": [
        ELSEWHERE,
        (B, c.Escalate(is_all=True)),
        (M, c.AddStatement("It is packed", is_all=True)),
    ],
    "paid by gift card": [BY_GIFT_CARD],
    "paid by card": [BY_CARD],
    "to be paid by card": [BY_CARD, YES],
    "the same price": [to_variant("SAME")],
    "dearer, by gift card": [to_variant("BIG", "gift-9")],
    "dearer, by card": [to_variant("BIG", "visa-2"), YES],
    "cheaper, to a gift card": [to_variant("SMALL", "gift-9")],
    "cheaper, to the payments": [to_variant("SMALL")],
}

# given, who does what, the stage then, whether the order has changed, what has gone back by then
STEPS: list[tuple[str, tuple[Role, c.Command], Stage, bool, int]] = [
    ("another address", YES, Stage.SETTLED, True, 0),
    ("another address", SILENCE, Stage.SETTLED, True, 0),
    ("another address", (M, c.Refuse("packed")), Stage.AWAITING_BUYER, False, 0),
    ("another address", (B, c.Withdraw()), Stage.WITHDRAWN, False, 0),
    ("another address", (C, ReportLeft()), Stage.CLOSED, False, 0),
    ("another address", (B, c.Escalate()), Stage.DISPUTE_EVIDENCE, False, 0),
    ("refused", SILENCE, Stage.CLOSED, False, 0),
    ("refused", YES, Stage.SETTLED, True, 0),
    ("being heard", YES, Stage.SETTLED, True, 0),
    ("being heard", (B, c.Withdraw()), Stage.WITHDRAWN, False, 0),
    ("being heard", (C, ReportLeft()), Stage.CLOSED, False, 0),
    ("being heard", (M, c.AddStatement("It is packed", is_all=True)), Stage.DISPUTE_EVIDENCE, False, 0),
    ("before the desk", (D, GrantChange()), Stage.SETTLED, True, 0),
    ("before the desk", (D, DeclineChange("it is packed")), Stage.CLOSED, False, 0),
    ("before the desk", SILENCE, Stage.CLOSED, False, 0),
    ("paid by gift card", YES, Stage.REFUNDING, True, 501),
    ("paid by card", YES, Stage.AWAITING_PAYMENT, False, 0),
    ("to be paid by card", CAPTURED, Stage.REFUNDING, True, 501),
    ("to be paid by card", (B, PayDifference("gift-9")), Stage.REFUNDING, True, 501),
    ("to be paid by card", SILENCE, Stage.CLOSED, False, 0),
    ("the same price", YES, Stage.SETTLED, True, 0),
    ("dearer, by gift card", YES, Stage.SETTLED, True, 0),
    ("dearer, by card", (C, RecordPayment("card", "fake", "visa-2", 1666)), Stage.SETTLED, True, 0),
    ("cheaper, to a gift card", YES, Stage.SETTLED, True, 1334),
    ("cheaper, to the payments", YES, Stage.REFUNDING, True, 0),
]  # fmt: skip


def story(*steps: tuple[Role, c.Command], of: OrderFacts | None = None) -> Story:
    """A case as far as these steps bring it. Silence waits for the clock."""
    told = Story(of or order())
    for role, command in steps:
        if isinstance(command, c.Tick):
            assert told.case.due_at is not None
            told.now = told.case.due_at
        told.does(role, command)
    return told


@pytest.mark.parametrize(("was", "step", "stage", "is_changed", "back"), STEPS)
def test_a_change_goes_on(
    was: str, step: tuple[Role, c.Command], stage: Stage, is_changed: bool, back: int
) -> None:
    told = story(*GIVEN[was], step)
    assert told.case.stage is stage
    assert any(isinstance(each.event, ChangeMade) for each in told.recorded) is is_changed
    assert told.case.refunded_minor == back


REFUSED: list[tuple[tuple[Role, c.Command], str]] = [
    (asks(ADDRESS), "change_owed"),
    (asks(PAYMENT), "change_owed"),
    (asks(ITEMS), "change_owed"),
    (asks(PAYMENT, pay_with="somebody's"), "no_such_tender"),
    (to_variant("CUP"), "not_that_variant"),
    (to_variant("TEA"), "not_that_variant"),
    (to_variant("NOTHING"), "not_that_variant"),
    (to_variant("GONE"), "variant_sold_out"),
    (to_variant("BIG"), "change_owed"),
    (asks(ITEMS, 2, wanted=(VariantAsked(1, "SAME"),)), "units_differ"),
    (asks(ITEMS, 1, wanted=(VariantAsked(1, "SAME"), VariantAsked(2, "SAME"))), "not_that_variant"),
    (asks(CaseType.REFUND_ONLY, pay_with="gift-9"), "nothing_to_change"),
]


@pytest.mark.parametrize(("asked", "code"), REFUSED)
def test_a_change_is_refused(asked: tuple[Role, c.Command], code: str) -> None:
    with pytest.raises(Refused) as refused:
        story(asked)
    assert type(refused.value).code() == code


@pytest.mark.parametrize("asked", [BY_GIFT_CARD, to_variant("BIG", "gift-9")])
def test_a_gift_card_has_to_cover_what_it_pays(asked: tuple[Role, c.Command]) -> None:
    with pytest.raises(Refused) as refused:
        story(asked, of=order(balance_minor=1000))
    assert type(refused.value).code() == "tender_too_small"
    assert story(asked, of=order(balance_minor=10002)).case.stage is Stage.AWAITING_MERCHANT


def test_the_same_payment_again_is_no_change() -> None:
    paid = structs.replace(order(), payments=(structs.replace(order().payments[0], amount_minor=10002),))
    with pytest.raises(Refused) as refused:
        story(asks(PAYMENT, pay_with="pay-1"), of=paid)
    assert type(refused.value).code() == "paid_with_that"


@pytest.mark.parametrize("asked", [ELSEWHERE, BY_CARD, to_variant("SAME")])
def test_what_has_left_is_changed_no_more(asked: tuple[Role, c.Command]) -> None:
    sent = structs.replace(order(), status="shipped", parcels=(ParcelFacts(NOON - DAY, None),))
    with pytest.raises(Refused) as refused:
        story(asked, of=sent)
    assert type(refused.value).code() == "left_already"
    told = story(asked)
    told.order = sent
    with pytest.raises(Refused):
        told.does(*YES)
    assert told.case.due_at is not None
    told.now = told.case.due_at
    told.does(*SILENCE)
    assert (told.case.stage, told.case.ended_because) == (Stage.CLOSED, "left_unchanged")
    assert isinstance(told.recorded[-1].event, ChangeDropped)


def test_changed_units_are_a_line_of_the_order_for_what_was_paid() -> None:
    told = story(to_variant("BIG", "gift-9", 2), YES)
    was, became = told.order.lines
    assert (was.claimed_quantity, was.claimed_minor) == (2, 6668)
    assert (became.sku, became.quantity, became.paid_minor, became.line_no) == ("BIG", 2, 10000, 10001)
    assert told.order.payments[-1].amount_minor == 3332
    assert claims_of(told.case) == {1: (2, 6668)}


def test_a_payment_gives_the_former_ones_back_and_frees_the_order() -> None:
    told = story(BY_GIFT_CARD, YES)
    assert [(leg.payment_no, leg.amount_minor) for leg in told.case.legs] == [(1, 9501), (2, 501)]
    assert [p.amount_minor - p.refunded_minor for p in told.order.payments] == [0, 0, 10002]
    assert claims_of(told.case) == {}


def test_no_event_knows_the_address() -> None:
    told = story(ELSEWHERE, YES)
    assert "New Street" not in str([each.event for each in told.recorded])


def test_a_rule_changes_the_order_in_the_opening() -> None:
    """The retail store's own policy: after a yes, at once."""
    facts = structs.replace(order(balance_minor=5000), market="retail-store", currency="USD")
    promises = BookPromises(shipped_book("retail-store"), "retail-store")
    command = structs.replace(to_variant("BIG", "gift-9")[1], facts={"identified": True, "confirmed": True})
    decision = open_case(command, 1, 1, B, Facts(NOON, facts, lambda: 5, promises=promises))
    assert decision.after.stage is Stage.SETTLED
    granted = next(
        each for each in decision.recorded if each.event.__struct_config__.tag == "order_change.granted"
    )
    assert (granted.actor, granted.event.rule) == (Role.SYSTEM, "retail-store-pending-orders/changed_at_once")


@settings(max_examples=150, deadline=None)
@given(
    paid=st.integers(1, 100_000),
    quantity=st.integers(1, 5),
    taken=st.integers(1, 5),
    listed=st.integers(0, 30_000),
    price=st.integers(0, 30_000),
)
def test_money_of_changed_units_adds_up(
    paid: int, quantity: int, taken: int, listed: int, price: int
) -> None:
    """Whatever the prices: what the order's lines are worth after the change is what was paid for them, to the cent."""
    taken = min(taken, quantity)
    base = order()
    line = structs.replace(base.lines[0], quantity=quantity, paid_minor=paid, unit_price_minor=listed)
    payment = structs.replace(base.payments[1], amount_minor=paid, payment_no=1, rank=0)
    facts = structs.replace(
        base, lines=(line,), payments=(payment,), paid_minor=paid, escrow_minor=paid,
        wares=(Ware("OTHER", "other", "tea", "food", price),),
    )  # fmt: skip
    try:
        told = story(to_variant("OTHER", "gift-9", taken), YES, of=facts)
    except Refused:
        return
    after = told.order
    came, went = sum(p.amount_minor for p in after.payments), sum(p.refunded_minor for p in after.payments)
    worth = sum(each.paid_minor - each.claimed_minor for each in after.lines)
    assert came - went == worth == after.escrow_minor
    assert all(leg.status is LegStatus.PAID for leg in told.case.legs)
