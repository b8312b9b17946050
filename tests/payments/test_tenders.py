"""Splitting a refund over tenders: exactly, within the room of each, the same way each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.payments import MoreThanRoom, TenderRoom, in_order, pro_rata

BOTH = pytest.mark.parametrize("split", [in_order, pro_rata])


def room(payment_no: int, room_minor: int, rank: int = 0, tender: str = "card") -> TenderRoom:
    return TenderRoom(
        payment_no=payment_no,
        tender=tender,
        processor="fake",
        processor_reference=f"pay_{payment_no}",
        room_minor=room_minor,
        rank=rank,
    )


GIFT_CARD_THEN_CARD = (room(1, 3000, rank=2), room(2, 1000, rank=1, tender="gift_card"))

TABLE = [
    # split, amount -> parts by payment
    (in_order, 0, {}),
    (in_order, 400, {2: 400}),
    (in_order, 1000, {2: 1000}),
    (in_order, 1001, {2: 1000, 1: 1}),
    (in_order, 4000, {2: 1000, 1: 3000}),
    (pro_rata, 0, {}),
    (pro_rata, 400, {2: 100, 1: 300}),
    (pro_rata, 1, {1: 1}),
    (pro_rata, 2, {2: 1, 1: 1}),  # 0.5 and 1.5: equal remainders, the lower rank first
    (pro_rata, 4000, {2: 1000, 1: 3000}),
]


@pytest.mark.parametrize(("split", "amount_minor", "expected"), TABLE)
def test_table(split, amount_minor, expected) -> None:
    legs = split(GIFT_CARD_THEN_CARD, amount_minor)
    assert {leg.payment_no: leg.amount_minor for leg in legs} == expected
    assert [leg.payment_no for leg in legs] == list(expected)


@BOTH
def test_a_leg_names_where_the_money_goes(split) -> None:
    (leg,) = split([room(7, 500, tender="wallet")], 500)
    assert (leg.payment_no, leg.tender, leg.processor, leg.processor_reference) == (
        7,
        "wallet",
        "fake",
        "pay_7",
    )


@BOTH
def test_refuses_more_than_there_is_room_for(split) -> None:
    with pytest.raises(MoreThanRoom, match=r"Only 4000 .* not 4001"):
        split(GIFT_CARD_THEN_CARD, 4001)
    with pytest.raises(MoreThanRoom):
        split([], 1)


@BOTH
@pytest.mark.parametrize(
    ("rooms", "amount_minor"), [([room(1, 10)], -1), ([room(1, -1)], 0), ([room(1, 5), room(1, 5)], 2)]
)
def test_refuses_nonsense(split, rooms, amount_minor) -> None:
    with pytest.raises(ValueError):
        split(rooms, amount_minor)


@st.composite
def refunds(draw: st.DrawFn) -> tuple[list[TenderRoom], int]:
    minors = draw(st.lists(st.integers(0, 10**12) | st.integers(0, 5), max_size=6))
    rooms = [room(number, minor, rank=draw(st.integers(0, 2))) for number, minor in enumerate(minors, 1)]
    return rooms, draw(st.integers(0, sum(minors)))


@BOTH
@given(refund=refunds(), data=st.data())
def test_adds_up_within_the_room_and_always_the_same(split, refund, data) -> None:
    rooms, amount_minor = refund
    legs = split(rooms, amount_minor)
    by_number = {each.payment_no: each.room_minor for each in rooms}
    assert sum(leg.amount_minor for leg in legs) == amount_minor
    assert all(0 < leg.amount_minor <= by_number[leg.payment_no] for leg in legs)
    assert len({leg.payment_no for leg in legs}) == len(legs)
    assert split(data.draw(st.permutations(rooms)), amount_minor) == legs


@BOTH
@given(refund=refunds(), data=st.data())
def test_refunding_in_pieces_ends_with_every_payment_paid_back(split, refund, data) -> None:
    rooms, _ = refund
    left = {each.payment_no: each for each in rooms}
    total = sum(each.room_minor for each in rooms)
    while total:
        piece = data.draw(st.integers(max(1, total // 3), total))
        for leg in split(left.values(), piece):
            known = left[leg.payment_no]
            left[leg.payment_no] = room(known.payment_no, known.room_minor - leg.amount_minor, known.rank)
        total -= piece
    assert all(each.room_minor == 0 for each in left.values())
