"""What panels decide without a database: who may sit, lots, counting, votes that are no votes, and taking names out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from makegood.jury.collusion import Pair, always_alike, chance_of_alike, least_seconds, suspicion
from makegood.jury.counting import can_still_decide, still_wanted, tally
from makegood.jury.draw import draw, invited_until, lot
from makegood.jury.eligibility import why_not
from makegood.jury.masking import HIDDEN, masked
from makegood.jury.model import Candidate, JurySettings, Marks, Record, Seat, SeatStatus, Why
from makegood.jury.reliability import share_with_majority, worse_than_a_coin
from tests.world import NOON

ON = JurySettings(is_on=True)
FIT = Candidate(
    buyer_id=1, known_since=NOON - timedelta(days=400), orders=3, is_party=False, dealt_with_merchant=False,
    dealt_with_buyer=False, sells=False, is_staff=False, in_dispute=False, seated_elsewhere=0, rests_until=None,
    marks=Marks("phone-1", "road-1", "card-1"),
)  # fmt: skip
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"known_since": NOON - timedelta(days=364)}, "too_new"),
    ({"known_since": None}, "too_new"),
    ({"orders": 2}, "too_few_orders"),
    ({"is_party": True}, "party"),
    ({"dealt_with_merchant": True}, "dealt_with_merchant"),
    ({"dealt_with_buyer": True}, "dealt_with_buyer"),
    ({"sells": True}, "same_trade"),
    ({"is_staff": True}, "staff"),
    ({"in_dispute": True}, "in_dispute"),
    ({"seated_elsewhere": 3}, "seated_elsewhere"),
    ({"rests_until": NOON + timedelta(days=1)}, "resting"),
    ({"marks": Marks(address="road-9")}, "shares_with_party"),
    ({"record": Record(counted=20, with_majority=3)}, "unreliable"),
]
PARTY = (Marks("phone-9", "road-9", "card-9"),)


@pytest.mark.parametrize(("changes", "why"), UNFIT)
def test_what_speaks_against_somebody(changes: dict[str, Any], why: str) -> None:
    assert why_not(structs.replace(FIT, **changes), ON, PARTY, NOON) == (why,)


def test_nothing_speaks_against_who_is_fit() -> None:
    assert why_not(FIT, ON, PARTY, NOON) == ()
    assert why_not(structs.replace(FIT, rests_until=NOON), ON, PARTY, NOON) == ()


def seat(place: int, vote: str | None = None, status: SeatStatus = SeatStatus.VOTED, **changes: Any) -> Seat:
    """A seat whose holder has the number of its place."""
    made = Seat(
        id=place, case_id=1, place=place, buyer_id=place, status=status if vote else SeatStatus.INVITED,
        invited_at=NOON, until=NOON + timedelta(days=1), vote=vote,
    )  # fmt: skip
    return structs.replace(made, **changes)


VOTES = st.lists(
    st.tuples(st.sampled_from(["buyer", "merchant"]), st.sampled_from([SeatStatus.VOTED, SeatStatus.SET_ASIDE])),
    max_size=60,
)  # fmt: skip


@given(VOTES, st.sampled_from([17, 31]))
def test_a_majority_is_of_all_seats_and_of_votes_that_count(votes: list[Any], size: int) -> None:
    seats = [seat(number, vote, status) for number, (vote, status) in enumerate(votes, 1)]
    found = tally(seats, size)
    counted = [each.vote for each in seats if each.status is SeatStatus.VOTED]
    assert (found.for_buyer, found.for_merchant) == (counted.count("buyer"), counted.count("merchant"))
    assert (found.verdict == "buyer") <= (found.for_buyer > size / 2)
    assert (found.verdict == "") == (max(found.for_buyer, found.for_merchant) <= size // 2)


@given(st.permutations([("buyer", 9), ("merchant", 8)]), st.randoms(use_true_random=False))
def test_the_order_of_votes_changes_nothing(sides: list[tuple[str, int]], dice: Any) -> None:
    votes = [side for side, count in sides for _ in range(count)]
    dice.shuffle(votes)
    seats: list[Seat] = []
    verdicts = []
    for number, vote in enumerate(votes, 1):
        seats.append(seat(number, vote))
        verdicts.append(tally(seats, 17).verdict)
    assert verdicts[-1] == "buyer"
    assert set(verdicts) == {"", "buyer"}


@given(st.integers(0, 8), st.integers(0, 8))
def test_no_side_wins_while_the_other_still_could(buyer: int, merchant: int) -> None:
    seats = [seat(n, "buyer") for n in range(buyer)] + [seat(50 + n, "merchant") for n in range(merchant)]
    assert not tally(seats, 17).verdict
    assert can_still_decide(seats, 17, still_wanted(seats, 17))
    assert can_still_decide(seats, 17, 0) == (max(buyer, merchant) >= 9)


@given(
    st.sets(st.integers(1, 10**15), min_size=1, max_size=60),
    st.text("0123456789abcdef", min_size=32, max_size=32),
)
def test_the_same_seed_draws_the_same_people_whatever_their_order(ids: set[int], seed: str) -> None:
    people = [structs.replace(FIT, buyer_id=each) for each in ids]
    one = draw(people, seed, 17, ON, (), NOON)
    other = draw(reversed(people), seed, 17, ON, (), NOON)
    assert one == other
    drawn = {each.buyer_id for each in one.seated}
    assert len(drawn) == min(17, len(ids))
    left = ids - drawn
    assert not left or max(lot(seed, each) for each in drawn) < min(lot(seed, each) for each in left)


def test_who_is_passed_over_is_counted_by_why() -> None:
    people = [FIT, structs.replace(FIT, buyer_id=2, is_staff=True, orders=0)]
    drawn = draw(people, "seed", 5, ON, (), NOON)
    assert [each.buyer_id for each in drawn.seated] == [1]
    assert drawn.passed_over == {"staff": 1, "too_few_orders": 1}


def test_an_invitation_never_outlasts_its_panel() -> None:
    due = NOON + timedelta(hours=24)
    assert invited_until(NOON, NOON, due) == NOON + timedelta(hours=6)
    assert invited_until(due - timedelta(hours=1), NOON, due) == due
    assert invited_until(NOON, NOON, NOON + timedelta(days=7)) == NOON + timedelta(hours=24)


def test_wilsons_interval_is_the_one_of_the_books() -> None:
    found = share_with_majority(Record(counted=10, with_majority=8))
    assert found is not None
    assert [round(each, 3) for each in found] == [0.8, 0.49, 0.943]
    assert share_with_majority(Record()) is None
    assert not worse_than_a_coin(Record(counted=5, with_majority=1))
    assert worse_than_a_coin(Record(counted=20, with_majority=5))


def test_two_who_are_mostly_right_agree_often_and_nobody_wonders() -> None:
    good = Record(counted=40, with_majority=38)
    coin = Record(counted=40, with_majority=20)
    honest, odd = Pair(2, 20, 19, good, good), Pair(3, 20, 20, coin, coin)
    assert chance_of_alike(honest) > 0.1
    assert chance_of_alike(odd) < 1e-5
    assert always_alike([honest, odd]) == [odd]
    assert always_alike([Pair(3, 7, 7, coin, coin)]) == []


def test_of_two_who_may_be_one_the_first_vote_stands() -> None:
    first = seat(1, "buyer", marks=Marks(device="phone"))
    second = seat(2, marks=Marks(device="phone"), least_seconds=60)
    assert suspicion(second, [first], [], 600) == (Why.SHARED_DEVICE,)
    assert suspicion(second, [], [], 59) == (Why.TOO_FAST,)
    assert suspicion(seat(3, marks=Marks()), [seat(1, "buyer", marks=Marks())], [], 1) == ()
    assert least_seconds(863 * 4) == 60


MASKED = [
    ("Ring 13800138000 or 138 0013 8000.", f"Ring {HIDDEN} or {HIDDEN}."),
    ("Write to li.na@example.com or https://shop.example/x", f"Write to {HIDDEN} or {HIDDEN}"),
    ("加我微信：lina_88，在山间茶业买的", f"加我{HIDDEN}，在{HIDDEN}买的"),
    ("I am Li Na, bought from MOUNTAIN TEA.", f"I am {HIDDEN}, bought from {HIDDEN}."),
    ("It weighs 250 g and cost 33.34 in 2026.", "It weighs 250 g and cost 33.34 in 2026."),
]


@pytest.mark.parametrize(("told", "shown"), MASKED)
def test_whose_it_is_is_covered(told: str, shown: str) -> None:
    assert masked(told, ["Li Na", "李娜", "山间茶业 Mountain Tea"]) == shown
