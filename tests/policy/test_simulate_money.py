"""The money of a decision: what counts for whom, and that a frame comes to what one case after the other comes to."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.policy.outcomes import Kind
from makegood.policy.outcomes import key as key_named
from makegood.policy.simulate.money import FACTS, KEYS, NONE, PARTIES, UNDECIDED, money_frame, money_of

OPEN, REFUSED = 1, 0
BUYER, SHARED, INSURER, PLATFORM, MERCHANT = range(5)  # of freight


@pytest.mark.parametrize(
    ("codes", "facts", "money", "unvalued"),
    [
        ({"remedy.refund_only": OPEN}, {"remedy": "refund_only", "asked": 900, "paid": 1000}, (900, -900, 0, 0, 0), False),
        ({"remedy.refund_only": OPEN}, {"remedy": "refund_only", "paid": 1000}, (1000, -1000, 0, 0, 0), False),
        ({"remedy.refund_only": OPEN}, {"remedy": "return_refund", "paid": 1000}, (0, 0, 0, 0, 0), False),
        ({"remedy.refund_only": OPEN}, {"remedy": "refund_only"}, (0, 0, 0, 0, 0), True),
        ({"remedy.refund_only": UNDECIDED}, {"remedy": "refund_only", "paid": 1000}, (0, 0, 0, 0, 0), True),
        ({"remedy.refund_only": OPEN, "refund": 600, "deduction": 50}, {"remedy": "refund_only", "asked": 900},
         (550, -550, 0, 0, 0), False),
        ({"remedy.refund_only": OPEN, "deduction": 5000}, {"remedy": "refund_only", "asked": 900}, (0, 0, 0, 0, 0), False),
        ({"compensation": 500}, {"remedy": "exchange"}, (500, -500, 0, 0, 0), False),
        ({"compensation": 500, "compensation_by": 2}, {"remedy": "exchange"}, (500, 0, 0, -500, 0), False),
        ({"compensation": 500, "compensation_by": 3}, {"remedy": "exchange"}, (500, 0, 0, 0, -500), False),
        ({"compensation": 500, "compensation_by": 4}, {"remedy": "exchange"}, (-500, 500, 0, 0, 0), False),
        ({"compensation": 500, "compensation_by": UNDECIDED}, {"remedy": "exchange"}, (0, 0, 0, 0, 0), True),
        ({"remedy.return_refund": OPEN}, {"remedy": "return_refund", "paid": 1000, "return_freight_cost": 100},
         (900, -1000, 0, 0, 100), False),
        ({"remedy.return_refund": OPEN, "freight.return": SHARED},
         {"remedy": "return_refund", "paid": 1000, "return_freight_paid": 101}, (950, -1051, 0, 0, 101), False),
        ({"remedy.exchange": OPEN, "freight.return": BUYER, "freight.exchange": INSURER},
         {"remedy": "exchange", "return_freight_cost": 100}, (0, 0, 0, -100, 100), False),
        ({"remedy.repair": OPEN, "freight.return": PLATFORM}, {"remedy": "repair", "return_freight_cost": 100},
         (0, 0, -100, 0, 100), False),
        ({"remedy.return_refund": REFUSED, "freight.return": MERCHANT},
         {"remedy": "return_refund", "paid": 1000, "return_freight_cost": 100}, (0, 0, 0, 0, 0), False),
        ({}, {"paid": 1000}, (0, 0, 0, 0, 0), True),
    ],
)  # fmt: skip
def test_what_counts(
    codes: dict[str, int], facts: dict[str, str | int], money: tuple[int, ...], unvalued: bool
) -> None:
    assert money_of(codes, facts) == (dict(zip(PARTIES, money, strict=True)), unvalued)
    assert sum(money) == 0


def _code(name: str) -> st.SearchStrategy[int]:
    key = key_named(name)
    values = (
        st.integers(0, len(key.values) - 1)
        if key.kind is Kind.CHOICE
        else st.sampled_from([0, 1, 999, 10**13])
    )
    return st.one_of(values, values, st.sampled_from([NONE, UNDECIDED]))


_facts = st.fixed_dictionaries({
    "remedy": st.none() | st.sampled_from(["refund_only", "return_refund", "exchange", "repair", "reship", "cancel"]),
    **{name: st.none() | st.sampled_from([0, 1, 1001, 10**13]) for name in FACTS if name not in ("remedy", "currency")},
})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.fixed_dictionaries({key: _code(key) for key in KEYS}), _facts), min_size=8, max_size=8
    )
)
def test_a_frame_comes_to_the_same(cases: list[tuple[dict[str, int], dict[str, str | int | None]]]) -> None:
    facts = pl.DataFrame(
        [facts for _, facts in cases], schema_overrides={"remedy": pl.String}, infer_schema_length=None
    )
    numbers = [pl.col(name).cast(pl.Int64) for name in facts.columns if name != "remedy"]
    codes = pl.DataFrame([codes for codes, _ in cases], schema=dict.fromkeys(KEYS, pl.Int64))
    frame = pl.concat([facts.with_columns(numbers), codes], how="horizontal")
    found = money_frame(frame, {key: key for key in KEYS}, facts.columns).rows(named=True)
    for (one, told), row in zip(cases, found, strict=True):
        money, unvalued = money_of(one, told)
        assert row == money | {"unvalued": unvalued}
        assert sum(money.values()) == 0
