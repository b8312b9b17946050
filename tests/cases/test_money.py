"""Money of cases: units and amounts add up to what was paid, however they are split. Behaviours as named in the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import LineFacts, OrderFacts, RefundStarted, refusals
from makegood.cases import commands as c
from makegood.cases.model import BuyerTender, CaseType, Leg, LegStatus, Stage
from makegood.kit.errors import Refused
from tests.cases.stories import GIVEN, RECEIVE, REFUND, RETURN, SHIP, B, D, M, P, Story, opens, tea


def refunded(order: OrderFacts, type_: CaseType, quantity: int | None, amount_minor: int | None) -> Story:
    """A case on the order that is asked, granted and paid in full, with the goods back when they are owed."""
    story = Story(order=order).plays([opens(type_, quantity, amount_minor), (M, c.Approve())])
    if type_ is RETURN:
        story.plays([SHIP, RECEIVE, (M, c.Inspect())])
    for leg in story.case.legs:
        if leg.status is LegStatus.SENDING:
            story.does(P, c.RecordRefund(leg.leg_no, leg.attempt, "paid"))
    assert story.case.stage is Stage.SETTLED
    return story


@given(
    quantity=st.integers(1, 9),
    paid_minor=st.integers(1, 5_000),
    gift_minor=st.integers(0, 200),
    shares=st.lists(st.tuples(st.integers(1, 9), st.sampled_from([REFUND, RETURN])), max_size=9),
)
def test_all_units_in_any_split_give_back_exactly_what_was_paid(
    quantity: int, paid_minor: int, gift_minor: int, shares: list[tuple[int, CaseType]]
) -> None:
    order = tea(quantity, paid_minor + gift_minor, paid_minor, gift_minor)
    total, left = 0, quantity
    for share, type_ in [*shares, (quantity, REFUND)]:
        units = min(share, left)
        if units == 0:
            break
        try:
            story = refunded(order, type_, units, None)
        except refusals.NothingPaid:
            assert paid_minor + gift_minor < quantity, "only units that cost nothing give nothing back"
            break
        total, left, order = total + story.case.refunded_minor, left - units, story.order
    assert total == paid_minor + gift_minor
    assert [p.refunded_minor for p in order.payments] == [p.amount_minor for p in order.payments]


@given(
    quantity=st.integers(1, 5),
    paid_minor=st.integers(1, 500),
    asks=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 300)), max_size=8),
)
def test_partial_refunds_never_add_up_to_more_and_leave_exactly_the_rest(
    quantity: int, paid_minor: int, asks: list[tuple[int, int]]
) -> None:
    order, total = tea(quantity, paid_minor, paid_minor, 0), 0
    for units, amount in asks:
        try:
            story = refunded(order, REFUND, units, amount)
        except Refused:
            continue
        total, order = total + story.case.refunded_minor, story.order
    assert order.lines[0].left_minor == paid_minor - total >= 0
    if order.lines[0].left_minor:
        assert refunded(order, REFUND, None, None).case.refunded_minor == paid_minor - total


def test_one_unit_of_three_with_a_discount_gives_its_share() -> None:
    order = tea(3, 29_000, 29_000, 0)  # 3 x 100.00 with 10.00 off
    first = refunded(order, RETURN, 1, None)
    second = refunded(first.order, RETURN, 1, None)
    third = refunded(second.order, RETURN, 1, None)
    given_back = [story.case.refunded_minor for story in (first, second, third)]
    assert given_back == [9667, 9667, 9666]
    assert sum(given_back) == 29_000


def test_the_same_unit_is_not_claimed_twice() -> None:
    story = Story().plays([opens(RETURN, 2)])
    with pytest.raises(refusals.UnitsNotLeft) as refused:
        Story(order=story.order).plays([opens(RETURN, 2)])
    assert refused.value.fields["left"] == 1


def test_more_than_is_left_is_refused_and_the_rest_is_named() -> None:
    order = refunded(tea(1, 10_000, 10_000, 0), REFUND, None, 2_500).order
    with pytest.raises(refusals.MoreThanPaid) as refused:
        Story(order=order).plays([opens(REFUND, None, 100_000)])
    assert refused.value.fields["most_minor"] == 7_500


def test_a_refund_on_its_way_or_paid_is_not_sent_again_and_a_failed_one_may_be() -> None:
    for given_name in ("refunding", "uncertain", "settled"):
        with pytest.raises(Refused):
            Story().plays(GIVEN[given_name]).does(D, c.RetryRefund())
    retried = Story().plays(GIVEN["held"]).does(D, c.RetryRefund()).after
    assert [leg.attempt for leg in retried.legs if leg.status is LegStatus.SENDING] == [2]


def test_only_what_failed_is_tried_again_and_what_is_uncertain_never() -> None:
    story = Story(order=two_cards()).plays([opens(REFUND), (M, c.Approve())])
    story.plays(
        [(P, c.RecordRefund(1, 1, "unknown")), (P, c.RecordRefund(2, 1, "failed")), (D, c.RetryRefund())]
    )
    assert [(leg.status, leg.attempt) for leg in story.case.legs] == [
        (LegStatus.UNKNOWN, 1),
        (LegStatus.SENDING, 2),
    ]


def two_cards() -> OrderFacts:
    order = tea()
    second = structs.replace(order.payments[1], tender="card", processor="fake")
    return structs.replace(order, payments=(order.payments[0], second))


def test_a_processor_that_does_not_answer_leaves_the_refund_waiting_until_it_does() -> None:
    story = Story().plays(GIVEN["uncertain"])
    story.stays_silent()
    assert story.case.stage is Stage.REFUND_HELD
    story.stays_silent()
    assert story.case.stage is Stage.SETTLED
    assert story.case.refunded_minor == 501, "the card's part is still uncertain"
    story.does(P, c.RecordRefund(1, 1, "paid"))
    assert story.case.refunded_minor == 10_002


def test_the_rest_of_a_refund_goes_to_the_second_payment_and_none_when_one_is_enough() -> None:
    def legs(amount_minor: int) -> list[tuple[str, int]]:
        story = Story().plays([opens(REFUND, None, amount_minor), (M, c.Approve())])
        return [(leg.tender, leg.amount_minor) for leg in story.case.legs]

    assert legs(9_501) == [("card", 9_501)]
    assert legs(10_002) == [("card", 9_501), ("gift_card", 501)]


def test_three_announced_and_two_accepted_credits_two() -> None:
    story = Story().plays([*GIVEN["two of three accepted"], (B, c.Accept())])
    assert sum(leg.amount_minor for leg in story.case.legs) == 6_668
    story.does(P, c.RecordRefund(1, 1, "paid"))
    line = story.order.lines[0]
    assert (line.claimed_quantity, line.claimed_minor) == (2, 6_668)
    assert refunded(story.order, RETURN, 1, None).case.refunded_minor == 3_334, "what went back to the buyer"


def test_withdrawing_frees_the_units_and_after_receipt_it_is_refused() -> None:
    story = Story().plays(GIVEN["withdrawn"])
    assert story.order == tea()
    with pytest.raises(refusals.GoodsGivenAway):
        Story().plays([*GIVEN["received"], (M, c.Inspect((c.UnitsAccepted(1, 0),), "torn"))]).does(
            B, c.Withdraw()
        )


def test_what_escrow_does_not_hold_is_not_taken_from_it() -> None:
    order = structs.replace(tea(), escrow_minor=4_000)
    story = Story(order=order).plays([opens(REFUND), (M, c.Approve())])
    started = next(r.event for r in story.recorded if isinstance(r.event, RefundStarted))
    assert (started.amount_minor, started.from_escrow_minor) == (10_002, 4_000)
    assert story.order.escrow_minor == 0


def test_a_bounce_is_owed_again_and_can_go_to_the_balance() -> None:
    story = Story().plays([*GIVEN["settled"], (P, c.RecordRefund(1, 1, "failed"))])
    assert (story.case.stage, story.case.refunded_minor) == (Stage.REFUND_HELD, 501)
    story.does(D, c.RedirectRefund())
    assert (story.case.stage, story.case.refunded_minor) == (Stage.SETTLED, 10_002)
    leg: Leg = story.case.legs[0]
    assert (leg.status, leg.processor) == (LegStatus.PAID, "internal")


def test_a_case_whose_money_others_have_taken_is_not_reopened() -> None:
    story = Story(order=tea(2, 2, 2, 0)).plays([opens(REFUND, 1), (M, c.Refuse("used"))])
    story.stays_silent()
    story.order = refunded(story.order, REFUND, 2, 1).order  # a part of the money, and both units are left
    story.order = refunded(story.order, REFUND, 1, None).order  # the rest of the money with one unit
    with pytest.raises(refusals.NothingPaid):
        story.does(B, c.Reopen("photos"))


def test_shipping_is_refunded_once() -> None:
    order = tea()
    shipping = LineFacts(2, "shipping", "SHIPPING", "Shipping", "", 1, 800, 0, 0)
    card = structs.replace(order.payments[0], amount_minor=order.payments[0].amount_minor + 800)
    order = structs.replace(order, lines=(*order.lines, shipping), payments=(card, order.payments[1]))
    asked = c.OpenCase(REFUND, (c.ItemAsked(1, 1), c.ItemAsked(2)), "late")
    story = Story(order=order).plays([(B, asked), (M, c.Approve())])
    assert story.case.owed_minor == 3_334 + 800
    with pytest.raises(refusals.UnitsNotLeft):
        Story(order=story.order).does(B, c.OpenCase(REFUND, (c.ItemAsked(2),), "late"))


def test_a_case_takes_its_items_from_what_it_holds_itself_when_it_is_revised() -> None:
    story = Story().plays([opens(RETURN, 2), (B, c.Revise(items=(c.ItemAsked(1, 3),)))])
    assert (story.case.requested_minor, story.order.lines[0].left_quantity) == (10_002, 0)
    story.does(B, c.Revise(items=(c.ItemAsked(1, 1),)))
    assert (story.case.requested_minor, story.order.lines[0].left_minor) == (3_334, 6_668)


def test_a_bounce_takes_nothing_that_another_case_has_taken_since() -> None:
    first = Story(order=tea(2, 2, 2, 0)).plays(
        [opens(REFUND, 2, 1), (M, c.Approve()), (P, c.RecordRefund(1, 1, "paid"))]
    )
    second = Story(order=first.order).plays([opens(REFUND, 2)])
    first.order = second.order
    first.does(P, c.RecordRefund(1, 1, "failed"))
    line = first.order.lines[0]
    assert (line.claimed_quantity, line.claimed_minor) == (2, 2)


def test_a_refund_goes_where_the_buyer_chose_and_uses_the_room_of_the_payments() -> None:
    order = structs.replace(tea(), tenders=(BuyerTender("gc-9", "gift_card"), BuyerTender("card-9", "card")))
    asked = c.OpenCase(REFUND, (c.ItemAsked(1),), "late", refund_to="gc-9")
    story = Story(order=order).plays([(B, asked), (M, c.Approve())])
    assert story.case.stage is Stage.SETTLED
    assert {(leg.tender, leg.processor_reference) for leg in story.case.legs} == {("gift_card", "gc-9")}
    assert [p.refunded_minor for p in story.order.payments] == [9_501, 501]
    for tender, refusal in (("card-9", refusals.NotRefundableThere), ("gc-1", refusals.NoSuchTender)):
        with pytest.raises(refusal):
            Story(order=order).does(B, structs.replace(asked, refund_to=tender))
