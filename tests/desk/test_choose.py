"""Which case somebody gets next: a table of obstacles, and what holds for any desk and any queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from makegood.desk import DeskPerson, Obstacle, Skills, Waiting, most_urgent, obstacle
from makegood.desk.choose import urgency

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEA = Waiting(1, 2, NOON, "refund_only", ("food.tea",), "zh-CN", 10_000, 7, "li@example.com", (), ())
CHEN = DeskPerson("chen", "Chen")

OBSTACLES = [
    (TEA, CHEN, None),
    (replace(TEA, deciders=("chen",)), CHEN, Obstacle.DECIDED_BEFORE),
    (replace(TEA, deciders=("wu",)), CHEN, None),
    (TEA, replace(CHEN, email="li@example.com"), Obstacle.IS_A_PARTY),
    (replace(TEA, buyer_email=""), replace(CHEN, email=""), None),
    (TEA, replace(CHEN, skills=Skills(merchants=(7,))), Obstacle.DECLARED),
    (replace(TEA, passed_by=("chen",)), CHEN, Obstacle.PASSED_ON),
    (replace(TEA, tier=1), CHEN, Obstacle.SENIOR_NEEDED),
    (replace(TEA, tier=1), replace(CHEN, is_senior=True), None),
    (TEA, replace(CHEN, skills=Skills(types=("repair",))), Obstacle.TYPE),
    (TEA, replace(CHEN, skills=Skills(languages=("en",))), Obstacle.LANGUAGE),
    (TEA, replace(CHEN, skills=Skills(categories=("toys",))), Obstacle.CATEGORY),
    (TEA, replace(CHEN, skills=Skills(categories=("foo",))), Obstacle.CATEGORY),
    (TEA, replace(CHEN, skills=Skills(categories=("food",))), None),
    (TEA, replace(CHEN, skills=Skills(categories=("food.tea",))), None),
    (TEA, replace(CHEN, skills=Skills(most_minor=9_999)), Obstacle.AMOUNT),
    (TEA, replace(CHEN, skills=Skills(most_minor=10_000)), None),
]


@pytest.mark.parametrize(("case", "person", "why"), OBSTACLES)
def test_who_may_have_what(case: Waiting, person: DeskPerson, why: Obstacle | None) -> None:
    assert obstacle(case, person) is why


PEOPLE = st.sampled_from(["chen", "wu", "zhao"])
WORDS = st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple)
CASES = st.lists(
    st.builds(
        Waiting, case_id=st.integers(1, 50), tier=st.integers(0, 2),
        due_at=st.integers(-50, 50).map(lambda hours: NOON + timedelta(hours=hours)), type=st.sampled_from(["a", "b"]),
        categories=WORDS, language=st.sampled_from(["a", "b"]), amount_minor=st.integers(1, 9), merchant_id=st.integers(1, 3),
        buyer_email=st.sampled_from(["", "x@y.z"]), deciders=st.lists(PEOPLE, max_size=2).map(tuple),
        passed_by=st.lists(PEOPLE, max_size=2).map(tuple),
    ),
    max_size=12,
    unique_by=lambda case: case.case_id,
)  # fmt: skip
ANYBODY = st.builds(
    DeskPerson, person=PEOPLE, name=st.just("x"), is_senior=st.booleans(), email=st.sampled_from(["", "x@y.z"]),
    skills=st.builds(Skills, types=WORDS, categories=WORDS, languages=WORDS, most_open=st.integers(1, 3),
                     merchants=st.lists(st.integers(1, 3), max_size=1).map(tuple)),
)  # fmt: skip


@given(CASES, ANYBODY, st.integers(0, 4))
def test_the_most_urgent_that_they_are_able_to_take_and_nothing_else(
    waiting: list[Waiting], person: DeskPerson, has_open: int
) -> None:
    able = [case for case in waiting if obstacle(case, person) is None]
    given_case = most_urgent(waiting, person, has_open)
    if has_open >= person.skills.most_open or not able:
        assert given_case is None
        return
    assert given_case is not None
    assert given_case in able
    assert all(urgency(given_case) <= urgency(other) for other in able)


@given(CASES, st.lists(ANYBODY, min_size=1, max_size=3, unique_by=lambda one: one.person))
def test_handing_out_in_turn_leaves_only_what_nobody_can_take(
    waiting: list[Waiting], people: list[DeskPerson]
) -> None:
    has = {one.person: 0 for one in people}
    left, gave = list(waiting), True
    while gave:
        gave = False
        for one in people:
            case = most_urgent(left, one, has[one.person])
            if case is not None:
                left.remove(case)
                has[one.person] += 1
                gave = True
    assert all(has[one.person] <= one.skills.most_open for one in people)
    for case in left:
        assert all(obstacle(case, one) or has[one.person] >= one.skills.most_open for one in people)


@given(CASES, ANYBODY)
def test_the_order_of_the_queue_does_not_matter(waiting: list[Waiting], person: DeskPerson) -> None:
    mixed = sorted(waiting, key=lambda case: case.case_id * 7919 % 101)
    assert most_urgent(mixed, person, 0) == most_urgent(waiting, person, 0)
