"""PURE: what claims do so that they give what a ruling gives on top, whatever is decided how often, paid or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import Beside, CaseState, CaseType, Favour, Goods, Ruling, most_on_top
from makegood.cases.model import Item
from makegood.cases.terms import Terms
from makegood.claims import Because, Claim, Funder, Paid, Stage, as_ruled
from makegood.claims.decide import tick

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=1)
ITEMS = (Item(1, "Tea", 2, 6000), Item(2, "Cup", 1, 3000), Item(3, "Freight", 0, 800))


def a_case(terms: Terms | None = None, **changes: Any) -> CaseState:
    """A case about two lines and their freight."""
    state = CaseState(
        id=7, bucket=1, order_id=1, buyer_id=2, merchant_id=3, type=CaseType.RETURN_REFUND, currency="CNY", items=ITEMS,
        requested_minor=9800, reason="counterfeit", opened_at=NOON, updated_at=NOON, goods=Goods.WITH_BUYER,
        terms=terms or Terms(1, compensation_minor=30000, compensation_rule="pack/rule", compensation_by="merchant"),
    )  # fmt: skip
    return structs.replace(state, **changes)


def carry_out(claims: list[Claim], owed_minor: int, by: str = "merchant") -> list[str]:
    """Have claims give so much; the names of what happened."""
    ruling = Ruling(Favour.BUYER, 9800, False, "It is so.", compensation_minor=owed_minor, compensation_by=by)
    ids = iter(range(len(claims) + 1, len(claims) + 10))
    happened = []
    for before, move in list(
        as_ruled(
            a_case(), ruling, owed_minor, list(claims), Because("pack/rule", "", ""), lambda: next(ids), NOON
        )
    ):
        if before is None:
            claims.append(move.claim)
        else:
            claims[claims.index(before)] = move.claim
        happened.append(move.name)
    return happened


def pay(claims: list[Claim]) -> None:
    """The clocks act, and what is due is paid by who bears it."""
    for place, claim in enumerate(claims):
        move = tick(claim, LATER)
        if move is not None:
            borne = "merchant_minor" if claim.content.funder is Funder.MERCHANT else "platform_minor"
            paid = Paid(**{borne: claim.amount_minor})
            claims[place] = structs.replace(
                move.claim, content=structs.replace(move.claim.content, paid=paid)
            )


def total(claims: list[Claim], *stages: Stage) -> int:
    return sum(claim.amount_minor for claim in claims if claim.stage in stages)


def given_back(claims: list[Claim]) -> int:
    return sum((claim.content.paid or Paid()).made_whole_minor for claim in claims)


def test_it_is_divided_over_the_goods_and_no_cent_is_lost() -> None:
    claims: list[Claim] = []
    assert carry_out(claims, 10001) == ["ruled", "ruled"]
    assert [(each.line_no, each.quantity, each.amount_minor) for each in claims] == [
        (1, 2, 6667),
        (2, 1, 3334),
    ]
    assert {each.family for each in claims} == {"multiple"}


def test_the_platform_that_pays_is_not_made_whole() -> None:
    claims: list[Claim] = []
    carry_out(claims, 9000, "platform")
    pay(claims)
    assert {each.content.funder for each in claims} == {Funder.PLATFORM}
    assert carry_out(claims, 0) == []


@given(st.lists(st.tuples(st.integers(0, 50000), st.booleans()), min_size=1, max_size=6))
def test_whatever_is_decided_the_buyer_keeps_what_was_paid_and_the_merchant_bears_what_is_owed(
    decided: list[tuple[int, bool]],
) -> None:
    claims: list[Claim] = []
    for owed, is_paid_now in decided:
        paid = total(claims, Stage.PAID)
        carry_out(claims, owed)
        assert carry_out(claims, owed) == []  # the same again does nothing
        assert total(claims, Stage.PAID) == paid
        assert total(claims, Stage.PAID, Stage.PAYOUT_DUE) == max(owed, paid)
        assert given_back(claims) == max(0, paid - owed)
        if is_paid_now:
            pay(claims)


def beside(minor: int, line_no: int = 1, quantity: int = 1, bought: int = 2, **changes: Any) -> Beside:
    return structs.replace(Beside(line_no, quantity, bought, minor, "multiple", NOON), **changes)


BY = {"compensation_minor": 30000, "compensation_rule": "pack/rule"}
BOUNDS: list[tuple[str, Terms, tuple[Beside, ...], int, int]] = [
    ("nothing said", Terms(1), (), 9800, 0),
    ("the merchant pays", Terms(1, compensation_by="merchant", **BY), (), 9800, 30000),
    ("the platform pays", Terms(1, compensation_by="platform", **BY), (), 9800, 30000),
    ("an insurer pays by its policy", Terms(1, compensation_by="insurer", **BY), (), 9800, 0),
    ("lines differ in who pays", Terms(1, compensation_by="several", **BY), (), 9800, 0),
    ("part of it is in the amount", Terms(1, compensation_by="merchant", refund_minor=5000, **BY), (), 9800, 26000),
    ("a claim for a unit of it", Terms(1, compensation_by="merchant", **BY), (beside(20000),), 9800, 10000),
    ("a claim for more", Terms(1, compensation_by="merchant", **BY), (beside(40000),), 9800, 0),
    ("a claim for other units", Terms(1, compensation_by="merchant", **BY), (beside(20000, bought=3),), 9800, 30000),
    ("a claim for another line", Terms(1, compensation_by="merchant", **BY), (beside(20000, 9),), 9800, 30000),
    ("a claim for the order", Terms(1, compensation_by="merchant", **BY), (beside(20000, 0, bought=0),), 9800, 10000),
    ("for another loss", Terms(1, compensation_by="merchant", **BY), (beside(20000, family="freight"),), 9800, 30000),
    ("its own", Terms(1, compensation_by="merchant", **BY), (beside(20000, case_id=7),), 9800, 30000),
    ("of another case", Terms(1, compensation_by="merchant", **BY), (beside(20000, case_id=8),), 9800, 10000),
]  # fmt: skip


@pytest.mark.parametrize(("why", "terms", "claims", "amount", "most"), BOUNDS, ids=[row[0] for row in BOUNDS])
def test_no_more_than_is_owed(
    why: str, terms: Terms, claims: tuple[Beside, ...], amount: int, most: int
) -> None:
    assert most_on_top(a_case(terms), amount, claims) == most, why
