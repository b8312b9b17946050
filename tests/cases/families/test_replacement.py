"""Exchanges decided, read aloud; and that no script of commands restocks a unit twice or pays more than was paid."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import CaseState, CaseType, OrderFacts, Role, Stage
from makegood.cases import commands as c
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.claims import claims_of
from makegood.cases.decide import decide, open_case
from makegood.cases.facts import Facts, Ware
from makegood.cases.families.replacement import commands as r
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.families.replacement.refusals import (
    LessThanIsDue,
    NothingToReplace,
    OfferIsMoney,
    PaymentDiffers,
    RefundNotOpenYet,
    WantedOwed,
    WholeUnitsOnly,
)
from makegood.cases.handlers import order_after
from makegood.cases.model import BuyerTender, Favour
from makegood.cases.small_commands import commands_named
from makegood.cases.small_orders import CARD, GIFT_CARD, NOW, line, order
from makegood.kit.errors import Refused
from tests.cases.stories import HEARD

GIFT = BuyerTender("gift-1", "gift_card")
BUYER, MERCHANT, CARRIER, DESK = Role.BUYER, Role.MERCHANT, Role.CARRIER, Role.DESK
BACK = (
    (MERCHANT, c.Approve()),
    (BUYER, c.ShipReturn("SF", "1")),
    (MERCHANT, c.Receive()),
    (MERCHANT, c.Inspect()),
)
SENT = (MERCHANT, r.ShipReplacement("SF", "2"))
ARRIVED = (BUYER, r.ConfirmArrival())


def shop(price_minor: int, paid_minor: int = 10) -> OrderFacts:
    """One unit that was listed at 10 and paid by gift card, and another one that it may be exchanged for."""
    bought = structs.replace(line(1, 1, paid_minor), unit_price_minor=10)
    facts = order([bought], [(GIFT_CARD, paid_minor)], "delivered", GIFT)
    return structs.replace(facts, wares=(Ware("OTHER", "the other", "p", "any", price_minor),))


def asked(pay_with: str = "") -> c.OpenCase:
    wanted = ReplacementAsked((WantedAsked("OTHER"),), pay_with=pay_with)
    return c.OpenCase(CaseType.EXCHANGE, (c.ItemAsked(1),), "quality", replacement=wanted)


def run(of: OrderFacts, opening: c.OpenCase, *steps: tuple[Role, c.Command]) -> tuple[CaseState, OrderFacts]:
    """The case and its order after some steps."""
    done = open_case(opening, 1, 0, BUYER, Facts(NOW, of, lambda: 1))
    state, after = done.after, order_after(of, done)
    for role, command in steps:
        done = decide(command, state, (role,), Facts(NOW, after, lambda: 1))
        state, after = done.after, order_after(after, done)
    return state, after


@pytest.mark.parametrize(
    ("price", "paid", "pay_with", "stage", "difference", "line_paid", "refunded"),
    [
        (10, 10, "", Stage.SETTLED, 0, 10, 0),
        (10, 7, "", Stage.SETTLED, 0, 7, 0),  # the discount goes with the exchange
        (4, 10, "", Stage.SETTLED, -6, 4, 6),
        (5, 7, "", Stage.SETTLED, -3, 4, 3),  # in proportion to what was paid: 5 of 10 is 3 of 7
        (12, 10, "gift-1", Stage.SETTLED, 2, 12, 0),
    ],
)
def test_what_an_exchange_comes_to(
    price: int, paid: int, pay_with: str, stage: Stage, difference: int, line_paid: int, refunded: int
) -> None:
    state, after = run(shop(price, paid), asked(pay_with), *BACK, SENT, ARRIVED)
    assert state.replacement is not None
    assert (state.stage, state.replacement.difference_minor) == (stage, difference)
    assert [(each.line_no, each.paid_minor) for each in after.lines] == [(1, paid), (10_001, line_paid)]
    assert state.refunded_minor == refunded
    assert claims_of(state) == {1: (1, paid)}


@pytest.mark.parametrize(
    ("price", "steps", "command", "refusal"),
    [
        (12, BACK, (CARRIER, r.RecordPayment("card", "p", "x", 3)), PaymentDiffers),
        (10, BACK, (BUYER, r.ChooseRefund()), RefundNotOpenYet),
        (10, (), (MERCHANT, c.MakeOffer(5)), OfferIsMoney),
        (10, (), (MERCHANT, c.MakeOffer(5, CaseType.EXCHANGE)), OfferIsMoney),
    ],
)
def test_what_is_refused(
    price: int,
    steps: tuple[tuple[Role, c.Command], ...],
    command: tuple[Role, c.Command],
    refusal: type[Refused],
) -> None:
    with pytest.raises(refusal):
        run(shop(price), asked(), *steps, command)


@pytest.mark.parametrize(
    ("opening", "refusal"),
    [
        (structs.replace(asked(), replacement=None), WantedOwed),
        (structs.replace(asked(), amount_minor=5), WholeUnitsOnly),
        (structs.replace(asked(), type=CaseType.REFUND_ONLY), NothingToReplace),
    ],
)
def test_what_cannot_be_asked(opening: c.OpenCase, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        run(shop(10), opening)


def test_a_paid_difference_is_not_ruled_away() -> None:
    paid = (*BACK, (BUYER, r.PayDifference("gift-1")), *HEARD)
    with pytest.raises(LessThanIsDue):
        run(shop(12), asked(), *paid, (DESK, c.Rule(Favour.MERCHANT, "ruled")))
    state, _ = run(shop(12), asked(), *paid, (DESK, c.Rule(Favour.BUYER, "ruled", with_return=False)))
    assert state.refunded_minor == 12


def test_a_ruling_for_the_buyer_grants_what_was_asked() -> None:
    state, _ = run(shop(10), asked(), *HEARD, (DESK, c.Rule(Favour.BUYER, "ruled")))
    assert (state.type, state.stage) == (CaseType.EXCHANGE, Stage.AWAITING_RETURN)


def test_a_ruling_for_the_merchant_after_it_was_sent_lets_the_exchange_stand() -> None:
    steps = (*BACK, SENT, *HEARD, (DESK, c.Rule(Favour.MERCHANT, "It was delivered.")))
    state, after = run(shop(4), asked(), *steps)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 6)
    assert after.line(10_001) is not None


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from([1, 2, 3]),
    st.sampled_from([CARD, GIFT_CARD]),
    st.sampled_from(["", "gift-1"]),
    st.lists(st.integers(0, 400), max_size=14),
)
def test_any_script_keeps_money_and_units(
    price: int, tender: tuple[str, str], pay_with: str, picks: list[int]
) -> None:
    """Whatever is done: refunds within the payments, claims within the lines, what came is worth what was left."""
    bought = structs.replace(line(1, 1, 2), unit_price_minor=2)
    facts = structs.replace(
        order([bought], [(tender, 2)], "delivered", GIFT), wares=(Ware("OTHER", "other", "p", "any", price),)
    )
    state, after = run(facts, asked(pay_with))
    for pick in picks:
        choices = [
            (role, command)
            for move in PROTOCOLS[state.type].row(state.stage).moves
            for role in sorted(move.by)
            for command in commands_named(move.command, state, after, role)
        ]
        if not choices:
            break
        role, command = choices[pick % len(choices)]
        try:
            done = decide(command, state, (role,), Facts(NOW, after, lambda: 1))
        except Refused:
            continue
        state, after = done.after, order_after(after, done)
        paid = sum(payment.amount_minor for payment in after.payments)
        refunded = sum(payment.refunded_minor for payment in after.payments)
        assert refunded <= paid == 2 + (state.replacement.paid_minor if state.replacement else 0)
        for each in after.lines:
            assert 0 <= each.claimed_quantity <= each.quantity
            assert 0 <= each.claimed_minor <= each.paid_minor
        if not state.stage.is_open and state.replacement and state.replacement.lines:
            assert sum(each.left_minor for each in after.lines) == paid - refunded
