"""No pack gives more under a promise, or longer, than its published terms do: any goods, any time, whatever the buyer tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from makegood.cases import BookPromises, GivenFact, LineFacts, OrderFacts, ParcelFacts
from makegood.claims import KINDS, Wanted, judge
from makegood.policy import Book, make_book
from makegood.policy.publishing.shipped import load_shipped
from tests.claims.limits import AFTER_COMPLETION, UNCONFIRMED, closes_at, most_minor

SIGNED = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ASKED = sorted(
    kind.name for kind in KINDS.values() if kind.asked and kind.family not in ("shipping", "way_back")
)
TELLS: dict[str, dict[str, Any]] = {
    "spoilt": {"rotten_share": 3000}, "short_weight": {"short_share": 500}, "small_fruit": {"undersized_share": 800},
    "breakage": {"talks_failed": True}, "mismatch": {"mismatch": "brand"}, "wrong_material": {"inspection_report": "confirms"},
    "installation": {"extra_installation_cost": 3000},
}  # fmt: skip
GOODS = {
    "spoilt": "fresh", "thawed": "fresh", "short_weight": "fresh", "small_fruit": "fresh", "dead_plant": "flowers",
    "mismatch": "apparel", "wrong_material": "jewellery", "installation": "furniture",
}  # fmt: skip
EDGES = [
    timedelta(hours=hours, seconds=seconds) for hours in (0, 4, 12, 24, 48, 15 * 24, 35 * 24) for seconds in (-1, 0, 1)
]  # fmt: skip
shares = st.integers(0, 10_000)
told = st.fixed_dictionaries({}, optional={
    "rotten_share": shares, "short_share": shares, "undersized_share": shares, "talks_failed": st.booleans(),
    "mismatch": st.sampled_from(["material", "brand", "label_missing", "serious_quality", "colour", "size"]),
    "inspection_report": st.sampled_from(["none", "confirms", "denies"]),
    "extra_installation_cost": st.integers(0, 20_000), "defect_visible": st.booleans(), "buyer_proof": st.booleans(),
    "late_ground": st.sampled_from(["none", "authority_finding", "court_document", "proof", "promise"]),
    "purpose_defeated": st.booleans(), "goods_used": st.booleans(),
})  # fmt: skip
times = st.sampled_from([each for each in EDGES if each >= timedelta()]) | st.timedeltas(
    timedelta(), 90 * timedelta(days=1)
)


class Packs:
    """The packs of this release that hold in China."""

    def promises(self, order: OrderFacts, now: datetime) -> BookPromises:
        return BookPromises(book(), "CN")


@cache
def book() -> Book:
    catalogue, packs = load_shipped()
    return make_book(
        catalogue, [each for each in packs if not each.markets or "CN" in each.markets], market="CN"
    )


def order_of(
    kind: str,
    joined: bool,
    goods: str,
    living: bool,
    mall: bool,
    completed_at: datetime | None,
    paid_minor: int,
) -> OrderFacts:
    line = LineFacts(
        line_no=1, kind="goods", sku="A", title="Goods", category="goods", quantity=1, paid_minor=paid_minor,
        claimed_quantity=0, claimed_minor=0, traits=("living",) if living else (), facts={"goods_kind": goods},
    )  # fmt: skip
    promises = [KINDS[kind].guarantee] if joined and KINDS[kind].guarantee else []
    return OrderFacts(
        id=1, external_id="T-1", buyer_id=2, merchant_id=3, currency="CNY",
        status="completed" if completed_at else "delivered", placed_at=SIGNED - timedelta(days=3), paid_minor=paid_minor,
        escrow_minor=paid_minor, lines=(line,), payments=(), completed_at=completed_at,
        parcels=(ParcelFacts(SIGNED - timedelta(days=2), SIGNED),),
        facts={"guarantees": promises} | ({"shop_kind": "mall"} if mall else {}),
    )  # fmt: skip


def given_minor(order: OrderFacts, kind: str, said: dict[str, Any], now: datetime) -> int:
    """What the packs give of it; nothing while something has to be told first."""
    facts = tuple(GivenFact(name, value, "buyer", now) for name, value in said.items())
    return judge(Packs(), Wanted(kind=KINDS[kind], line_no=1, given=facts), order, now).amount_minor or 0


def allowed_minor(order: OrderFacts, kind: str, said: dict[str, Any], now: datetime) -> int:
    """What its published terms give."""
    joined = not KINDS[kind].guarantee or KINDS[kind].guarantee in order.facts["guarantees"]  # type: ignore[operator]
    end = closes_at(kind, SIGNED, order.completed_at, "living" in order.lines[0].traits)
    if not joined or end is None or now >= end:
        return 0
    return most_minor(kind, order.paid_minor, said | {"shop_kind": order.facts.get("shop_kind")})


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(ASKED), joined=st.sampled_from([True, True, True, False]),
    goods=st.none() | st.sampled_from(["fresh", "food", "toys"]),
    living=st.booleans(), mall=st.booleans(), asked_after=times, completed_after=st.none() | times,
    paid_minor=st.integers(1, 2_000_000), said=told, tells=st.booleans(),
)  # fmt: skip
@example(
    kind="spoilt", joined=False, goods=None, living=False, mall=False, asked_after=timedelta(hours=1),
    completed_after=None, paid_minor=10_000, said={}, tells=True,
)  # fmt: skip
def test_a_promise_gives_no_more_and_no_longer_than_its_terms(
    kind: str, joined: bool, goods: str | None, living: bool, mall: bool, asked_after: timedelta,
    completed_after: timedelta | None, paid_minor: int, said: dict[str, Any], tells: bool,
) -> None:  # fmt: skip
    now = SIGNED + asked_after
    completed_at = None if completed_after is None else min(SIGNED + completed_after, now)
    order = order_of(kind, joined, goods or GOODS.get(kind, "other"), living, mall, completed_at, paid_minor)
    facts = said | (TELLS.get(kind, {}) if tells else {})
    assert given_minor(order, kind, facts, now) <= allowed_minor(order, kind, facts, now), facts


def test_each_promise_gives_something_to_its_last_second() -> None:
    """And so the limits above are those of something."""
    for kind in ASKED:
        for completed_at in (None, SIGNED + timedelta(days=1)):
            order = order_of(kind, True, GOODS.get(kind, "other"), False, False, completed_at, 10_002)
            end = closes_at(kind, SIGNED, completed_at)
            assert end is not None
            facts = TELLS.get(kind, {})
            assert given_minor(order, kind, facts, end - SECOND) == allowed_minor(
                order, kind, facts, end - SECOND
            ), kind
            assert given_minor(order, kind, facts, end) == 0, kind


def test_fifteen_days_and_thirty_five() -> None:
    assert (timedelta(days=15), timedelta(days=35)) == (AFTER_COMPLETION, UNCONFIRMED)


def test_another_line_of_the_order_says_nothing_of_these_goods() -> None:
    order = order_of("breakage", True, "other", False, False, None, 10_000)
    other = structs.replace(order.lines[0], line_no=2, paid_minor=500_000)
    both = structs.replace(order, lines=(*order.lines, other), paid_minor=510_000)
    assert given_minor(both, "breakage", TELLS["breakage"], SIGNED + SECOND) == 6_000
